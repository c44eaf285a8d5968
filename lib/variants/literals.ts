/**
 * String literals of programming languages and what their repr, inspect,
 * dump or %q prints.
 *
 * In: a value. Out: the text between the quotes. A literal is a choice of
 * escaped quotes times a way to write controls and other characters: the
 * languages differ in that choice and in little else.
 */
import type { Grammar, Rules } from './escape.js'
import { grammar, hex, octal, unitWriter } from './escape.js'
import type { About } from './row.js'
import { DENSE, grammarRow, row, SPARSE, writtenBy } from './row.js'
import type { Variant } from './types.js'

const WHITE = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const NAMED = { ...WHITE, '\x07': '\\a', '\b': '\\b', '\v': '\\v', '\f': '\\f' }

/** Which quotes get a backslash; the backslash itself always does. */
const QUOTES: readonly Readonly<Record<string, string>>[] = [
  { '\\': '\\\\', '"': '\\"' },
  { '\\': '\\\\', "'": "\\'" },
  { '\\': '\\\\', '"': '\\"', "'": "\\'" },
  { '\\': '\\\\' },
]

const octal3 = (byte: number) => `\\${octal(byte, 3)}`
/** the shortest octal escape: three digits only before another digit */
const octal1 = (byte: number, next: number) =>
  next >= 48 && next <= 57 ? octal3(byte) : `\\${octal(byte, 1)}`
const decimal3 = (byte: number) => `\\${String(byte).padStart(3, '0')}`
const decimal1 = (byte: number, next: number) =>
  next >= 48 && next <= 57 ? decimal3(byte) : `\\${byte}`
const x = (upper: boolean) => (byte: number) => `\\x${hex(byte, 2, upper)}`
const unit = (upper: boolean) => (code: number) => `\\u${hex(code, 4, upper)}`
const braced = (upper: boolean) => (code: number) => `\\u{${hex(code, 1, upper)}}`
const bracedX = (code: number) => `\\x{${hex(code, 1)}}`
const units = (upper: boolean) => unitWriter(unit(upper))
/** `\u00e4`, and above U+FFFF another form */
const wide = (high: (code: number) => string, upper: boolean) => (code: number) =>
  code < 0x10000 ? unit(upper)(code) : high(code)
const long = (upper: boolean) => (code: number) => `\\U${hex(code, 8, upper)}`
/** Python: `\xe4`, `\u65e5`, `\U0001f511` */
const shortest = (code: number) => (code < 256 ? x(false)(code) : wide(long(false), false)(code))

/** One way to write what is not printable ASCII, under each choice of quotes. */
function literals(...ways: readonly Rules[]): readonly Grammar[] {
  return ways.flatMap((way) =>
    QUOTES.map((quotes) => grammar({ ...way, chars: { ...way.chars, ...quotes } })),
  )
}

const plain: readonly Grammar[] = [
  ...literals({ chars: NAMED, control: x(false) }, {}),
  grammar({ chars: { '"': '\\"' } }), // argv on Windows, INI, HTTP quoted-string
  grammar({ chars: { "'": "\\'" } }),
  grammar({ chars: { '"': '\\"', "'": "\\'" } }),
]

const octals = literals(
  { chars: NAMED, control: octal3 }, // C, sed l
  { chars: NAMED, control: octal3, byte: octal3 }, // git, ls -Q, objdump, Tcl
  { chars: NAMED, control: octal1, byte: octal1 }, // strace, Data::Dumper with Useqq
  { chars: { ...WHITE, '\b': '\\b' }, control: decimal3, byte: decimal3 }, // OCaml %S
  { chars: { '\n': '\\\n' }, control: decimal1 }, // Lua %q
)

const hexes = literals(
  { chars: WHITE, control: x(false) }, // Python repr
  { chars: NAMED, control: x(true) }, // Node util.inspect
  { chars: { ...NAMED, '\v': '\\x0B', '\x07': '\\x07' }, control: x(true) },
  { chars: NAMED, control: x(false), byte: x(false) }, // redis, Go %+q of bytes
  { chars: WHITE, control: x(false), byte: x(false) }, // Python repr of bytes, Rust escape_ascii
  { chars: { ...NAMED, '\x1b': '\\e' }, control: x(true), byte: x(true) }, // Ruby, YAML, PHP
  { chars: { ...NAMED, '\x1b': '\\e' }, point: bracedX }, // Perl
)

const unicodes = literals(
  { chars: WHITE, control: x(false), point: shortest }, // Python ascii(), PyYAML lower
  { chars: NAMED, control: unit(false), point: units(false) }, // Java, C#, JavaScript
  { chars: NAMED, control: unit(true), point: units(true) },
  { chars: NAMED, control: x(false), point: wide(long(false), false) }, // Go %+q
  { chars: NAMED, control: x(true), point: yaml }, // libyaml
  { chars: NAMED, control: unit(true), point: wide(braced(true), true) }, // Ruby dump
  { chars: WHITE, control: braced(false), point: braced(false) }, // Rust escape_default, Swift
  { chars: WHITE, control: braced(false) }, // Rust {:?}
)

/** YAML double quotes: `\xE4`, `\u65E5`, `\U0001F511`, `\_`, `\N`, `\L`, `\P` (YAML 1.2 5.7) */
function yaml(code: number): string {
  const short: Readonly<Record<number, string>> = {
    133: '\\N',
    160: '\\_',
    8232: '\\L',
    8233: '\\P',
  }
  return short[code] ?? (code < 256 ? x(true)(code) : wide(long(true), true)(code))
}

/** Python raw_unicode_escape and pickle protocol 0: Latin-1 bytes stay. */
const rawUnicode = (code: number) =>
  code < 256 ? String.fromCharCode(code) : wide(long(false), false)(code)
/** The same bytes as Python shows them: `\xe4\\u65e5`. */
const rawUnicodeRepr = (code: number) => (code < 256 ? x(false)(code) : `\\${rawUnicode(code)}`)
const replaced: readonly Grammar[] = [
  grammar({ point: shortest, byte: x(false) }), // backslashreplace
  grammar({ point: units(false) }), // native2ascii
  grammar({ point: units(true) }),
  grammar({ point: braced(false) }),
  grammar({ point: unit(true) }), // uni2ascii: \u1F511
  grammar({ byte: octal3 }),
  grammar({ byte: x(false) }),
  grammar({ byte: x(true) }),
  grammar({ point: rawUnicode }),
  grammar({ point: rawUnicode, chars: { '\\': '\\u005c', '\n': '\\u000a', '\r': '\\u000d' } }),
  grammar({
    point: rawUnicodeRepr,
    chars: { '\\': '\\\\u005c', '\n': '\\\\u000a', '\r': '\\\\u000d', '\t': '\\t' },
    control: x(false),
  }),
]

/** Perl has no \v */
const PERL = { ...WHITE, '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\x1b': '\\e' }
const dollar = (code: number) => `\\${String.fromCharCode(code)}`
/** Ruby escapes `#` only before `{`, `$` and `@`. */
const hash = (code: number, next: number) =>
  next > 0 && '{$@'.includes(String.fromCharCode(next)) ? dollar(code) : undefined
const interpolated: readonly Grammar[] = [
  grammar({ chars: NAMED, set: '"\\$', write: dollar, control: octal1, byte: octal1 }), // PHP, Kotlin
  // Perl: Data::Dumper with Useqq, of bytes and of characters
  grammar({ chars: PERL, set: '"\\$@', write: dollar, control: octal1, byte: octal1 }),
  grammar({ chars: PERL, set: '"\\$@', write: dollar, control: octal1, point: bracedX }),
  grammar({
    chars: { ...NAMED, '"': '\\"', '\\': '\\\\' },
    set: '#',
    write: hash,
    control: x(true),
  }), // Ruby
  grammar({ chars: { ...NAMED, '\\': '\\\\' }, set: '`$', write: dollar }), // JavaScript template
]

const about = (id: string, models: string, example: string, upTo = DENSE): About => ({
  id,
  family: 'literal',
  models,
  sample: 'a"\\\x7fé日$',
  example,
  upTo,
})

export const literalVariants: readonly Variant[] = [
  grammarRow(
    about('literal', 'C, Java, Python repr, var_export: \\" \\\' \\n', 'a\\"\\\\\x7fé日$'),
    plain,
  ),
  grammarRow(
    about(
      'literal-octal',
      'C, git, strace, Lua: \\303',
      'a\\"\\\\\\177\\303\\251\\346\\227\\245$',
      SPARSE,
    ),
    octals,
  ),
  grammarRow(
    about(
      'literal-hex',
      'Python bytes, redis, Ruby: \\xc3',
      'a\\"\\\\\\x7f\\xc3\\xa9\\xe6\\x97\\xa5$',
      SPARSE,
    ),
    hexes,
  ),
  row(
    about(
      'literal-unicode',
      'Python ascii(), Go, Java, Rust: \\u00e9',
      'a\\"\\\\\\x7f\\xe9\\u65e5$',
      SPARSE,
    ),
    // Bytes that are no text have no code points: who prints them escapes bytes
    (value) =>
      value.text === undefined ? [] : writtenBy(unicodes, value).map((binary) => ({ binary })),
  ),
  grammarRow(
    about(
      'literal-ascii',
      'backslashreplace, native2ascii, pickle',
      'a"\\\x7f\\xe9\\u65e5$',
      SPARSE,
    ),
    replaced,
  ),
  grammarRow(
    about(
      'literal-interpolated',
      'PHP, Perl, Ruby "…": \\$ \\@ \\#{',
      'a\\"\\\\\\177\\x{e9}\\x{65e5}\\$',
      SPARSE,
    ),
    interpolated,
  ),
]
