/**
 * Heads: the bytes with which whole patterns and windows begin.
 *
 * The second question after a hit of the filter: at which of the places around
 * it may an occurrence begin? Only "no" is sure.
 */
import { Bits } from './bits.js'
import type { Needle } from './filter.js'
import { gramHash, shortHash } from './hash.js'

const PER_HEAD = 32
const LARGEST_LOG = 24

export class Heads {
  readonly #eight: Bits
  /** for needles of less than eight bytes */
  #four: Bits | undefined

  constructor(needles: readonly Needle[]) {
    let entries = 0
    for (const n of needles) entries += starts(n)
    this.#eight = new Bits(entries, PER_HEAD, LARGEST_LOG)
    this.add(needles)
  }

  add(needles: readonly Needle[]): void {
    for (const n of needles) {
      const view = new DataView(n.text.buffer, n.text.byteOffset, n.text.byteLength)
      if (n.shortest < 8) {
        this.#four ??= new Bits(needles.length, 512, LARGEST_LOG)
        this.#four.add(shortHash(view.getInt32(n.start, true)))
        continue
      }
      for (let p = n.start; p < n.start + starts(n); p++) {
        this.#eight.add(gramHash(view.getInt32(p, true), view.getInt32(p + 4, true)))
      }
    }
  }

  get bytes(): number {
    return this.#eight.table.byteLength + (this.#four?.table.byteLength ?? 0)
  }

  /** Whether a needle may begin at `at`; the view must have eight bytes from there. */
  mayStart(view: DataView, at: number): boolean {
    const lo = view.getInt32(at, true)
    if (this.#eight.has(gramHash(lo, view.getInt32(at + 4, true)))) return true
    return this.#four?.has(shortHash(lo)) ?? false
  }
}

/** Places of a needle at which an occurrence may begin. */
function starts(n: Needle): number {
  return n.anywhere ? n.end - n.start - n.shortest + 1 : 1
}
