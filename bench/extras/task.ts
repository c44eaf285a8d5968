/**
 * One measurement in one fresh process: `node task.js NAME [ARGUMENTS]` prints
 * its figures as one line of JSON. Times are in seconds, sizes in bytes.
 */
import { createRequire } from 'node:module'
import { Masker } from '../../lib/masking/masker.js'
import { patternBook, SecretRegistry } from '../../lib/secrets/registry.js'
import { createMaskStream } from '../../lib/streams/node.js'
import { cut } from '../chunks.js'
import { makeCorpus } from '../corpora.js'
import { createUnfiltered } from '../engines/logveil.js'
import { binary } from '../engines/text.js'
import { Random } from '../random.js'
import { type BenchSecret, makeSecrets } from '../secrets.js'
import { median, quantile } from '../statistics.js'

const MiB = 2 ** 20
const CHUNK = 64 * 1024
const BASIC = ['raw', 'base64', 'hex']
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export type Figures = Readonly<Record<string, number>>

function registryOf(
  secrets: readonly BenchSecret[],
  options: ConstructorParameters<typeof SecretRegistry>[0] = {},
): SecretRegistry {
  const registry = new SecretRegistry(options)
  for (const { name, value } of secrets) registry.add(name, value)
  return registry
}

const now = () => performance.now() / 1000

function mask(masker: Masker, chunks: readonly Uint8Array[]): number {
  const start = now()
  let bytes = 0
  for (const chunk of chunks) for (const piece of masker.write(chunk)) bytes += piece.length
  for (const piece of masker.end()) bytes += piece.length
  if (bytes === 0) throw new Error('nothing came out')
  return now() - start
}

/** Seconds for a log, the best of some rounds after a warm-up. */
function best(registry: SecretRegistry, log: Uint8Array, rounds = 7): number {
  const chunks = cut(log, CHUNK)
  const times = Array.from({ length: rounds }, () => mask(new Masker(registry), chunks))
  return Math.min(...times.slice(2))
}

/** Memory in use after a collection: the heap, and the buffers outside it. */
function memory(): number {
  globalThis.gc!()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const tasks: Record<string, (...args: string[]) => Figures | Promise<Figures>> = {
  /** From values to a masker that is ready, all variants. */
  build: (count) => {
    const secrets = makeSecrets(Number(count))
    const start = now()
    const registry = registryOf(secrets)
    const spelled = now()
    new Masker(registry)
    const built = now()
    const { patterns } = patternBook(registry)
    return { add: spelled - start, build: built - spelled, patterns: patterns.length }
  },

  /** The same patterns through the builder of `aho-corasick-node`, each byte as code point + 1. */
  'build peer': (count) => {
    const { patterns } = patternBook(registryOf(makeSecrets(Number(count))))
    const words = patterns.map(({ bytes }) => binary(bytes.map((byte) => (byte + 1) & 255)))
    const builder = createRequire(import.meta.url)('aho-corasick-node').builder()
    const start = now()
    for (const word of words) builder.add(word)
    builder.build()
    return { build: now() - start }
  },

  /** One more secret while the log runs: from `add` to the next released line. */
  add: (count) => {
    const registry = registryOf(makeSecrets(Number(count)))
    const masker = new Masker(registry)
    const line = Buffer.from('2026-01-01T10:00:00Z INFO a line of the log that holds no secret\n')
    masker.write(line)
    const times = makeSecrets(20, 99).map(({ value }, i) => {
      const start = now()
      registry.add(`LATE_${i}`, value)
      masker.write(line)
      return now() - start
    })
    return { median: median(times), worst: Math.max(...times) }
  },

  /** What the registry and the tables of a masker take. */
  memory: (count) => {
    const secrets = makeSecrets(Number(count))
    const empty = memory()
    const registry = registryOf(secrets)
    const spelled = memory()
    const masker = new Masker(registry)
    const built = memory()
    masker.end() // keeps it alive until here
    return { registry: spelled - empty, tables: built - spelled }
  },

  /** From writing a line to a Node stream to its coming out. */
  latency: async () => {
    const stream = createMaskStream(registryOf(makeSecrets(100), { variants: BASIC }))
    const line = Buffer.from('2026-01-01T10:00:00Z INFO a line of the log that holds no secret\n')
    const times: number[] = []
    for (let i = 0; i < 5000; i++) {
      const start = now()
      await new Promise((resolve) => {
        stream.once('data', resolve)
        stream.write(line)
      })
      times.push(now() - start)
      if (i % 100 === 0) await new Promise(setImmediate)
    }
    stream.destroy()
    return { median: median(times), p99: quantile(times, 0.99) }
  },

  /** Time per byte against the number of secrets, raw + base64 + hex. */
  'growth by count': (count) => {
    const registry = registryOf(makeSecrets(Number(count)), { variants: BASIC })
    const log = makeCorpus('plain', { size: 16 * MiB, leaks: [] })
    return { perByte: best(registry, log) / log.length }
  },

  /** Time per byte against the length of 100 values. */
  'growth by length': (length) => {
    const random = new Random(11)
    const secrets = Array.from({ length: 100 }, (_, i) => ({
      name: `LENGTH_${i}`,
      value: random.text(ALPHABET, Number(length)),
    }))
    const registry = registryOf(secrets, { variants: BASIC })
    const log = makeCorpus('plain', { size: 16 * MiB, leaks: [] })
    return { perByte: best(registry, log) / log.length }
  },

  /** A run of one byte against a value of 80 KiB of the same byte, and random text without filter. */
  linear: async () => {
    const run = Buffer.alloc(MiB, 'x')
    const random = Buffer.from(new Random(5).text(ALPHABET, MiB))
    const registry = registryOf([{ name: 'RUN', value: `${'x'.repeat(80 * 1024)}y` }])
    const { patterns } = patternBook(registry)
    const engine = await createUnfiltered({ registry, patterns, mask: '[secure]' })
    const chunks = cut(random, CHUNK)
    const times = Array.from({ length: 7 }, () => {
      const start = now()
      engine.mask(random, chunks, () => {})
      return now() - start
    })
    return { run: best(registry, run), random: Math.min(...times.slice(2)) }
  },
}

const [name, ...args] = process.argv.slice(2)
console.log(JSON.stringify(await tasks[name!]!(...args)))
