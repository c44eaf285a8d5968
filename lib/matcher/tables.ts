/**
 * Everything that is computed once from a set of patterns and shared by all
 * matchers: the automata, the windows, and the filter in front of them.
 *
 * A pattern with fragments goes to the windows; a whole pattern, and one that
 * spans lines (whose short lines no window covers), goes to an automaton.
 */
import type { PatternBook } from '../secrets/book.js'
import { BreakTables, breakFreePrefix } from './breaks.js'
import { Filter, type Needle, SHORTEST_SAMPLED } from './filter.js'
import { FragmentTables, isTerminator, stretchesOf } from './fragments.js'
import { Heads } from './heads.js'
import type { Pattern } from './pattern.js'
import { WordTables } from './words.js'

export class Tables {
  readonly words: WordTables | undefined
  readonly breaks: BreakTables | undefined
  readonly fragments: FragmentTables | undefined
  /** absent when it is switched off or a pattern is too short to be sampled */
  readonly filter: Filter | undefined
  readonly heads: Heads | undefined

  /** @param patterns in the order of registration, distinct in bytes and breaks */
  constructor(patterns: readonly Pattern[], options: { readonly filter?: boolean } = {}) {
    const whole = patterns.filter(
      (p) => !p.breaks && (p.fragment === 0 || p.bytes.some(isTerminator)),
    )
    const broken = patterns.filter((p) => p.breaks)
    const split = patterns.filter((p) => p.fragment > 0)
    if (whole.length > 0) this.words = new WordTables(whole)
    if (broken.length > 0) this.breaks = new BreakTables(broken)
    if (split.length > 0) this.fragments = new FragmentTables(split)
    const needles = [
      ...whole.map((p) => needle(p.bytes)),
      ...broken.map((p) => needle(breakFreePrefix(p.bytes))),
      ...split.flatMap(windowNeedles),
    ]
    const sampled = needles.every((n) => n.shortest >= SHORTEST_SAMPLED)
    if (options.filter !== false && sampled && needles.length > 0) {
      this.filter = new Filter(needles)
      this.heads = new Heads(needles)
    }
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return (
      (this.words?.automaton.bytes ?? 0) +
      (this.breaks?.automaton.bytes ?? 0) +
      (this.fragments?.bytes ?? 0) +
      (this.filter?.bytes ?? 0) +
      (this.heads?.bytes ?? 0)
    )
  }
}

function needle(text: Uint8Array): Needle {
  return { text, start: 0, end: text.length, shortest: text.length, anywhere: false }
}

function windowNeedles(p: Pattern): Needle[] {
  return stretchesOf(p.bytes, p.fragment).map(({ start, end }) => ({
    text: p.bytes,
    start,
    end,
    shortest: p.fragment,
    anywhere: true,
  }))
}

const shared = new WeakMap<PatternBook, { generation: number; count: number; tables: Tables }>()

/** Tables are shared by all maskers of a registry as long as it does not change. */
export function tablesOf(book: PatternBook): Tables {
  const known = shared.get(book)
  const { generation, patterns } = book
  if (known && known.generation === generation && known.count === patterns.length) {
    return known.tables
  }
  const tables = new Tables(patterns)
  shared.set(book, { generation, count: patterns.length, tables })
  return tables
}
