/**
 * Heads: the bytes with which whole patterns and windows begin.
 *
 * The second question after a hit of the filter: at which of the places before
 * it may an occurrence begin? Only "no" is sure.
 */
import { Bits } from './bits.js'
import type { Chunk } from './chunk.js'
import { gramHash, quadHash } from './hash.js'
import { countStarts, eachStart, type Needle } from './needle.js'

/** Bytes that are looked at where there are as many. */
export const HEAD = 8
/** bits of table per head; two of them are set */
const PER_HEAD = 32
const PER_QUAD = 16
const LARGEST_LOG = 24

export class Heads {
  readonly #eight: Bits
  /** for needles of less than eight bytes */
  #four: Bits | undefined
  /** the first byte, two, and four bytes of all needles: for the end of a chunk */
  readonly #first = new Uint8Array(256)
  readonly #pairs = new Int32Array(2048)
  readonly #quads: Bits
  #empty = true

  /** @param growth for how many times as many needles the tables have room */
  constructor(needles: readonly Needle[], growth = 1) {
    let entries = 0
    for (const n of needles) entries += growth * countStarts(n)
    this.#eight = new Bits(entries, PER_HEAD, LARGEST_LOG)
    this.#quads = new Bits(entries, PER_QUAD, LARGEST_LOG - 2)
    this.add(needles)
  }

  add(needles: readonly Needle[]): void {
    if (needles.length > 0) this.#empty = false
    for (const n of needles) {
      const view = new DataView(n.text.buffer, n.text.byteOffset, n.text.byteLength)
      if (n.shortest < HEAD) {
        this.#four ??= new Bits(needles.length, 512, LARGEST_LOG)
        this.#four.addPair(quadHash(view.getInt32(n.start, true)))
      }
      eachStart(n, (p) => {
        const lo = view.getInt32(p, true)
        this.#first[lo & 0xff] = 1
        this.#pairs[(lo & 0xffff) >>> 5]! |= 1 << lo
        this.#quads.addPair(quadHash(lo))
        if (n.shortest >= HEAD) this.#eight.addPair(gramHash(lo, view.getInt32(p + 4, true)))
      })
    }
  }

  get bytes(): number {
    const tables = [this.#eight, this.#quads, this.#four]
    return tables.reduce((sum, b) => sum + (b?.table.byteLength ?? 0), 8448)
  }

  /**
   * The first place of [from, to) at which a needle may begin, `to` (or `from`,
   * beyond it) if there is none; the chunk must have {@link HEAD} bytes from each.
   */
  next({ view, offset }: Chunk, from: number, to: number): number {
    if (this.#empty) return Math.max(from, to)
    const { table, shift } = this.#eight
    const four = this.#four
    const wordShift = shift + 5
    let at = from + offset
    for (const end = to + offset; at < end; at++) {
      const lo = view.getInt32(at, true)
      const h = gramHash(lo, view.getInt32(at + 4, true))
      const word = table[h >>> wordShift]!
      if (((word >>> h) & (word >>> (h >>> 5)) & 1) !== 0) break
      if (four?.hasPair(quadHash(lo))) break
    }
    return at - offset
  }

  /** Whether a needle may begin at `at`; the chunk must have {@link HEAD} bytes from there. */
  mayStart(chunk: Chunk, at: number): boolean {
    return this.next(chunk, at, at + 1) === at
  }

  /** Whether the rest of the chunk from `at`, of less than eight bytes, may begin a needle. */
  mayBegin({ bytes, end }: Chunk, at: number): boolean {
    const first = bytes[at]!
    if (this.#first[first] === 0) return false
    if (at + 1 === end) return true
    const pair = first | (bytes[at + 1]! << 8)
    if (((this.#pairs[pair >>> 5]! >>> pair) & 1) === 0) return false
    if (at + 3 >= end) return true
    return this.#quads.hasPair(quadHash(pair | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)))
  }
}
