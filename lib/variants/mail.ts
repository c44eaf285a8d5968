/**
 * Mail encodings: quoted-printable (RFC 2045), the Q encoding of headers (RFC
 * 2047), UTF-7 (RFC 2152) and its IMAP dialect (RFC 3501 section 5.1.3).
 *
 * In: a value. Out: its text without soft line breaks; where a line is cut,
 * the pieces are what is found.
 */
import type { Grammar } from './escape.js'
import { allBut, grammar, hex } from './escape.js'
import { ALNUM } from './percent.js'
import type { About } from './row.js'
import { grammarRow, row, SPARSE } from './row.js'
import type { Spelling, Variant } from './types.js'
import { utf16Base64 } from './unicode.js'
import { utf8 } from './value.js'

const equals = (byte: number) => `=${hex(byte, 2, true)}`
const LINE = { '\n': '\n', '\r': '\r', '\t': '\t' }

const printable: readonly Grammar[] = [
  grammar({ chars: LINE, set: '=', write: equals, control: equals, byte: equals }),
  grammar({ set: '=', write: equals, control: equals, byte: equals }), // binary mode
  grammar({ chars: LINE, set: '= ', write: equals, control: equals, byte: equals }),
  grammar({
    chars: LINE,
    set: '=!"#$@[\\]^`{|}~', // what EBCDIC gateways would spoil, RFC 2045 section 6.7
    write: equals,
    control: equals,
    byte: equals,
  }),
]

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
  grammarRow(about('quoted-printable', 'RFC 2045 quoted-printable', 'a=3D=C3=A9 b'), printable),
  grammarRow(about('q-header', 'RFC 2047 Q encoding', 'a=3D=C3=A9_b'), header),
  row(about('utf7', 'RFC 2152 UTF-7, IMAP mailbox names', 'a+AD0A6Q- b'), ({ text, binary }) => {
    const out: Spelling[] = []
    for (const written of text === undefined ? [] : utf7(text)) {
      if (written !== binary) out.push({ binary: utf8(written) })
    }
    return out
  }),
]
