/**
 * Sorts places in a text by the bytes that stand there, and drops repeats.
 *
 * In: places, ascending. Out: the places of distinct windows, by content; of
 * equal windows the first place stays. A stable radix sort over the first four
 * bytes leaves small groups, which are finished by comparison.
 */

const DIGIT = 11
const BUCKETS = 1 << DIGIT
/** groups up to this size are finished by insertion */
const SMALL = 16

export function sortWindows(text: Uint8Array, places: Int32Array, width: number): Int32Array {
  const sorted = radixSort(text, places)
  const compare = (p: number, q: number): number => {
    for (let k = 4; k < width; k++) {
      const d = text[p + k]! - text[q + k]!
      if (d !== 0) return d
    }
    return 0
  }
  const n = sorted.length
  let kept = 0
  for (let lo = 0; lo < n; ) {
    let hi = lo + 1
    while (hi < n && sameHead(text, sorted[lo]!, sorted[hi]!)) hi++
    if (hi - lo > SMALL) sorted.subarray(lo, hi).sort((p, q) => compare(p, q) || p - q)
    else insertionSort(sorted, lo, hi, compare)
    for (let i = lo; i < hi; i++) {
      const p = sorted[i]!
      if (i === lo || compare(sorted[kept - 1]!, p) !== 0) sorted[kept++] = p
    }
    lo = hi
  }
  return sorted.slice(0, kept)
}

/** Stable: equal keys keep their ascending order. */
function radixSort(text: Uint8Array, places: Int32Array): Int32Array {
  const n = places.length
  const key = (p: number): number =>
    ((text[p]! << 24) | (text[p + 1]! << 16) | (text[p + 2]! << 8) | text[p + 3]!) >>> 0
  let from = places.slice()
  let to = new Int32Array(n)
  const count = new Int32Array(BUCKETS + 1)
  for (let shift = 0; shift < 32; shift += DIGIT) {
    count.fill(0)
    for (let i = 0; i < n; i++) count[((key(from[i]!) >>> shift) & (BUCKETS - 1)) + 1]!++
    for (let b = 1; b <= BUCKETS; b++) count[b]! += count[b - 1]!
    for (let i = 0; i < n; i++) {
      const p = from[i]!
      to[count[(key(p) >>> shift) & (BUCKETS - 1)]!++] = p
    }
    const swap = from
    from = to
    to = swap
  }
  return from
}

function sameHead(text: Uint8Array, p: number, q: number): boolean {
  return (
    text[p] === text[q] &&
    text[p + 1] === text[q + 1] &&
    text[p + 2] === text[q + 2] &&
    text[p + 3] === text[q + 3]
  )
}

function insertionSort(
  a: Int32Array,
  lo: number,
  hi: number,
  compare: (p: number, q: number) => number,
): void {
  for (let i = lo + 1; i < hi; i++) {
    const p = a[i]!
    let j = i - 1
    while (j >= lo && compare(a[j]!, p) > 0) {
      a[j + 1] = a[j]!
      j--
    }
    a[j + 1] = p
  }
}
