/**
 * Power-of-two encodings: base64, base32, hex, bits (RFC 4648).
 *
 * In: bytes and an alphabet. Out: their text, whole or as it stands inside a
 * larger encoded text. Invariant: an inner form holds exactly the characters
 * that depend on no neighbour, so encode(prefix + value + suffix) contains
 * the inner form of shift = prefix.length mod group, for any prefix, suffix.
 */
import type { Spelling } from './types.js'
import { toBinary, toBytes } from './value.js'

export interface Radix {
  /** bits per character */
  readonly bits: number
  /** 2^bits ASCII characters */
  readonly alphabet: string
  /** characters per group, to which `=` pads */
  readonly group: number
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'

export const BASE64: Radix = { bits: 6, alphabet: `${UPPER}${LOWER}${DIGITS}+/`, group: 4 }
export const BASE32: Radix = { bits: 5, alphabet: `${UPPER}234567`, group: 8 }
export const BASE32HEX: Radix = { bits: 5, alphabet: `${DIGITS}${UPPER.slice(0, 22)}`, group: 8 }
export const HEX: Radix = { bits: 4, alphabet: `${DIGITS}abcdef`, group: 2 }
export const BASE2: Radix = { bits: 1, alphabet: '01', group: 8 }

/** The characters that only the value decides when `shift` bytes stand before it. */
export function inner(radix: Radix, bytes: Uint8Array, shift: number): string {
  return encode(radix, bytes, bitsBefore(radix, shift), false)
}

/** The bits of a value that share a character with the `shift` bytes before it. */
function bitsBefore({ bits }: Radix, shift: number): number {
  const behind = (8 * shift) % bits
  return behind === 0 ? 0 : bits - behind
}

/**
 * The text inside a larger one at every position, and whole with and without
 * `=`, where `size` bytes are a unit: one, or two in UTF-16.
 */
export function forms(radix: Radix, bytes: Uint8Array, size = 1): Spelling[] {
  const { bits, group } = radix
  const unit = (8 * size) / bits
  const layout = { perByte: unit, unit }
  // After the bytes of a group, the characters begin at a byte again
  const shifts = Array.from({ length: (group * bits) / 8 }, (_, shift) => shift)
  return [
    ...shifts.map((shift) => ({
      binary: inner(radix, bytes, shift),
      ...layout,
      from: -bitsBefore(radix, shift) / bits,
    })),
    { binary: whole(radix, bytes, false), ...layout },
    { binary: whole(radix, bytes, true), ...layout },
  ]
}

/** The whole text; the last character is filled with zero bits, `=` is added when padded. */
export function whole(radix: Radix, bytes: Uint8Array, padded: boolean): string {
  const text = encode(radix, bytes, 0, true)
  const over = text.length % radix.group
  return padded && over > 0 ? text + '='.repeat(radix.group - over) : text
}

function encode(radix: Radix, bytes: Uint8Array, skip: number, fill: boolean): string {
  const { bits } = radix
  const total = Math.max(0, 8 * bytes.length - skip)
  const size = fill ? Math.ceil(total / bits) : Math.floor(total / bits)
  const out = new Uint8Array(size)
  const codes = codesOf(radix)
  const mask = (1 << bits) - 1
  for (let i = 0, at = skip; i < size; i++, at += bits) {
    const byte = at >> 3
    const pair = (bytes[byte]! << 8) | (bytes[byte + 1] ?? 0)
    out[i] = codes[(pair >> (16 - bits - (at & 7))) & mask]!
  }
  return toBinary(out)
}

const known = new Map<string, Uint8Array>()

/** The alphabet as bytes. */
function codesOf({ alphabet }: Radix): Uint8Array {
  let codes = known.get(alphabet)
  if (codes === undefined) {
    codes = toBytes(alphabet)
    known.set(alphabet, codes)
  }
  return codes
}
