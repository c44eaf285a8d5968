/**
 * Other encodings and other forms of the same text: UTF-16, Latin-1, text
 * decoded with the wrong table, normal forms, code points by number or name.
 *
 * In: a value. Out: its spellings; a value that is not valid UTF-8 has none.
 * What changes only non-ASCII characters costs nothing for ASCII values.
 */
import { escapeWith, grammar, hex } from './escape.js'
import { BASE64, forms, HEX, whole } from './radix.js'
import type { About } from './row.js'
import { codedRow, row, SPARSE } from './row.js'
import type { Spelling, Value, Variant } from './types.js'
import { toBinary, utf8 } from './value.js'

/** UTF-16 without byte order mark, as bytes. */
function utf16(text: string, littleEndian: boolean): Uint8Array {
  const out = new Uint8Array(text.length * 2)
  const view = new DataView(out.buffer)
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian)
  return out
}

const both = ({ text }: Value): Uint8Array[] =>
  text === undefined ? [] : [utf16(text, true), utf16(text, false)]

const isPlain = ({ text, binary }: Value) => text === undefined || text === binary

/** Windows code page 1252, bytes 0x80 to 0x9F; unassigned ones stay C1 controls. */
const CP1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'

function wrongTable(binary: string): string[] {
  const latin = utf8(binary)
  const windows = utf8(binary.replace(/[\x80-\x9f]/g, (c) => CP1252[c.charCodeAt(0) - 128]!))
  return [latin, windows, utf8(latin)]
}

const latin1: readonly ((code: number) => string)[] = [
  (code) => (code < 256 ? String.fromCharCode(code) : '?'),
  (code) => {
    const at = CP1252.indexOf(String.fromCodePoint(code))
    return at >= 0 ? String.fromCharCode(128 + at) : code < 256 ? String.fromCharCode(code) : '?'
  },
]

/** Combining marks as the names of Latin letters end; Unicode 1.0 naming rules. */
const MARKS: Readonly<Record<string, string>> = {
  '\u0300': 'GRAVE',
  '\u0301': 'ACUTE',
  '\u0302': 'CIRCUMFLEX',
  '\u0303': 'TILDE',
  '\u0304': 'MACRON',
  '\u0306': 'BREVE',
  '\u0307': 'DOT ABOVE',
  '\u0308': 'DIAERESIS',
  '\u030a': 'RING ABOVE',
  '\u030b': 'DOUBLE ACUTE',
  '\u030c': 'CARON',
  '\u0327': 'CEDILLA',
  '\u0328': 'OGONEK',
}

/** `\N{…}` for accented Latin letters and CJK ideographs, whose names follow a rule. */
function nameOf(code: number): string | undefined {
  if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf)) {
    return `\\N{CJK UNIFIED IDEOGRAPH-${hex(code, 4, true)}}`
  }
  const [letter = '', mark = '', more] = String.fromCodePoint(code).normalize('NFD')
  if (more !== undefined || MARKS[mark] === undefined || !/^[A-Za-z]$/.test(letter))
    return undefined
  const size = letter < 'a' ? 'CAPITAL' : 'SMALL'
  return `\\N{LATIN ${size} LETTER ${letter.toUpperCase()} WITH ${MARKS[mark]}}`
}
/** A character whose name no rule tells ends a piece; CUT is no byte. */
const CUT = '\u0100'
const names = grammar({ point: (code) => nameOf(code) ?? CUT })
/** a piece without a name is plain text, perhaps a common word */
const OPENING = '\\N{'

/** Every character by its number. */
const numbers: readonly (readonly [number, number | string, (text: string) => string])[] = [
  [7, ' ', (text) => Array.from(text, (c) => `U+${hex(c.codePointAt(0)!, 4, true)}`).join(' ')],
  [6, 6, (text) => eachUnit(text, (u) => `\\u${hex(u, 4)}`)],
]

function eachUnit(text: string, write: (unit: number) => string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) out += write(text.charCodeAt(i))
  return out
}

const about = (id: string, models: string, example: string, sample: string): About => ({
  id,
  family: 'unicode',
  models,
  example,
  sample,
  upTo: SPARSE,
})

export const unicodeVariants: readonly Variant[] = [
  codedRow(
    about('utf16', 'UTF-16 in either byte order', 'k\0e\0y\0', 'key'),
    2,
    (value) => both(value).map(toBinary),
    2,
  ),
  row(
    about('utf16-base64', 'PowerShell -EncodedCommand, base64 of UTF-16', 'awBlAHkA', 'key'),
    (value) => both(value).flatMap((bytes) => forms(BASE64, bytes, 2)),
  ),
  codedRow(
    about('utf16-hex', 'hex of UTF-16', '6b0065007900', 'key'),
    4,
    (value) => both(value).map((bytes) => whole(HEX, bytes, false)),
    4,
  ),
  row(about('latin1', 'ISO 8859-1, Windows-1252', 'Tr?sor', 'Tr\u65e5sor'), (value) =>
    isPlain(value)
      ? []
      : latin1.map((point) => ({
          binary: escapeWith(grammar({ point }), value.bytes, value.binary),
        })),
  ),
  row(
    about('mojibake', 'UTF-8 decoded with the wrong table', 'Tr\u00c3\u00a9sor', 'Tr\u00e9sor'),
    (value): Spelling[] =>
      isPlain(value) ? [] : wrongTable(value.binary).map((binary) => ({ binary })),
  ),
  row(
    about('normal', 'Unicode normal forms (UAX #15)', 'Tre\u0301sor', 'Tr\u00e9sor'),
    (value): Spelling[] =>
      isPlain(value)
        ? []
        : ['NFD', 'NFC', 'NFKD', 'NFKC'].map((form) => ({
            binary: utf8(value.text!.normalize(form)),
          })),
  ),
  row(
    about(
      'names',
      'Python namereplace, Perl \\N{…}',
      'Tr\\N{LATIN SMALL LETTER E WITH ACUTE}sor',
      'Tr\u00e9sor',
    ),
    (value): Spelling[] =>
      isPlain(value)
        ? []
        : escapeWith(names, value.bytes, value.binary)
            .split(CUT)
            .filter((piece) => piece.includes(OPENING))
            .map((binary) => ({ binary, whole: true })),
  ),
  row(
    about('code-points', 'U+XXXX, \\uXXXX for every character', 'U+006B U+0065 U+0079', 'key'),
    ({ text }): Spelling[] =>
      text === undefined
        ? []
        : numbers.map(([perByte, unit, write]) => ({ binary: write(text), perByte, unit })),
  ),
]

/** UTF-16 big-endian bytes in base64 without padding, for UTF-7. */
export function utf16Base64(text: string): string {
  return whole(BASE64, utf16(text, false), false)
}
