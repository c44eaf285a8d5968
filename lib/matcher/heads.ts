/**
 * Heads: the bytes with which whole patterns and windows begin.
 *
 * The second question after a hit of the filter: at which of the places around
 * it may an occurrence begin? Only "no" is sure.
 */
import { Bits } from './bits.js'
import type { Chunk } from './chunk.js'
import { gramHash, shortHash } from './hash.js'
import { countStarts, eachStart, type Needle } from './needle.js'

const PER_HEAD = 16
const PER_QUAD = 8
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
    this.#quads = new Bits(entries, PER_QUAD, LARGEST_LOG)
    this.add(needles)
  }

  add(needles: readonly Needle[]): void {
    if (needles.length > 0) this.#empty = false
    for (const n of needles) {
      const view = new DataView(n.text.buffer, n.text.byteOffset, n.text.byteLength)
      if (n.shortest < 8) {
        this.#four ??= new Bits(needles.length, 512, LARGEST_LOG)
        this.#four.add(shortHash(view.getInt32(n.start, true)))
      }
      eachStart(n, (p) => {
        const lo = view.getInt32(p, true)
        this.#first[lo & 0xff] = 1
        this.#pairs[(lo & 0xffff) >>> 5]! |= 1 << lo
        this.#quads.add(shortHash(lo))
        if (n.shortest >= 8) this.#eight.addTwo(gramHash(lo, view.getInt32(p + 4, true)))
      })
    }
  }

  get bytes(): number {
    const tables = [this.#eight, this.#quads, this.#four]
    return tables.reduce((sum, b) => sum + (b?.table.byteLength ?? 0), 8448)
  }

  /** Whether a needle may begin at `at`; the chunk must have eight bytes from there. */
  mayStart(chunk: Chunk, at: number): boolean {
    if (this.#empty) return false
    const lo = chunk.word(at)
    if (this.#eight.hasTwo(gramHash(lo, chunk.word(at + 4)))) return true
    return this.#four?.has(shortHash(lo)) ?? false
  }

  /** Whether the rest of the chunk from `at`, of less than eight bytes, may begin a needle. */
  mayBegin({ bytes, end }: Chunk, at: number): boolean {
    const first = bytes[at]!
    if (this.#first[first] === 0) return false
    if (at + 1 === end) return true
    const pair = first | (bytes[at + 1]! << 8)
    if (((this.#pairs[pair >>> 5]! >>> pair) & 1) === 0) return false
    if (at + 3 >= end) return true
    return this.#quads.has(shortHash(pair | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)))
  }
}
