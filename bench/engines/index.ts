/**
 * The engines by id: how they are shown, what they promise, where they live.
 * Loaded one per process, so that none of them disturbs another.
 */
import type { CreateEngine } from './engine.js'

/** What the output of an engine must equal. */
export type Semantics =
  | 'fragments' // whole patterns and pieces of them
  | 'whole' // whole patterns only
  | 'leaky' // whole patterns, but known to miss some: its own count is shown
  | 'none' // the log itself

export interface EngineInfo {
  readonly label: string
  readonly semantics: Semantics
  /** longest log that it can be asked for, in bytes: the slow ones get a shorter one */
  readonly limit: number
  /** cannot search patterns with breaks */
  readonly literalsOnly?: boolean
  /** absent: a native program */
  readonly load?: () => Promise<CreateEngine>
}

const KiB = 1024
const MiB = 1024 * KiB
const ALL = Number.POSITIVE_INFINITY

const table = {
  masker: {
    label: 'logveil masker',
    semantics: 'fragments',
    limit: ALL,
    load: async () => (await import('./logveil.js')).create,
  },
  whole: {
    label: 'logveil masker, fragments off',
    semantics: 'whole',
    limit: ALL,
    load: async () => (await import('./logveil.js')).create,
  },
  unfiltered: {
    label: 'logveil masker, filter off',
    semantics: 'fragments',
    limit: 8 * MiB,
    load: async () => (await import('./logveil.js')).createUnfiltered,
  },
  stream: {
    label: 'logveil Node stream, copy: false',
    semantics: 'fragments',
    limit: ALL,
    load: async () => (await import('./node-streams.js')).create,
  },
  'copying stream': {
    label: 'logveil Node stream',
    semantics: 'fragments',
    limit: ALL,
    load: async () => (await import('./node-streams.js')).createCopying,
  },
  web: {
    label: 'logveil Web stream',
    semantics: 'fragments',
    limit: ALL,
    load: async () => (await import('./web-streams.js')).create,
  },
  vectorscan: { label: 'Vectorscan, streaming (native)', semantics: 'whole', limit: ALL },
  walker: {
    label: 'walk of aho-corasick-node’s tables',
    semantics: 'whole',
    limit: 16 * MiB,
    literalsOnly: true,
    load: async () => (await import('./walker.js')).create,
  },
  monyone: {
    label: '@monyone/aho-corasick',
    semantics: 'whole',
    limit: 4 * MiB,
    literalsOnly: true,
    load: async () => (await import('./monyone.js')).create,
  },
  modern: {
    label: 'modern-ahocorasick',
    semantics: 'whole',
    limit: 4 * MiB,
    literalsOnly: true,
    load: async () => (await import('./modern.js')).create,
  },
  regexp: {
    label: 'one RegExp',
    semantics: 'leaky',
    limit: 2 * MiB,
    literalsOnly: true,
    load: async () => (await import('./regexp.js')).create,
  },
  'per-line': {
    label: 'indexOf per value per line',
    semantics: 'leaky',
    limit: 2 * MiB,
    literalsOnly: true,
    load: async () => (await import('./per-line.js')).create,
  },
  naive: {
    label: 'naive oracle',
    semantics: 'whole',
    limit: 256 * KiB,
    load: async () => (await import('./naive.js')).create,
  },
  'pass-through': {
    label: 'through2 that passes on',
    semantics: 'none',
    limit: ALL,
    load: async () => (await import('./node-streams.js')).createPassThrough,
  },
  'web pass-through': {
    label: 'TransformStream that passes on',
    semantics: 'none',
    limit: ALL,
    load: async () => (await import('./web-streams.js')).createPassThrough,
  },
  copy: {
    label: 'copy of each chunk',
    semantics: 'none',
    limit: ALL,
    load: async () => (await import('./copy.js')).create,
  },
} satisfies Record<string, EngineInfo>

export type EngineId = keyof typeof table

export const engines: Readonly<Record<EngineId, EngineInfo>> = table
