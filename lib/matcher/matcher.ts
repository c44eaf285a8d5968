/**
 * Bytes in, spans out, with the state kept across chunks.
 *
 * The high level, for each chunk:
 * 1. what was live at the end of the last chunk is walked on until it has
 *    either ended or begins in this chunk;
 * 2. the filter names sampled places; around each, the places where a pattern
 *    or a window may begin are tried, and only from there the automata walk;
 * 3. the last few bytes, in which the filter can see no whole gram, are walked
 *    without it; what is live then is the hold.
 * Without a filter the same engines see every byte. Invariant: an occurrence
 * that begins before the live start has been reported.
 */
import { BreakWalker } from './breaks.js'
import { REACH } from './filter.js'
import { FragmentWalker } from './fragments.js'
import type { MatchSink } from './sink.js'
import type { Tables } from './tables.js'
import { type Cut, WordWalker } from './words.js'

export class Matcher {
  readonly #tables: Tables
  readonly #words: WordWalker | undefined
  readonly #breaks: BreakWalker | undefined
  readonly #fragments: FragmentWalker | undefined
  #position: number

  /** @param position input offset of the first byte that will be pushed */
  constructor(tables: Tables, sink: MatchSink, position = 0) {
    this.#tables = tables
    this.#position = position
    if (tables.words) this.#words = new WordWalker(tables.words, sink)
    if (tables.breaks) this.#breaks = new BreakWalker(tables.breaks, sink)
    if (tables.fragments) this.#fragments = new FragmentWalker(tables.fragments, sink)
  }

  /** Searches the next bytes of the input and returns the live start. The chunk is not kept. */
  push(chunk: Uint8Array): number {
    const base = this.#position
    this.#position += chunk.length
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    this.#words?.nextChunk()
    this.#breaks?.nextChunk()
    this.#walk(chunk, -1, base)
    this.#fragments?.nextChunk(chunk, base)
    if (this.#tables.filter) this.#sample(chunk, view, base)
    else this.#searchAll(chunk, view, base)
    this.#fragments?.hold(chunk, view, base)
    return this.#liveStart()
  }

  /** The input is over: the longest cut-off occurrence of at least `minLength` bytes (P8). */
  end(minLength: number): Cut {
    this.#fragments?.close()
    const none: Cut = { start: this.#position, pattern: undefined }
    const word = this.#words?.cut(this.#position) ?? none
    const broken = this.#breaks?.cut(this.#position) ?? none
    const cut = broken.start < word.start ? broken : word
    return this.#position - cut.start >= minLength ? cut : none
  }

  #liveStart(): number {
    return Math.min(
      this.#words?.liveStart(this.#position) ?? this.#position,
      this.#position - (this.#fragments?.held ?? 0),
      this.#breaks?.liveStart(this.#position) ?? this.#position,
    )
  }

  /** Lets both automata walk until nothing that begins at or before `until` is live. */
  #walk(chunk: Uint8Array, until: number, base: number): void {
    this.#words?.walk(chunk, chunk.length, until, base)
    this.#breaks?.walk(chunk, chunk.length, until, base)
  }

  #sample(chunk: Uint8Array, view: DataView, base: number): void {
    const filter = this.#tables.filter!
    const heads = this.#tables.heads!
    const { stride, back } = filter
    const end = chunk.length
    const last = end - REACH + 1
    let tried = 0
    for (
      let hit = filter.next(view, 0, last);
      hit < last;
      hit = filter.next(view, hit + stride, last)
    ) {
      let first = -1
      for (let at = Math.max(tried, hit - back + 1); at <= hit; at++) {
        if (!heads.mayStart(view, at)) continue
        this.#fragments?.check(chunk, view, at, end, base)
        if (first < 0) first = at
      }
      tried = hit + 1
      if (first < 0) continue
      this.#moveTo(first)
      this.#walk(chunk, hit, base)
    }
    const rest = Math.max(0, end - stride - REACH + 2)
    for (let at = Math.max(tried, rest); at < end; at++) {
      this.#fragments?.check(chunk, view, at, end, base)
    }
    this.#moveTo(rest)
    this.#walk(chunk, end, base)
  }

  #searchAll(chunk: Uint8Array, view: DataView, base: number): void {
    if (this.#fragments) {
      for (let at = 0; at < chunk.length; at++) {
        this.#fragments.check(chunk, view, at, chunk.length, base)
      }
    }
    this.#walk(chunk, chunk.length, base)
  }

  #moveTo(at: number): void {
    this.#words?.moveTo(at)
    this.#breaks?.moveTo(at)
  }
}
