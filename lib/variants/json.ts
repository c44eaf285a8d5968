/**
 * JSON strings (RFC 8259 section 7) in the dialects of real serializers.
 *
 * In: a value. Out: the text between the quotes. A dialect is a grammar; the
 * twice escaped forms are a grammar applied to what another one wrote. Bytes
 * that are not UTF-8 stand as they are: no serializer keeps them.
 */
import type { Grammar, Rules } from './escape.js'
import { escapeWith, grammar, hex, unitWriter } from './escape.js'
import type { About } from './row.js'
import { DENSE, grammarRow, row } from './row.js'
import type { Spelling, Value, Variant } from './types.js'
import { toBytes } from './value.js'

const SHORT = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
const SLASH = { ...SHORT, '/': '\\/' }

const unit = (upper: boolean) => (code: number) => `\\u${hex(code, 4, upper)}`
const lower = unit(false)
const upper = unit(true)

function dialect(rules: Rules, digits = lower): Grammar {
  return grammar({ chars: SHORT, control: digits, del: false, write: digits, ...rules })
}

const HTML = '<>&'
const PHP_HEX = { ...SLASH, '"': '\\u0022', '<': '\\u003C', '>': '\\u003E' }
const DOTNET = { ...SHORT, '"': '\\u0022' }
const lineSeparators = (code: number) =>
  code === 0x2028 || code === 0x2029 ? lower(code) : undefined

/** JSON.stringify */
export const jsonText = dialect({})
/** Python json.dumps */
export const jsonAscii = dialect({ point: unitWriter(lower), del: true })
const asciiUpper = dialect({ point: unitWriter(upper) }, upper)
const slash = dialect({ chars: SLASH })
const slashAscii = dialect({ chars: SLASH, point: unitWriter(lower) })

const plain: readonly Grammar[] = [jsonText, dialect({}, upper), dialect({ del: true })]
const slashed: readonly Grammar[] = [slash, slashAscii]
const asciiOnly: readonly Grammar[] = [jsonAscii, dialect({ point: unitWriter(lower) }), asciiUpper]
/** Go encoding/json */
export const jsonGo = dialect({ set: HTML, point: lineSeparators })
/** System.Text.Json */
export const jsonDotnet = dialect(
  { set: "<>&'+`", chars: DOTNET, point: unitWriter(upper), del: true },
  upper,
)
const htmlSafe: readonly Grammar[] = [
  jsonGo,
  dialect({ set: "<>'&=", point: lineSeparators }), // Gson
  dialect({ set: "&'", chars: PHP_HEX, point: unitWriter(lower) }), // PHP JSON_HEX_*
  jsonDotnet,
]
/** Serializers that put the text of another one into a string: first and second hand. */
const nested: readonly (readonly [Grammar, Grammar])[] = [
  [jsonText, jsonText],
  [jsonAscii, jsonText],
  [slash, slash],
  [slashAscii, slashAscii],
  [jsonGo, jsonText], // Terraform jsonencode, zap, kubectl
  [jsonDotnet, jsonText],
]

/** JSON inside JSON, and once more inside JSON. */
function spellNested({ bytes, binary }: Value): Spelling[] {
  const out: Spelling[] = []
  for (const [first, second] of nested) {
    const once = escapeWith(first, bytes, binary)
    if (once === binary) continue
    const twice = escapeWith(second, toBytes(once), once)
    out.push({ binary: twice }, { binary: escapeWith(second, toBytes(twice), twice) })
  }
  return out
}

const SAMPLE = 'Tr0ub4dor&3 "é/x"'

/** the one dialect for values of any length */
const PLAIN = 'json'

const about = (id: string, models: string, example: string): About => ({
  id,
  family: 'json',
  models,
  sample: SAMPLE,
  example,
  ...(id === PLAIN ? {} : { upTo: DENSE }),
})

export const jsonVariants: readonly Variant[] = [
  grammarRow(about(PLAIN, 'RFC 8259, JSON.jsonText, jq', 'Tr0ub4dor&3 \\"é/x\\"'), plain),
  grammarRow(about('json-slash', 'PHP json_encode', 'Tr0ub4dor&3 \\"\\u00e9\\/x\\"'), slashed),
  grammarRow(
    about('json-ascii', 'Python json.dumps, jq -a', 'Tr0ub4dor&3 \\"\\u00e9/x\\"'),
    asciiOnly,
  ),
  grammarRow(
    about('json-html', 'Go, Gson, PHP JSON_HEX_*, .NET', 'Tr0ub4dor\\u00263 \\"é/x\\"'),
    htmlSafe,
  ),
  row(
    about(
      'json-twice',
      'JSON text inside a JSON string, twice or three times',
      'Tr0ub4dor&3 \\\\\\"é/x\\\\\\"',
    ),
    spellNested,
  ),
]
