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
import type { Layer } from './layer.js'
import type { MatchSink } from './sink.js'
import type { Tables } from './tables.js'
import { type Cut, WordWalker } from './words.js'

/** The state of one layer's engines. */
interface Engines {
  readonly layer: Layer
  readonly words: WordWalker | undefined
  readonly breaks: BreakWalker | undefined
  readonly fragments: FragmentWalker | undefined
}

export class Matcher {
  readonly #sink: MatchSink
  #tables: Tables
  #engines: readonly Engines[]
  #position: number

  /** @param position input offset of the first byte that will be pushed */
  constructor(tables: Tables, sink: MatchSink, position = 0) {
    this.#sink = sink
    this.#tables = tables
    this.#engines = tables.layers.map((layer) => start(layer, sink))
    this.#position = position
  }

  /** Searches the next bytes of the input and returns the live start. The chunk is not kept. */
  push(chunk: Uint8Array): number {
    const base = this.#position
    this.#position += chunk.length
    const view = viewOf(chunk)
    for (const e of this.#engines) resume(e, chunk, base)
    if (this.#tables.filter) this.#sample(chunk, view, base)
    else for (const e of this.#engines) searchAll(e, chunk, view, base)
    for (const e of this.#engines) e.fragments?.hold(chunk, view, base)
    return this.#liveStart()
  }

  /**
   * Goes on with other tables: layers that stay keep their state, new ones
   * search the held bytes. Returns the live start.
   * @param held the last bytes of the input, from the first one that is held
   */
  update(tables: Tables, held: Uint8Array): number {
    const before = this.#engines
    const base = this.#position - held.length
    const view = viewOf(held)
    this.#tables = tables
    this.#engines = tables.layers.map((layer) => {
      const known = before.find((e) => e.layer === layer)
      if (known !== undefined) return known
      const e = start(layer, this.#sink)
      searchAll(e, held, view, base)
      e.fragments?.hold(held, view, base)
      return e
    })
    return this.#liveStart()
  }

  /** The input is over: the longest cut-off occurrence of at least `minLength` bytes (P8). */
  end(minLength: number): Cut {
    let cut: Cut = { start: this.#position - minLength + 1, pattern: undefined }
    for (const { words, breaks, fragments } of this.#engines) {
      fragments?.close()
      for (const walker of [words, breaks]) {
        const found = walker?.cut(this.#position)
        if (found !== undefined && found.start < cut.start) cut = found
      }
    }
    return cut.pattern === undefined ? { start: this.#position, pattern: undefined } : cut
  }

  #liveStart(): number {
    const position = this.#position
    let live = position
    for (const { words, breaks, fragments } of this.#engines) {
      if (words !== undefined) live = Math.min(live, words.liveStart(position))
      if (breaks !== undefined) live = Math.min(live, breaks.liveStart(position))
      if (fragments !== undefined) live = Math.min(live, position - fragments.held)
    }
    return live
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
        for (const e of this.#engines) e.fragments?.check(chunk, view, at, end, base)
        if (first < 0) first = at
      }
      tried = hit + 1
      if (first < 0) continue
      for (const e of this.#engines) walk(e, chunk, first, hit, base)
    }
    const rest = Math.max(0, end - stride - REACH + 2)
    for (const e of this.#engines) {
      for (let at = Math.max(tried, rest); at < end; at++) {
        e.fragments?.check(chunk, view, at, end, base)
      }
      walk(e, chunk, rest, end, base)
    }
  }
}

function start(layer: Layer, sink: MatchSink): Engines {
  return {
    layer,
    words: layer.words && new WordWalker(layer.words, sink),
    breaks: layer.breaks && new BreakWalker(layer.breaks, sink),
    fragments: layer.fragments && new FragmentWalker(layer.fragments, sink),
  }
}

/** A new chunk begins: what is live goes on until it begins in this chunk. */
function resume({ words, breaks, fragments }: Engines, chunk: Uint8Array, base: number): void {
  for (const walker of [words, breaks]) {
    walker?.nextChunk()
    walker?.walk(chunk, chunk.length, -1, base)
  }
  fragments?.nextChunk(chunk, base)
}

/** Lets the automata walk from `from` until nothing that begins at or before `until` is live. */
function walk(e: Engines, chunk: Uint8Array, from: number, until: number, base: number): void {
  e.words?.moveTo(from)
  e.words?.walk(chunk, chunk.length, until, base)
  e.breaks?.moveTo(from)
  e.breaks?.walk(chunk, chunk.length, until, base)
}

function searchAll(e: Engines, chunk: Uint8Array, view: DataView, base: number): void {
  if (e.fragments !== undefined) {
    for (let at = 0; at < chunk.length; at++) {
      e.fragments.check(chunk, view, at, chunk.length, base)
    }
  }
  e.words?.walk(chunk, chunk.length, chunk.length, base)
  e.breaks?.walk(chunk, chunk.length, chunk.length, base)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
