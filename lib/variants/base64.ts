/**
 * Base64 (RFC 4648 sections 4 and 5), at every position.
 *
 * In: a value. Out: for each of the three alignments the characters that only
 * the value decides, and the whole text with and without `=`. Invariant: for
 * any bytes around the value, the encoded text contains one spelling.
 */
import { BASE64, inner, whole } from './radix.js'
import type { Spelling, Variant } from './types.js'

const PER_BYTE = 4 / 3

/** All base64 texts of bytes, standard alphabet: three alignments, then whole with and without `=`. */
export function base64Forms(bytes: Uint8Array): string[] {
  const forms = [0, 1, 2].map((shift) => inner(BASE64, bytes, shift))
  const open = whole(BASE64, bytes, false)
  if (open !== forms[0]) forms.push(open)
  const closed = whole(BASE64, bytes, true)
  if (closed !== open) forms.push(closed)
  return forms
}

/** The same text in the URL alphabet. */
export function urlAlphabet(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_')
}

export const base64: Variant = {
  id: 'base64',
  family: 'base64',
  models: 'RFC 4648 base64, all alignments',
  example: 'VHIwdWI0ZG9yJjMgJ3gn',
  spell: (value) => spellings(base64Forms(value.bytes)),
}

export const base64url: Variant = {
  id: 'base64url',
  family: 'base64',
  models: 'RFC 4648 base64url, all alignments',
  example: 'VHIwdWI0ZG9yJjMgJ3gn',
  spell: (value) => spellings(base64Forms(value.bytes).map(urlAlphabet)),
}

function spellings(forms: readonly string[]): Spelling[] {
  return forms.map((binary) => ({ binary, perByte: PER_BYTE }))
}
