/**
 * Walks a log through the automaton of the whole patterns.
 *
 * In: bytes, and where to walk. Out: spans and occurrences to the sink; the
 * live start, that is the first byte of the longest suffix that may still
 * become an occurrence. The walker stands at `at`; it never goes back, and the
 * state is right for every occurrence that starts after the last reset.
 */
import { Automaton } from './automaton.js'
import type { Chunk } from './chunk.js'
import type { Pattern } from './pattern.js'
import type { MatchSink } from './sink.js'

/**
 * So many bytes that agree are no accident: to walk on costs less than to come
 * back for each place, in a run of one byte or in values with one prefix.
 */
export const DEEP = 8

/** no symbol */
const NONE = 0xffff

/** An occurrence that the end of the input cuts off. */
export interface Cut {
  /** input offset; the end of the input when there is none */
  readonly start: number
  /** the first registered pattern that begins so */
  readonly pattern: Pattern | undefined
}

export class WordTables {
  readonly automaton: Automaton
  readonly patterns: readonly Pattern[]
  /** byte that leads from a state to the next one, if nothing has been found there; {@link NONE} else */
  readonly quiet: Uint16Array

  /** @param patterns with distinct bytes */
  constructor(patterns: readonly Pattern[]) {
    this.patterns = patterns
    this.automaton = new Automaton(
      patterns.map((p) => p.bytes),
      (i) => patterns[i]!.fragment === 0,
    )
    const { first, hit } = this.automaton
    this.quiet = first.map((symbol, s) => (s === 0 || hit[s + 1] !== 0 ? NONE : symbol))
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return this.automaton.bytes + this.quiet.byteLength
  }
}

export class WordWalker {
  /** next byte of the chunk to be walked */
  at = 0
  readonly #tables: WordTables
  readonly #sink: MatchSink
  #state = 0

  constructor(tables: WordTables, sink: MatchSink) {
    this.#tables = tables
    this.#sink = sink
  }

  /** A new chunk begins: what is live goes on until it begins in this chunk. */
  nextChunk(chunk: Chunk): void {
    this.at = 0
    if (this.#state !== 0) this.walk(chunk, -1)
  }

  /** Input offset of the first byte of the longest possible occurrence; `position` if there is none. */
  liveStart(position: number): number {
    const { automaton } = this.#tables
    return position - automaton.depth[automaton.liveState(this.#state)]!
  }

  /** The longest prefix of a pattern without fragments that the input ends with (P8). */
  cut(position: number): Cut {
    const { automaton, patterns } = this.#tables
    const s = automaton.cutState(this.#state)
    if (s === 0) return { start: position, pattern: undefined }
    const first = automaton.firstBelow(s, (i) => (patterns[i]!.fragment === 0 ? i : -1))
    return { start: position - automaton.depth[s]!, pattern: patterns[first] }
  }

  /** Start afresh at `at`, unless the walker is beyond it. */
  moveTo(at: number): void {
    if (at < this.at) return
    this.at = at
    this.#state = 0
  }

  /**
   * Walk until no live start is at or before `until`, or to the end, and on as
   * long as {@link DEEP} bytes agree. Returns the first place of the chunk at
   * which something may begin that is not known by then.
   */
  walk({ bytes, end, base }: Chunk, until: number): number {
    const { automaton, quiet } = this.#tables
    const { first, sibling, fail, depth, hit, root } = automaton
    let i = this.at
    let s = this.#state
    while (i < end && (i - depth[s]! <= until || depth[s]! >= DEEP)) {
      const b = bytes[i]!
      const before = s
      let next = 0
      if (s === 0) next = root[b]!
      else if (first[s] === b) next = s + 1
      // most states have no second child
      else if (sibling[s + 1] !== 0) next = automaton.child(s, b)
      if (next === 0 && s !== 0) {
        s = fail[s]!
        // of a run of one byte the failure link goes on with the same byte
        if (first[s] !== b) continue
        s++
      } else s = next
      i++
      if (hit[s] !== 0) this.#report(hit[s]!, base + i)
      // a state that a byte leads back to stays as long as the byte is repeated
      else if (s === before && depth[s]! >= DEEP) while (i < end && bytes[i] === b) i++
      // most states have one child, the next state
      while (i < end && quiet[s] === bytes[i]) {
        s++
        i++
      }
    }
    this.at = i
    this.#state = s
    return i === end ? end : i - depth[s]!
  }

  /** The longest occurrence covers all that end with it; the nested ones only matter for the report. */
  #report(state: number, end: number): void {
    const { fail, depth, hit, word } = this.#tables.automaton
    this.#sink.span(end - depth[state]!, end)
    for (let h = state; h !== 0; h = hit[fail[h]!]!) {
      if (!this.#sink.occurrence(end - depth[h]!, end, this.#tables.patterns[word[h]!]!)) break
    }
  }
}
