/**
 * Needles: what the filter has to find, and which grams of it are enough.
 *
 * In: stretches of pattern text. Out: the places where an occurrence or window
 * begins, and the places whose grams go into the filter's tables. Invariant:
 * wherever the samples lie, every occurrence holds one that is chosen.
 */
import { rarity } from './rarity.js'

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

/**
 * Of every occurrence and for each residue of the stride one place, that of the
 * rarest 4-gram (of tiny needles: `size` bytes) among those from which `size`
 * bytes stand in the occurrence and that begin at most `reach` bytes after its
 * start. A place stands for all occurrences that hold it.
 * @param isKnown whether the gram at a place is in the table anyway
 */
export function eachChosenPlace(
  n: Needle,
  {
    size,
    stride,
    reach,
  }: { readonly size: number; readonly stride: number; readonly reach: number },
  isKnown: (at: number) => boolean,
  visit: (at: number) => void,
): void {
  const { starts, shortest, text } = n
  const span = Math.min(shortest - size, reach)
  const last = lastStart(n)
  for (let residue = 0; residue < stride; residue++) {
    let index = 0
    let start = starts === undefined ? n.start : starts[0]
    while (start !== undefined && start <= last) {
      const first = start + ((residue - (start % stride) + stride) % stride)
      let best = first
      // of a single place there is nothing to ask
      if (first + stride <= start + span) {
        let most = -1
        for (let at = first; at <= start + span; at += stride) {
          const bits = isKnown(at) ? Infinity : rarity(text, at, Math.min(size, 4))
          if (bits < most) continue
          most = bits
          best = at
        }
      }
      visit(best)
      // the next occurrence that does not hold this place
      if (starts === undefined) start = best + 1
      else {
        while (index < starts.length && starts[index]! <= best) index++
        start = starts[index]
      }
    }
  }
}
