/**
 * One engine in one process, commanded line by line; the native engine speaks
 * the same language.
 *
 *                  ready ADD-SECONDS BUILD-SECONDS TABLE-BYTES
 *   check BYTES    checked MASKS OUTPUT-BYTES HASH
 *   time BYTES     timed SECONDS
 *
 * Both mask the first BYTES of the log. Invariant: a timed round releases as
 * many bytes as the checked one of the same length.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { patternBook, SecretRegistry } from '../lib/secrets/registry.js'
import { type ChunkSize, cut } from './chunks.js'
import { type EngineId, engines } from './engines/index.js'
import { Collector } from './masked.js'
import type { BenchSecret } from './secrets.js'

export interface WorkerOrder {
  readonly engine: EngineId
  readonly secrets: readonly BenchSecret[]
  readonly variants: 'all' | readonly string[]
  readonly log: string
  readonly chunk: ChunkSize
  readonly mask: string
}

/** Processor time of this process: what others do on the machine counts less than in elapsed time. */
const now = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
const seconds = (since: number) => (now() - since).toFixed(6)

const order: WorkerOrder = JSON.parse(readFileSync(process.argv[2]!, 'utf8'))
const { load, semantics } = engines[order.engine]
const create = await load!()

const added = now()
const fragments = semantics === 'fragments'
const registry = new SecretRegistry({ variants: order.variants, fragments })
for (const { name, value } of order.secrets) registry.add(name, value)
const addSeconds = seconds(added)

const built = now()
const { patterns } = patternBook(registry)
const engine = await create({ registry, patterns, mask: order.mask })
console.log(`ready ${addSeconds} ${seconds(built)} ${engine.tableBytes ?? 0}`)

const file = readFileSync(order.log)
let log: Uint8Array = new Uint8Array()
let chunks: readonly Uint8Array[] = []
let expected: number | undefined

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, length] = line.split(' ')
  if (log.length !== Number(length)) {
    log = file.subarray(0, Number(length))
    chunks = cut(log, order.chunk)
    expected = undefined
  }
  if (verb === 'check') {
    const collector = new Collector()
    await engine.mask(log, chunks, collector.add)
    const { masks, bytes, hash } = collector.result(order.mask)
    expected = bytes
    console.log(`checked ${masks} ${bytes} ${hash}`)
  } else {
    let bytes = 0
    globalThis.gc?.()
    const start = now()
    await engine.mask(log, chunks, (piece) => {
      bytes += piece.length
    })
    const taken = seconds(start)
    if (bytes !== expected) throw new Error(`timed ${bytes} bytes, checked ${expected}`)
    console.log(`timed ${taken}`)
  }
}
