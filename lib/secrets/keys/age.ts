/**
 * age identities: `AGE-SECRET-KEY-1…` (the age format, "native X25519").
 *
 * In: text. Out: the identities found, each with its 32 bytes; a text whose
 * checksum is wrong is a fault. Encoding: Bech32 (BIP 173), upper case.
 */

import { fault } from './der.js'

export interface AgeIdentity {
  /** the chars after the prefix: what is secret of the text */
  readonly data: string
  /** the X25519 scalar (or the post-quantum seed), 32 bytes */
  read(): Uint8Array
}

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const IDENTITY = /\b(AGE-SECRET-KEY-(?:PQ-)?)1([02-9AC-HJ-NP-Z]{58})\b/gi
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

export function findAge(text: string): readonly AgeIdentity[] {
  return [...text.matchAll(IDENTITY)].map(([, prefix, data]) => ({
    data: data!,
    read: () => decode(prefix!.toLowerCase(), data!.toLowerCase()),
  }))
}

function decode(prefix: string, data: string): Uint8Array {
  const digits = [...data].map((char) => ALPHABET.indexOf(char))
  const codes = [...prefix].map((char) => char.charCodeAt(0))
  const all = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...digits]
  if (checksum(all) !== 1) fault('a wrong checksum')
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const digit of digits.slice(0, -6)) {
    bits = ((bits << 5) | digit) & 0xfff
    count += 5
    if (count >= 8) {
      count -= 8
      bytes.push((bits >> count) & 255)
    }
  }
  return Uint8Array.from(bytes)
}

/** BIP 173, bech32_polymod. */
function checksum(values: readonly number[]): number {
  let state = 1
  for (const value of values) {
    const top = state >>> 25
    state = ((state & 0x1ffffff) << 5) ^ value
    for (let i = 0; i < 5; i++) if ((top >> i) & 1) state ^= GENERATOR[i]!
  }
  return state
}
