/**
 * A value of several lines, or of several words, broken in another way.
 *
 * In: a value. Out: the value with each line break written as another tool
 * writes it, and one spelling in which every white-space run may be any run.
 * Invariant: the `breaks` spelling begins with at least LEAD bytes that are
 * not white space and neither begins nor ends with white space.
 */
import type { Spelling, Value, Variant } from './types.js'
import { isWhiteSpace } from './value.js'

/** bytes before the first break of a `breaks` spelling */
const LEAD = 6

/** bounded, so that a run of CRs stays linear */
const BREAK = /\r{0,2}\n|\r/g
const ENDS = ['\n', '\r\n', '\r\r\n', '\\n', '\\r\\n', '', ' '] as const

export const lines: Variant = {
  id: 'lines',
  family: 'lines',
  models: 'line ends of other systems, unquoted echo, awk, fmt',
  sample: 'Tr0ub4dor\n&3 x',
  example: 'Tr0ub4dor\\n&3 x',
  // bytes that are no text have no lines, only bytes that look like line ends
  spell: (value) => (value.text === undefined ? [] : [...joined(value), ...loose(value)]),
}

function isMultiLine({ binary }: Value): boolean {
  return binary.includes('\n') || binary.includes('\r')
}

function joined(value: Value): Spelling[] {
  if (!isMultiLine(value)) {
    // what a shell splits into words and joins again
    const words = value.binary.replace(/[\t ]{2,}/g, ' ')
    return words === value.binary ? [] : [{ binary: words }]
  }
  const parts = value.binary.split(BREAK)
  return ENDS.map((end) => ({ binary: parts.join(end) }))
}

function loose(value: Value): Spelling[] {
  const { binary } = value
  let end = binary.length
  while (end > 0 && isWhiteSpace(binary.charCodeAt(end - 1))) end--
  let start = 0
  while (start < end && isWhiteSpace(binary.charCodeAt(start))) start++
  const first = start
  for (let at = start; at < end; at++) {
    if (!isWhiteSpace(binary.charCodeAt(at))) continue
    if (at - start >= LEAD) {
      // A single line loses nothing: the rest of "my password" is a common word.
      if (start > first && !isMultiLine(value)) return []
      return [{ binary: binary.slice(start, end).replace(/[\t-\r ]+/g, ' '), breaks: true }]
    }
    start = at + 1
  }
  return []
}
