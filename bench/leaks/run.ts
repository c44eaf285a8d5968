/**
 * The leak suite: `npm run leaks -- [--seed N] [--only WORD] [--list] [--reached]`.
 *
 * Draws secrets, lets the tools of this machine print them, masks what they
 * print, and tries to get the secrets back. Prints the share hidden by class;
 * exits 1 below the bars; with --reached, below what is reached so far. --only
 * takes a part of a script, tool or class.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Masker, SecretRegistry } from '../../lib/index.js'
import { Random } from '../random.js'
import { findLeak } from './judge.js'
import { type Drawn, drawSecrets } from './secrets.js'
import { BENIGN, CLASSES, type Class, CONTROLS, KEY_READINGS, TEMPLATES } from './templates.js'
import { Bench, installed } from './tools.js'

/** Share of the outputs from which nothing may come back, in percent. */
const BARS: Readonly<Record<Class, number>> = {
  raw: 99.5,
  quoted: 99.5,
  encoded: 99.5,
  nested: 98,
  wrapped: 99.5,
  decorated: 99.5,
  'key-derived': 98,
  partial: 95,
  evasion: 90,
}
/**
 * What every seed has reached so far, where that is less: CI fails when a
 * change loses it. Raise a number when a rule has brought more.
 */
const REACHED: Readonly<Record<Class, number>> = {
  ...BARS,
  quoted: 99,
  encoded: 99,
  nested: 97,
  wrapped: 97.5,
  decorated: 99,
  'key-derived': 97,
  partial: 93,
}
const MASK = '[secure]'
const PARALLEL = 2

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    reached: { type: 'boolean', default: false },
  },
})
const seed = options.seed === undefined ? (Date.now() ^ process.pid) >>> 0 : Number(options.seed)
if (!Number.isSafeInteger(seed)) throw new Error('--seed: give a whole number')

interface Score {
  outputs: number
  hidden: number
}
const scores = new Map<Class, Score>(CLASSES.map((kind) => [kind, { outputs: 0, hidden: 0 }]))
const leaks: string[] = []
const changed: string[] = []
const blind = new Map<string, boolean>()
let quiet = 0

/** What follows from a chunking drawn at random, so that every run cuts elsewhere. */
function mask(registry: SecretRegistry, log: Uint8Array, random: Random): Uint8Array {
  const masker = new Masker(registry, { mask: MASK })
  const pieces: Uint8Array[] = []
  for (let at = 0; at < log.length; ) {
    const end = Math.min(log.length, at + random.between(1, 4096))
    // A piece may be a view of the input, which is not reused here
    pieces.push(...masker.write(log.subarray(at, end)))
    at = end
  }
  pieces.push(...masker.end())
  return Buffer.concat(pieces)
}

function readingsOf(line: string, { shape }: Drawn): readonly (readonly string[])[] {
  const own = line.split('|').map((reading) => reading.trim().split(/\s+/).filter(Boolean))
  const deep = own.map((reading) => [...reading, 'blank', 'base64'])
  const keys = KEY_READINGS.split('|').map((reading) => reading.trim().split(' '))
  return shape === 'line'
    ? [[], ...own]
    : [[], ...own, ...deep, ...own.map((r) => [...r, 'bytes', 'blank', 'base64']), ...keys]
}

async function examine(drawn: Drawn, present: Set<string>, root: string): Promise<void> {
  const registry = new SecretRegistry()
  registry.add(drawn.name, drawn.value)
  const bench = new Bench(root, drawn.value)
  const random = new Random(seed)
  const letter = drawn.shape.charAt(0)
  const wanted = (...texts: string[]) => texts.some((text) => text.includes(options.only))
  const jobs: (() => Promise<void>)[] = []
  for (const [kind, tool, script, readings = '', shapes = 'lt'] of TEMPLATES) {
    if (!shapes.includes(letter) || !present.has(tool) || !wanted(kind, tool, script)) continue
    jobs.push(async () => {
      const log = await bench.run(script)
      const ways = readingsOf(readings, drawn)
      const row = `${kind} ${tool}: ${script}`
      const readable = findLeak(log, MASK, ways, drawn.secret) !== undefined
      blind.set(row, (blind.get(row) ?? true) && !readable)
      if (!readable) return
      const masked = mask(registry, log, random)
      const leak = findLeak(masked, MASK, ways, drawn.secret)
      const score = scores.get(kind)!
      score.outputs++
      if (leak === undefined) score.hidden++
      else leaks.push(`${row} · ${drawn.name} · ${leak.bytes} bytes by ${leak.reading}`)
    })
  }
  for (const [tool, script, shapes] of CONTROLS) {
    if (!shapes.includes(letter) || !present.has(tool) || !wanted('control', tool, script)) continue
    jobs.push(async () =>
      compare(registry, await bench.run(script), `${script} · ${drawn.name}`, random),
    )
  }
  await inParallel(jobs)
  bench.remove()
}

function compare(registry: SecretRegistry, log: Uint8Array, row: string, random: Random): void {
  if (Buffer.compare(mask(registry, log, random), log) === 0) quiet++
  else changed.push(row)
}

async function examineBenign(all: readonly Drawn[], present: Set<string>, root: string) {
  const registry = new SecretRegistry()
  for (const { name, value } of all) registry.add(name, value)
  const bench = new Bench(root, '')
  const random = new Random(seed)
  for (const [tool, script] of BENIGN) {
    if (!present.has(tool) || !`benign ${tool} ${script}`.includes(options.only)) continue
    compare(registry, await bench.run(script), `benign: ${script}`, random)
  }
  bench.remove()
}

async function inParallel(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < jobs.length) await jobs[next++]!()
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
}

const percent = ({ outputs, hidden }: Score) => (outputs === 0 ? 100 : (100 * hidden) / outputs)

function table(): string {
  const rows = [...scores].map(([kind, score]) => {
    const share = score.outputs === 0 ? '–' : `${percent(score).toFixed(1)} %`
    return `| ${kind.padEnd(11)} | ${String(score.outputs).padStart(7)} | ${share.padStart(7)} | ${String(BARS[kind]).padStart(4)} % |`
  })
  return [
    '| class       | outputs |  hidden |    bar |',
    '| ----------- | ------: | ------: | -----: |',
  ]
    .concat(rows)
    .join('\n')
}

const root = mkdtempSync(path.join(tmpdir(), 'logveil-leaks-'))
try {
  const began = performance.now()
  console.log(`leak suite, --seed ${seed}`)
  const names = [
    ...new Set([
      ...TEMPLATES.map(([, tool]) => tool),
      ...CONTROLS.map(([t]) => t),
      ...BENIGN.map(([t]) => t),
    ]),
  ]
  const present = await installed(names, root)
  const absent = names.filter((name) => !present.has(name))
  if (absent.length > 0) console.log(`skipped, not installed: ${absent.join(', ')}`)
  const drawn = drawSecrets(new Random(seed))
  for (const secret of drawn) await examine(secret, present, root)
  await examineBenign(drawn, present, root)

  const unread = [...blind].filter(([, never]) => never).map(([row]) => row)
  if (options.list) for (const leak of leaks) console.log(`leak: ${leak}`)
  for (const row of changed) console.log(`changed although no secret is in it: ${row}`)
  for (const row of unread)
    console.log(`shows nothing, it could not be read back without a mask either: ${row}`)
  console.log(`\n${table()}\n`)
  console.log(`logs without a secret: ${quiet} unchanged, ${changed.length} changed`)
  console.log(
    `${leaks.length} leaks${options.list ? '' : ' (--list shows them)'}, ${((performance.now() - began) / 1000).toFixed(0)} s`,
  )
  const below = [...scores]
    .filter(([kind, score]) => percent(score) < BARS[kind])
    .map(([kind]) => kind)
  if (below.length > 0) console.log(`below the bar: ${below.join(', ')}`)
  const lost = below.filter((kind) => percent(scores.get(kind)!) < REACHED[kind])
  if (lost.length > 0) console.log(`below what was reached before: ${lost.join(', ')}`)
  const failed = options.reached ? lost : below
  if (failed.length + changed.length > 0) process.exitCode = 1
} finally {
  rmSync(root, { recursive: true, force: true })
}
