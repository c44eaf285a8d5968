/**
 * Whole occurrences inside masked fragments, for the report only.
 *
 * In: the text of one stretch of overlapping windows. Out: which patterns with
 * fragments stand in it whole, nested ones included. The patterns are sorted,
 * those with the same first eight bytes are a group that a hash leads to; each
 * has a link to the longest other one that is a prefix of it, so the greatest
 * pattern of the group not above the text leads to all that are prefixes of it.
 */

import { gramHash } from './hash.js'
import type { Pattern } from './pattern.js'

/** bytes by which groups are found; no pattern is shorter */
const HEAD = 8

export class Names {
  /** bytes of the longest pattern */
  readonly longest: number
  readonly #patterns: readonly Pattern[]
  /** index of the longest pattern that is a proper prefix, -1 = none */
  readonly #prefix: Int32Array
  /** open addressing by the hash of the head: one more than the first pattern of a group, 0 = free */
  readonly #slots: Int32Array
  /** one past the last pattern of the group that begins with a pattern */
  readonly #groupEnd: Int32Array

  /** @param patterns of at least eight bytes, without line terminators, distinct */
  constructor(patterns: readonly Pattern[]) {
    this.#patterns = [...patterns].sort((a, b) => compare(a.bytes, b.bytes, 0))
    this.#prefix = new Int32Array(patterns.length)
    this.#groupEnd = new Int32Array(patterns.length)
    let capacity = 4
    while (capacity < 4 * patterns.length) capacity *= 2
    this.#slots = new Int32Array(capacity)
    let longest = 0
    for (let i = 0, group = 0; i < patterns.length; i++) {
      const { bytes } = this.#patterns[i]!
      let p = i - 1
      while (p >= 0 && !standsAt(bytes, 0, this.#patterns[p]!.bytes)) p = this.#prefix[p]!
      this.#prefix[i] = p
      if (i === 0 || !agree(bytes, 0, this.#patterns[group]!.bytes, HEAD)) {
        group = i
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        this.#slots[this.#slotOf(bytes, view, 0)] = i + 1
      }
      this.#groupEnd[group] = i + 1
      if (bytes.length > longest) longest = bytes.length
    }
    this.longest = longest
  }

  /**
   * Tells every occurrence that starts in text[0, to) and ends within the text.
   * @param view over the buffer of the text, from its first byte on
   */
  search(
    text: Uint8Array,
    view: DataView,
    to: number,
    found: (start: number, end: number, pattern: Pattern) => void,
  ): void {
    const end = Math.min(to, text.length - HEAD + 1)
    for (let at = 0; at < end; at++) {
      const group = this.#slots[this.#slotOf(text, view, at)]! - 1
      if (group < 0) continue
      for (let p = this.#floor(group, text, at); p >= 0; p = this.#prefix[p]!) {
        const pattern = this.#patterns[p]!
        if (standsAt(text, at, pattern.bytes)) found(at, at + pattern.bytes.length, pattern)
      }
    }
  }

  /** The slot of the group that begins as the text at `at`, or the free one where it would be. */
  #slotOf(text: Uint8Array, view: DataView, at: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = gramHash(view.getInt32(at, true), view.getInt32(at + 4, true)) & mask
    for (;;) {
      const group = slots[slot]! - 1
      if (group < 0 || agree(text, at, this.#patterns[group]!.bytes, HEAD)) return slot
      slot = (slot + 1) & mask
    }
  }

  /** The greatest pattern of the group that does not come after text[at…], -1 = none. */
  #floor(group: number, text: Uint8Array, at: number): number {
    let low = group
    let high = this.#groupEnd[group]!
    while (low < high) {
      const mid = (low + high) >>> 1
      if (compare(this.#patterns[mid]!.bytes, text, at) <= 0) low = mid + 1
      else high = mid
    }
    return low - 1 < group ? -1 : low - 1
  }
}

/** Of `a` and text[at…]. */
function compare(a: Uint8Array, text: Uint8Array, at: number): number {
  const n = Math.min(a.length, text.length - at)
  for (let i = 0; i < n; i++) {
    if (a[i] !== text[at + i]) return a[i]! - text[at + i]!
  }
  return a.length - (text.length - at)
}

function standsAt(text: Uint8Array, at: number, pattern: Uint8Array): boolean {
  return at + pattern.length <= text.length && agree(text, at, pattern, pattern.length)
}

function agree(text: Uint8Array, at: number, pattern: Uint8Array, length: number): boolean {
  for (let i = 0; i < length; i++) {
    if (text[at + i] !== pattern[i]) return false
  }
  return true
}
