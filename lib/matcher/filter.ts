/**
 * The sampled q-gram filter: where is it worth looking at all?
 *
 * In: needles (whole patterns, fragment windows), then the log. Out: sampled
 * places less than a stride before which an occurrence may begin. With stride s, every
 * needle of at least s + q − 1 bytes holds a q-gram that starts at a multiple
 * of s, so one look per stride is enough. Grams have 4 bytes, for tiny needles
 * 2 or 3; when there are so many that 4 bytes tell little any more, the long
 * needles are asked by 8. A filter can only say "no"; it never decides what is
 * masked.
 */
import { Bits } from './bits.js'
import type { Chunk } from './chunk.js'
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
  #tiny: Bits | undefined
  #tinySize = 3
  #short: Bits | undefined
  #long: Bits | undefined
  /** eight bytes of all far needles, with another hash */
  #far: Bits | undefined
  readonly #crowded: boolean

  /** @param needles each at least {@link SHORTEST_SAMPLED} bytes long */
  constructor(needles: readonly Needle[]) {
    const stride = (crowded: boolean): number =>
      needles.reduce((s, n) => Math.min(s, strideFor(n, crowded)), MAX_STRIDE)
    this.stride = stride(false)
    this.#crowded = this.#count(needles, 4) > MANY
    if (this.#crowded) this.stride = stride(true)
    const { tiny, short, far } = this.#sort(needles)
    if (tiny.some((n) => n.shortest < this.stride + 2)) this.#tinySize = 2
    if (tiny.length > 0) this.#tiny = new Bits(this.#count(tiny, this.#tinySize), 512, 18)
    if (short.length > 0) this.#short = new Bits(this.#count(short, 4), 64, SHORT_LOG)
    if (far.length > 0) {
      const grams = this.#count(far, 8)
      if (this.#crowded) this.#long = new Bits(grams, 64, LONG_LOG)
      this.#far = new Bits(grams, 16, LONG_LOG)
    }
    this.#insert(tiny, short, far)
  }

  /** Adds needles to the tables; false when they do not fit and a new filter is due. */
  add(needles: readonly Needle[]): boolean {
    if (needles.some((n) => strideFor(n, this.#crowded) < this.stride)) return false
    const { tiny, short, far } = this.#sort(needles)
    if (tiny.length > 0 && !this.#tiny?.fits(this.#count(tiny, this.#tinySize))) return false
    if (tiny.some((n) => n.shortest < this.stride + this.#tinySize - 1)) return false
    if (short.length > 0 && !this.#short?.fits(this.#count(short, 4))) return false
    if (far.length > 0 && !this.#far?.fits(this.#count(far, 8))) return false
    this.#insert(tiny, short, far)
    return true
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return [this.#tiny, this.#short, this.#long, this.#far].reduce(
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

  /** Whether the place may be inside a far needle, one with room for eight bytes after any sampled place. */
  mayBeFar(chunk: Chunk, at: number): boolean {
    return this.#far?.hasTwo(gramHash(chunk.word(at), chunk.word(at + 4))) ?? false
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
    let at = from
    for (;;) {
      for (const last = end - stride; at < last; at += 2 * stride) {
        const a = view.getInt32(at, true)
        const b = view.getInt32(at + stride, true)
        const i = shortHash(a)
        const j = shortHash(b)
        const g = longHash(i, view.getInt32(at + 4, true)) >>> shift
        const h = longHash(j, view.getInt32(at + stride + 4, true)) >>> shift
        const some =
          (longs[g >>> 5]! >>> g) |
          (longs[h >>> 5]! >>> h) |
          (shorts[(i >>> shortShift) >>> 5]! >>> (i >>> shortShift)) |
          (shorts[(j >>> shortShift) >>> 5]! >>> (j >>> shortShift))
        if ((some & 1) !== 0) break
      }
      if (at >= end) return at
      const i = shortHash(view.getInt32(at, true))
      const s = i >>> shortShift
      if (((shorts[s >>> 5]! >>> s) & 1) !== 0) return at
      const g = longHash(i, view.getInt32(at + 4, true)) >>> shift
      if (((longs[g >>> 5]! >>> g) & 1) !== 0) return at
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
      const hash = shortHash(lo)
      if (short?.has(hash) || long?.has(longHash(hash, view.getInt32(at + 4, true)))) return at
    }
    return at
  }

  #count(list: readonly Needle[], q: number): number {
    let sum = 0
    for (const n of list) {
      const grams = n.end - n.start - q + 1
      sum += n.anywhere ? grams : Math.min(grams, this.stride)
    }
    return sum
  }

  /** The places in a needle whose grams are put into a table of q-grams. */
  #eachOffset(n: Needle, q: number, visit: (at: number) => void): void {
    const last = n.anywhere ? n.end - q : Math.min(n.end - q, n.start + this.stride - 1)
    for (let at = n.start; at <= last; at++) visit(at)
  }

  /** Far needles are asked by four bytes too, unless that would crowd the table. */
  #sort(needles: readonly Needle[]): { tiny: Needle[]; short: Needle[]; far: Needle[] } {
    const tiny: Needle[] = []
    const short: Needle[] = []
    const far: Needle[] = []
    for (const n of needles) {
      const isFar = reachesFar(n, this.stride)
      if (isFar) far.push(n)
      if (!isFar && n.shortest < this.stride + 3) tiny.push(n)
      else if (!isFar || !this.#crowded) short.push(n)
    }
    return { tiny, short, far }
  }

  #insert(tiny: readonly Needle[], short: readonly Needle[], far: readonly Needle[]): void {
    const size = this.#tinySize
    this.#fill(tiny, size, (v, p) => this.#tiny!.add(shortHash(readGram(v, p, size))))
    this.#fill(short, 4, (v, p) => this.#short!.add(shortHash(v.getInt32(p, true))))
    this.#fill(far, 8, (v, p) => {
      const lo = v.getInt32(p, true)
      const hi = v.getInt32(p + 4, true)
      this.#long?.add(longHash(shortHash(lo), hi))
      this.#far!.addTwo(gramHash(lo, hi))
    })
  }

  #fill(list: readonly Needle[], q: number, add: (view: DataView, at: number) => void): void {
    for (const n of list) {
      const view = new DataView(n.text.buffer, n.text.byteOffset, n.text.byteLength)
      this.#eachOffset(n, q, (at) => add(view, at))
    }
  }
}

/** Whether eight bytes after any sampled place stand in every occurrence. */
export function reachesFar(n: Needle, stride: number): boolean {
  return n.shortest >= stride + REACH - 1
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
