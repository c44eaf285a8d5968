/**
 * What is measured: which secrets, which log, which chunks, which engines.
 *
 * A group becomes one table: its cases are the columns, its engines the rows.
 */
import type { ChunkSize } from './chunks.js'
import type { CorpusName } from './corpora.js'
import type { EngineId } from './engines/index.js'
import { type BenchSecret, makeSecrets, rsaKey } from './secrets.js'

export interface Case {
  /** within its group: heads the column */
  readonly name: string
  /** 10, 100, 1,000 of mixed shapes */
  readonly secrets: number
  /** secrets for this case alone, before the others */
  readonly extra?: readonly BenchSecret[]
  /** `basic`: raw, base64 and hex only */
  readonly variants: 'basic' | 'all'
  readonly corpus: CorpusName
  readonly chunk: ChunkSize
  /** bytes of log */
  readonly size: number
  readonly engines: readonly EngineId[]
}

export interface Group {
  readonly title: string
  readonly cases: readonly Case[]
}

export const secretsOf = ({ secrets, extra = [] }: Case): BenchSecret[] => [
  ...extra,
  ...makeSecrets(secrets),
]

export const variantsOf = ({ variants }: Case): 'all' | string[] =>
  variants === 'all' ? 'all' : ['raw', 'base64', 'hex']

const KiB = 1024
const MiB = 1024 * KiB

const ours: EngineId[] = ['masker', 'whole']
const limits: EngineId[] = ['pass-through', 'copy']
const peers: EngineId[] = ['walker', 'monyone', 'modern', 'regexp', 'per-line', 'naive']

export function groups({ quick }: { readonly quick: boolean }): Group[] {
  const size = quick ? 16 * MiB : 64 * MiB
  const usual = {
    secrets: 100,
    variants: 'basic',
    corpus: 'plain',
    chunk: 64 * KiB,
    size,
    engines: [...ours, 'vectorscan', 'walker'],
  } as const satisfies Partial<Case>

  const enginesFor = (variants: Case['variants'], secrets: number): EngineId[] => {
    // hundreds of thousands of patterns: the native engine compiles them for minutes
    if (variants === 'all' && secrets > 100) return [...ours, ...limits]
    const engines: EngineId[] = [...ours, 'stream', ...limits]
    if (!quick) engines.push('copying stream', 'web', 'web pass-through', 'unfiltered')
    // some seconds to compile, and patterns with breaks, which are beyond the peers
    if (variants === 'all') return quick ? engines : [...engines, 'vectorscan']
    return [...engines, 'vectorscan', ...(quick && secrets !== 100 ? [] : peers)]
  }

  const bySecrets = (variants: Case['variants'], counts: readonly number[]): Case[] =>
    counts.map((secrets) => ({
      ...usual,
      name: `${secrets.toLocaleString('en')} secrets`,
      secrets,
      variants,
      engines: enginesFor(variants, secrets),
    }))

  const corpora: CorpusName[] = quick
    ? ['planted', 'dense', 'near misses']
    : ['coloured', 'digests', 'base64', 'long lines', 'planted', 'dense', 'near misses']
  const byCorpus = corpora.map((corpus): Case => ({ ...usual, name: corpus, corpus }))
  const run = { name: 'RUN', value: `${'x'.repeat(60)}Yq7` }
  const prefixed = makeSecrets(1000, 5).map(({ name, value }) => ({
    name: `PREFIXED_${name}`,
    value: `prod-eu-1-api-token-${value.slice(0, 24)}`,
  }))
  if (!quick) {
    byCorpus.push(
      { ...usual, name: 'planted, all variants', corpus: 'planted', variants: 'all' },
      { ...usual, name: 'first byte', corpus: 'first byte', extra: [run] },
      { ...usual, name: 'shared prefix', corpus: 'shared prefix', extra: prefixed },
    )
  }

  const short = [
    { name: 'SHORT_6', value: 'q7Zt#k' },
    { name: 'SHORT_8', value: 'Wm4$xp0L' },
  ]
  const rsa = [{ name: 'RSA', value: rsaKey() }]
  const chunks: ChunkSize[] = quick ? [100] : [64 * KiB, 4 * KiB, 100, 'line']
  const smaller = Math.min(size, 16 * MiB)
  const byChunk = chunks.map(
    (chunk): Case => ({
      ...usual,
      name: chunk === 'line' ? 'one line each' : chunk === 100 ? '100 B' : `${chunk / KiB} KiB`,
      chunk,
      extra: rsa,
      size: smaller,
      engines: [...ours, 'stream', 'vectorscan', 'pass-through'],
    }),
  )

  return [
    {
      title: 'Plain log, raw + base64 + hex',
      cases: bySecrets('basic', quick ? [10, 100] : [10, 100, 1000]),
    },
    {
      title: 'Plain log, all variants',
      cases: bySecrets('all', quick ? [10] : [10, 100, 1000]),
    },
    { title: 'Other logs, 100 secrets', cases: byCorpus },
    {
      title: 'Chunk sizes, 100 secrets and one RSA key',
      cases: byChunk,
    },
    {
      title: 'Short values',
      cases: [{ ...usual, name: '100 secrets, one of 6 and one of 8 bytes', extra: short }],
    },
  ]
}
