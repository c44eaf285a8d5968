/**
 * Bytes in, spans out, with the state kept across chunks.
 *
 * The high level, for each chunk:
 * 1. what was live at the end of the last chunk is walked on until it has
 *    either ended or begins in this chunk;
 * 2. the filter names sampled places; before each, the places where a pattern
 *    or a window may begin are tried, and only from there the engines walk;
 * 3. of the last few bytes, in which the filter can see no whole gram, every
 *    place is tried; what is live then is the hold.
 * Without a filter the same engines see every byte. Invariant: an occurrence
 * that begins before the live start has been reported.
 */
import { BreakWalker } from './breaks.js'
import { Chunk } from './chunk.js'
import { type Filter, GRAM, LOOK_BACK } from './filter.js'
import { FragmentWalker } from './fragments.js'
import { HEAD } from './heads.js'
import type { Layer } from './layer.js'
import type { MatchSink } from './sink.js'
import type { AllHeads, Tables } from './tables.js'
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
  /** before this place of the chunk no whole pattern begins that is not known */
  #walked = 0

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
    const { filter, heads } = this.#tables
    chunk.set(bytes, this.#position)
    this.#position += bytes.length
    this.#walked = 0
    for (const e of this.#engines) {
      e.words?.nextChunk(chunk)
      e.breaks?.nextChunk(chunk)
      e.fragments?.nextChunk(chunk, heads?.all)
    }
    if (filter !== undefined) this.#sample(chunk, filter, heads!)
    else for (const e of this.#engines) searchAll(e, chunk)
    for (const e of this.#engines) e.fragments?.keep(chunk)
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
      e.fragments?.keep(this.#chunk)
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
      if (fragments !== undefined) live = Math.min(live, fragments.liveStart(position))
    }
    return live
  }

  #sample(chunk: Chunk, filter: Filter, heads: AllHeads): void {
    const { view, offset, end } = chunk
    const { stride } = filter
    // what begins from here on may show its gram in the next chunk only
    const tail = Math.max(0, end - LOOK_BACK - GRAM + 1)
    const last = offset + end - GRAM + 1
    let tried = 0
    for (let place = filter.next(view, offset, last); place < last; ) {
      const hit = place - offset
      tried = this.#try(chunk, Math.max(tried, hit - LOOK_BACK), Math.min(hit + 1, tail), heads)
      place = filter.next(view, Math.max(place + stride, offset + tried), last)
    }
    const headless = Math.max(0, end - HEAD + 1)
    this.#try(chunk, Math.max(tried, tail), headless, heads)
    for (let at = headless; at < end; at++) {
      if (!heads.all.mayBegin(chunk, at)) continue
      this.#check(chunk, at)
      if (at >= this.#walked && heads.words.mayBegin(chunk, at)) this.#walk(chunk, at)
    }
    for (const { words, breaks } of this.#engines) {
      // what has not reached the end is not live: nothing may begin there
      if (words !== undefined && words.at < end) words.moveTo(end)
      if (breaks !== undefined && breaks.at < end) breaks.moveTo(end)
    }
  }

  /**
   * Tries the places [from, to), each with a whole head, and those in a run of
   * fragments that begins there. Returns the first place that was not tried.
   */
  #try(chunk: Chunk, from: number, to: number, { all, words }: AllHeads): number {
    let at = all.next(chunk, from, to)
    while (at < to) {
      this.#check(chunk, at)
      if (at >= this.#walked && words.mayStart(chunk, at)) this.#walk(chunk, at)
      at++
      const covered = this.#covered(chunk)
      while (at < covered) {
        at = Math.min(words.next(chunk, Math.max(at, this.#walked), covered), covered)
        if (at < covered) this.#walk(chunk, at++)
      }
      at = all.next(chunk, at, to)
    }
    return at
  }

  /** Before this place nothing but whole patterns may begin. */
  #covered({ base, end }: Chunk): number {
    let covered = Infinity
    for (const { fragments } of this.#engines) {
      if (fragments !== undefined) covered = Math.min(covered, fragments.covered)
    }
    return covered === Infinity ? this.#walked : Math.min(covered - base, end - HEAD + 1)
  }

  /** Looks for windows that begin at `at`. */
  #check(chunk: Chunk, at: number): void {
    for (const { fragments } of this.#engines) fragments?.check(chunk, at)
  }

  /** Lets the automata walk from `from` until they agree where the next whole pattern may begin. */
  #walk(chunk: Chunk, from: number): void {
    let next = from + 1
    for (const { words, breaks } of this.#engines) {
      words?.moveTo(from)
      breaks?.moveTo(from)
      if (words !== undefined) next = Math.max(next, words.walk(chunk, next - 1))
      if (breaks !== undefined) next = Math.max(next, breaks.walk(chunk, next - 1))
    }
    for (const { words, breaks } of this.#engines) {
      words?.walk(chunk, next - 1)
      breaks?.walk(chunk, next - 1)
    }
    this.#walked = next
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

function searchAll({ words, breaks, fragments }: Engines, chunk: Chunk): void {
  if (fragments !== undefined) for (let at = 0; at < chunk.end; at++) fragments.check(chunk, at)
  words?.walk(chunk, chunk.end)
  breaks?.walk(chunk, chunk.end)
}
