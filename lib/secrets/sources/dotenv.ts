/**
 * Secrets from a dotenv file: every value.
 *
 * In: a path. Out: one entry per assignment, and further ones where dialects
 * disagree. There is no standard: for `A=abc#def` the npm package `dotenv` and
 * Node's `util.parseEnv` read `abc`, `docker run --env-file` and a shell read
 * `abc#def`; `"a\nb"` has a line break for the former and a backslash for the
 * latter. Masking only one reading would let the other through, so each is
 * registered. (That, and that `util.parseEnv` drops lines it does not
 * understand, is why it is not used.) A line that is no assignment is an error.
 */
import { malformed, readText, type Source, type SourceEntry } from './source.js'

const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([\p{L}_][\p{L}\p{N}_.-]*)[ \t]*=[ \t]*/u
const NO_ASSIGNMENT = /^[ \t]*(?:#.*|export(?:[ \t]+[\p{L}_][\p{L}\p{N}_]*)+[ \t]*)?$/u

/** Where the quote at `open` is closed, or −1; dialects disagree about backslashes. */
type Closing = (text: string, open: number) => number

/** @throws MaskError ERR_SOURCE_UNREADABLE, ERR_SOURCE_FORMAT */
export function fromDotenv(path: string): Source {
  const text = readText(path).replace(/\r\n?/g, '\n')
  const entries: SourceEntry[] = []
  const names = new Set<string>()
  const values = new Set<string>()
  let error: unknown
  for (const closing of [unescapedQuote, lastOfLine(text)]) {
    let read: readonly SourceEntry[]
    try {
      read = assignments(path, text, closing)
    } catch (reason) {
      error ??= reason
      continue
    }
    // where the first one reads a value over several lines, the other one may read more names
    const known = new Set(names)
    for (const entry of read) {
      names.add(entry.name)
      if (known.size === 0) entries.push(entry)
      else if (!values.has(keyOf(entry))) {
        entries.push(known.has(entry.name) ? { ...entry, alternate: true } : entry)
      }
      values.add(keyOf(entry))
    }
  }
  if (names.size === 0 && error !== undefined) throw error
  return { entries, warnings: [] }
}

const keyOf = ({ name, value }: SourceEntry) => `${name}=${Buffer.from(value).toString('latin1')}`

function assignments(path: string, text: string, closing: Closing): SourceEntry[] {
  const entries: SourceEntry[] = []
  for (let at = 0; at < text.length; ) {
    const line = text.slice(at, lineEnd(text, at))
    const head = ASSIGNMENT.exec(line)
    if (head) {
      const start = at + head[0].length
      const end = valueEnd(path, text, start, closing)
      entries.push(...readings(head[1]!, text.slice(start, end), closing))
      at = end + 1
    } else if (NO_ASSIGNMENT.test(line)) {
      at += line.length + 1
    } else {
      throw malformed(path, text, at, 'expected NAME=value, a comment or an empty line')
    }
  }
  return entries
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at
}

/** Where the value that starts at `start` ends: its line, or further if a quote spans lines. */
function valueEnd(path: string, text: string, start: number, closing: Closing): number {
  const open = start + (/^\$["']/.test(text.slice(start, start + 2)) ? 1 : 0)
  if (!/["'`]/.test(text.charAt(open))) return lineEnd(text, start)
  const close = closing(text, open)
  if (close < 0) throw malformed(path, text, start, 'the quote that opens here is not closed')
  return lineEnd(text, close)
}

/** A backslash escapes the quote, except in '…' and where a shell reads it, $'…'. */
function unescapedQuote(text: string, open: number): number {
  const quote = text[open]
  const isPlain = quote === "'" && text[open - 1] !== '$'
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === quote) return at
    if (text[at] === '\\' && !isPlain) at++
  }
  return -1
}

/**
 * The npm package `dotenv`: the first quote with nothing but a comment after it on its
 * line, whatever stands before it; `"C:\app\"` is a whole value.
 * @param file what is searched to its end once for each kind of quote, and not for each value
 */
function lastOfLine(file: string): Closing {
  /** no such quote stands from here on */
  const none = new Map<string, number>()
  return (text, open) => {
    const quote = text[open]!
    if (text !== file || open < (none.get(quote) ?? Infinity)) {
      for (let at = text.indexOf(quote, open + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
        if (REST_OF_LINE.test(text.slice(at + 1, lineEnd(text, at)))) return at
      }
      if (text === file) none.set(quote, open)
    }
    return unescapedQuote(text, open)
  }
}

const REST_OF_LINE = /^[ \t]*(?:#.*)?$/

/** All that `raw`, the text after the `=`, can mean; what is most usual comes first. */
function readings(name: string, raw: string, closing: Closing): SourceEntry[] {
  const inner = quoted(raw, closing)
  const [word, more] = shellWord(raw)
  const seen = new Set([packageReading(raw, inner), literalReading(raw, inner)])
  seen.add(inner ?? raw.replace(/#.*$/s, '').trimEnd()) // `dotenv`: a `#` ends it even within a word
  if (inner !== undefined && raw[0] === "'") seen.add(inner.replace(/\\(['\\])/g, '$1')) // python-dotenv
  seen.add(word)
  const entries: SourceEntry[] = [...seen].map((value, index) => ({
    name,
    value: Buffer.from(value),
    ...(index > 0 && { alternate: true as const }),
  }))
  // several on a line are what a shell reads; elsewhere they are text, so that a refusal is no news
  for (
    let rest = more, next = NEXT_ASSIGNMENT.exec(rest);
    next;
    next = NEXT_ASSIGNMENT.exec(rest)
  ) {
    const [value, behind] = shellWord(rest.slice(next[0].length))
    entries.push({ name: next[1]!, value: Buffer.from(value), alternate: true })
    rest = behind
  }
  return entries
}

const NEXT_ASSIGNMENT = new RegExp(`^[ \\t]*(?:;|&&|\\|\\|)?${ASSIGNMENT.source.slice(1)}`, 'u')

/** The npm package `dotenv`, `util.parseEnv`, Docker Compose: quotes, `\n`, ` # comment`. */
function packageReading(raw: string, inner: string | undefined): string {
  if (inner === undefined) return raw.replace(/(^|[ \t]+)#.*$/, '').trimEnd()
  return raw[0] === '"' ? inner.replace(/\\([nrt"\\$])/g, (_, c: string) => ESCAPES[c] ?? c) : inner
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** `docker run --env-file`, systemd without quotes: every character counts. */
function literalReading(raw: string, inner: string | undefined): string {
  return inner ?? raw.trimEnd()
}

/** The text inside when `raw` is one quoted string and at most a comment after it. */
function quoted(raw: string, closing: Closing): string | undefined {
  if (!/^["'`]/.test(raw)) return undefined
  const close = closing(raw, 0)
  return REST_OF_LINE.test(raw.slice(close + 1)) ? raw.slice(1, close) : undefined
}

/** `set -a; . ./.env`: the first word as a shell reads it, without expansions, and what follows. */
function shellWord(raw: string): [word: string, rest: string] {
  let word = ''
  let at = 0
  for (; at < raw.length && !/[ \t\n;&|]/.test(raw.charAt(at)); at++) {
    const char = raw.charAt(at)
    const isDollar = char === '$' && /["']/.test(raw.charAt(at + 1))
    if (isDollar) at++
    const quote = raw.charAt(at)
    const close = quote === "'" || quote === '"' ? unescapedQuote(raw, at) : -1
    if (close >= 0) {
      const inner = raw.slice(at + 1, close)
      if (quote === '"') word += inner.replace(/\\([$`"\\])/g, '$1').replace(/\\\n/g, '')
      else word += isDollar ? ansiC(inner) : inner
      at = close
    } else if (char === '\\') {
      word += raw.charAt(++at)
    } else {
      word += isDollar ? `$${quote}` : char
    }
  }
  return [word, raw.slice(at)]
}

/** What `$'…'` means (POSIX.1-2024, 2.2.4), but for characters above U+FFFF and `\c`. */
function ansiC(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{1,2})|u([0-9a-f]{1,4})|([0-7]{1,3})|(.))/gis,
    (_, byte?: string, code?: string, octal?: string, char?: string) =>
      char === undefined
        ? String.fromCharCode(Number.parseInt(byte ?? code ?? octal!, octal === undefined ? 16 : 8))
        : (ANSI_C[char] ?? char),
  )
}

const ANSI_C: Readonly<Record<string, string>> = {
  ...ESCAPES,
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  v: '\v',
}
