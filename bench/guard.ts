/**
 * The regression guard: is the fast path still taken?
 *
 * `node guard.js` prints ratios within one process as one line of JSON, after
 * a few seconds. Each engine's best round counts, which a busy machine spoils
 * least, and the rounds are interleaved. No absolute figure is looked at.
 */
import { patternBook, SecretRegistry } from '../lib/secrets/registry.js'
import { cut } from './chunks.js'
import { makeCorpus } from './corpora.js'
import type { Engine, Setup } from './engines/engine.js'
import { create as createMasker } from './engines/logveil.js'
import { createPassThrough, create as createStream } from './engines/node-streams.js'
import { create as createWalker } from './engines/walker.js'
import { makeSecrets } from './secrets.js'

export interface Ratios {
  /** masker over a walk of every byte through `aho-corasick-node`’s tables */
  readonly plainOverWalk: number
  /** the same on a log with a leak on every line */
  readonly denseOverWalk: number
  /** mask stream over a stream that only passes on */
  readonly streamOverPassThrough: number
}

const MiB = 2 ** 20
const ROUNDS = 7
const MASK = '[secure]'

type Contest = Readonly<Record<string, { readonly engine: Engine; readonly log: Uint8Array }>>

/** Best speed of each, in bytes per second. */
async function compete(contest: Contest): Promise<Record<string, number>> {
  const speeds: Record<string, number> = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { engine, log }] of Object.entries(contest)) {
      const chunks = cut(log, 64 * 1024)
      const start = performance.now()
      await engine.mask(log, chunks, () => {})
      const speed = log.length / ((performance.now() - start) / 1000)
      speeds[name] = Math.max(speeds[name] ?? 0, speed)
    }
  }
  return speeds
}

const registry = new SecretRegistry({ variants: ['raw', 'base64', 'hex'] })
for (const { name, value } of makeSecrets(100)) registry.add(name, value)
const { patterns } = patternBook(registry)
const setup: Setup = { registry, patterns, mask: MASK }
const leaks = patterns.map(({ bytes }) => bytes)
const plain = makeCorpus('plain', { size: 4 * MiB, leaks })
const dense = makeCorpus('dense', { size: MiB / 2, leaks })
const masker = await createMasker(setup)
const walker = await createWalker(setup)

const speeds = await compete({
  plain: { engine: masker, log: plain },
  plainWalk: { engine: walker, log: plain.subarray(0, MiB) },
  dense: { engine: masker, log: dense },
  denseWalk: { engine: walker, log: dense },
  stream: { engine: await createStream(setup), log: plain },
  passThrough: { engine: await createPassThrough(setup), log: plain },
})

const ratios: Ratios = {
  plainOverWalk: speeds.plain! / speeds.plainWalk!,
  denseOverWalk: speeds.dense! / speeds.denseWalk!,
  streamOverPassThrough: speeds.stream! / speeds.passThrough!,
}
console.log(JSON.stringify(ratios))
