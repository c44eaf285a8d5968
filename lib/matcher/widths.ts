/**
 * Which window lengths begin with eight given bytes?
 *
 * In: the window sets. Out: a bit for each set; only "no" is sure. At the end of
 * a run, where longer windows of other patterns may go on, nearly every set is
 * spared its search.
 */
import type { Chunk } from './chunk.js'
import { gramHash } from './hash.js'
import type { WindowSet } from './windows.js'

/** Bytes that are looked at. */
const HEAD = 8
/** Bits of a number, one for each set. */
const MOST_SETS = 31

export class Widths {
  /** by the top bits of the hash of a head: the sets in which it occurs */
  readonly #sets: Uint8Array | Uint32Array
  readonly #shift: number
  /** sets of windows shorter than a head */
  readonly #short: number
  readonly #all: number

  constructor(sets: readonly WindowSet[], text: DataView) {
    let entries = 0
    let short = 0
    let log = 4
    for (const { starts } of sets) entries += starts.length
    if (sets.length > MOST_SETS) throw new RangeError('too many lengths of windows')
    while (2 ** log < entries) log++
    this.#sets = sets.length > 8 ? new Uint32Array(2 ** log) : new Uint8Array(2 ** log)
    this.#shift = 32 - log
    for (const [i, { starts, width }] of sets.entries()) {
      if (width < HEAD) short |= 1 << i
      else for (const p of starts) this.#sets[this.#slot(text, p)]! |= 1 << i
    }
    this.#short = short
    this.#all = 2 ** sets.length - 1
  }

  /** Bytes that the table takes. */
  get bytes(): number {
    return this.#sets.byteLength
  }

  /** A bit for each set of which a window may begin at `at`. */
  at({ view, offset, end }: Chunk, at: number): number {
    if (at + HEAD > end) return this.#all
    return this.#sets[this.#slot(view, offset + at)]! | this.#short
  }

  #slot(view: DataView, at: number): number {
    return gramHash(view.getInt32(at, true), view.getInt32(at + 4, true)) >>> this.#shift
  }
}
