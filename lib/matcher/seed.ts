/**
 * Hash multipliers, drawn once per process, so that nobody can choose input
 * whose grams collide in the tables. Output never depends on them.
 */
function odd(): number {
  return (globalThis.crypto.getRandomValues(new Int32Array(1))[0]! & 0x3fffffff) * 2 + 1
}

export const M1: number = odd() | 0
export const M2: number = odd() | 0
export const M3: number = odd() | 0
