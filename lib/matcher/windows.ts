/**
 * The fragment windows of one length (P1′).
 *
 * In: the text of all patterns, joined, and the places where a window of
 * `width` bytes starts. Out: is the window at a place of the log in the set,
 * how far does the text go on agreeing, and can a short rest of a chunk still
 * become a window? Windows stand in the order of the hash of their first three
 * bytes, then of content; an index by the top bits of the hash leads to a few
 * of them, a binary search to the one. About six bytes of table per window.
 */
import type { Chunk } from './chunk.js'
import { orderHash } from './hash.js'
import { type SortRoom, sortWindows } from './sort.js'

const LF = 10
const CR = 13
/** windows per entry of the index, on average */
const PER_ENTRY = 2

export class WindowSet {
  /** window length in bytes, at least four */
  readonly width: number
  /** start of every distinct window in the text */
  readonly starts: Int32Array
  /** by the top bits of the hash: the first window; one entry past the end */
  readonly #index: Int32Array
  readonly #shift: number
  readonly #text: DataView

  /**
   * @param text pattern bytes, patterns separated by a line terminator
   * @param places window starts in `text`, ascending; of equal windows the first is kept. They are in no order afterwards
   */
  constructor(text: DataView, places: Int32Array, width: number, room?: SortRoom) {
    this.width = width
    this.#text = text
    this.starts = sortWindows(text, places, width, room)
    const n = this.starts.length
    let log = 1
    while (2 ** log * PER_ENTRY < n) log++
    this.#shift = 32 - log
    this.#index = new Int32Array(2 ** log + 1)
    for (let i = 0; i < n; i++) this.#index[(this.#hashAt(i) >>> this.#shift) + 1]!++
    for (let b = 1; b < this.#index.length; b++) this.#index[b]! += this.#index[b - 1]!
  }

  /** Bytes that the tables take, without the text. */
  get bytes(): number {
    return this.starts.byteLength + this.#index.byteLength
  }

  /**
   * Index in `starts` of the window at [at, at + width), -1 = not in the set.
   * The chunk must have at least `width` bytes from `at`.
   */
  find(log: Chunk, at: number): number {
    return this.#first(log.bytes, log.word(at), at, this.width)
  }

  /** End of the longest stretch of log that agrees with the pattern from window `index` on. */
  extend({ bytes, end }: Chunk, at: number, index: number): number {
    const text = this.#text
    const delta = this.starts[index]! - at
    let i = at + this.width
    while (i < end) {
      const b = bytes[i]!
      if (b !== text.getUint8(i + delta) || b === LF || b === CR) break
      i++
    }
    return i
  }

  /** Whether four bytes or more of the chunk from `at` to its end, less than a window, begin one. */
  begins(log: Chunk, at: number): boolean {
    return this.#first(log.bytes, log.word(at), at, log.end - at) >= 0
  }

  /** Whether a window begins with these three bytes. */
  beginsWith(triple: number): boolean {
    const hash = orderHash(triple) >>> 0
    const entry = hash >>> this.#shift
    let low = this.#index[entry]!
    let high = this.#index[entry + 1]!
    // windows of one triple are neighbours, whichever entry the fourth byte leads to
    while (low < high) {
      const mid = (low + high) >>> 1
      if (this.#hashAt(mid) < hash) low = mid + 1
      else high = mid
    }
    return low < this.starts.length && this.#hashAt(low) >>> 8 === hash >>> 8
  }

  /** First index whose window agrees with the log in `length` bytes, of which `word` is the first four. */
  #first(log: Uint8Array, word: number, at: number, length: number): number {
    const hash = orderHash(word) >>> 0
    const entry = hash >>> this.#shift
    let low = this.#index[entry]!
    let high = this.#index[entry + 1]!
    let found = -1
    while (low < high) {
      const mid = (low + high) >>> 1
      const order = this.#compare(mid, hash, log, at, length)
      if (order < 0) low = mid + 1
      else {
        high = mid
        if (order === 0) found = mid
      }
    }
    return found
  }

  #compare(index: number, hash: number, log: Uint8Array, at: number, length: number): number {
    const here = this.#hashAt(index)
    if (here !== hash) return here - hash
    const p = this.starts[index]!
    for (let k = 4; k < length; k++) {
      const d = this.#text.getUint8(p + k) - log[at + k]!
      if (d !== 0) return d
    }
    return 0
  }

  /** The hash is a bijection of the first four bytes: equal hashes are equal bytes. */
  #hashAt(index: number): number {
    return orderHash(this.#text.getInt32(this.starts[index]!, true)) >>> 0
  }
}
