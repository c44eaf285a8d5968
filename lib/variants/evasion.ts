/**
 * What people do by hand to print a value past a masker: reverse it, put
 * something between its characters, change its case, fold it narrowly.
 *
 * In: a value. Out: its spellings. One family, so that it can be switched off
 * as a whole. Ciphers, hashes and compression are not casual and not here.
 */
import { byBytes } from './dumps.js'
import { hex } from './escape.js'
import { type Element, nodeRows } from './lists.js'
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
  '" "', // R
  '|',
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
  ...([4, 5] as const).flatMap((size) => ['", "', "', '"].map((quotes) => [size, quotes] as const)),
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

/** Characters of a text, and where they differ the units of UTF-16 that split('') gives. */
function nodeTexts({ text }: Value): string[][] {
  if (text === undefined) return []
  const characters = Array.from(text)
  return characters.length === text.length ? [characters] : [characters, text.split('')]
}

/** Blocks of characters that take two columns, as Node knows them (getStringWidth). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3040-\u3247\u3250-\u4dbf\u4e00-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u

/** A character as util.inspect prints it. */
function quoted(char: string): Element {
  const code = char.charCodeAt(0)
  const isHalf = char.length === 1 && code >= 0xd800 && code <= 0xdfff
  if (isHalf) return element(`'\\u${hex(code, 4, false)}'`)
  if (char === "'") return element(`"'"`)
  if (char === '\\') return element("'\\\\'")
  return { shown: `'${utf8(char)}'`, width: WIDE.test(char) ? 4 : 3 }
}

const element = (shown: string): Element => ({ shown, width: shown.length })

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
  lineRow(
    'spaced-rows',
    'Node util.inspect of more than six characters',
    "T', 'r', '0',\n  'u', 'b', '4',\n  'd', 'o', 'r",
    (value) => {
      const texts = nodeTexts(value).map((chars) => nodeRows(chars.map(quoted), false))
      return texts.flat().map((text) => ({
        binary: text.slice(1, -1),
        perByte: 5,
        unit: ', ',
      }))
    },
  ),
  lineRow(
    'overstrike',
    'nroff, man: bold and underlined',
    'T\bTr\br0\b0u\bub\bb4\b4d\bdo\bor\br',
    (value) => {
      const chars = characters(value)
      const isEven = chars.length === value.binary.length
      return [chars.map((c) => `${c}\b${c}`), chars.map((c) => `_\b${c}`)].map((struck) => ({
        binary: struck.join(''),
        perByte: 3,
        ...(isEven && { unit: 3 }),
      }))
    },
  ),
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
