/**
 * Everything that is computed from a set of patterns: layers of engines, and
 * one filter in front of them all.
 *
 * In: patterns, later more patterns. Out: tables that matchers share. A secret
 * that is added to a running masker becomes a small layer of its own and a few
 * bits in the filter, so the cost of scanning does not grow; layers are merged
 * when a newer one has reached half the size of the one before, so there are
 * never more than a logarithmic number of them.
 */
import type { PatternBook } from '../secrets/book.js'
import { Filter, SHORTEST_SAMPLED } from './filter.js'
import { Heads } from './heads.js'
import { Layer, needlesOf } from './layer.js'
import type { Needle } from './needle.js'
import type { Pattern } from './pattern.js'

export interface TableOptions {
  /** for tests and benchmarks. false: every byte is walked */
  readonly filter?: boolean
}

/** The beginnings of all needles, and of whole patterns alone. */
export interface AllHeads {
  readonly all: Heads
  readonly words: Heads
}

const ESC = 27

/** What was added once will be added again: the next filter is built when there are twice as many. */
const GROWTH = 2

export class Tables {
  readonly layers: readonly Layer[]
  /** absent when it is switched off or a pattern is too short to be sampled */
  readonly filter: Filter | undefined
  readonly heads: AllHeads | undefined
  readonly #options: TableOptions
  #absent: number | undefined

  /** @param known filter and heads of all layers, or for how many times as many they get room */
  private constructor(
    layers: readonly Layer[],
    options: TableOptions,
    known: number | Pick<Tables, 'filter' | 'heads'>,
  ) {
    this.layers = layers
    this.#options = options
    if (typeof known !== 'number') {
      this.filter = known.filter
      this.heads = known.heads
      return
    }
    if (options.filter === false) return
    const needles = layers.flatMap((l) => needlesOf(l.patterns))
    if (needles.length === 0 || needles.some((n) => n.shortest < SHORTEST_SAMPLED)) return
    this.filter = new Filter(needles, known)
    this.heads = { all: new Heads(needles, known), words: new Heads(wordsOf(needles), known) }
  }

  /** @param patterns in the order of registration */
  static of(patterns: readonly Pattern[], options: TableOptions = {}): Tables {
    return new Tables(patterns.length > 0 ? [new Layer(patterns)] : [], options, 1)
  }

  /** Tables for the same patterns and `more`; the layers that stay are the same objects. */
  with(more: readonly Pattern[]): Tables {
    const layers = [...this.layers]
    let patterns = more
    while (layers.length > 0 && patterns.length * 2 > layers.at(-1)!.patterns.length) {
      patterns = [...layers.pop()!.patterns, ...patterns]
    }
    layers.push(new Layer(patterns))
    const needles = needlesOf(more)
    if (!this.filter?.add(needles)) return new Tables(layers, this.#options, GROWTH)
    this.heads!.all.add(needles)
    this.heads!.words.add(wordsOf(needles))
    return new Tables(layers, this.#options, this)
  }

  /** A byte that no pattern holds, and no white space; 27 when there is none. */
  get absent(): number {
    this.#absent ??= absentByte(this.layers)
    return this.#absent
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    const layers = this.layers.reduce((sum, l) => sum + l.bytes, 0)
    const { all, words } = this.heads ?? {}
    return layers + (all?.bytes ?? 0) + (words?.bytes ?? 0) + (this.filter?.bytes ?? 0)
  }
}

function absentByte(layers: readonly Layer[]): number {
  const isTaken = new Uint8Array(256).fill(1, 9, 14)
  isTaken[32] = 1 // blanks, and all that a break may stand for
  for (const { patterns } of layers) {
    for (const { bytes } of patterns) for (const byte of bytes) isTaken[byte] = 1
  }
  const free = isTaken.indexOf(0)
  return free < 0 ? ESC : free
}

const wordsOf = (needles: readonly Needle[]): Needle[] => needles.filter((n) => !n.anywhere)

const shared = new WeakMap<PatternBook, { generation: number; count: number; tables: Tables }>()

/** The tables of a registry as it is now, shared by all its maskers. */
export function tablesOf(book: PatternBook): Tables {
  const known = shared.get(book)
  const { generation, patterns } = book
  let tables: Tables
  if (known === undefined || known.generation !== generation) tables = Tables.of(patterns)
  else if (known.count === patterns.length) return known.tables
  else tables = known.tables.with(patterns.slice(known.count))
  shared.set(book, { generation, count: patterns.length, tables })
  return tables
}
