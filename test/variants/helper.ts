/**
 * What the tests of the variants share: values, spellings by id or family,
 * and the tools of this machine, which are skipped visibly where absent.
 */
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { selectVariants } from '../../lib/variants/table.js'
import { toBinary, toValue } from '../../lib/variants/value.js'

/** All spellings of a text or of bytes by the named variants, the value itself included. */
export function spelled(names: readonly string[], value: string | Uint8Array): string[] {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  const found = selectVariants(names).flatMap((v) => v.spell(toValue(bytes)))
  return [toBinary(bytes), ...found.map((s) => s.binary)]
}

/** True when a text, as UTF-8 or as bytes, holds one of the spellings. */
export function holds(
  output: string | Uint8Array,
  names: readonly string[],
  value: string | Uint8Array,
) {
  const text = typeof output === 'string' ? Buffer.from(output) : Buffer.from(output)
  const binary = text.toString('latin1')
  return spelled(names, value).some((s) => s !== '' && binary.includes(s))
}

const PIECES = [
  ...'\'"\\$`!&|;<>()[]{}*?#~=%^+,-./:@_ \t\n',
  ...['a', 'Z', '0', '7', 'b', 'f', 'x', 'ab', 'G9', '\r', '\x01', '\x1b', '\x7f'],
  ...['ä', 'É', 'ß', '日', '語', '🔑', '#{', '${', '@x', '\\n', '\\x41', '&amp;', '%20', "''"],
]

/** Texts in which everything that any grammar escapes is frequent; never empty, no NUL. */
export const tricky = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 14 })
  .map((pieces) => pieces.join(''))

/** The same without control characters and line ends. */
export const printable = tricky.map((s) => `k${s.replace(/\p{Cc}/gu, '')}`)

/** Runs a tool; undefined where it is not installed. */
export function run(
  tool: string,
  args: readonly string[],
  input: string | Uint8Array = '',
  locale = 'C.UTF-8',
) {
  const env = { PATH: process.env.PATH, LC_ALL: locale, HOME: '/nonexistent' }
  const done = spawnSync(tool, args, { input, env, maxBuffer: 1 << 26 })
  return done.error ? undefined : done
}
