/**
 * Whole occurrences inside masked fragments, for the report only.
 *
 * In: the text of one stretch of overlapping windows. Out: which patterns with
 * fragments stand in it whole, nested ones included. The patterns are sorted,
 * each with a link to the longest other one that is a prefix of it; the
 * greatest pattern not above the text leads to all that are prefixes of it.
 */

import { gramHash } from './hash.js'
import type { Pattern } from './pattern.js'

const BLOOM_LOG = 16

export class Names {
  /** bytes of the longest pattern */
  readonly longest: number
  readonly #patterns: readonly Pattern[]
  /** index of the longest pattern that is a proper prefix, -1 = none */
  readonly #prefix: Int32Array
  /** hashes of the first eight bytes */
  readonly #heads = new Uint8Array(2 ** (BLOOM_LOG - 3))

  /** @param patterns of at least eight bytes, without line terminators, distinct */
  constructor(patterns: readonly Pattern[]) {
    this.#patterns = [...patterns].sort((a, b) => compare(a.bytes, b.bytes))
    this.#prefix = new Int32Array(patterns.length)
    let longest = 0
    for (let i = 0; i < patterns.length; i++) {
      const { bytes } = this.#patterns[i]!
      let p = i - 1
      while (p >= 0 && !startsWith(bytes, this.#patterns[p]!.bytes)) p = this.#prefix[p]!
      this.#prefix[i] = p
      const h = headHash(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0)
      this.#heads[h >>> 3]! |= 1 << (h & 7)
      if (bytes.length > longest) longest = bytes.length
    }
    this.longest = longest
  }

  /** Tells every occurrence that starts in text[from, to) and ends within the text. */
  search(
    text: Uint8Array,
    from: number,
    to: number,
    found: (start: number, end: number, pattern: Pattern) => void,
  ): void {
    const view = new DataView(text.buffer, text.byteOffset, text.byteLength)
    for (let at = from; at < to && at + 8 <= text.length; at++) {
      const h = headHash(view, at)
      if ((this.#heads[h >>> 3]! & (1 << (h & 7))) === 0) continue
      for (let p = this.#floor(text, at); p >= 0; p = this.#prefix[p]!) {
        const pattern = this.#patterns[p]!
        if (startsWith(text.subarray(at), pattern.bytes)) {
          found(at, at + pattern.bytes.length, pattern)
        }
      }
    }
  }

  /** The greatest pattern that does not come after text[at…]. */
  #floor(text: Uint8Array, at: number): number {
    const rest = text.subarray(at)
    let low = 0
    let high = this.#patterns.length
    while (low < high) {
      const mid = (low + high) >>> 1
      if (compare(this.#patterns[mid]!.bytes, rest) <= 0) low = mid + 1
      else high = mid
    }
    return low - 1
  }
}

function headHash(view: DataView, at: number): number {
  return gramHash(view.getInt32(at, true), view.getInt32(at + 4, true)) >>> (32 - BLOOM_LOG)
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!
  }
  return a.length - b.length
}

function startsWith(text: Uint8Array, prefix: Uint8Array): boolean {
  if (prefix.length > text.length) return false
  for (let i = 0; i < prefix.length; i++) {
    if (text[i] !== prefix[i]) return false
  }
  return true
}
