/**
 * Multiplicative hashes of grams, read as little-endian words.
 *
 * The multipliers are drawn once per process, so that nobody can choose input
 * whose grams collide in the tables. Output never depends on them. The top
 * bits are the good ones; tables are indexed by them.
 */
const [M1, M2, M3] = globalThis.crypto
  .getRandomValues(new Int32Array(3))
  .map((x) => x | 1) as unknown as [number, number, number]

/** Of two to four bytes; a bijection, because the multiplier is odd. */
export function shortHash(gram: number): number {
  return Math.imul(gram, M3)
}

/** Of eight bytes; finalised, so that its low bits may be used as well. */
export function gramHash(lo: number, hi: number): number {
  const h = Math.imul(lo, M1) ^ Math.imul(hi, M2)
  return h ^ (h >>> 15)
}

/** Of eight bytes, of which the first four are hashed already; only the top bits are good. */
export function longHash(head: number, hi: number): number {
  return Math.imul(hi, M1) ^ head
}
