/**
 * Runs the engines of one case: first every output is checked, then the rounds
 * are timed, interleaved.
 *
 * The naive oracle fixes masks, bytes and hash for the beginning of the log; on
 * the whole length all engines that promise the same must agree. Slow engines
 * get a shorter log: the longest step of the ladder that they mask in time.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Pattern } from '../lib/matcher/pattern.js'
import { patternBook, SecretRegistry } from '../lib/secrets/registry.js'
import { type Case, secretsOf, variantsOf } from './cases.js'
import { makeCorpus } from './corpora.js'
import { type EngineId, engines, type Semantics } from './engines/index.js'
import { create as createNaive } from './engines/naive.js'
import { type Native, writePatterns } from './engines/native.js'
import { Collector, countOf, type Masked } from './masked.js'
import { EngineProcess } from './process.js'
import type { WorkerOrder } from './worker.js'

export const MASK = '[secure]'

export interface Plan {
  readonly rounds: number
  /** seconds that one round of a slow engine may take */
  readonly patience: number
  /** seconds of rounds that are not counted, before the first one that is */
  readonly warmUp: number
  /** folder for logs, patterns and orders */
  readonly folder: string
  readonly native: Native
}

export interface EngineResult {
  /** bytes of log per round */
  readonly length: number
  readonly masks: number
  readonly hash: string
  /** GB/s per round, in the order of the rounds */
  readonly speeds: readonly number[]
  readonly buildTime: number
}

export type Skipped = { readonly skipped: string }

export interface CaseResult {
  readonly case: Case
  readonly patterns: number
  readonly patternBytes: number
  readonly shortest: number
  readonly engines: Partial<Record<EngineId, EngineResult | Skipped>>
}

interface Runner {
  readonly id: EngineId
  readonly process: EngineProcess
  length: number
  masked: Masked
  readonly speeds: number[]
}

const LADDER = [128, 512, 2048, 8192, 16384, 32768, 65536].map((kib) => kib * 1024)

export async function measure(item: Case, plan: Plan): Promise<CaseResult> {
  const secrets = secretsOf(item)
  const variants = variantsOf(item)
  const book = (fragments: boolean): readonly Pattern[] => {
    const registry = new SecretRegistry({ variants, fragments })
    for (const { name, value } of secrets) registry.add(name, value)
    return patternBook(registry).patterns
  }
  const patterns = book(false)
  const split = book(true)
  const log = makeCorpus(item.corpus, { size: item.size, leaks: patterns.map((p) => p.bytes) })
  if (countOf(log, MASK) > 0) throw new Error(`the log ${item.corpus} holds the mask`)
  const file = path.join(plan.folder, 'log')
  writeFileSync(file, log)
  writePatterns(path.join(plan.folder, 'patterns'), patterns)

  const results: CaseResult['engines'] = {}
  const runners: Runner[] = []
  for (const id of item.engines) {
    const reason = skipReason(id, patterns, plan)
    if (reason !== undefined) {
      results[id] = { skipped: reason }
      continue
    }
    const order = { engine: id, secrets, variants, log: file, chunk: item.chunk, mask: MASK }
    const process = start(order, plan)
    await process.ready()
    runners.push({ id, process, length: 0, masked: none, speeds: [] })
  }
  try {
    const expected = await expectations(log, patterns, split)
    for (const runner of runners) await prepare(runner, item, expected, plan)
    agree(item, runners)
    for (let round = 0; round < plan.rounds; round++) {
      for (let i = 0; i < runners.length; i++) {
        const runner = runners[(i + round) % runners.length]!
        runner.speeds.push(runner.length / (await runner.process.time(runner.length)) / 1e9)
      }
    }
  } finally {
    for (const { process } of runners) process.close()
  }
  for (const { id, process, length, masked, speeds } of runners) {
    const { masks, hash } = masked
    results[id] = { length, masks, hash, speeds, buildTime: process.buildTime }
  }
  return {
    case: item,
    patterns: patterns.length,
    patternBytes: patterns.reduce((sum, p) => sum + p.bytes.length, 0),
    shortest: patterns.reduce((least, p) => Math.min(least, p.bytes.length), Infinity),
    engines: results,
  }
}

const none: Masked = { masks: 0, bytes: 0, hash: '' }

function skipReason(id: EngineId, patterns: readonly Pattern[], { native }: Plan) {
  const { literalsOnly, load } = engines[id]
  if (load === undefined && 'skipped' in native) return native.skipped
  if (literalsOnly && patterns.some((p) => p.breaks)) return 'knows no patterns with breaks'
  return undefined
}

function start(order: WorkerOrder, { folder, native }: Plan): EngineProcess {
  const { label, load } = engines[order.engine]
  if (load === undefined && 'program' in native) {
    const chunk = order.chunk === 'line' ? 0 : order.chunk
    const args = [path.join(folder, 'patterns'), order.log, String(chunk), order.mask]
    return new EngineProcess(label, native.program, args)
  }
  const file = path.join(folder, `order-${order.engine}.json`)
  writeFileSync(file, JSON.stringify(order))
  const worker = path.join(import.meta.dirname, 'worker.js')
  return new EngineProcess(label, process.execPath, ['--expose-gc', worker, file])
}

type Expected = { readonly length: number } & Readonly<Partial<Record<Semantics, Masked>>>

/** What the definition says about the beginning of the log; less of it for many patterns. */
async function expectations(
  log: Uint8Array,
  whole: readonly Pattern[],
  split: readonly Pattern[],
): Promise<Expected> {
  const share = whole.length > 100_000 ? 8 : whole.length > 2000 ? 2 : 1
  const length = Math.min(log.length, LADDER[0]! / share)
  const beginning = log.subarray(0, length)
  const naive = async (patterns: readonly Pattern[]): Promise<Masked> => {
    const collector = new Collector()
    const engine = await createNaive({ registry: new SecretRegistry(), patterns, mask: MASK })
    await engine.mask(beginning, [], collector.add)
    return collector.result(MASK)
  }
  const untouched = new Collector()
  untouched.add(beginning)
  return {
    length,
    whole: await naive(whole),
    fragments: await naive(split),
    none: untouched.result(MASK),
  }
}

/** Checks the beginning, then chooses how much of the log the engine gets. */
async function prepare(runner: Runner, item: Case, expected: Expected, plan: Plan): Promise<void> {
  const { label, semantics } = engines[runner.id]
  const masked = await runner.process.check(expected.length)
  const due = expected[semantics]
  if (due !== undefined) same(`${item.name}: ${label}, first ${expected.length} bytes`, masked, due)
  // a service compiles its hot loops once and then runs for days; what is cold says nothing of it
  let fastest = Infinity
  const start = performance.now()
  do fastest = Math.min(fastest, await runner.process.time(expected.length))
  while (performance.now() - start < 1000 * plan.warmUp)
  const perByte = fastest / expected.length
  const affordable = LADDER.filter((step) => step <= item.size && step * perByte <= plan.patience)
  runner.length = affordable.at(-1) ?? expected.length
  runner.masked = await runner.process.check(runner.length)
  await runner.process.time(runner.length)
}

/** All that promise the same and saw the same must have released the same. */
function agree(item: Case, runners: readonly Runner[]): void {
  const first = new Map<string, Runner>()
  for (const runner of runners) {
    const { label, semantics } = engines[runner.id]
    if (semantics === 'leaky') continue
    const key = `${semantics} ${runner.length}`
    const other = first.get(key)
    if (other === undefined) first.set(key, runner)
    else {
      const subject = `${item.name}: ${label} against ${engines[other.id].label}`
      same(`${subject}, ${runner.length} bytes`, runner.masked, other.masked)
    }
  }
}

function same(subject: string, got: Masked, due: Masked): void {
  if (got.masks === due.masks && got.bytes === due.bytes && got.hash === due.hash) return
  throw new Error(`${subject}: masked ${JSON.stringify(got)}, due is ${JSON.stringify(due)}`)
}
