/**
 * Where the windows of a pattern may stand: in stretches without a line
 * terminator.
 *
 * In: pattern bytes. Out: the stretches, and the places in them at which
 * windows begin.
 */
import type { Pattern } from './pattern.js'

const LF = 10
const CR = 13

/** A stretch of pattern text without line terminators. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

export function isTerminator(byte: number): boolean {
  return byte === LF || byte === CR
}

/** The stretches of a pattern in which windows of `width` bytes stand. */
export function stretchesOf(bytes: Uint8Array, width: number): Stretch[] {
  const stretches: Stretch[] = []
  let start = 0
  for (let i = 0; i <= bytes.length; i++) {
    if (i < bytes.length && !isTerminator(bytes[i]!)) continue
    if (i - start >= width) stretches.push({ start, end: i })
    start = i + 1
  }
  return stretches
}

/** The places of a stretch at which windows of a pattern begin; undefined: all. */
export function startsIn({ starts, fragment }: Pattern, stretch: Stretch): Int32Array | undefined {
  if (starts === undefined) return undefined
  const last = stretch.end - fragment
  return starts.subarray(countBelow(starts, stretch.start), countBelow(starts, last + 1))
}

/** How many of some ascending numbers are less than `limit`. */
export function countBelow(numbers: Int32Array, limit: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const mid = (low + high) >>> 1
    if (numbers[mid]! < limit) low = mid + 1
    else high = mid
  }
  return low
}
