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
import { Chunk } from './chunk.js'
import { REACH } from './filter.js'
import { FragmentWalker } from './fragments.js'
import type { Heads } from './heads.js'
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
  readonly #chunk = new Chunk()
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

  /** Searches the next bytes of the input and returns the live start. The bytes are not kept. */
  push(bytes: Uint8Array): number {
    const chunk = this.#chunk
    chunk.set(bytes, this.#position)
    this.#position += bytes.length
    for (const e of this.#engines) {
      e.words?.nextChunk(chunk)
      e.breaks?.nextChunk(chunk)
      e.fragments?.nextChunk(chunk)
    }
    if (this.#tables.filter) this.#sample(chunk)
    else for (const e of this.#engines) searchAll(e, chunk)
    for (const e of this.#engines) e.fragments?.hold(chunk, this.#tables.heads)
    return this.#liveStart()
  }

  /**
   * Goes on with other tables: layers that stay keep their state, new ones
   * search the held bytes. Returns the live start.
   * @param held the last bytes of the input, from the first one that is held
   */
  update(tables: Tables, held: Uint8Array): number {
    const before = this.#engines
    this.#chunk.set(held, this.#position - held.length)
    this.#tables = tables
    this.#engines = tables.layers.map((layer) => {
      const known = before.find((e) => e.layer === layer)
      if (known !== undefined) return known
      const e = start(layer, this.#sink)
      searchAll(e, this.#chunk)
      e.fragments?.hold(this.#chunk, tables.heads)
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

  #sample(chunk: Chunk): void {
    const filter = this.#tables.filter!
    const { view, offset, end } = chunk
    const { stride, step, lookBack } = filter
    const last = offset + end - REACH + 1
    let tried = 0
    let triedFar = 0
    for (
      let place = filter.next(view, offset, last);
      place < last;
      place = filter.next(view, place + step, last)
    ) {
      const hit = place - offset
      const isFar = filter.mayBeFar(chunk, hit)
      if (isFar) {
        const { far } = this.#tables.heads!
        this.#tryWindows(chunk, far, Math.max(triedFar, hit - lookBack), hit + 1)
        triedFar = hit + 1
      }
      if (!isFar && !filter.mayBeNear(chunk, hit)) continue
      // whole patterns begin less than a step before a far hit, all else less than a stride before
      const from = Math.max(tried, hit - (isFar ? step : stride) + 1)
      tried = Math.min(hit + step - stride, end - REACH) + 1
      const first = this.#try(chunk, from, tried)
      if (first < tried) for (const e of this.#engines) walk(e, chunk, first, tried - 1)
    }
    this.#finish(chunk, Math.max(tried, end - step - REACH + 2))
  }

  /**
   * Tries the places [from, to) for all but far windows; returns the
   * first place at which a whole pattern may begin, `to` if there is none.
   */
  #try(chunk: Chunk, from: number, to: number): number {
    const { words, near } = this.#tables.heads!
    this.#tryWindows(chunk, near, from, to)
    let first = from
    while (first < to && !words.mayStart(chunk, first)) first++
    return first
  }

  #tryWindows(chunk: Chunk, heads: Heads, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      if (heads.mayStart(chunk, at)) for (const e of this.#engines) e.fragments?.check(chunk, at)
    }
  }

  /** The last places of a chunk, from `from` on: windows that end in it, and what stays live. */
  #finish(chunk: Chunk, from: number): void {
    const { words } = this.#tables.heads!
    const { end } = chunk
    const last = Math.max(from, end - REACH + 1)
    this.#tryWindows(chunk, this.#tables.heads!.far, from, last)
    let first = this.#try(chunk, from, last)
    if (first === last) while (first < end && !words.mayBegin(chunk, first)) first++
    for (const e of this.#engines) {
      if (first < end) walk(e, chunk, first, end)
      else {
        if (e.words !== undefined && e.words.at < end) e.words.moveTo(end)
        if (e.breaks !== undefined && e.breaks.at < end) e.breaks.moveTo(end)
      }
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

/** Lets the automata walk from `from` until nothing that begins at or before `until` is live. */
function walk({ words, breaks }: Engines, chunk: Chunk, from: number, until: number): void {
  words?.moveTo(from)
  words?.walk(chunk, until)
  breaks?.moveTo(from)
  breaks?.walk(chunk, until)
}

function searchAll({ words, breaks, fragments }: Engines, chunk: Chunk): void {
  if (fragments !== undefined) for (let at = 0; at < chunk.end; at++) fragments.check(chunk, at)
  words?.walk(chunk, chunk.end)
  breaks?.walk(chunk, chunk.end)
}
