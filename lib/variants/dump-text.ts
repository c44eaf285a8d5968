/**
 * The text beside the rows of a dump, where the rows are shorter than what is
 * masked by itself: each with the digits of the last byte before it.
 *
 * In: a value. Out: the text of every place where a row may end; of rarer dumps, of the rows of
 * the value alone.
 */
import { about, byBytes, LOWER, shown } from './dumps.js'
import { row } from './row.js'
import type { Spelling, Variant } from './types.js'

const COLUMN = 8
/** With more dots than these, the text beside a row is that of any bytes. */
const MOST_DOTS = 2
/** With fewer different characters, as in `00000000`, it stands in any table. */
const FEWEST = 4

/**
 * The text beside a row of eight bytes, with the digits of the last one before
 * it: of words and hex digits, eight characters alone would be in any text.
 */
function textColumns(bytes: Uint8Array): Spelling[] {
  const text = byBytes(shown, bytes)
  const out: Spelling[] = []
  for (let end = COLUMN; end <= bytes.length; end++) {
    const column = text.slice(end - COLUMN, end)
    if (column.replaceAll('.', '').length < COLUMN - MOST_DOTS) continue
    if (new Set(column).size < FEWEST) continue
    out.push({ binary: `${LOWER[bytes[end - 1]!]!}  ${column}`, whole: true })
  }
  return out
}

const BIT_COLUMN = 6

/** The text beside each whole row of xxd -b of the value alone, with the bits of its last byte before it. */
function bitColumns(bytes: Uint8Array): Spelling[] {
  const text = byBytes(shown, bytes)
  const out: Spelling[] = []
  for (let end = BIT_COLUMN; end <= bytes.length; end += BIT_COLUMN) {
    const column = text.slice(end - BIT_COLUMN, end)
    if (column.replaceAll('.', '').length < BIT_COLUMN - 1) continue
    const bits = bytes[end - 1]!.toString(2).padStart(8, '0')
    out.push({ binary: `${bits}  ${column}`, whole: true })
  }
  return out
}

export const dumpTextVariants: readonly Variant[] = [
  row(
    {
      ...about('text-column', 'xxd -c 8: the last byte of a row, and its text', '6f  Tr0ub4do'),
      sample: 'Tr0ub4do',
      upTo: 256,
    },
    ({ bytes }) => textColumns(bytes),
  ),
  row(
    {
      ...about(
        'bits-text',
        'xxd -b: the bits of the last byte of a row, and its text',
        '00110100  Tr0ub4',
      ),
      upTo: 128,
      noiseOnly: true,
    },
    ({ bytes, text }) => (text === undefined ? [] : bitColumns(bytes)),
  ),
]
