/**
 * A passphrase over several rows: wrapped by a terminal or `fold`, in string
 * literals row by row, as the text beside a dump, its end alone on a row.
 *
 * In: a value of one line. Out: the whole of it, or one row of it, as it stands
 * then. Words alone are no secret, so a row is known by what stands next to it.
 * Invariant: every spelling is masked as a whole, and holds the end of one row
 * and the beginning of the next, or a row and the dump before it.
 */
import { base64Forms } from './base64.js'
import { shown } from './dumps.js'
import { hex } from './escape.js'
import type { About } from './row.js'
import { row } from './row.js'
import type { Spelling, Value, Variant } from './types.js'
import { isWhiteSpace } from './value.js'

/** Longest value in bytes: the number of ways to break it grows with the square. */
const LONGEST = 40
/** Narrower folds, and one of ten, are evasion. */
const NARROWEST = 9
/** Widths of a wrap that begins in the middle of a row. */
const USUAL = [16, 20, 24, 32] as const
/** Bytes before the first break of a spelling with breaks; see lines.ts. */
const LEAD = 6
/** Where no break can stand, the line ends and indentations that are spelled. */
const LINE_ENDS = ['\n', '\r\n'] as const
const INDENTS = ['\n', '\n ', '\n  ', '\n    ', '\n        '] as const

/** Where the rows of a value begin, without the first. */
type Places = readonly number[]

/** Rows of one width after a first one, which other text may have made shorter. */
function placesOf(length: number, first: number, width: number): Places {
  const places: number[] = []
  for (let at = first; at < length; at += width) places.push(at)
  return places
}

/** Cut anywhere: one row's end at each place, and as many as a width makes. */
function wraps({ length }: string): Places[] {
  const out: Places[] = []
  for (let at = 1; at < length; at++) out.push([at])
  for (let width = NARROWEST; 2 * width < length; width++) out.push(placesOf(length, width, width))
  for (const width of USUAL) {
    for (let first = 1; first < width && first + width < length; first++) {
      out.push(placesOf(length, first, width))
    }
  }
  return out
}

/** Characters that close what stands around a literal: pprint leaves room for them on the last row. */
const CLOSING = [0, 1, 2] as const

/** Broken after blanks only: at each of them, and as full as a width allows. */
function wordWraps(binary: string): Places[] {
  const blanks = Array.from(binary.matchAll(/[ \t](?=[^ \t])/g), ({ index }) => index + 1)
  const found = new Map(blanks.map((at) => [String(at), [at]]))
  for (let width = 1; width < binary.length + CLOSING.length; width++) {
    for (const closing of CLOSING) {
      const places: number[] = []
      let begin = 0
      blanks.forEach((at, i) => {
        const end = blanks[i + 1] ?? binary.length
        if (end - begin <= (end === binary.length ? width - closing : width)) return
        places.push(at)
        begin = at
      })
      found.set(places.join(), places)
    }
  }
  return [...found.values()].filter((places) => places.length > 0)
}

function rowsOf(binary: string, places: Places): string[] {
  return [0, ...places].map((from, i) => binary.slice(from, places[i]))
}

/** Rows with any white space between `end` and `begin`, or with some, where the first row is short. */
function joined(
  rows: readonly string[],
  separators: readonly string[],
  end = '',
  begin = '',
): Spelling[] {
  const loose = rows.join(`${end} ${begin}`)
  if (leadOf(loose) >= LEAD) return [{ binary: loose, whole: true, breaks: true }]
  return separators.map((s) => ({ binary: rows.join(`${end}${s}${begin}`), whole: true }))
}

function leadOf(binary: string): number {
  let at = 0
  while (at < binary.length && !isWhiteSpace(binary.charCodeAt(at))) at++
  return at
}

function wrapped({ binary }: Value): Spelling[] {
  const byWords = wordWraps(binary).map((places) => rowsOf(binary, places).map((r) => r.trimEnd()))
  return [
    ...wraps(binary).flatMap((places) => joined(rowsOf(binary, places), LINE_ENDS)),
    ...byWords.flatMap((rows) => joined(rows, INDENTS)),
  ]
}

/** Quotes around each row: of Python, C, shells; with a sign, of JavaScript and Java. */
const QUOTED = [
  ["'", "'"],
  ['"', '"'],
  ["' +", "'"],
  ['" +', '"'],
] as const

function quoted({ binary }: Value): Spelling[] {
  const all = wordWraps(binary).map((places) => rowsOf(binary, places))
  return QUOTED.flatMap(([end, begin]) => all.flatMap((rows) => joined(rows, INDENTS, end, begin)))
}

/**
 * Bytes of an end that stand alone on a row: fewer show nothing, of more there
 * are pieces. Beside them, as many as are no accident.
 */
const END = 6
const BESIDE = 8
/** Characters of base64 likewise. */
const END_64 = 8
const BESIDE_64 = 12

/** Digits of hex and characters of base64, broken before the last few or after the first. */
function encoded({ bytes }: Value): Spelling[] {
  const all = digits(bytes, bytes.length)
  const [, , , ...rest] = base64Forms(bytes)
  const text = rest[0] ?? base64Forms(bytes)[0]!
  const out = [all, all.toUpperCase()].flatMap((hex) => [
    `${hex.slice(-2 * (END + BESIDE), -2 * END)} ${hex.slice(-2 * END)}`,
    `${hex.slice(0, 2 * END)} ${hex.slice(2 * END, 2 * (END + BESIDE))}`,
  ])
  out.push(`${text.slice(-END_64 - BESIDE_64, -END_64)} ${text.slice(-END_64)}`)
  return out.map((binary) => ({ binary, whole: true, breaks: true }))
}

const LF = 10
/** Bytes on a row of xxd and hexdump. */
const ROW = 16
/** Shorter rows show too little; beside other text, between bars, longer ones do. */
const SHORTEST_ROW = 6
const LEAST_EDGE = 8
/** Rows of xxd -c. */
const COLUMNS = [8, 10, 12, ROW, 20, 24, 32] as const
/** Around the text of a row: `hexdump -C`, `od -tx1z`. */
const BARS = ['||', '><'] as const
/** `xxd -e` prints words of four bytes backwards. */
const WORD = 4

/**
 * The text of a row after its digits, as xxd, `hexdump -C` and `od -z` print them: in a
 * log that begins with the value, all of the row; elsewhere, full rows of the
 * usual width, after the digits of the last byte, and what stands between bars.
 */
function beside({ bytes }: Value): Spelling[] {
  const text = Array.from(bytes, (byte) => shown[byte]!).join('')
  if (isDotted(text)) return []
  const out: string[] = []
  for (let end = ROW; end <= bytes.length; end++) {
    const column = text.slice(end - ROW, end)
    for (const gap of [' ', '  ', '  |', '  >'])
      out.push(`${hex(bytes[end - 1]!, 2)}${gap}${column}`)
    out.push(`${hex(bytes[end - WORD]!, 2)}  ${column}`)
  }
  for (let size = LEAST_EDGE; size < Math.min(ROW, bytes.length); size++) {
    for (const [open, close] of BARS) {
      out.push(`${text.slice(0, size)}${close}\n`, `  ${open}${text.slice(-size)}${close}`)
    }
  }
  for (const ended of [bytes, Uint8Array.of(...bytes, LF)]) {
    for (const width of COLUMNS) {
      for (let from = 0; from + SHORTEST_ROW <= bytes.length; from += width) {
        const row = ended.subarray(from, from + width)
        const column = Array.from(row, (byte) => shown[byte]!).join('')
        for (const size of [1, 2]) out.push(xxdDigits(row, width, size) + column)
        if (width === ROW) out.push(hexdumpDigits(row) + column)
      }
    }
  }
  return out.map((binary) => ({ binary, whole: true }))
}

/** More than a quarter of dots is the text of any bytes. */
function isDotted(text: string): boolean {
  return 4 * (text.length - text.replaceAll('.', '').length) > text.length
}

/** Groups of `size` bytes, and blanks up to where the text of a row of `width` bytes stands. */
function xxdDigits(row: Uint8Array, width: number, size: number): string {
  const columns = 2 * width + Math.ceil(width / size) + 1
  return digits(row, size).padEnd(columns)
}

/** Three columns a byte, one more in the middle and before the text. */
function hexdumpDigits(row: Uint8Array): string {
  const [left, right] = [row.subarray(0, ROW / 2), row.subarray(ROW / 2)].map((part) =>
    digits(part, 1).padEnd((3 * ROW) / 2),
  )
  return `${left} ${right} |`
}

function digits(row: Uint8Array, size: number): string {
  let out = ''
  row.forEach((byte, i) => {
    out += (i > 0 && i % size === 0 ? ' ' : '') + hex(byte, 2)
  })
  return out
}

const about = (id: string, models: string, sample: string, example: string): About => ({
  id,
  family: 'wrapped',
  models,
  sample,
  example,
  wordsOnly: true,
  upTo: LONGEST,
})

/** Of one line: the others are seen line by line. */
function phraseRow(about: About, write: (value: Value) => Spelling[]): Variant {
  return row(about, (value) => {
    const isPhrase = value.text !== undefined && !/[\r\n]/.test(value.binary)
    return isPhrase && value.bytes.length > BESIDE + END ? write(value) : []
  })
}

const SAMPLE = 'correct horse battery'

export const wrappedVariants: readonly Variant[] = [
  phraseRow(
    about('wrapped', 'fold, terminals: cut at a column', SAMPLE, 'correct horse b attery'),
    wrapped,
  ),
  phraseRow(
    about('wrapped-literal', 'pprint, literals row by row', SAMPLE, "correct horse ' 'battery"),
    quoted,
  ),
  phraseRow(
    about(
      'wrapped-encoding',
      'xxd -p, base64: its end on a row alone',
      SAMPLE,
      '20686f7273652062 617474657279',
    ),
    encoded,
  ),
  phraseRow(
    about('wrapped-text', 'xxd, hexdump -C: text beside a row', SAMPLE, '61  correct horse ba'),
    beside,
  ),
]
