/**
 * Mail encodings: quoted-printable (RFC 2045), the Q encoding of headers (RFC
 * 2047), UTF-7 (RFC 2152) and its IMAP dialect (RFC 3501 section 5.1.3).
 *
 * In: a value. Out: its text without soft line breaks; where a line is cut,
 * the pieces are what is found.
 */
import type { Grammar, Writer } from './escape.js'
import { allBut, grammar, hex } from './escape.js'
import { ALNUM } from './percent.js'
import type { About } from './row.js'
import { grammarRow, row, SPARSE, writtenBy } from './row.js'
import type { Spelling, Value, Variant } from './types.js'
import { utf16Base64 } from './unicode.js'
import { utf8 } from './value.js'

const equals = (byte: number) => `=${hex(byte, 2, true)}`
const LINE = { '\n': '\n', '\r': '\r', '\t': '\t' }

/** Blanks at the end of a line are written like `=`, those before them are not. */
const lastBlank: Writer = (code, next) =>
  code === 0x3d || next === -1 || next === 10 || next === 13 ? equals(code) : undefined

const printable: readonly Grammar[] = [
  grammar({ chars: LINE, set: '=', write: equals, control: equals, byte: equals }),
  grammar({ set: '=', write: equals, control: equals, byte: equals }), // binary mode
  grammar({
    chars: { '\n': '\n', '\r': '\r' },
    set: '= \t',
    write: lastBlank,
    control: equals,
    byte: equals,
  }),
  grammar({ chars: LINE, set: '= ', write: equals, control: equals, byte: equals }),
  grammar({
    chars: LINE,
    set: '=!"#$@[\\]^`{|}~', // what EBCDIC gateways would spoil, RFC 2045 section 6.7
    write: equals,
    control: equals,
    byte: equals,
  }),
]

/** A dot alone on a line would end an SMTP message: encoders write it as `=2E`. */
function quotedPrintable(value: Value): string[] {
  const texts = writtenBy(printable, value)
  const dotted = [value.binary, ...texts].map((text) => text.replace(/^\.$/gm, '=2E'))
  return [...new Set([...texts, ...dotted])].filter((binary) => binary !== value.binary)
}

const header: readonly Grammar[] = [
  allBut(`${ALNUM}-!*+/`, equals, { ' ': '_' }), // the phrase set: Python, most mailers
  allBut(`${ALNUM}!"#$%&'()*+,-./:;<>@[\\]^\`{|}~`, equals, { ' ': '_' }),
]

/** a `+`, or a run of characters that must be shifted: all but the direct ones; it may go on with `+` */
const STRICT = /\+|[^A-Za-z0-9'(),\-./:? \t\r\n+][^A-Za-z0-9'(),\-./:? \t\r\n]*/gu
/** direct and optional characters: ASCII but \ and ~ */
const LAX = /\+|[^\t\n\r -[\]-}][^\t\n\r -*,-[\]-}]*/gu
const IMAP = /&|[^ -~]+/gu

/** `+…-`, and `+-` for the shift character itself. */
function shifted(text: string, pattern: RegExp, shift: string, alwaysClosed: boolean): string {
  return text.replace(pattern, (run, at: number) => {
    if (run === shift) return `${shift}-`
    const next = text[at + run.length] ?? ''
    const close = alwaysClosed || /^[A-Za-z0-9/+-]$/.test(next) ? '-' : ''
    return shift + utf16Base64(run) + close
  })
}

function utf7(text: string): string[] {
  return [
    shifted(text, STRICT, '+', true),
    shifted(text, STRICT, '+', false),
    shifted(text, LAX, '+', true),
    shifted(text, LAX, '+', false),
    shifted(text, IMAP, '&', true).replace(/&[A-Za-z0-9+/]+-/g, (run) => run.replaceAll('/', ',')),
  ]
}

const about = (id: string, models: string, example: string): About => ({
  id,
  family: 'mail',
  models,
  sample: 'a=\u00e9 b',
  example,
  upTo: SPARSE,
})

export const mailVariants: readonly Variant[] = [
  row(about('quoted-printable', 'RFC 2045 quoted-printable', 'a=3D=C3=A9 b'), (value) =>
    quotedPrintable(value).map((binary) => ({ binary })),
  ),
  grammarRow(about('q-header', 'RFC 2047 Q encoding', 'a=3D=C3=A9_b'), header),
  row(about('utf7', 'RFC 2152 UTF-7, IMAP mailbox names', 'a+AD0A6Q- b'), ({ text, binary }) => {
    const out: Spelling[] = []
    for (const written of text === undefined ? [] : utf7(text)) {
      if (written !== binary) out.push({ binary: utf8(written) })
    }
    return out
  }),
]
