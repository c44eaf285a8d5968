/**
 * How shells quote words: POSIX sh, bash, dash, ksh, zsh, fish, tcl,
 * PowerShell, cmd, and the tools that print shell words (ls, git, xargs).
 *
 * In: a value. Out: the text between the outer quotes, or the escaped word.
 * Each grammar names only what it changes; outer quotes stay in the log.
 */
import type { Grammar } from './escape.js'
import { grammar, hex, keepsAll, octal } from './escape.js'
import type { About } from './row.js'
import { DENSE, grammarRow, row, SPARSE, writtenBy } from './row.js'
import type { Spelling, Value, Variant } from './types.js'
import { utf8 } from './value.js'

/** `\` before each character of a set */
export const backslash = (code: number) => `\\${String.fromCharCode(code)}`

const NAMED = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
}
const octal3 = (byte: number) => `\\${octal(byte, 3)}`

/** A word in single quotes: what stands for a quote inside it. */
const single: readonly Grammar[] = [
  grammar({ chars: { "'": "'\\''" } }), // bash, ksh, ls, jq @sh, PHP escapeshellarg
  grammar({ chars: { "'": `'"'"'` } }), // dash, Python shlex.quote
  grammar({ chars: { "'": "'\\''", '!': "'\\!'" } }), // git rev-parse --sq-quote
  grammar({ chars: { "'": "\\'" } }), // bash inside braces, awk -v
  grammar({ chars: { "'": "\\'", '\\': '\\\\' } }), // fish
]

const double: readonly Grammar[] = [
  grammar({ set: '"\\$`', write: backslash }), // declare -p, dotenv writers
  grammar({ set: '"\\$`!', write: backslash }), // zsh, csh
  grammar({ set: '"\\$', write: backslash }), // fish
  grammar({ chars: { '\n': '\\n' }, set: '"\\$`', write: backslash }), // dotenv on one line
]

const BASH = ' \t\'"\\|&;()<>!{}*[]?^$`,'
const quoted: readonly Grammar[] = [
  grammar({ set: BASH, write: backslash }), // bash printf %q
  grammar({ set: `${BASH}~#=%`, write: backslash }), // the same at the start of a word, zsh ${(q)}
  grammar({ set: ' \\', write: backslash, chars: NAMED, control: octal3, byte: octal3 }), // ls -b
  grammar({ set: ' "\\\'$`', write: backslash }), // readline, systemd
  grammar({ set: '&#;`|*?~<>^()[]{}$\\\'"', write: backslash }), // PHP escapeshellcmd, quotes unpaired
  grammar({ set: '&#;`|*?~<>^()[]{}$\\', write: backslash }), // the same, quotes paired
  grammar({ set: '"\'\\$ #<>()[]{}~*&|;?^', write: backslash }), // fish
  grammar({ set: '"\\$[]{} ;', write: backslash, chars: NAMED }), // Tcl list
]

/**
 * bash's %q escapes `~` where it could be expanded, behind `=` and `:` and at the start
 * of a word, and `#` at that start (sh_backslash_quote in lib/sh/shquote.c).
 */
function backslashed(value: Value): string[] {
  if (keepsAll(quoted, value.bytes)) return []
  const [word = value.binary] = writtenBy(quoted.slice(0, 1), value)
  const inside = word.replace(/(?<=[=:])~/g, '\\~')
  const texts = [...writtenBy(quoted, value), inside, inside.replace(/^[~#]/, '\\$&')]
  return [...new Set(texts)].filter((binary) => binary !== value.binary)
}

/** Each character behind a backslash: xtrace of bash writes so what is no pattern in `[[ x == "$S" ]]`. */
function everyBackslash({ text, binary }: Value): Spelling[] {
  if (text === undefined) return []
  const written = Array.from(text, (char) => `\\${utf8(char)}`).join('')
  return [{ binary: written, perByte: 2, unit: text === binary ? 2 : '\\' }]
}

/** `\x` of a value that is read once more: by `read`, xargs, eval (x), echo, printf, %b (its escape). */
function readOnce({ binary }: Value): string[] {
  if (!binary.includes('\\')) return []
  const letters = binary.replace(/\\([\s\S]|$)/g, '$1')
  const escapes = binary.replace(
    /\\(?:0?([0-7]{3})|x([0-9a-fA-F]{2})|([abeEfnrtv\\]))/g,
    (_, octal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return READ[name]!
      return String.fromCharCode(Number.parseInt(octal ?? hex!, octal === undefined ? 16 : 8) & 255)
    },
  )
  return [letters, escapes].filter((read) => read !== binary)
}

const READ: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(NAMED).map(([char, text]) => [text[1], char])),
  e: '\x1b',
  E: '\x1b',
  '\\': '\\',
}

/** `$'…'` of bash, ksh and zsh; what C strings share is in literals.ts. */
const ansiC: readonly Grammar[] = [
  grammar({ chars: { ...NAMED, '\x1b': '\\E', "'": "\\'", '\\': '\\\\' }, control: octal3 }),
  grammar({
    chars: { ...NAMED, '\x1b': '\\E', "'": "\\'", '\\': '\\\\' },
    control: octal3,
    byte: octal3,
  }),
]

/**
 * Quoting by runs: GNU ls writes `'a'$'\n\t''b'`, dash `'a'"''"'b'`. OPEN and
 * CLOSE are no bytes, so they cannot be confused with the value's.
 */
const OPEN = '\u0100'
const CLOSE = '\u0101'
const inRun = (text: string) => OPEN + text + CLOSE
const escapedRuns = (high: boolean) => {
  const chars: Record<string, string> = { "'": "'\\''" }
  for (const [char, text] of Object.entries(NAMED)) chars[char] = inRun(text)
  const control = (byte: number) => inRun(octal3(byte))
  return high ? grammar({ chars, control, byte: control }) : grammar({ chars, control })
}
const RUNS: readonly (readonly [Grammar, open: string, close: string])[] = [
  [escapedRuns(true), "'$'", "''"],
  [escapedRuns(false), "'$'", "''"],
  [grammar({ chars: { "'": inRun("'") } }), '\'"', '"\''],
]

const IN_RUNS = RUNS.map(([g]) => g)

/**
 * A run before a quote, or at the end, closes with the quote that is there
 * anyway; one at the start is opened in several ways, so its opening is left out.
 */
function byRuns(value: Value): string[] {
  if (keepsAll(IN_RUNS, value.bytes)) return []
  return RUNS.flatMap(([g, open, close]) =>
    writtenBy([g], value).map((text) => {
      const joined = text
        .replaceAll(CLOSE + OPEN, '')
        .replaceAll(`${CLOSE}'\\''`, "'\\''")
        .replace(/^\u0100/, '')
        .replaceAll(OPEN, () => open)
      const whole = joined.replaceAll(CLOSE, () => close)
      return joined.endsWith(CLOSE) ? whole.slice(0, -1) : whole
    }),
  )
}

/**
 * fish `string escape --style=var`: bytes that are no letters or digits as
 * `_XX`, closed by `_`; a digit or `A` to `F` right after one is written so as well.
 */
function fishVariable(bytes: Uint8Array): string {
  let out = ''
  let open = false
  for (const byte of bytes) {
    const char = String.fromCharCode(byte)
    if (/[A-Za-z0-9]/.test(char) && !(open && /[0-9A-F]/.test(char))) {
      out += open ? `_${char}` : char
      open = false
    } else {
      out += char === '_' ? '__' : `_${hex(byte, 2, true)}`
      open = char !== '_'
    }
  }
  return open ? `${out}_` : out
}

const tick = (code: number) => `\`${String.fromCharCode(code)}`
const powershell: readonly Grammar[] = [
  grammar({ set: '"$`', write: tick, chars: { '\n': '`n', '\r': '`r', '\t': '`t', '\0': '`0' } }),
  grammar({ set: '"$`', write: tick }),
  grammar({ set: '$`', write: tick, chars: { '"': '""' } }),
]

const caret = (code: number) => `^${String.fromCharCode(code)}`
const cmd: readonly Grammar[] = [
  grammar({ set: '&|<>^', write: caret }),
  grammar({ set: '&|<>^', write: caret, chars: { '%': '%%' } }),
  grammar({ set: '&|<>^()%!"', write: caret }), // cross-spawn
]

const about = (id: string, models: string, sample: string, example: string): About => ({
  id,
  family: 'shell',
  models,
  sample,
  example,
  upTo: DENSE,
})

export const shellVariants: readonly Variant[] = [
  grammarRow(
    about('shell-single', "POSIX sh '…': bash @Q, set, xtrace, shlex", "it's", "it'\\''s"),
    single,
  ),
  grammarRow(about('shell-double', 'POSIX sh "…": declare -p, dotenv', 'a"$b', 'a\\"\\$b'), double),
  row(about('shell-backslash', 'printf %q, ls -b, Tcl list', 'a b&c', 'a\\ b\\&c'), (value) =>
    backslashed(value).map((binary) => ({ binary })),
  ),
  row(
    {
      ...about('shell-every', 'xtrace of bash: [[ x == "$S" ]]', 'a b', '\\a\\ \\b'),
      upTo: SPARSE,
    },
    everyBackslash,
  ),
  row(
    about('shell-read', 'read, xargs, eval; echo and printf with escapes', 'a\\tb', 'atb'),
    (value) => readOnce(value).map((binary) => ({ binary })),
  ),
  grammarRow(about('shell-ansi', "bash, ksh, zsh $'…'", "a'\té", "a\\'\\t\\303\\251"), ansiC),
  row(
    about('shell-runs', "ls, stat, cp: 'a'$'\\n''b'; dash", 'a\n\té', "a'$'\\n\\t\\303\\251'"),
    (value) => byRuns(value).map((binary) => ({ binary })),
  ),
  row(
    { ...about('fish-variable', 'fish string escape --style=var', 'a/x', 'a_2F_x'), upTo: SPARSE },
    ({ bytes, binary }) => {
      const written = fishVariable(bytes)
      // digits behind an escape are escapes too: `1_30_33_3` is a time as well
      return written === binary ? [] : [{ binary: written, perByte: 4 }]
    },
  ),
  grammarRow(about('powershell', 'PowerShell "…": ` escapes', 'a"$b`', 'a`"`$b``'), powershell),
  grammarRow(about('cmd', 'cmd.exe: ^ and %%', 'a&b%', 'a^&b%'), cmd),
]
