/**
 * Lists of byte or character numbers in decimal.
 *
 * In: a value. Out: the numbers with the separators of real printers, without
 * brackets: `[84, 114]` of Python and Java, `[84,114]` of JSON, `[84 114]` of
 * Go. Signed lists differ for bytes from 128 on only, lists of code points for
 * characters from U+0080 on.
 */
import { byBytes, byteTable } from './dumps.js'
import type { About } from './row.js'
import { codedRow, row, SPARSE } from './row.js'
import type { Variant } from './types.js'

const signed = (byte: number) => (byte < 128 ? byte : byte - 256)

interface Style {
  readonly id: string
  readonly models: string
  readonly example: string
  readonly separator: string
  /** how a number is written */
  readonly pad?: (number: number) => string
  readonly perByte: number
}

const STYLES: readonly Style[] = [
  {
    id: 'list',
    models: 'Python list, Uint8Array, Arrays.toString',
    example: '84, 114, 48',
    separator: ', ',
    perByte: 5,
  },
  {
    id: 'list-comma',
    models: 'JSON, Buffer.toJSON, Array.join',
    example: '84,114,48',
    separator: ',',
    perByte: 4,
  },
  { id: 'list-dot', models: 'Perl %vd', example: '84.114.48', separator: '.', perByte: 4 },
  { id: 'list-tab', models: 'Lua print', example: '84\t114\t48', separator: '\t', perByte: 4 },
  { id: 'list-space', models: 'Go %v', example: '84 114 48', separator: ' ', perByte: 4 },
  {
    id: 'list-aligned',
    models: 'Node util.inspect of long arrays, tables of bytes',
    example: ' 84, 114,  48',
    separator: ', ',
    pad: (n) => String(n).padStart(3, ' '),
    perByte: 5,
  },
  {
    id: 'list-column',
    models: 'od -tu1',
    example: ' 84 114  48',
    separator: ' ',
    pad: (n) => String(n).padStart(3, ' '),
    perByte: 4,
  },
  {
    id: 'list-signed-column',
    models: 'od -td1',
    example: '  84  114   48',
    separator: ' ',
    pad: (n) => String(n).padStart(4, ' '),
    perByte: 5,
  },
  {
    id: 'list-zeros',
    models: 'decimal dumps with leading zeros',
    example: '084 114 048',
    separator: ' ',
    pad: (n) => String(n).padStart(3, '0'),
    perByte: 4,
  },
]

const about = ({ id, models, example }: Style): About => ({
  id,
  family: 'list',
  models,
  sample: 'Tr0',
  example,
  upTo: SPARSE,
})

function listRow(style: Style): Variant {
  const { separator, pad = String, perByte } = style
  // Padded numbers are columns; their separator stands in them too
  const unit = style.pad ? perByte : separator
  const tables = [
    byteTable((b) => pad(b) + separator),
    byteTable((b) => pad(signed(b)) + separator),
  ]
  return codedRow(
    about(style),
    perByte,
    ({ bytes, text, binary }) => {
      const out = tables.map((table) => byBytes(table, bytes, separator.length))
      if (text !== undefined && text !== binary) {
        out.push(Array.from(text, (c) => pad(c.codePointAt(0)!)).join(separator))
      }
      return out
    },
    unit,
  )
}

/** util.inspect shows at most 100 elements: of a longer value, its public beginning */
const SHOWN = 100
const COLUMNS = 12

/** An element of a list as it is printed, and the columns that it takes. */
export interface Element {
  readonly shown: string
  readonly width: number
}

/**
 * An array of more than six elements as Node prints it: in the columns of
 * `groupArrayElements` in lib/internal/util/inspect.js, each as wide as its
 * widest element; numbers stand on the right. It stays one text, so that a row alone is
 * masked only where the value may be split.
 */
export function nodeRows(elements: readonly Element[], areNumbers: boolean): string[] {
  if (elements.length <= 6 || elements.length > SHOWN) return []
  const widest = Math.max(...elements.map(({ width }) => width)) + 2
  const total = elements.reduce((sum, { width }) => sum + width + 2, 0)
  // some wide ones among a few stay on one line
  if (widest > 8 && total <= 5 * widest) return [elements.map(({ shown }) => shown).join(', ')]
  const biased = Math.max(widest - 3 - Math.sqrt(widest - total / elements.length), 1)
  const columns = Math.min(Math.round(Math.sqrt(2.5 * biased * elements.length) / biased), COLUMNS)
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...elements.filter((_, i) => i % columns === column).map(({ width }) => width)),
  )
  let out = ''
  elements.forEach(({ shown, width }, i) => {
    const isLast = i === elements.length - 1
    const isEnd = (i + 1) % columns === 0
    const padding = ' '.repeat(widths[i % columns]! - width)
    out += areNumbers ? padding + shown : shown
    if (!isLast) out += isEnd ? ',\n  ' : areNumbers ? ', ' : `, ${padding}`
  })
  return [out.trimStart()]
}

const numbers = (bytes: Uint8Array): Element[] =>
  Array.from(bytes, (byte) => ({ shown: String(byte), width: String(byte).length }))

/** Indents of the numbers in JSON.stringify(…, 2): of an array, in an object, in one more. */
const INDENTS = [2, 4, 6] as const

export const listVariants: readonly Variant[] = [
  ...STYLES.map(listRow),
  row(
    {
      id: 'list-lines',
      family: 'list',
      models: 'JSON.stringify of a Buffer, jq, scripts: a number on each line',
      sample: 'Tr0',
      example: '84,\n  114,\n  48',
      upTo: SPARSE,
    },
    ({ bytes }) => {
      const indented = INDENTS.map((indent) => ({
        binary: Array.from(bytes, String).join(`,\n${' '.repeat(indent)}`),
        perByte: 5 + indent,
        unit: ' ',
      }))
      return [...indented, { binary: Array.from(bytes, String).join('\n'), perByte: 4, unit: '\n' }]
    },
  ),
  codedRow(
    {
      id: 'list-rows',
      family: 'list',
      models: 'Node util.inspect of Uint8Array and arrays of numbers',
      sample: 'Tr0ub4dor',
      example: '84, 114,  48, 117,\n   98,  52, 100, 111,\n  114',
      upTo: SHOWN,
    },
    5,
    ({ bytes }) => nodeRows(numbers(bytes), true),
    ', ',
  ),
]
