/**
 * Hex and octal dumps, byte by byte or in words, as xxd, od, hexdump, objdump,
 * debuggers and byte-array literals print them.
 *
 * In: a value. Out: the text of a run of its bytes on one line. Offsets, text
 * columns and line ends are not part of it: a dump's line is one piece.
 * Invariant: for words, each phase is a spelling of its own; a word that holds
 * bytes of a neighbour is left out where they decide its first characters.
 */
import { hex, octal } from './escape.js'
import type { About } from './row.js'
import { row, SPARSE } from './row.js'
import type { Spelling, Variant } from './types.js'

/** How one byte is written, separator included. */
export type ByteTable = readonly string[]

export function byteTable(write: (byte: number) => string): ByteTable {
  return Array.from({ length: 256 }, (_, byte) => write(byte))
}

/** All bytes by a table, without the last `tail` characters (the last separator). */
export function byBytes(table: ByteTable, bytes: Uint8Array, tail = 0): string {
  let out = ''
  for (let i = 0; i < bytes.length; i++) out += table[bytes[i]!]!
  return tail === 0 ? out : out.slice(0, -tail)
}

const DIGITS = [false, true].map((upper) => byteTable((b) => hex(b, 2, upper)))
/** Two hex digits of each byte. */
export const LOWER = DIGITS[0]!
const UPPER = DIGITS[1]!

const LOWER_ONLY = [LOWER]

/** Entries `before` + two hex digits + `after`, in lower case, then in upper case. */
function hexTables(before: string, after: string, cases = DIGITS): ByteTable[] {
  return cases.map((digits) => digits.map((two) => before + two + after))
}

/**
 * Words of `size` bytes in hex, most significant first: the digits stand in
 * order. One spelling for each phase, of which the first word is shorter.
 */
function bigWords(digits: ByteTable, bytes: Uint8Array, size: number): Spelling[] {
  const unit = 2 * size + 1
  return Array.from({ length: size }, (_, first) => {
    let binary = ''
    for (let i = 0; i < bytes.length; i++) {
      if (i > 0 && (i - first) % size === 0) binary += ' '
      binary += digits[bytes[i]!]!
    }
    return { binary, perByte: unit / size, unit, from: first === 0 ? 0 : 2 * first + 1 }
  })
}

/** Hex words of `size` bytes, least significant first; the last one is filled with zeros. */
function littleWords(
  bytes: Uint8Array,
  from: number,
  end: number,
  size: number,
  between = ' ',
): string {
  let out = ''
  for (let at = from; at < end; at += size) {
    if (at > from) out += between
    for (let i = size - 1; i >= 0; i--) out += LOWER[bytes[at + i] ?? 0]!
  }
  return out
}

/** 16-bit words, least significant byte first, by `write`; filled likewise. */
function numberWords(
  bytes: Uint8Array,
  from: number,
  end: number,
  write: (word: number) => string,
  between = ' ',
): string {
  let out = ''
  for (let at = from; at < end; at += 2) {
    if (at > from) out += between
    out += write(bytes[at]! + 256 * (bytes[at + 1] ?? 0))
  }
  return out
}

/**
 * Words of `size` bytes and `unit` characters in every phase, whole words of
 * the value only, and at phase 0 also with the last word filled, as at the end
 * of a dump.
 */
function inPhases(
  bytes: Uint8Array,
  size: number,
  unit: number,
  write: (from: number, end: number) => string,
): Spelling[] {
  const out: string[] = []
  for (let from = 0; from < size; from++) {
    const left = (bytes.length - from) % size
    out.push(write(from, bytes.length - left))
    if (from === 0 && left > 0) out.push(write(0, bytes.length))
  }
  return out
    .filter((binary) => binary !== '')
    .map((binary) => ({ binary, perByte: unit / size, unit }))
}

const octalWord = (word: number) => octal(word, 6)
const decimalWord = (word: number) => String(word).padStart(5, ' ')

const C_NAMES: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
}
/** POSIX od -a: the names of control characters, the high bit ignored */
const NAMES =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si ' +
  'dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'
const A_NAMES = NAMES.split(' ')

const isPrintable = (byte: number) => byte >= 32 && byte < 127
/** The text column of dumps. */
export const shown = byteTable((b) => (isPrintable(b) ? String.fromCharCode(b) : '.'))
const charColumn = byteTable((b) =>
  (isPrintable(b) ? String.fromCharCode(b) : (C_NAMES[b] ?? octal(b, 3))).padStart(4, ' '),
)
const nameColumn = byteTable((b) => {
  const low = b & 127
  const name = low === 127 ? 'del' : (A_NAMES[low] ?? String.fromCharCode(low))
  return name.padStart(4, ' ')
})

/**
 * Words of eight bytes of the value alone. With half of it or more filled by zeros, the last
 * one is like any number: it is masked with all the others only.
 */
function longWords(bytes: Uint8Array): Spelling[] {
  const left = bytes.length % 8
  const all: Spelling = {
    binary: littleWords(bytes, 0, bytes.length, 8),
    perByte: 17 / 8,
    unit: 17,
  }
  if (left === 0 || left > 4) return [all]
  const binary = littleWords(bytes, 0, bytes.length - left, 8)
  return [
    { ...all, binary },
    { ...all, whole: true },
  ]
}

export const about = (id: string, models: string, example: string): About => ({
  id,
  family: 'dump',
  models,
  sample: 'Tr0ub4',
  example,
  upTo: SPARSE,
})

/** A row of byte tables; every entry of a table has the same width. */
function tableRow(
  id: string,
  models: string,
  example: string,
  tables: readonly ByteTable[],
  tail: number | ((width: number) => number),
): Variant {
  return row(about(id, models, example), ({ bytes }) =>
    tables.map((table): Spelling => {
      const width = table[0]!.length
      const cut = typeof tail === 'number' ? tail : tail(width)
      return { binary: byBytes(table, bytes, cut), perByte: width, unit: width }
    }),
  )
}

export const dumpVariants: readonly Variant[] = [
  tableRow(
    'hex-space',
    'od -tx1, hexdump -C, <Buffer …>',
    '54 72 30 75 62 34',
    [...hexTables('', ' '), ...hexTables('', '  ', LOWER_ONLY)], // od -tx1c
    (width) => width - 2,
  ),
  tableRow('hex-colon', 'openssl, ssh, bytes.hex', '54:72:30:75:62:34', hexTables('', ':'), 1),
  tableRow('hex-dash', '.NET BitConverter', '54-72-30-75-62-34', hexTables('', '-'), 1),
  tableRow('hex-dot', 'Perl %vx', '54.72.30.75.62.34', hexTables('', '.', LOWER_ONLY), 1),
  row(
    about('hex-lines', 'xxd -p -c1, od -w1: a byte on each line', '54\n72\n30\n75\n62\n34'),
    ({ bytes }) =>
      ['\n', '\n '].map((separator) => ({
        binary: byBytes(hexTables('', separator, LOWER_ONLY)[0]!, bytes, separator.length),
        perByte: 2 + separator.length,
        unit: separator,
      })),
  ),
  tableRow(
    'hex-comma',
    'byte lists',
    '54,72,30,75,62,34',
    [
      ...hexTables('', ',', LOWER_ONLY),
      ...hexTables('', ', ', LOWER_ONLY), // Rust {:x?}
    ],
    (width) => width - 2,
  ),
  tableRow(
    'hex-list',
    'xxd -i, C, Rust, Java',
    '0x54, 0x72, 0x30, 0x75, 0x62, 0x34',
    [...hexTables('0x', ', ')],
    2,
  ),
  tableRow(
    'hex-0x',
    'byte lists of debuggers and scripts',
    '0x54 0x72 0x30 0x75 0x62 0x34',
    [...hexTables('0x', ' ', LOWER_ONLY), ...hexTables('0x', ',', LOWER_ONLY)],
    1,
  ),
  tableRow(
    'hex-quoted',
    'lists of hex numbers as strings: Python hex(), JSON',
    "0x54', '0x72', '0x30', '0x75', '0x62', '0x34",
    [...hexTables('0x', "', '", LOWER_ONLY), ...hexTables('0x', '","', LOWER_ONLY)],
    (width) => width - '0x54'.length,
  ),
  tableRow(
    'hex-escape',
    'C, PHP, Perl, Python: every byte',
    '\\x54\\x72\\x30\\x75\\x62\\x34',
    [...hexTables('\\x', '')],
    0,
  ),
  tableRow(
    'octal',
    'od -b, hexdump -b',
    '124 162 060 165 142 064',
    [byteTable((b) => `${octal(b, 3)} `)],
    1,
  ),
  tableRow(
    'octal-escape',
    'printf: every byte',
    '\\124\\162\\060\\165\\142\\064',
    [byteTable((b) => `\\${octal(b, 3)}`)],
    0,
  ),
  tableRow('char-column', 'od -c, hexdump -c', '   T   r   0   u   b   4', [charColumn], 0),
  tableRow('name-column', 'od -a', '   T   r   0   u   b   4', [nameColumn], 0),
  row(about('hex-words', 'xxd, objdump -s, readelf -x', '5472 3075 6234'), ({ bytes }) => [
    ...bigWords(LOWER, bytes, 2),
    ...bigWords(UPPER, bytes, 2),
    ...bigWords(LOWER, bytes, 4),
  ]),
  row(
    about('hex-words-le', 'od -x, hexdump -x, od -tx4, xxd -e', '7254 7530 3462'),
    ({ bytes }) => [
      ...inPhases(bytes, 2, 5, (from, end) => littleWords(bytes, from, end, 2)),
      // hexdump -x
      ...inPhases(bytes, 2, 8, (from, end) => littleWords(bytes, from, end, 2, '    ')),
      ...inPhases(bytes, 4, 9, (from, end) => littleWords(bytes, from, end, 4)),
      ...longWords(bytes), // od -tx8
    ],
  ),
  row(about('octal-words', 'od without options', '071124 072460 032142'), ({ bytes }) => [
    ...inPhases(bytes, 2, 7, (from, end) => numberWords(bytes, from, end, octalWord)),
    // hexdump -o
    ...inPhases(bytes, 2, 8, (from, end) => numberWords(bytes, from, end, octalWord, '  ')),
  ]),
  row(about('decimal-words', 'od -d', '29268 30000 13410'), ({ bytes }) =>
    inPhases(bytes, 2, 6, (from, end) => numberWords(bytes, from, end, decimalWord)),
  ),
]
