/**
 * The sampled q-gram filter: where is it worth looking at all?
 *
 * In: needles (whole patterns, fragment windows), then the log. Out: sampled
 * places at which an occurrence may stand. With stride s, every needle of at
 * least s + q − 1 bytes holds a q-gram that starts at a multiple of s, so one
 * look per stride is enough. Needles are asked by grams of 8 bytes where they
 * are long enough for the stride, by 4 otherwise, by 2 or 3 when they are tiny.
 * A filter can only say "no" for sure; it never decides what is masked.
 */
import { M1, M2, M3 } from './seed.js'
import { gramHash } from './windows.js'

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
const MAX_STRIDE = 16
/** more whole patterns than this, and four bytes tell too little */
const MANY = 512

/** A set of hashes, as bits. */
class Bits {
  readonly table: Uint8Array
  readonly shift: number

  constructor(entries: number, perEntry: number) {
    let log = 12
    while (log < 26 && 2 ** log < entries * perEntry) log++
    this.table = new Uint8Array(2 ** (log - 3))
    this.shift = 32 - log
  }

  add(hash: number): void {
    const h = hash >>> this.shift
    this.table[h >>> 3]! |= 1 << (h & 7)
  }
}

function gramsOf(n: Needle, q: number, stride: number): number {
  return n.anywhere ? n.end - n.start - q + 1 : Math.min(stride, n.end - n.start - q + 1)
}

export class Filter {
  /** distance of the sampled places */
  readonly stride: number
  readonly #tiny: Bits | undefined
  readonly #tinyMask: number
  readonly #short: Bits | undefined
  readonly #long: Bits | undefined
  /** asked after a hit of `long`, with another hash */
  readonly #check: Bits | undefined

  /** @param needles each at least {@link SHORTEST_SAMPLED} bytes long */
  constructor(needles: readonly Needle[]) {
    this.stride = strideFor(needles)
    const tiny: Needle[] = []
    const short: Needle[] = []
    const long: Needle[] = []
    for (const n of needles) {
      if (n.shortest >= this.stride + 7) long.push(n)
      else if (n.shortest >= this.stride + 3) short.push(n)
      else tiny.push(n)
    }
    const count = (list: readonly Needle[], q: number): number =>
      list.reduce((sum, n) => sum + gramsOf(n, q, this.stride), 0)
    const q = tiny.every((n) => n.shortest >= this.stride + 2) ? 3 : 2
    this.#tinyMask = q === 3 ? 0xffffff : 0xffff
    if (tiny.length > 0) {
      this.#tiny = new Bits(count(tiny, q), 64)
      this.#fill(tiny, q, (v, p) => this.#tiny!.add(Math.imul(read(v, p, q), M3)))
    }
    if (short.length > 0) {
      this.#short = new Bits(count(short, 4), 32)
      this.#fill(short, 4, (v, p) => this.#short!.add(Math.imul(v.getInt32(p, true), M3)))
    }
    if (long.length > 0) {
      this.#long = new Bits(count(long, 8), 16)
      this.#check = new Bits(count(long, 8), 16)
      this.#fill(long, 8, (v, p) => {
        const lo = v.getInt32(p, true)
        const hi = v.getInt32(p + 4, true)
        this.#long!.add(longHash(lo, hi))
        this.#check!.add(gramHash(lo, hi))
      })
    }
  }

  get bytes(): number {
    return [this.#tiny, this.#short, this.#long, this.#check].reduce(
      (sum, b) => sum + (b?.table.length ?? 0),
      0,
    )
  }

  /** The first place from, from + stride, … below `end` that may be inside an occurrence; `end` or more if none. */
  next(view: DataView, from: number, end: number): number {
    const { stride } = this
    const tiny = this.#tiny?.table
    const short = this.#short?.table
    const long = this.#long?.table
    const tinyShift = this.#tiny?.shift ?? 0
    const shortShift = this.#short?.shift ?? 0
    const longShift = this.#long?.shift ?? 0
    const tinyMask = this.#tinyMask
    let at = from
    for (; at < end; at += stride) {
      const lo = view.getInt32(at, true)
      if (short !== undefined) {
        const h = Math.imul(lo, M3) >>> shortShift
        if ((short[h >>> 3]! & (1 << (h & 7))) !== 0) return at
      }
      if (long !== undefined) {
        const hi = view.getInt32(at + 4, true)
        const h = longHash(lo, hi) >>> longShift
        if ((long[h >>> 3]! & (1 << (h & 7))) !== 0) {
          const check = this.#check!
          const g = gramHash(lo, hi) >>> check.shift
          if ((check.table[g >>> 3]! & (1 << (g & 7))) !== 0) return at
        }
      }
      if (tiny !== undefined) {
        const h = Math.imul(lo & tinyMask, M3) >>> tinyShift
        if ((tiny[h >>> 3]! & (1 << (h & 7))) !== 0) return at
      }
    }
    return at
  }

  #fill(list: readonly Needle[], q: number, add: (view: DataView, at: number) => void): void {
    for (const n of list) {
      const view = new DataView(n.text.buffer, n.text.byteOffset, n.text.byteLength)
      const grams = gramsOf(n, q, this.stride)
      for (let k = 0; k < grams; k++) add(view, n.start + k)
    }
  }
}

/** Heads: the bytes with which whole patterns and windows begin; the second question of the filter. */
export class Heads {
  readonly #eight: Bits
  readonly #four: Bits | undefined

  constructor(needles: readonly Needle[]) {
    const far = needles.filter((n) => n.shortest >= 8)
    const near = needles.filter((n) => n.shortest < 8)
    const count = (n: Needle): number => (n.anywhere ? n.end - n.start - 7 : 1)
    this.#eight = new Bits(
      far.reduce((sum, n) => sum + count(n), 0),
      16,
    )
    for (const n of far) {
      const view = new DataView(n.text.buffer, n.text.byteOffset, n.text.byteLength)
      const starts = n.anywhere ? n.end - n.shortest - n.start + 1 : 1
      for (let k = 0; k < starts; k++) {
        const p = n.start + k
        this.#eight.add(gramHash(view.getInt32(p, true), view.getInt32(p + 4, true)))
      }
    }
    if (near.length > 0) {
      this.#four = new Bits(near.length, 64)
      for (const n of near) {
        const view = new DataView(n.text.buffer, n.text.byteOffset, n.text.byteLength)
        this.#four.add(Math.imul(view.getInt32(n.start, true), M3))
      }
    }
  }

  get bytes(): number {
    return this.#eight.table.length + (this.#four?.table.length ?? 0)
  }

  /** Whether a needle may begin at `at`; the log must have {@link REACH} bytes from there. */
  mayStart(view: DataView, at: number): boolean {
    const lo = view.getInt32(at, true)
    if (this.#four !== undefined) {
      const h = Math.imul(lo, M3) >>> this.#four.shift
      if ((this.#four.table[h >>> 3]! & (1 << (h & 7))) !== 0) return true
    }
    const h = gramHash(lo, view.getInt32(at + 4, true)) >>> this.#eight.shift
    return (this.#eight.table[h >>> 3]! & (1 << (h & 7))) !== 0
  }
}

function longHash(lo: number, hi: number): number {
  return Math.imul(lo ^ Math.imul(hi, M1), M2)
}

function read(view: DataView, at: number, q: number): number {
  let x = 0
  for (let k = q - 1; k >= 0; k--) x = (x << 8) | view.getUint8(at + k)
  return x
}

/** The longest stride at which every needle still holds a gram of a useful length. */
function strideFor(needles: readonly Needle[]): number {
  const wholes = needles.reduce((n, needle) => n + (needle.anywhere ? 0 : 1), 0)
  let stride = MAX_STRIDE
  for (const n of needles) {
    const m = n.shortest
    const useful = n.anywhere || wholes > MANY ? 8 : 4
    const q = m >= useful + 4 ? useful : m >= 8 ? 4 : m >= 6 ? 3 : 2
    stride = Math.min(stride, m - q + 1)
  }
  return stride
}
