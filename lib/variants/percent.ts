/**
 * Percent-encoding (RFC 3986 section 2.1) in the dialects of real encoders.
 *
 * In: a value. Out: its spellings with `%XX` and `%xx`. Each dialect is the
 * set of characters it leaves alone; every other byte becomes `%` and two hex
 * digits, and `+` may stand for a space.
 */
import type { Grammar } from './escape.js'
import { allBut, escapeWith, hex } from './escape.js'
import type { Spelling, Value, Variant } from './types.js'

export const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const percent = (upper: boolean) => (byte: number) => `%${hex(byte, 2, upper)}`

/** One dialect, upper then lower hex digits. */
export function dialect(
  safe: string,
  chars: Readonly<Record<string, string>> = {},
): readonly Grammar[] {
  return [true, false].map((upper) => allBut(safe, percent(upper), chars))
}

/** Spells a value by each grammar; texts that equal the value are left out. */
export function spellBy(grammars: readonly Grammar[], value: Value, perByte?: number): Spelling[] {
  const out: Spelling[] = []
  for (const g of grammars) {
    const binary = escapeWith(g, value.bytes, value.binary)
    if (binary !== value.binary) out.push(perByte ? { binary, perByte } : { binary })
  }
  return out
}

const PLUS = { ' ': '+' }
const component = dialect(`${ALNUM}-_.!~*'()`)
const form = dialect(`${ALNUM}*-._`, PLUS)
const strict = [...dialect(`${ALNUM}-._~`), ...dialect(`${ALNUM}-._~`, PLUS)]
const every = dialect('')

export const percentComponent: Variant = {
  id: 'percent',
  family: 'percent',
  models: 'ECMAScript encodeURIComponent',
  example: "Tr0ub4dor%263%20'x'",
  spell: (value) => spellBy(component, value),
}

export const percentForm: Variant = {
  id: 'percent-form',
  family: 'percent',
  models: 'WHATWG application/x-www-form-urlencoded',
  example: 'Tr0ub4dor%263+%27x%27',
  spell: (value) => spellBy(form, value),
}

export const percentStrict: Variant = {
  id: 'percent-strict',
  family: 'percent',
  models: 'RFC 3986 unreserved characters only (jq @uri, PHP rawurlencode, Python quote_plus)',
  example: 'Tr0ub4dor%263%20%27x%27',
  spell: (value) => spellBy(strict, value),
}

export const percentAll: Variant = {
  id: 'percent-all',
  family: 'percent',
  models: 'RFC 3986, every byte escaped',
  example: '%54%72%30%75%62%34%64%6F%72%26%33%20%27%78%27',
  spell: (value) => spellBy(every, value, 3),
}
