/**
 * The sampled q-gram filter: where is it worth looking at all?
 *
 * In: needles (whole patterns, fragment windows), then the log. Out: sampled
 * places at or before which an occurrence may begin. With stride s, every
 * needle of at least s + q − 1 bytes holds a q-gram that starts at a multiple
 * of s, so one look per stride is enough. Grams have 4 bytes, for tiny needles
 * 2 or 3; when there are so many that 4 bytes tell little any more, the long
 * needles are asked by 8. A filter can only say "no"; it never decides what is
 * masked.
 */
import { Bits } from './bits.js'
import { gramHash, longHash, shortHash } from './hash.js'

/** A stretch of pattern text in which occurrences or windows stand. */
export interface Needle {
  readonly text: Uint8Array
  readonly start: number
  readonly end: number
  /** bytes of the shortest occurrence: a window, or the whole stretch */
  readonly shortest: number
  /** windows may start anywhere in the stretch, whole patterns only at its start */
  readonly anywhere: boolean
}

/** Needles below this length cannot be sampled. */
export const SHORTEST_SAMPLED = 4
/** Bytes that may be read from a sampled place on. */
export const REACH = 8
const MAX_STRIDE = 20
/** more grams than this crowd a table of 4-grams: every place of a log would be a hit */
const MANY = 400_000
/** log2 of the largest tables, in bits: about what a second-level cache holds */
const SHORT_LOG = 23
const LONG_LOG = 24

export class Filter {
  /** distance of the sampled places */
  readonly stride: number
  /** an occurrence that a sampled place tells of begins less than this before it */
  back: number
  #tiny: Bits | undefined
  #tinySize = 3
  #short: Bits | undefined
  #long: Bits | undefined
  /** asked after a hit of `long`, with another hash */
  #check: Bits | undefined
  readonly #crowded: boolean

  /** @param needles each at least {@link SHORTEST_SAMPLED} bytes long */
  constructor(needles: readonly Needle[]) {
    const stride = (crowded: boolean): number =>
      needles.reduce((s, n) => Math.min(s, strideFor(n, crowded)), MAX_STRIDE)
    this.stride = stride(false)
    this.#crowded = this.#count(needles, 4) > MANY
    if (this.#crowded) this.stride = stride(true)
    this.back = this.stride
    const { tiny, short, long } = this.#sort(needles)
    if (tiny.some((n) => n.shortest < this.stride + 2)) this.#tinySize = 2
    if (tiny.length > 0) this.#tiny = new Bits(this.#count(tiny, this.#tinySize), 512, 18)
    if (short.length > 0) this.#short = new Bits(this.#count(short, 4), 64, SHORT_LOG)
    if (long.length > 0) {
      this.#long = new Bits(this.#count(long, 8), 64, LONG_LOG)
      this.#check = new Bits(this.#count(long, 8), 16, LONG_LOG)
    }
    this.#insert(tiny, short, long)
  }

  /** Adds needles to the tables; false when they do not fit and a new filter is due. */
  add(needles: readonly Needle[]): boolean {
    if (needles.some((n) => strideFor(n, this.#crowded) < this.stride)) return false
    const { tiny, short, long } = this.#sort(needles)
    if (tiny.length > 0 && !this.#tiny?.fits(this.#count(tiny, this.#tinySize))) return false
    if (tiny.some((n) => n.shortest < this.stride + this.#tinySize - 1)) return false
    if (short.length > 0 && !this.#short?.fits(this.#count(short, 4))) return false
    if (long.length > 0 && !this.#long?.fits(this.#count(long, 8))) return false
    this.#insert(tiny, short, long)
    return true
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return [this.#tiny, this.#short, this.#long, this.#check].reduce(
      (sum, b) => sum + (b?.table.byteLength ?? 0),
      0,
    )
  }

  /**
   * The first place of from, from + stride, … below `end` that may be inside
   * an occurrence; `end` or more if there is none. The view must reach
   * {@link REACH} − 1 bytes beyond the last place.
   */
  next(view: DataView, from: number, end: number): number {
    if (this.#tiny !== undefined) return this.#nextAny(view, from, end)
    if (this.#long === undefined) return this.#nextShort(view, from, end, this.#short!)
    return this.#nextLong(view, from, end)
  }

  /** Four looks are joined before the one branch that is hardly ever taken. */
  #nextShort(view: DataView, from: number, end: number, bits: Bits): number {
    const { stride } = this
    const { table, shift } = bits
    let at = from
    for (const last = end - 3 * stride; at < last; at += 4 * stride) {
      const a = shortHash(view.getInt32(at, true)) >>> shift
      const b = shortHash(view.getInt32(at + stride, true)) >>> shift
      const c = shortHash(view.getInt32(at + 2 * stride, true)) >>> shift
      const d = shortHash(view.getInt32(at + 3 * stride, true)) >>> shift
      const some =
        (table[a >>> 5]! >>> a) |
        (table[b >>> 5]! >>> b) |
        (table[c >>> 5]! >>> c) |
        (table[d >>> 5]! >>> d)
      if ((some & 1) !== 0) break
    }
    for (; at < end; at += stride) {
      const h = shortHash(view.getInt32(at, true)) >>> shift
      if (((table[h >>> 5]! >>> h) & 1) !== 0) return at
    }
    return at
  }

  #nextLong(view: DataView, from: number, end: number): number {
    const { stride } = this
    const { table: longs, shift } = this.#long!
    const shorts = this.#short?.table ?? NOTHING
    const shortShift = this.#short?.shift ?? 32 - 5
    const check = this.#check!
    let at = from
    for (;;) {
      for (const last = end - stride; at < last; at += 2 * stride) {
        const a = view.getInt32(at, true)
        const b = view.getInt32(at + stride, true)
        const g = longHash(a, view.getInt32(at + 4, true)) >>> shift
        const h = longHash(b, view.getInt32(at + stride + 4, true)) >>> shift
        const i = shortHash(a) >>> shortShift
        const j = shortHash(b) >>> shortShift
        const some =
          (longs[g >>> 5]! >>> g) |
          (longs[h >>> 5]! >>> h) |
          (shorts[i >>> 5]! >>> i) |
          (shorts[j >>> 5]! >>> j)
        if ((some & 1) !== 0) break
      }
      if (at >= end) return at
      const lo = view.getInt32(at, true)
      const i = shortHash(lo) >>> shortShift
      if (((shorts[i >>> 5]! >>> i) & 1) !== 0) return at
      const hi = view.getInt32(at + 4, true)
      const g = longHash(lo, hi) >>> shift
      if (((longs[g >>> 5]! >>> g) & 1) !== 0 && check.has(gramHash(lo, hi))) return at
      at += stride
    }
  }

  #nextAny(view: DataView, from: number, end: number): number {
    const tiny = this.#tiny!
    const tinyMask = this.#tinySize === 3 ? 0xffffff : 0xffff
    const short = this.#short
    const long = this.#long
    let at = from
    for (; at < end; at += this.stride) {
      const lo = view.getInt32(at, true)
      if (tiny.has(shortHash(lo & tinyMask))) return at
      if (short?.has(shortHash(lo))) return at
      if (long === undefined) continue
      const hi = view.getInt32(at + 4, true)
      if (long.has(longHash(lo, hi)) && this.#check!.has(gramHash(lo, hi))) return at
    }
    return at
  }

  /**
   * A window with room for k sampled places is found by any of them, so only
   * every k-th block of `stride` offsets goes into the table. (Room for REACH
   * bytes, not for a gram: the last places of a chunk cannot be asked.)
   */
  #period(n: Needle): number {
    if (!n.anywhere) return this.stride
    return this.stride * Math.max(1, Math.floor((n.shortest - REACH + 1) / this.stride))
  }

  #count(list: readonly Needle[], q: number): number {
    let sum = 0
    for (const n of list) this.#eachOffset(n, q, () => sum++)
    return sum
  }

  /** The places in a needle whose grams are put into a table of q-grams. */
  #eachOffset(n: Needle, q: number, visit: (at: number) => void): void {
    const last = n.end - q
    const period = this.#period(n)
    for (let block = n.start; block <= last; block += period) {
      for (let at = block; at < block + this.stride && at <= last; at++) visit(at)
      if (!n.anywhere) return
    }
  }

  #sort(needles: readonly Needle[]): { tiny: Needle[]; short: Needle[]; long: Needle[] } {
    const tiny: Needle[] = []
    const short: Needle[] = []
    const long: Needle[] = []
    for (const n of needles) {
      if (this.#crowded && n.shortest >= this.stride + 7) long.push(n)
      else if (n.shortest >= this.stride + 3) short.push(n)
      else tiny.push(n)
    }
    return { tiny, short, long }
  }

  #insert(tiny: readonly Needle[], short: readonly Needle[], long: readonly Needle[]): void {
    const size = this.#tinySize
    this.#fill(tiny, size, (v, p) => this.#tiny!.add(shortHash(readGram(v, p, size))))
    this.#fill(short, 4, (v, p) => this.#short!.add(shortHash(v.getInt32(p, true))))
    this.#fill(long, 8, (v, p) => {
      const lo = v.getInt32(p, true)
      const hi = v.getInt32(p + 4, true)
      this.#long!.add(longHash(lo, hi))
      this.#check!.add(gramHash(lo, hi))
    })
  }

  #fill(list: readonly Needle[], q: number, add: (view: DataView, at: number) => void): void {
    for (const n of list) {
      this.back = Math.max(this.back, this.#period(n))
      const view = new DataView(n.text.buffer, n.text.byteOffset, n.text.byteLength)
      this.#eachOffset(n, q, (at) => add(view, at))
    }
  }
}

/** stands for a missing table: five bits, none set */
const NOTHING = new Int32Array(1)

/** The longest stride at which the needle still holds a gram of a useful length. */
function strideFor({ shortest }: Needle, crowded: boolean): number {
  const q = crowded && shortest >= 12 ? 8 : shortest >= 8 ? 4 : shortest >= 6 ? 3 : 2
  return shortest - q + 1
}

function readGram(view: DataView, at: number, q: number): number {
  let x = 0
  for (let k = q - 1; k >= 0; k--) x = (x << 8) | view.getUint8(at + k)
  return x
}
