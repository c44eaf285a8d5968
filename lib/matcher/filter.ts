/**
 * The sampled q-gram filter: where is it worth looking at all?
 *
 * In: needles (whole patterns, fragment windows), then the log. Out: sampled
 * places before which an occurrence may begin. With stride s, every needle of
 * at least s + q − 1 bytes holds a q-gram that starts at a multiple of s, so
 * one look per stride is enough. Grams have 4 bytes, for tiny needles 2.
 * Where one is found, there is a second question: is it one of the short needles, or do
 * eight bytes there stand in a long one? Columns of digits, blanks and signs are
 * in any log by four bytes, but not by eight.
 * A filter can only say "no"; it never decides what is masked.
 */
import { Bits, lowestBit } from './bits.js'
import { gramHash, quadHash, shortHash } from './hash.js'
import { countStarts, eachChosenPlace, type Needle } from './needle.js'

/** Needles below this length cannot be sampled. */
export const SHORTEST_SAMPLED = 4
/** Bytes that are read at a sampled place. */
export const GRAM = 4
/** the same of needles of less than six bytes */
const TINY = 2
const MAX_STRIDE = 20
/**
 * An occurrence begins at most so many bytes before the gram that shows it. All
 * these places are tried before a hit: a rarer gram further on is not worth it.
 */
export const LOOK_BACK = 20
/** Bytes that are read there for the second question. */
const LONG = 8
/** bits per gram: one wrong guess in so many */
const PER_GRAM = 64
/** log2 of the largest table, in bits: about what a second-level cache holds */
const LARGEST_LOG = 24
/** the same for the second question, where two bits are asked */
const PER_ANSWER = 16
const TINY_PER_GRAM = 512
const LARGEST_TINY_LOG = 18

export class Filter {
  /** distance of the sampled places */
  readonly stride: number
  readonly #grams: Bits
  /** four bytes of the short needles, tiny ones apart, and eight of the long ones */
  readonly #short: Bits
  readonly #long: Bits
  #tiny: Bits | undefined

  /**
   * @param needles each at least {@link SHORTEST_SAMPLED} bytes long
   * @param growth for how many times as many the tables have room
   */
  constructor(needles: readonly Needle[], growth = 1) {
    this.stride = needles.reduce((s, n) => Math.min(s, strideFor(n)), MAX_STRIDE)
    const tiny = needles.filter((n) => this.#isTiny(n))
    if (tiny.length > 0) {
      this.#tiny = new Bits(growth * this.#count(tiny), TINY_PER_GRAM, LARGEST_TINY_LOG)
    }
    const long = needles.filter((n) => this.#isLong(n))
    const short = needles.filter((n) => !this.#isLong(n))
    this.#short = new Bits(growth * this.#count(short), 2 * PER_ANSWER, LARGEST_LOG - 2)
    this.#long = new Bits(growth * this.#count(long), PER_ANSWER, LARGEST_LOG)
    this.#grams = new Bits(growth * this.#count(needles), PER_GRAM, LARGEST_LOG)
    this.#insert(needles)
  }

  /** Adds needles to the tables; false when they do not fit and a new filter is due. */
  add(needles: readonly Needle[]): boolean {
    if (needles.some((n) => strideFor(n) < this.stride)) return false
    const tiny = needles.filter((n) => this.#isTiny(n))
    if (tiny.length > 0 && !this.#tiny?.fits(this.#count(tiny))) return false
    const long = needles.filter((n) => this.#isLong(n))
    if (!this.#grams.fits(this.#count(needles)) || !this.#long.fits(this.#count(long))) return false
    this.#insert(needles)
    return true
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return [this.#grams, this.#short, this.#long, this.#tiny].reduce(
      (sum, bits) => sum + (bits?.table.byteLength ?? 0),
      0,
    )
  }

  /**
   * The first place of from, from + stride, … below `end` that may lie in an
   * occurrence; `end` or more if there is none. The log goes on for
   * {@link GRAM} − 1 bytes beyond the last place, and no further.
   */
  next(view: DataView, from: number, end: number): number {
    const tiny = this.#tiny
    return tiny === undefined
      ? this.#nextLong(view, from, end)
      : this.#nextAny(view, from, end, tiny)
  }

  /** Eight looks make one number, a bit for each, before the one branch that depends on the log. */
  #nextLong(view: DataView, from: number, end: number): number {
    const { stride } = this
    const { table, shift } = this.#grams
    let at = from
    for (const last = end - 7 * stride; at < last; at += 8 * stride) {
      let hits =
        (look(view, at, table, shift) & 1) |
        ((look(view, at + stride, table, shift) & 1) << 1) |
        ((look(view, at + 2 * stride, table, shift) & 1) << 2) |
        ((look(view, at + 3 * stride, table, shift) & 1) << 3) |
        ((look(view, at + 4 * stride, table, shift) & 1) << 4) |
        ((look(view, at + 5 * stride, table, shift) & 1) << 5) |
        ((look(view, at + 6 * stride, table, shift) & 1) << 6) |
        ((look(view, at + 7 * stride, table, shift) & 1) << 7)
      for (; hits !== 0; hits &= hits - 1) {
        const hit = at + lowestBit(hits) * stride
        if (this.#isHit(view, hit, end)) return hit
      }
    }
    for (; at < end; at += stride) {
      if ((look(view, at, table, shift) & 1) === 0) continue
      if (this.#isHit(view, at, end)) return at
    }
    return at
  }

  /** The same with tiny grams: of each place a third look. */
  #nextAny(view: DataView, from: number, end: number, tiny: Bits): number {
    const { stride } = this
    const { table, shift } = this.#grams
    const { table: tinies, shift: tinyShift } = tiny
    let at = from
    while (at < end) {
      for (const last = end - stride; at < last; at += 2 * stride) {
        const x = view.getInt32(at, true)
        const y = view.getInt32(at + stride, true)
        const a = shortHash(x) >>> shift
        const b = shortHash(y) >>> shift
        const c = shortHash(x & 0xffff) >>> tinyShift
        const d = shortHash(y & 0xffff) >>> tinyShift
        const some =
          (table[a >>> 5]! >>> a) |
          (table[b >>> 5]! >>> b) |
          (tinies[c >>> 5]! >>> c) |
          (tinies[d >>> 5]! >>> d)
        if ((some & 1) !== 0) break
      }
      for (const stop = Math.min(at + 2 * stride, end); at < stop; at += stride) {
        if (tiny.has(shortHash(view.getUint16(at, true)))) return at
        if ((look(view, at, table, shift) & 1) === 0) continue
        if (this.#isHit(view, at, end)) return at
      }
    }
    return at
  }

  /** The second question; near the end there are no eight bytes for it. */
  #isHit(view: DataView, place: number, end: number): boolean {
    if (place + LONG > end + GRAM - 1) return true
    const gram = view.getInt32(place, true)
    return (
      this.#short.hasPair(quadHash(gram)) ||
      this.#long.hasPair(gramHash(gram, view.getInt32(place + GRAM, true)))
    )
  }

  /** Too short to hold four bytes at a sample. */
  #isTiny(n: Needle): boolean {
    return n.shortest < this.stride + GRAM - 1
  }

  /** Whether eight bytes from a sample on stand in every occurrence. */
  #isLong(n: Needle): boolean {
    return n.shortest >= this.stride + LONG - 1
  }

  /** At least as many grams as are inserted. */
  #count(needles: readonly Needle[]): number {
    let sum = 0
    for (const n of needles) sum += Math.min(n.end - n.start, countStarts(n) * this.stride)
    return sum
  }

  #insert(needles: readonly Needle[]): void {
    const { stride } = this
    for (const n of needles) {
      const view = new DataView(n.text.buffer, n.text.byteOffset, n.text.byteLength)
      if (this.#isTiny(n)) {
        const hashAt = (at: number) => shortHash(view.getUint16(at, true))
        eachChosenPlace(
          n,
          { size: TINY, stride, reach: LOOK_BACK },
          (at) => this.#tiny!.has(hashAt(at)),
          (at) => this.#tiny!.add(hashAt(at)),
        )
        continue
      }
      const isLong = this.#isLong(n)
      eachChosenPlace(
        n,
        { size: isLong ? LONG : GRAM, stride, reach: LOOK_BACK },
        (at) => this.#grams.has(shortHash(view.getInt32(at, true))),
        (at) => {
          const gram = view.getInt32(at, true)
          this.#grams.add(shortHash(gram))
          if (isLong) this.#long.addPair(gramHash(gram, view.getInt32(at + 4, true)))
          else this.#short.addPair(quadHash(gram))
        },
      )
    }
  }
}

/** The lowest bit tells whether the four bytes at a place are in the table, as {@link Bits.has}. */
function look(view: DataView, at: number, table: Int32Array, shift: number): number {
  const h = shortHash(view.getInt32(at, true)) >>> shift
  return table[h >>> 5]! >>> h
}

/** The longest stride at which the needle still holds a gram of a useful length. */
function strideFor({ shortest }: Needle): number {
  // of six bytes four at every third place: less to do than three at every fourth, which need a table of their own
  const q = shortest >= 6 ? GRAM : TINY
  return shortest - q + 1
}
