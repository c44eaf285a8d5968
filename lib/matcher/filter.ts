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
import { gramHash, longHash, quadHash, shortHash } from './hash.js'
import { countStarts, eachNearGram, eachSparseGram, type Needle } from './needle.js'

/** Needles below this length cannot be sampled. */
export const SHORTEST_SAMPLED = 4
/** Bytes that may be read from a sampled place on. */
export const REACH = 8
const MAX_STRIDE = 20
/**
 * More grams than this crowd a table of 4-grams: every place of a log would be
 * a hit. Those of windows hold the digits and separators of all encodings.
 */
const MANY = 400_000
const MANY_OF_WINDOWS = 30_000
/** log2 of the largest tables, in bits: about what a second-level cache holds */
const SHORT_LOG = 23
const LONG_LOG = 24
/** bits per gram where one is set, and where two are */
const SINGLE = 64
const PAIR = 16

export class Filter {
  /** distance of the sampled places */
  readonly stride: number
  /** distance of the places that {@link next} names: when crowded, every second sample */
  readonly step: number
  /** a far needle begins at most so many bytes before a hit */
  lookBack: number
  #tiny: Bits | undefined
  #tinySize = 3
  #short: Bits | undefined
  #long: Bits | undefined
  /** eight bytes of all far needles, with another hash */
  #far: Bits | undefined
  readonly #crowded: boolean

  /**
   * @param needles each at least {@link SHORTEST_SAMPLED} bytes long
   * @param crowded whether far needles are asked by eight bytes alone; default: by their number
   * @param growth for how many times as many the tables have room
   */
  constructor(needles: readonly Needle[], crowded?: boolean, growth = 1) {
    this.stride = needles.reduce((s, n) => Math.min(s, strideFor(n)), MAX_STRIDE)
    const windows = needles.filter((n) => n.anywhere)
    this.#crowded =
      crowded ?? (this.#count(windows, 4) > MANY_OF_WINDOWS || this.#count(needles, 4) > MANY)
    this.step = this.#crowded ? 2 * this.stride : this.stride
    this.lookBack = this.step - 1
    const { tiny, short, far } = this.#sort(needles)
    if (tiny.some((n) => n.shortest < this.stride + 2)) this.#tinySize = 2
    if (tiny.length > 0) this.#tiny = new Bits(growth * this.#count(tiny, this.#tinySize), 512, 18)
    if (short.length > 0 || this.#crowded) {
      this.#short = new Bits(
        growth * this.#count(short, 4),
        this.#crowded ? PAIR : SINGLE,
        SHORT_LOG,
      )
    }
    if (far.length > 0 || this.#crowded) {
      const grams = growth * this.#count(far, 8)
      if (this.#crowded) this.#long = new Bits(grams, PAIR, LONG_LOG)
      this.#far = new Bits(grams, PAIR, LONG_LOG)
    }
    this.#insert(tiny, short, far)
  }

  /** Adds needles to the tables; false when they do not fit and a new filter is due. */
  add(needles: readonly Needle[]): boolean {
    if (needles.some((n) => strideFor(n) < this.stride)) return false
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
   * The first place of from, from + step, … below `end` after which, and less
   * than a step on, a sample may be inside an occurrence; `end` or more if
   * there is none. The view must reach {@link REACH} − 1 bytes beyond the last
   * place.
   */
  next(view: DataView, from: number, end: number): number {
    if (this.#tiny !== undefined) return this.#nextAny(view, from, end)
    if (!this.#crowded) return this.#nextShort(view, from, end, this.#short!)
    return this.#nextPair(view, from, end, this.#short!, this.#long!)
  }

  /** Whether the place may be inside a far needle, one with room for eight bytes after a place in each step. */
  mayBeFar(chunk: Chunk, at: number): boolean {
    return this.#far?.hasTwo(gramHash(chunk.word(at), chunk.word(at + 4))) ?? false
  }

  /** Whether a sample from the place on may be inside a needle that is not far. */
  mayBeNear(chunk: Chunk, at: number): boolean {
    if (!this.#crowded || this.#tiny !== undefined) return true
    if (this.#short!.hasPair(quadHash(chunk.word(at)))) return true
    const next = at + this.stride
    return next + REACH <= chunk.end && this.#short!.hasPair(quadHash(chunk.word(next)))
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

  /** Two samples are joined: both are asked by four bytes, the first by eight too. */
  #nextPair(view: DataView, from: number, end: number, short: Bits, long: Bits): number {
    const { stride, step } = this
    const { table: shorts } = short
    const { table: longs } = long
    const shortShift = short.shift + 5
    const longShift = long.shift + 5
    let at = from
    for (const last = end - stride; at < last; at += step) {
      const lo = view.getInt32(at, true)
      const g = longHash(lo, view.getInt32(at + 4, true))
      const h = quadHash(lo)
      const i = quadHash(view.getInt32(at + stride, true))
      const u = longs[g >>> longShift]!
      const v = shorts[h >>> shortShift]!
      const w = shorts[i >>> shortShift]!
      const some =
        ((u >>> g) & (u >>> (g >>> 5))) |
        ((v >>> h) & (v >>> (h >>> 5))) |
        ((w >>> i) & (w >>> (i >>> 5)))
      if ((some & 1) !== 0) return at
    }
    if (at >= end) return at
    const lo = view.getInt32(at, true)
    const isHit =
      short.hasPair(quadHash(lo)) || long.hasPair(longHash(lo, view.getInt32(at + 4, true)))
    return isHit ? at : at + step
  }

  #nextAny(view: DataView, from: number, end: number): number {
    const { stride, step } = this
    for (let at = from; at < end; at += step) {
      for (let sample = at; sample < at + step && sample < end; sample += stride) {
        if (this.#mayHold(view, sample)) return at
      }
    }
    return end
  }

  #mayHold(view: DataView, at: number): boolean {
    const lo = view.getInt32(at, true)
    const tiny = lo & (this.#tinySize === 3 ? 0xffffff : 0xffff)
    if (this.#tiny!.has(shortHash(tiny))) return true
    if (!this.#crowded) return this.#short?.has(shortHash(lo)) ?? false
    if (this.#short!.hasPair(quadHash(lo))) return true
    return this.#long!.hasPair(longHash(lo, view.getInt32(at + 4, true)))
  }

  /** At least as many q-grams as are inserted. */
  #count(list: readonly Needle[], q: number): number {
    let sum = 0
    for (const n of list) sum += Math.min(n.end - n.start - q + 1, countStarts(n) * 2 * this.stride)
    return sum
  }

  /** Far needles are asked by four bytes too, unless that would crowd the table. */
  #sort(needles: readonly Needle[]): { tiny: Needle[]; short: Needle[]; far: Needle[] } {
    const tiny: Needle[] = []
    const short: Needle[] = []
    const far: Needle[] = []
    for (const n of needles) {
      const isFar = reachesFar(n, this.step)
      if (isFar) far.push(n)
      if (!isFar && n.shortest < this.stride + 3) tiny.push(n)
      else if (!isFar || !this.#crowded) short.push(n)
    }
    return { tiny, short, far }
  }

  #insert(tiny: readonly Needle[], short: readonly Needle[], far: readonly Needle[]): void {
    const { stride } = this
    const size = this.#tinySize
    for (const n of tiny) {
      const view = viewOf(n)
      eachNearGram(n, size, stride, (p) => this.#tiny!.add(shortHash(readGram(view, p, size))))
    }
    for (const n of short) {
      const view = viewOf(n)
      eachNearGram(n, 4, stride, (p) => {
        const gram = view.getInt32(p, true)
        if (this.#crowded) this.#short!.addPair(quadHash(gram))
        else this.#short!.add(shortHash(gram))
      })
    }
    for (const n of far) {
      const view = viewOf(n)
      const isSparse = this.#crowded && n.anywhere
      const each = isSparse ? eachSparseGram : eachNearGram
      each(n, 8, this.step, (p) => {
        const lo = view.getInt32(p, true)
        const hi = view.getInt32(p + 4, true)
        this.#long?.addPair(longHash(lo, hi))
        this.#far!.addTwo(gramHash(lo, hi))
      })
      if (isSparse) this.lookBack = Math.max(this.lookBack, n.shortest - REACH)
    }
  }
}

function viewOf({ text }: Needle): DataView {
  return new DataView(text.buffer, text.byteOffset, text.byteLength)
}

/** Whether eight bytes after one place in each step stand in every occurrence. */
export function reachesFar(n: Needle, step: number): boolean {
  return n.shortest >= step + REACH - 1
}

/** The longest stride at which the needle still holds a gram of a useful length. */
function strideFor({ shortest }: Needle): number {
  const q = shortest >= 8 ? 4 : shortest >= 6 ? 3 : 2
  return shortest - q + 1
}

function readGram(view: DataView, at: number, q: number): number {
  let x = 0
  for (let k = q - 1; k >= 0; k--) x = (x << 8) | view.getUint8(at + k)
  return x
}
