/**
 * Fragments: every run of at least f bytes of a pattern is masked (P1′).
 *
 * In: the log, and places where a window may start. Out: spans to the sink, and
 * the live start. A window holds no line terminator, so a finished line holds
 * nothing back. What is held is at most one byte less than the longest window;
 * it is kept here and searched again together with the bytes that follow.
 */
import { Beginnings } from './beginnings.js'
import { lowestBit } from './bits.js'
import { Chunk } from './chunk.js'
import { HEAD, type Heads } from './heads.js'
import { Names } from './names.js'
import type { Pattern } from './pattern.js'
import { Region } from './region.js'
import type { MatchSink } from './sink.js'
import { SortRoom } from './sort.js'
import { countBelow, isTerminator, startsIn, stretchesOf } from './stretches.js'
import { Widths } from './widths.js'
import { WindowSet } from './windows.js'

const LF = 10

export class FragmentTables {
  /** one set per window length, short ones first */
  readonly sets: readonly WindowSet[]
  readonly beginnings: Beginnings
  readonly widths: Widths
  /** bytes of the longest window */
  readonly widest: number
  readonly #patterns: readonly Pattern[]
  /** where each pattern begins in the joined text */
  readonly #offsets: Int32Array
  readonly #text: DataView
  #names: Names | undefined

  /** @param patterns with a fragment length, in the order of registration */
  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns
    this.#offsets = new Int32Array(patterns.length)
    let size = 0
    for (const [i, p] of patterns.entries()) {
      this.#offsets[i] = size
      size += p.bytes.length + 1
    }
    // a line terminator between patterns ends every comparison
    const text = new Uint8Array(size + 8).fill(LF)
    for (const [i, p] of patterns.entries()) text.set(p.bytes, this.#offsets[i]!)
    this.#text = new DataView(text.buffer)
    const widths = [...new Set(patterns.map((p) => p.fragment))].sort((a, b) => a - b)
    const most = Math.max(...widths.map((width) => bytesOf(patterns, width)))
    const places = new Int32Array(most)
    const room = new SortRoom(most)
    this.sets = widths.map((width) => {
      return new WindowSet(this.#text, this.#placesOf(width, places), width, room)
    })
    this.beginnings = new Beginnings(this.sets, this.#text)
    this.widths = new Widths(this.sets, this.#text)
    this.widest = widths.at(-1)!
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    const sets = this.sets.reduce((sum, s) => sum + s.bytes, 0)
    return this.#text.byteLength + sets + this.beginnings.bytes + this.widths.bytes
  }

  /** The pattern whose text stands at `place`. */
  patternAt(place: number): number {
    let low = 0
    let high = this.#offsets.length
    while (low + 1 < high) {
      const mid = (low + high) >>> 1
      if (this.#offsets[mid]! <= place) low = mid
      else high = mid
    }
    return low
  }

  pattern(index: number): Pattern {
    return this.#patterns[index]!
  }

  /**
   * End of the last window of a run of log that agrees with a pattern up to
   * `end`, where `at` is a place of the log and `place` the same in the text.
   */
  coveredEnd(index: number, at: number, place: number, end: number): number {
    const { starts, fragment } = this.#patterns[index]!
    if (starts === undefined) return end
    const delta = at - place + this.#offsets[index]!
    return starts[countBelow(starts, end - fragment - delta + 1) - 1]! + delta + fragment
  }

  /** Built when something has been found for the first time: only the report needs it. */
  get names(): Names {
    this.#names ??= new Names(this.#patterns.filter((p) => !p.bytes.some(isTerminator)))
    return this.#names
  }

  /** @param places room for all of them */
  #placesOf(width: number, places: Int32Array): Int32Array {
    let n = 0
    for (const [i, p] of this.#patterns.entries()) {
      if (p.fragment !== width) continue
      for (const s of stretchesOf(p.bytes, width)) {
        const starts = startsIn(p, s)
        if (starts !== undefined) for (const k of starts) places[n++] = this.#offsets[i]! + k
        else for (let k = s.start; k + width <= s.end; k++) places[n++] = this.#offsets[i]! + k
      }
    }
    return places.subarray(0, n)
  }
}

export class FragmentWalker {
  readonly #tables: FragmentTables
  readonly #sink: MatchSink
  /** input offset of the first byte that may still become part of a window; Infinity: none */
  #live = Infinity
  /** bytes from the live start to the end of the input so far */
  #held = 0
  /** held bytes of the last chunk, then the beginning of this one */
  readonly #edge = new Chunk()
  readonly #edgeBytes: Uint8Array
  /** the last run, in input offsets */
  #from = 0
  #reach = 0
  /** the stretch of overlapping windows that is being read, and its text */
  readonly #region = new Region()

  constructor(tables: FragmentTables, sink: MatchSink) {
    this.#tables = tables
    this.#sink = sink
    this.#edgeBytes = new Uint8Array(2 * tables.widest)
  }

  /** Input offset of the first byte that may still become part of a window; `position` if there is none. */
  liveStart(position: number): number {
    return Math.min(this.#live, position)
  }

  /** Input offset before which every window from the last run on ends within it. */
  get covered(): number {
    return this.#reach - this.#tables.widest + 1
  }

  /**
   * Windows that begin in the held bytes.
   * @param heads absent without a filter
   */
  nextChunk(chunk: Chunk, heads: Heads | undefined): void {
    this.#live = Infinity
    const held = this.#held
    if (held === 0) return
    const edge = this.#edge
    const size = Math.min(chunk.end, this.#tables.widest - 1)
    for (let i = 0; i < size; i++) this.#edgeBytes[held + i] = chunk.bytes[i]!
    edge.set(this.#edgeBytes, chunk.base - held)
    edge.end = held + size
    // every length is asked again, so that the first pattern is named however the log was cut
    this.#reach = 0
    for (let at = 0; at < held; at++) if (mayStart(edge, at, heads)) this.check(edge, at)
  }

  /**
   * Tries the windows that start at `at`, reports the run that agrees with
   * one, and notes when one may still be completed. Those that end within the
   * last run are known to be covered, so a run is compared once, not once for
   * each of its bytes.
   */
  check(log: Chunk, at: number): void {
    const { sets } = this.#tables
    const start = log.base + at
    const isInRun = start >= this.#from
    if (isInRun && start < this.covered) return
    const room = log.end - at
    let first = -1
    let reach = 0
    for (let may = this.#tables.widths.at(log, at); may !== 0; may &= may - 1) {
      const set = sets[lowestBit(may)]!
      if (set.width > room) {
        if (start < this.#live && this.#begins(log, at, set)) this.#live = start
        continue
      }
      if (isInRun && start + set.width <= this.#reach) continue
      const index = set.find(log, at)
      if (index < 0) continue
      const place = set.starts[index]!
      const pattern = this.#tables.patternAt(place)
      const end = set.extend(log, at, index)
      reach = Math.max(reach, this.#tables.coveredEnd(pattern, at, place, end))
      if (first < 0 || pattern < first) first = pattern
    }
    if (first < 0) return
    this.#from = start
    this.#reach = log.base + reach
    this.#sink.span(start, this.#reach)
    this.#sink.window(start, this.#tables.pattern(first))
    this.#follow(log.bytes, at, reach, log.base)
  }

  /** The chunk has been searched: keeps its bytes from the live start on. */
  keep({ bytes, end, base }: Chunk): void {
    const bytesKept = this.#edgeBytes
    if (this.#live === Infinity) this.#held = 0
    else if (this.#live >= base) {
      const from = this.#live - base
      this.#held = end - from
      for (let i = from; i < end; i++) bytesKept[i - from] = bytes[i]!
    } else {
      // less than a window: the edge has the whole chunk
      bytesKept.copyWithin(0, this.#live - this.#edge.base, this.#edge.end)
      this.#held = base + end - this.#live
    }
    if (this.liveStart(base + end) >= this.#region.end) this.#close()
  }

  /** The end of the input: nothing more can join the stretch being read. */
  close(): void {
    this.#live = Infinity
    this.#held = 0
    this.#close()
  }

  /** Whether the rest of the log from `at` begins a longer window of the set. */
  #begins(log: Chunk, at: number, set: WindowSet): boolean {
    const length = log.end - at
    return length < 4 ? this.#tables.beginnings.has(log.bytes, at, length) : set.begins(log, at)
  }

  /** Adds a run to the stretch; a run may begin before it that was held when that began. */
  #follow(log: Uint8Array, at: number, reach: number, base: number): void {
    const region = this.#region
    const start = base + at
    if (start >= region.end) {
      this.#close()
      region.open(start)
    } else if (start < region.start) region.prepend(log.subarray(at, region.start - base))
    if (base + reach <= region.end) return
    region.append(log.subarray(region.end - base, reach))
    const { longest } = this.#tables.names
    if (region.length > 4 * longest) this.#name(region.length - longest)
  }

  #close(): void {
    if (this.#region.length > 0) this.#name(this.#region.length)
    this.#region.open(this.#region.end)
  }

  #name(starts: number): void {
    const region = this.#region
    this.#tables.names.search(region.text, region.view, starts, (start, end, pattern) => {
      this.#sink.occurrence(region.start + start, region.start + end, pattern)
    })
    region.drop(starts)
  }
}

function mayStart(log: Chunk, at: number, heads: Heads | undefined): boolean {
  if (heads === undefined) return true
  return at + HEAD <= log.end ? heads.mayStart(log, at) : heads.mayBegin(log, at)
}

/** Bytes of the patterns with windows of `width` bytes. */
function bytesOf(patterns: readonly Pattern[], width: number): number {
  return patterns.reduce((sum, p) => (p.fragment === width ? sum + p.bytes.length : sum), 0)
}
