/**
 * A set of 32-bit hashes, as bits: "no" is sure, "yes" is a guess.
 *
 * The table is indexed by the top bits of a hash h: word h >>> shift >>> 5, bit
 * h >>> shift. JavaScript takes shift counts modulo 32, so the bit needs no mask.
 */
/** a table with less bits than this per hash is full */
const CROWDED = 16
/** so many there are at least, however large the table: wrong guesses cost more than what the cache misses */
const LEAST = 8

export class Bits {
  readonly table: Int32Array
  readonly shift: number
  /** hashes that may still be added before too many guesses are wrong */
  #room: number

  /**
   * @param entries how many hashes are expected
   * @param perEntry bits per hash; 1 / perEntry is the share of wrong guesses
   * @param most log2 of the largest table, in bits, unless it would be too full
   */
  constructor(entries: number, perEntry: number, most: number) {
    let log = 10
    while (2 ** log < entries * (log < most ? perEntry : LEAST)) log++
    this.table = new Int32Array(2 ** (log - 5))
    this.shift = 32 - log
    this.#room = Math.max(entries, 2 ** log / (log < most ? CROWDED : LEAST))
  }

  /** Whether `entries` more hashes leave the table useful. */
  fits(entries: number): boolean {
    return entries <= this.#room
  }

  add(hash: number): void {
    this.#room--
    const h = hash >>> this.shift
    this.table[h >>> 5]! |= 1 << h
  }

  has(hash: number): boolean {
    const h = hash >>> this.shift
    return ((this.table[h >>> 5]! >>> h) & 1) !== 0
  }

  /**
   * As {@link add}, with two bits in one word of the table, so that a wrong
   * guess needs both; every bit of the hash must be good.
   */
  addPair(hash: number): void {
    this.#room--
    this.table[hash >>> (this.shift + 5)]! |= (1 << hash) | (1 << (hash >>> 5))
  }

  /** As {@link has}, after {@link addPair}. */
  hasPair(hash: number): boolean {
    const word = this.table[hash >>> (this.shift + 5)]!
    return ((word >>> hash) & (word >>> (hash >>> 5)) & 1) !== 0
  }
}

/** Index of the lowest bit that is set, of a number that has one. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}
