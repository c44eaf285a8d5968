/**
 * Percent-encoding (RFC 3986 section 2.1) in the dialects of real encoders.
 *
 * In: a value. Out: its spellings with `%XX` and `%xx`. Each dialect is the
 * set of characters it leaves alone; every other byte becomes `%` and two hex
 * digits, and `+` may stand for a space.
 */
import type { Grammar } from './escape.js'
import { allBut, escapeWith, grammar, hex, unitWriter } from './escape.js'
import type { About } from './row.js'
import { DENSE, grammarRow, row, SPARSE, writtenBy } from './row.js'
import type { Variant } from './types.js'
import { binaryValue } from './value.js'

export const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const percent = (upper: boolean) => (byte: number) => `%${hex(byte, 2, upper)}`

/** One dialect, upper then lower hex digits. */
function dialect(safe: string, chars: Readonly<Record<string, string>> = {}): readonly Grammar[] {
  return [true, false].map((upper) => allBut(safe, percent(upper), chars))
}

/** Leaves all ASCII characters but controls, space and `set`, as the WHATWG percent-encode sets do. */
function whatwg(set: string): Grammar {
  const write = percent(true)
  return grammar({ set: ` ${set}`, write, control: write, byte: write })
}

const PLUS = { ' ': '+' }
const strict = dialect(`${ALNUM}-._~`)
const plusStrict = dialect(`${ALNUM}-._~`, PLUS)

const component = dialect(`${ALNUM}-_.!~*'()`)
/** the dialects that are encoded by another encoding */
export const percentParts: readonly Grammar[] = [component[0]!, strict[0]!]
/** the dialects that encode an encoded text again */
const again: readonly Grammar[] = [strict[0]!, component[0]!]
const firstOfTwo: readonly Grammar[] = [...again, plusStrict[0]!]

const urlParts: readonly Grammar[] = [
  ...dialect(`${ALNUM}-_.!~*'();/?:@&=+$,#`), // encodeURI
  ...dialect(`${ALNUM}-_.!~*'();/?:@&=+$,#[]`), // the same, as other languages port it
  ...dialect(`${ALNUM}-._~/`), // Python quote
  ...dialect(`${ALNUM}-._~!$&'()*+,;=:`), // RFC 3986 user information
  ...dialect(`${ALNUM}-._~!$&'()*+,;=:@/`), // RFC 3986 pchar
  ...dialect(`${ALNUM}-._~!$&'()*+,;=:@/?`), // RFC 3986 query
  whatwg('"<>`'), // fragment
  whatwg('"#<>'), // query
  whatwg('"#<>\''), // query of http and https
  whatwg('"#<>?`{}'), // path
  whatwg('"#<>?^`{}'), // path, since 2023
  whatwg('"#<>?`{}/:;=@[\\]^|'), // user name and password
  whatwg('"#<>?`{}/:;=@[\\]^|$&+,%'), // component
]

/** `%uXXXX` for units above 255, Latin-1 bytes below: ECMAScript B.2.1.1. */
const oldEscape = allButUnits(`${ALNUM}@*_+-./`)

function allButUnits(safe: string): Grammar {
  const write = (unit: number) =>
    unit < 256 ? `%${hex(unit, 2, true)}` : `%u${hex(unit, 4, true)}`
  return { ...allBut(safe, write), point: unitWriter(write) }
}

/** the one dialect for values of any length */
const PLAIN = 'percent'

const about = (id: string, models: string, example: string, upTo = DENSE): About => ({
  id,
  family: 'percent',
  models,
  example,
  ...(id === PLAIN ? {} : { upTo }),
})

export const percentVariants: readonly Variant[] = [
  grammarRow(about(PLAIN, 'ECMAScript encodeURIComponent', "Tr0ub4dor%263%20'x'"), component),
  grammarRow(
    about(
      'percent-form',
      'WHATWG application/x-www-form-urlencoded, PHP urlencode',
      'Tr0ub4dor%263+%27x%27',
    ),
    [...dialect(`${ALNUM}*-._`, PLUS), ...dialect(`${ALNUM}-._`, PLUS)],
  ),
  grammarRow(
    about(
      'percent-strict',
      'RFC 3986 unreserved characters (jq @uri, rawurlencode, Python quote_plus)',
      'Tr0ub4dor%263%20%27x%27',
    ),
    [...strict, ...plusStrict],
  ),
  grammarRow(
    about(
      'percent-url',
      'URL parts: encodeURI, WHATWG URL, RFC 3986 path and query, Python quote',
      "Tr0ub4dor&3%20'x'",
    ),
    urlParts,
  ),
  grammarRow(about('percent-u', 'ECMAScript escape()', 'Tr0ub4dor%263%20%27x%27'), [oldEscape]),
  row(about('percent-twice', 'a URL inside a URL', 'Tr0ub4dor%25263%2520%2527x%2527'), (value) => {
    return writtenBy(firstOfTwo, value).flatMap((once) =>
      writtenBy(again, binaryValue(once)).map((binary) => ({ binary })),
    )
  }),
  grammarRow(
    about(
      'percent-all',
      'RFC 3986, every byte escaped',
      '%54%72%30%75%62%34%64%6F%72%26%33%20%27%78%27',
      SPARSE,
    ),
    dialect(''),
    { perByte: 3, unit: 3 },
  ),
]

/** Percent-encodes a text that is itself an encoding: `+`, `/` and `=` of base64. */
export function percentStrict(binary: string): string {
  const { bytes } = binaryValue(binary)
  return escapeWith(strict[0]!, bytes, binary)
}
