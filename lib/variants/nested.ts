/**
 * Two encodings, one inside the other.
 *
 * In: a value. Out: base64 of base64, base64 of JSON, base64 made safe for a
 * URL, JSON or markup, and quoted text quoted again. JSON in JSON and a URL in
 * a URL are with their own families.
 */
import { base64Forms, urlAlphabet } from './base64.js'
import type { Grammar } from './escape.js'
import { escapeWith, grammar, hex } from './escape.js'
import { jsonAscii, jsonDotnet, jsonGo, jsonText } from './json.js'
import { percentParts, percentStrict } from './percent.js'
import { BASE64, forms, HEX, inner, whole } from './radix.js'
import type { About } from './row.js'
import { codedRow, row, SPARSE, writtenBy } from './row.js'
import type { Value, Variant } from './types.js'
import { binaryValue, toBytes } from './value.js'

/** Base64 of each base64 text; the outer one at all alignments. */
function twice(bytes: Uint8Array): string[] {
  const out: string[] = []
  for (const text of base64Forms(bytes)) {
    for (const first of new Set([text, urlAlphabet(text)])) {
      const again = toBytes(first)
      for (const shift of [0, 1, 2]) out.push(inner(BASE64, again, shift))
    }
  }
  return out
}

/** Hex of each base64 text, and base64 of the hex text: digests and dumps of what was encoded. */
function hexOfBase64(bytes: Uint8Array): string[] {
  return base64Forms(bytes).map((text) => whole(HEX, toBytes(text), false))
}
function base64OfHex(bytes: Uint8Array): string[] {
  return forms(BASE64, toBytes(whole(HEX, bytes, false))).map(({ binary }) => binary)
}
/** Characters of the one for each byte of the value in the other. */
const HEX_AND_BASE64 = 8 / 3

/** Base64 of the value as a URL writes it: form bodies and queries as a whole. */
function ofPercent(value: Value): string[] {
  return writtenBy(percentParts, value).flatMap((text) => base64Forms(toBytes(text)))
}

const JSON_TEXTS: readonly Grammar[] = [jsonText, jsonAscii, jsonGo, jsonDotnet]

/** Base64 of the value as JSON writes it, in both alphabets: a JWT, a docker config, cloud-init. */
function ofJson(bytes: Uint8Array, binary: string): string[] {
  return writtenBy(JSON_TEXTS, { bytes, binary })
    .flatMap((text) => base64Forms(toBytes(text)))
    .flatMap((text) => [text, urlAlphabet(text)])
}

const lower = (code: number) => `%${hex(code, 2)}`
const unit = (code: number) => `\\u${hex(code, 4)}`
const SAFE: readonly Grammar[] = [
  grammar({ set: '+/', write: lower }),
  grammar({ chars: { '/': '\\/' } }), // PHP json_encode
  grammar({ chars: { '+': '\\u002B' } }), // System.Text.Json
  grammar({ set: '+', write: unit }), // Gson
  grammar({ chars: { '+': '&#43;' } }), // Go html/template
]

/** Base64 whose `+` and `/` were escaped by the text around it. How `=` is written at its end shows nothing. */
function safe(bytes: Uint8Array): string[] {
  const out: string[] = []
  for (const padded of base64Forms(bytes)) {
    const text = padded.replace(/=+$/, '')
    if (!/[+/]/.test(text)) continue
    const again = toBytes(text)
    out.push(percentStrict(text), ...SAFE.map((g) => escapeWith(g, again, text)))
  }
  return out
}

const NAMED = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const repr = grammar({ chars: { ...NAMED, "'": "\\'" } })
const byteEscape = (code: number) => `\\x${hex(code, 2)}`
const reprOfBytes = [NAMED, { ...NAMED, "'": "\\'" }].map((chars) =>
  grammar({ chars, control: byteEscape, byte: byteEscape }),
)
const escapes = grammar({ chars: NAMED })
const shell = grammar({ chars: { "'": "'\\''" } })
const posix = grammar({ chars: { "'": `'"'"'` } })
const markup = grammar({ chars: { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' } })
const command = grammar({
  set: ' \t\'"\\|&;()<>!{}*[]?^$`,',
  write: (c) => `\\${String.fromCharCode(c)}`,
})

/** What is quoted first, and what quotes the result. */
const FIRST: readonly Grammar[] = [
  jsonText,
  jsonAscii,
  repr,
  ...reprOfBytes,
  shell,
  posix,
  markup,
  command,
]
const SECOND: readonly Grammar[] = [jsonText, repr, escapes, shell, posix, markup]

const about = (id: string, models: string, sample: string, example: string): About => ({
  id,
  family: 'nested',
  models,
  sample,
  example,
  upTo: SPARSE,
})

export const nestedVariants: readonly Variant[] = [
  codedRow(
    about('base64-twice', 'base64 of base64', 'key', 'YTJWN'),
    16 / 9,
    ({ bytes }) => twice(bytes),
    16 / 9,
  ),
  codedRow(about('base64-json', 'base64 of JSON', 'a"b', 'YVwiYg=='), 4 / 3, ({ bytes, binary }) =>
    ofJson(bytes, binary),
  ),
  codedRow(
    about('base64-escaped', 'base64 in a URL, JSON or markup', 'a~?', 'YX4%2F'),
    4 / 3,
    (v) => safe(v.bytes),
  ),
  codedRow(
    about('hex-base64', 'hex of base64', 'key', '61325635'),
    HEX_AND_BASE64,
    ({ bytes }) => hexOfBase64(bytes),
    HEX_AND_BASE64,
  ),
  codedRow(
    about('base64-hex', 'base64 of hex', 'key', 'NmI2NTc5'),
    HEX_AND_BASE64,
    ({ bytes }) => base64OfHex(bytes),
    HEX_AND_BASE64,
  ),
  codedRow(about('base64-percent', 'base64 of a URL part', 'a b', 'YSUyMGI='), 4 / 3, ofPercent),
  row(about('quoted-twice', 'quoted text quoted again', 'a"b\'c', 'a\\\\"b\\\'c'), (value) => {
    const twice = writtenBy(FIRST, value).flatMap((once) => writtenBy(SECOND, binaryValue(once)))
    // a query that holds JSON
    const inUrl = writtenBy(JSON_TEXTS, value).flatMap((json) =>
      writtenBy(percentParts, binaryValue(json)),
    )
    return [...twice, ...inUrl].map((binary) => ({ binary }))
  }),
]
