/**
 * Needles: what the filter has to find, and which grams of it are enough.
 *
 * In: stretches of pattern text. Out: the places where an occurrence or window
 * begins, and the places whose grams go into the filter's tables. Invariant:
 * wherever the samples lie, every occurrence holds one whose gram is chosen.
 */

/** A stretch of pattern text in which occurrences or windows stand. */
export interface Needle {
  readonly text: Uint8Array
  readonly start: number
  readonly end: number
  /** bytes of the shortest occurrence: a window, or the whole stretch */
  readonly shortest: number
  /** windows may start anywhere in the stretch, whole patterns only at its start */
  readonly anywhere: boolean
  /** windows start at these places only, ascending */
  readonly starts?: Int32Array
}

type Visit = (at: number) => void

/** Places of a needle at which an occurrence may begin. */
export function eachStart(n: Needle, visit: Visit): void {
  if (n.starts !== undefined) for (const at of n.starts) visit(at)
  else for (let at = n.start, last = lastStart(n); at <= last; at++) visit(at)
}

export function countStarts(n: Needle): number {
  return n.starts?.length ?? lastStart(n) - n.start + 1
}

function lastStart(n: Needle): number {
  return n.anywhere ? n.end - n.shortest : n.start
}

/** The q-grams that begin less than a stride after the start of an occurrence. */
export function eachNearGram(n: Needle, q: number, stride: number, visit: Visit): void {
  let next = n.start
  eachStart(n, (start) => {
    const end = Math.min(start + stride, n.end - q + 1)
    for (next = Math.max(next, start); next < end; next++) visit(next)
  })
}

/**
 * As few q-grams as do, each up to the end of an occurrence: for each residue
 * of the stride, the last one of a window stands for all windows that hold it.
 */
export function eachSparseGram(n: Needle, q: number, stride: number, visit: Visit): void {
  const chosen = new Int32Array(stride).fill(-1)
  eachStart(n, (start) => {
    const last = start + n.shortest - q
    for (let residue = 0; residue < stride; residue++) {
      if (chosen[residue]! >= start) continue
      const at = last - ((last - residue) % stride)
      chosen[residue] = at
      visit(at)
    }
  })
}
