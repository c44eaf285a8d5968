/**
 * The fragment windows of one length (P1′).
 *
 * In: the text of all patterns, joined, and the places where a window of
 * `width` bytes starts. Out: is the window at a place of the log in the set,
 * how far does the text go on agreeing, and can a short rest of a chunk still
 * become a window? Windows stand sorted by content; a hash of their first
 * eight bytes finds their group, a binary search the rest.
 */
import type { Chunk } from './chunk.js'
import { gramHash } from './hash.js'
import { sortWindows } from './sort.js'

/** Every window has at least this many bytes; the hash is taken over them. */
export const GRAM = 8

const LF = 10
const CR = 13

export class WindowSet {
  /** window length in bytes */
  readonly width: number
  /** start of every distinct window in `text`, sorted by content */
  readonly starts: Int32Array
  /** first index in `starts` of each group with the same first eight bytes, and the end */
  readonly #groups: Int32Array
  /** open addressing: group number + 1, 0 = empty */
  readonly #slots: Int32Array
  readonly #mask: number
  readonly #text: Uint8Array
  readonly #view: DataView
  /** first bytes, and pairs of first bytes, of windows: a cheap no for short rests */
  readonly #first = new Uint8Array(256)
  readonly #pairs = new Int32Array(2048)

  /**
   * @param text pattern bytes, patterns separated by a line terminator
   * @param places window starts in `text`, ascending; of equal windows the first is kept
   */
  constructor(text: Uint8Array, places: Int32Array, width: number) {
    this.width = width
    this.#text = text
    this.#view = new DataView(text.buffer, text.byteOffset, text.byteLength)
    this.starts = sortWindows(text, places, width)
    const groups: number[] = []
    for (let i = 0; i < this.starts.length; i++) {
      const p = this.starts[i]!
      const first = text[p]!
      const pair = first | (text[p + 1]! << 8)
      this.#first[first] = 1
      this.#pairs[pair >>> 5]! |= 1 << pair
      if (i === 0 || !this.#sameGram(this.starts[i - 1]!, p)) groups.push(i)
    }
    this.#groups = Int32Array.from([...groups, this.starts.length])
    let capacity = 16
    while (capacity < groups.length * 2) capacity *= 2
    this.#mask = capacity - 1
    this.#slots = new Int32Array(capacity)
    for (let g = 0; g < groups.length; g++) {
      const p = this.starts[groups[g]!]!
      let slot =
        gramHash(this.#view.getInt32(p, true), this.#view.getInt32(p + 4, true)) & this.#mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask
      this.#slots[slot] = g + 1
    }
  }

  /** Bytes that the tables take, without the text. */
  get bytes(): number {
    return this.starts.byteLength + this.#groups.byteLength + this.#slots.byteLength + 8448
  }

  /**
   * Index in `starts` of the window at [at, at + width), -1 = not in the set.
   * The chunk must have at least `width` bytes from `at`.
   */
  find(log: Chunk, at: number): number {
    const group = this.#group(log.word(at), log.word(at + 4))
    if (group < 0) return -1
    const lo = this.#groups[group]!
    if (this.width === GRAM) return lo
    const i = this.#lowerBound(log.bytes, at, GRAM, this.width, lo, this.#groups[group + 1]!)
    return i >= 0 ? i : -1
  }

  /** End of the longest stretch of log that agrees with the pattern from window `index` on. */
  extend({ bytes, end }: Chunk, at: number, index: number): number {
    const text = this.#text
    const delta = this.starts[index]! - at
    let i = at + this.width
    while (i < end) {
      const b = bytes[i]!
      if (b !== text[i + delta] || b === LF || b === CR) break
      i++
    }
    return i
  }

  /** Whether the rest of the chunk from `at`, shorter than a window, is the beginning of one. */
  startsWindow(log: Chunk, at: number): boolean {
    const { bytes, end } = log
    const length = end - at
    const first = bytes[at]!
    if (this.#first[first] === 0) return false
    if (length === 1) return true
    const pair = first | (bytes[at + 1]! << 8)
    if (((this.#pairs[pair >>> 5]! >>> pair) & 1) === 0) return false
    if (length === 2) return true
    if (length < GRAM) return this.#lowerBound(bytes, at, 0, length, 0, this.starts.length) >= 0
    const group = this.#group(log.word(at), log.word(at + 4))
    if (group < 0) return false
    if (length === GRAM) return true
    const lo = this.#groups[group]!
    return this.#lowerBound(bytes, at, GRAM, length, lo, this.#groups[group + 1]!) >= 0
  }

  #group(lo: number, hi: number): number {
    let slot = gramHash(lo, hi) & this.#mask
    for (;;) {
      const g = this.#slots[slot]! - 1
      if (g < 0) return -1
      const p = this.starts[this.#groups[g]!]!
      if (this.#view.getInt32(p, true) === lo && this.#view.getInt32(p + 4, true) === hi) return g
      slot = (slot + 1) & this.#mask
    }
  }

  /** First index in [lo, hi) whose bytes [from, length) equal the log's, -1 = none. */
  #lowerBound(log: Uint8Array, at: number, from: number, length: number, lo: number, hi: number) {
    const text = this.#text
    let low = lo
    let high = hi
    let found = -1
    while (low < high) {
      const mid = (low + high) >>> 1
      const p = this.starts[mid]!
      let k = from
      while (k < length && text[p + k] === log[at + k]) k++
      if (k === length) {
        found = mid
        high = mid
      } else if (text[p + k]! < log[at + k]!) low = mid + 1
      else high = mid
    }
    return found
  }

  #sameGram(p: number, q: number): boolean {
    return (
      this.#view.getInt32(p, true) === this.#view.getInt32(q, true) &&
      this.#view.getInt32(p + 4, true) === this.#view.getInt32(q + 4, true)
    )
  }
}
