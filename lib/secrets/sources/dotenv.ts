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

/** @throws MaskError ERR_SOURCE_UNREADABLE, ERR_SOURCE_FORMAT */
export function fromDotenv(path: string): Source {
  const text = readText(path).replace(/\r\n?/g, '\n')
  const entries: SourceEntry[] = []
  for (let at = 0; at < text.length; ) {
    const line = text.slice(at, lineEnd(text, at))
    const head = ASSIGNMENT.exec(line)
    if (head) {
      const start = at + head[0].length
      const end = valueEnd(path, text, start)
      entries.push(...readings(head[1]!, text.slice(start, end)))
      at = end + 1
    } else if (NO_ASSIGNMENT.test(line)) {
      at += line.length + 1
    } else {
      throw malformed(path, text, at, 'expected NAME=value, a comment or an empty line')
    }
  }
  return { entries, warnings: [] }
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at
}

/** Where the value that starts at `start` ends: its line, or further if a quote spans lines. */
function valueEnd(path: string, text: string, start: number): number {
  if (!/["'`]/.test(text.charAt(start))) return lineEnd(text, start)
  const close = closingQuote(text, start)
  if (close < 0) throw malformed(path, text, start, 'the quote that opens here is not closed')
  return lineEnd(text, close)
}

/** Offset of the quote that closes the one at `open`, or −1. A backslash escapes, except in '…'. */
function closingQuote(text: string, open: number): number {
  const quote = text[open]
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === quote) return at
    if (text[at] === '\\' && quote !== "'") at++
  }
  return -1
}

/** All that `raw`, the text after the `=`, can mean; what is most usual comes first. */
function readings(name: string, raw: string): SourceEntry[] {
  const seen = new Set([packageReading(raw), literalReading(raw), beforeHash(raw), shellWord(raw)])
  return [...seen].map((value, index) => ({
    name,
    value: Buffer.from(value),
    ...(index > 0 && { alternate: true as const }),
  }))
}

/** The npm package `dotenv`, `util.parseEnv`, Docker Compose: quotes, `\n`, ` # comment`. */
function packageReading(raw: string): string {
  const inner = quoted(raw)
  if (inner === undefined) return raw.replace(/(^|[ \t]+)#.*$/, '').trimEnd()
  return raw[0] === '"' ? inner.replace(/\\([nrt"\\$])/g, (_, c: string) => ESCAPES[c] ?? c) : inner
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** `docker run --env-file`, systemd without quotes: every character counts. */
function literalReading(raw: string): string {
  return quoted(raw) ?? raw.trimEnd()
}

/** The npm package `dotenv`: a `#` ends an unquoted value even within a word. */
function beforeHash(raw: string): string {
  return quoted(raw) ?? raw.replace(/#.*$/s, '').trimEnd()
}

/** The text inside when `raw` is one quoted string and at most a comment after it. */
function quoted(raw: string): string | undefined {
  if (!/^["'`]/.test(raw)) return undefined
  const close = closingQuote(raw, 0)
  return /^[ \t]*(?:#.*)?$/.test(raw.slice(close + 1)) ? raw.slice(1, close) : undefined
}

/** `set -a; . ./.env`: the first word as a POSIX shell reads it, without expansions. */
function shellWord(raw: string): string {
  let word = ''
  for (let at = 0; at < raw.length && !/[ \t\n;&|]/.test(raw.charAt(at)); at++) {
    const char = raw.charAt(at)
    const close = char === "'" || char === '"' ? closingQuote(raw, at) : -1
    if (close >= 0) {
      const inner = raw.slice(at + 1, close)
      word += char === '"' ? inner.replace(/\\([$`"\\])/g, '$1').replace(/\\\n/g, '') : inner
      at = close
    } else if (char === '\\') {
      word += raw.charAt(++at)
    } else {
      word += char
    }
  }
  return word
}
