/**
 * What people do by hand to print a value past a masker: reverse it, put
 * something between its characters, change its case, fold it narrowly.
 *
 * In: a value. Out: its spellings. One family, so that it can be switched off
 * as a whole. Ciphers, hashes and compression are not casual and not here.
 */
import { byBytes } from './dumps.js'
import { row } from './row.js'
import type { Spelling, Value, Variant } from './types.js'
import { utf8 } from './value.js'

/** Characters as binary strings; single bytes where the value is not text. */
function characters({ text, binary }: Value): string[] {
  return text === undefined || text === binary ? binary.split('') : Array.from(text, utf8)
}

/** Separators between all characters; the quotes are those of lists of characters. */
const SEPARATORS = [
  ' ',
  ',',
  '-',
  '.',
  '_',
  ', ', // Arrays.toString
  '","',
  '", "',
  '",\n  "', // JSON.stringify(…, 2)
  "', '",
  "' '", // Go %q
] as const

/** Separators between groups of a few characters, by group size. */
const GROUPS: readonly (readonly [number, string])[] = [
  [2, ' '],
  [3, ' '],
  [4, ' '],
  [5, ' '],
  [2, '-'],
  [4, '-'],
  [5, '-'],
]
/** Widths at which a fold leaves less than a fragment on a line, or little more. */
export const FOLDS = [1, 2, 3, 4, 5, 6, 7, 8, 10] as const

function grouped(chars: readonly string[], size: number, separator: string): string {
  const out: string[] = []
  for (let i = 0; i < chars.length; i += size) out.push(chars.slice(i, i + size).join(''))
  return out.join(separator)
}

function spaced(chars: readonly string[], separator: string): Spelling {
  const perByte = 1 + separator.length
  const shown = chars.map((c) => inQuotes(c, separator))
  const isEven = shown.every((c) => c.length === 1)
  return {
    binary: withApostrophes(shown.join(separator)),
    perByte: 2,
    unit: isEven ? perByte : separator,
  }
}

/** A character as it stands between the separators of a list: JSON and Python escape two. */
function inQuotes(char: string, separator: string): string {
  if (!/["']/.test(separator)) return char
  if (char === '\\' || (char === '"' && separator.includes(char))) return `\\${char}`
  // Python and Node put an apostrophe in other quotes
  return char === "'" && separator.includes(char) ? APOSTROPHE : char
}

const APOSTROPHE = '\u0100'

/** The quotes around an apostrophe belong to the separators on both sides. */
function withApostrophes(list: string): string {
  return list.replace(/'?\u0100'?/g, (found) => found.replaceAll("'", '"').replace(APOSTROPHE, "'"))
}

/** What each byte becomes: letters by `write`, all else stays. */
function letterTable(write: (letter: string) => string): readonly string[] {
  return Array.from({ length: 256 }, (_, byte) => {
    const char = String.fromCharCode(byte)
    return /[A-Za-z]/.test(char) ? write(char) : char
  })
}

const SWAPPED = letterTable((c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase()))
const UPPER = letterTable((c) => c.toUpperCase())
const LOWER = letterTable((c) => c.toLowerCase())
const ROT13 = letterTable((c) => {
  const code = c.charCodeAt(0)
  return String.fromCharCode(code + ((code & 31) <= 13 ? 13 : -13))
})

/** By Unicode's rules, and of ASCII letters alone as in the C locale. */
function cases({ bytes, text, binary }: Value): string[] {
  const out = [SWAPPED, UPPER, LOWER].map((table) => byBytes(table, bytes))
  if (text !== undefined && text !== binary) {
    out.push(utf8(text.toUpperCase()), utf8(text.toLowerCase()))
  }
  return out
}

/** Longest value: what is longer is seen by its lines and parts, which are values too. */
const LONGEST = 1024

/**
 * A row that spells single lines only. A whole key, spaced or folded, would
 * begin like any rule of dashes, and each of its lines is a value itself.
 */
function lineRow(
  id: string,
  models: string,
  example: string,
  write: (value: Value) => readonly Spelling[],
): Variant {
  const about = { id, family: 'evasion', models, sample: 'Tr0ub4dor', example, upTo: LONGEST }
  return row(about, (value) => (/[\r\n]/.test(value.binary) ? [] : write(value)))
}

const plain = (binary: string): Spelling => ({ binary })

export const evasionVariants: readonly Variant[] = [
  lineRow('reversed', 'rev', 'rod4bu0rT', (value) => [
    plain(characters(value).reverse().join('')),
    plain(value.binary.split('').reverse().join('')),
  ]),
  lineRow('case', 'tr a-z A-Z, tolower', 'tr0ub4dor', (value) => cases(value).map(plain)),
  lineRow('rot13', 'tr A-Za-z N-ZA-Mn-za-m', 'Ge0ho4qbe', ({ bytes }) => [
    plain(byBytes(ROT13, bytes)),
  ]),
  lineRow('spaced', "sed 's/./& /g', split('')", 'T r 0 u b 4 d o r', (value) => {
    const chars = characters(value)
    const backwards = chars.slice().reverse()
    return [...SEPARATORS.map((s) => spaced(chars, s)), spaced(backwards, ' ')]
  }),
  lineRow('grouped', 'groups of 2 to 5 characters', 'Tr0u-b4do-r', (value) => {
    const chars = characters(value)
    return GROUPS.map(([size, separator]) => {
      return { binary: grouped(chars, size, separator), perByte: 1.5, unit: size + 1 }
    })
  }),
  lineRow('folded', 'fold -w 1 to 8, and 10', 'Tr0u\nb4do\nr', (value) => {
    const chars = characters(value)
    // GNU fold -b, and older ones always, cut between bytes
    const bytes = value.binary.split('')
    const units = chars.length === bytes.length ? [chars] : [chars, bytes]
    return FOLDS.flatMap((size) => units.map((unit) => plain(grouped(unit, size, '\n'))))
  }),
]
