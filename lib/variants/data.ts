/**
 * Quoting of data formats and of the languages in them: CSV, SQL, YAML,
 * properties, systemd, regular expressions, LaTeX, Markdown, make.
 *
 * In: a value. Out: its text inside the format's own quotes. Each row is one
 * format; what a format shares with JSON or C is not repeated here.
 */
import type { Grammar } from './escape.js'
import { allBut, grammar, hex, unitWriter } from './escape.js'
import { ALNUM } from './percent.js'
import type { About } from './row.js'
import { DENSE, grammarRow } from './row.js'
import { backslash } from './shell.js'
import type { Variant } from './types.js'

const doubled = (quote: string): Grammar => grammar({ chars: { [quote]: quote + quote } })

const tsv: readonly Grammar[] = [
  grammar({ chars: { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' } }), // jq @tsv, COPY
  grammar({
    chars: {
      '\\': '\\\\',
      '\t': '\\t',
      '\n': '\\n',
      '\r': '\\r',
      '\b': '\\b',
      '\f': '\\f',
      '\v': '\\v',
    },
  }),
]

const mysql: readonly Grammar[] = [
  grammar({
    set: '\\\'"',
    write: backslash,
    chars: { '\0': '\\0', '\n': '\\n', '\r': '\\r', '\x1a': '\\Z' },
  }),
  grammar({ set: '\\\'"', write: backslash, chars: { '\0': '\\0' } }), // PHP addslashes
  grammar({ set: '\\', write: backslash, chars: { "'": "''" } }),
]

const unit = unitWriter((code) => `\\u${hex(code, 4, true)}`)
/** java.util.Properties.store: Latin-1 is not kept, controls are escaped as units. */
const WORDS = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\f': '\\f' }
const properties: readonly Grammar[] = [
  grammar({ chars: WORDS, set: '\\=:#!', write: backslash, control: unit, point: unit }),
  grammar({ chars: WORDS, set: '\\=:#! ', write: backslash, control: unit, point: unit }),
  grammar({ chars: WORDS, set: '\\=:#!', write: backslash, control: unit }), // store(Writer)
]

const x = (byte: number) => `\\x${hex(byte, 2)}`
const systemd: readonly Grammar[] = [
  allBut(`${ALNUM}:_.`, x, { '/': '-' }), // unit names
  allBut(`${ALNUM}:_./`, x),
  grammar({ chars: { '%': '%%' } }), // specifiers, printf, INI interpolation
  grammar({ chars: { '%': '%%', '\\': '\\\\', '"': '\\"' } }),
]

const NOT_WORD = ' !"#$%&\'()*+,-./:;<=>?@[\\]^`{|}~'
const regex: readonly Grammar[] = [
  grammar({ set: '.*+?^$()|{}[]\\', write: backslash }), // JavaScript
  grammar({ set: '.*+?^$()|{}[]\\/', write: backslash }),
  grammar({ set: '.*+?^$()|{}[]\\-', write: backslash }),
  grammar({ set: '.*+?^$(){}|[]\\-&#~ \t\n\r\v\f', write: backslash }), // Python 3.7 re.escape
  grammar({ set: '.\\+*?[^]$(){}=!<>|:-#/', write: backslash, chars: { '\0': '\\000' } }), // PHP
  grammar({ set: '.*[]\\/^$', write: backslash }), // sed, basic expressions
  grammar({ set: NOT_WORD, write: backslash, control: backslash }), // Perl quotemeta
  grammar({ set: NOT_WORD, write: backslash, control: backslash, byte: backslash }), // of bytes
  allBut(`${ALNUM}_-.,:+/@`, backslash, { '\n': "'\n'" }), // Ruby Shellwords
  { ...allBut(`${ALNUM}_-.,:+/@`, backslash), byte: undefined },
]

const text: readonly Grammar[] = [
  grammar({ set: '\\`*_{}[]()#+-.!|<>~', write: backslash }), // Markdown
  grammar({ set: '\\`*_[]<>', write: backslash }),
  grammar({ set: '_*[]`', write: backslash }),
  grammar({ set: '&%$#_{}', write: backslash }), // LaTeX
  grammar({
    set: '&%$#_{}',
    write: backslash,
    chars: { '\\': '\\textbackslash{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}' },
  }),
  grammar({ chars: { $: '$$' } }), // make, docker compose
  grammar({ chars: { $: '$$', '"': '\\"', '\\': '\\\\' } }),
  grammar({ set: ',=+<>#;"\\', write: backslash }), // LDAP names, RFC 4514
  grammar({ set: ' $#:', write: backslash, chars: { $: '$$' } }), // make rules (gcc -M)
  grammar({ set: ' ,=', write: backslash }), // InfluxDB line protocol
  grammar({ set: '|\n\r][\'"', write: (code) => `|${String.fromCharCode(code)}` }), // TeamCity
  grammar({ chars: { '%': '%25', '\r': '%0D', '\n': '%0A' } }), // workflow commands
  grammar({ chars: { '%': '%25', '\r': '%0D', '\n': '%0A', ':': '%3A', ',': '%2C' } }),
]

const about = (id: string, models: string, sample: string, example: string): About => ({
  id,
  family: 'data',
  models,
  sample,
  example,
  upTo: DENSE,
})

export const dataVariants: readonly Variant[] = [
  grammarRow(about('csv', 'RFC 4180', 'a"b', 'a""b'), [doubled('"')]),
  grammarRow(about('sql', "SQL, YAML, PowerShell '…'", "it's", "it''s"), [doubled("'")]),
  grammarRow(about('sql-backslash', 'MySQL, PHP addslashes', "it's", "it\\'s"), mysql),
  grammarRow(about('tsv', 'jq @tsv, PostgreSQL COPY', 'a\tb', 'a\\tb'), tsv),
  grammarRow(about('properties', 'java.util.Properties', 'a=é', 'a\\=\\u00E9'), properties),
  grammarRow(about('systemd', 'systemd-escape, %% specifiers', 'a-b/c', 'a\\x2db-c'), systemd),
  grammarRow(about('regex', 'regular expressions of all languages', 'a.b', 'a\\.b'), regex),
  grammarRow(about('text', 'Markdown, LaTeX, make, LDAP, CI commands', 'a_b$c', 'a\\_b$c'), text),
]
