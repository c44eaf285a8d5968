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

/** Of four bytes, a bijection too: the top 24 bits hash the first three, the others are the fourth. */
export function orderHash(gram: number): number {
  return (Math.imul(gram, M3) << 8) | (gram >>> 24)
}

/**
 * Of eight bytes, good in every bit. One multiplication would carry the last
 * byte of each word into eight bits only, and columns of characters differ in
 * just those bytes.
 */
export function gramHash(lo: number, hi: number): number {
  let h = Math.imul(lo, M1)
  h = Math.imul(h ^ (h >>> 15) ^ hi, M2)
  h = Math.imul(h ^ (h >>> 13), M3)
  return h ^ (h >>> 16)
}

/** Of four bytes, good in every bit. */
export function quadHash(gram: number): number {
  const h = Math.imul(gram, M3)
  return Math.imul(h ^ (h >>> 15), M1)
}
