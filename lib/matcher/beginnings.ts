/**
 * The first one to three bytes of windows, exactly: what may a rest of a
 * chunk that is shorter than a hashed gram still become?
 *
 * In: the windows of all lengths. Out: yes or no for a rest of one, two or
 * three bytes. Three bytes are asked of the windows themselves.
 */
import type { WindowSet } from './windows.js'

export class Beginnings {
  readonly #sets: readonly WindowSet[]
  readonly #one = new Uint8Array(256)
  readonly #two = new Int32Array(2048)

  constructor(sets: readonly WindowSet[], text: DataView) {
    this.#sets = sets
    for (const { starts } of sets) {
      for (const p of starts) {
        const word = text.getInt32(p, true)
        this.#one[word & 0xff] = 1
        this.#two[(word & 0xffff) >>> 5]! |= 1 << word
      }
    }
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return 256 + 8192
  }

  /** @param length one to three bytes from `at` on */
  has(bytes: Uint8Array, at: number, length: number): boolean {
    if (length === 1) return this.#one[bytes[at]!] === 1
    const pair = bytes[at]! | (bytes[at + 1]! << 8)
    if (((this.#two[pair >>> 5]! >>> pair) & 1) === 0) return false
    if (length === 2) return true
    const triple = pair | (bytes[at + 2]! << 16)
    for (const set of this.#sets) if (set.beginsWith(triple)) return true
    return false
  }
}
