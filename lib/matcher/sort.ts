/**
 * Sorts places in a text by what stands there, and drops repeats.
 *
 * In: places, ascending. Out: the places of distinct windows; of equal windows
 * the first place stays. The order is by the hash of the first four bytes,
 * then by content: a stable radix sort over the hash leaves small groups,
 * which are finished by comparison.
 */
import { orderHash } from './hash.js'

const DIGIT = 11
const BUCKETS = 1 << DIGIT
/** groups up to this size are finished by insertion */
const SMALL = 16

/** Memory for sorting up to `size` places, which may be used again. */
export class SortRoom {
  readonly places: Int32Array
  /** hashes of what stands at the places, before and after a pass */
  readonly keys: readonly [Int32Array, Int32Array]

  constructor(size: number) {
    this.places = new Int32Array(size)
    this.keys = [new Int32Array(size), new Int32Array(size)]
  }
}

/**
 * @param text at least four bytes longer than the last place
 * @param places are in no order afterwards
 */
export function sortWindows(
  text: DataView,
  places: Int32Array,
  width: number,
  room = new SortRoom(places.length),
): Int32Array {
  const sorted = radixSort(text, places, room)
  const n = sorted.length
  let kept = 0
  for (let lo = 0; lo < n; ) {
    const head = text.getInt32(sorted[lo]!, true)
    let hi = lo + 1
    while (hi < n && text.getInt32(sorted[hi]!, true) === head) hi++
    if (hi - lo > SMALL) {
      sorted.subarray(lo, hi).sort((p, q) => compare(text, p, q, width) || p - q)
    } else insertionSort(text, sorted, lo, hi, width)
    for (let i = lo; i < hi; i++) {
      const p = sorted[i]!
      if (i === lo || compare(text, sorted[kept - 1]!, p, width) !== 0) sorted[kept++] = p
    }
    lo = hi
  }
  return sorted.slice(0, kept)
}

/** By the bytes after the first four. */
function compare(text: DataView, p: number, q: number, width: number): number {
  for (let k = 4; k < width; k++) {
    const d = text.getUint8(p + k) - text.getUint8(q + k)
    if (d !== 0) return d
  }
  return 0
}

/** Stable: equal keys keep their ascending order. After the third pass it is the room that is sorted. */
function radixSort(text: DataView, places: Int32Array, room: SortRoom): Int32Array {
  const n = places.length
  const [keys, otherKeys] = room.keys
  const count = new Int32Array(3 * BUCKETS)
  for (let i = 0; i < n; i++) {
    const key = orderHash(text.getInt32(places[i]!, true))
    keys[i] = key
    count[key & (BUCKETS - 1)]!++
    count[BUCKETS + ((key >>> DIGIT) & (BUCKETS - 1))]!++
    count[2 * BUCKETS + (key >>> (2 * DIGIT))]!++
  }
  let [from, fromKeys, to, toKeys] = [places, keys, room.places, otherKeys]
  for (let digit = 0; digit < 3; digit++) {
    const first = digit * BUCKETS
    let sum = 0
    for (let b = first; b < first + BUCKETS; b++) {
      const size = count[b]!
      count[b] = sum
      sum += size
    }
    for (let i = 0; i < n; i++) {
      const key = fromKeys[i]!
      const slot = count[first + ((key >>> (digit * DIGIT)) & (BUCKETS - 1))]!++
      to[slot] = from[i]!
      toKeys[slot] = key
    }
    ;[from, fromKeys, to, toKeys] = [to, toKeys, from, fromKeys]
  }
  return from.subarray(0, n)
}

function insertionSort(text: DataView, a: Int32Array, lo: number, hi: number, width: number): void {
  for (let i = lo + 1; i < hi; i++) {
    const p = a[i]!
    let j = i - 1
    while (j >= lo && compare(text, a[j]!, p, width) > 0) {
      a[j + 1] = a[j]!
      j--
    }
    a[j + 1] = p
  }
}
