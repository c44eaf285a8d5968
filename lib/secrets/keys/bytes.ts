/**
 * Bytes, texts and numbers, without Node.
 *
 * In: bytes, texts that encode bytes, big-endian integers. Out: the same in
 * another form. Pure; nothing is kept.
 */

import { BASE64, HEX, whole } from '../../variants/radix.js'

/** Sextet of a char code in base64 and base64url, 255 where there is none. */
const SEXTET = new Uint8Array(256).fill(255)
for (let i = 0; i < 64; i++) SEXTET[BASE64.alphabet.charCodeAt(i)] = i
SEXTET['-'.charCodeAt(0)] = 62
SEXTET['_'.charCodeAt(0)] = 63

/** UTF-8 text, or undefined where the bytes are none. */
export function toText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * Base64 or base64url (RFC 4648), padded or not, white space ignored.
 * Undefined where any other character stands or the length is impossible.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const clean = text.replace(/[ \t\r\n\f\v]+/g, '').replace(/={1,2}$/, '')
  if (clean.length % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4))
  let bits = 0
  let count = 0
  let at = 0
  for (let i = 0; i < clean.length; i++) {
    const code = clean.charCodeAt(i)
    const sextet = code < 256 ? SEXTET[code]! : 255
    if (sextet === 255) return undefined
    bits = ((bits << 6) | sextet) & 0xffff
    count += 6
    if (count >= 8) {
      count -= 8
      bytes[at++] = (bits >> count) & 255
    }
  }
  return bytes
}

/** Hex text (even length, any case) as bytes; undefined where it is none. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (text.length % 2 || /[^0-9a-fA-F]/.test(text)) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16)
  }
  return bytes
}

export function concat(...pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** Same bytes; not constant-time, for structure checks on the user's own keys. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** A big-endian number without its leading zero bytes (empty for 0). */
export function minimal(bytes: Uint8Array): Uint8Array {
  let at = 0
  while (at < bytes.length && bytes[at] === 0) at++
  return bytes.subarray(at)
}

/** A big-endian number with leading zeros up to `width` bytes. */
export function padded(bytes: Uint8Array, width: number): Uint8Array {
  const digits = minimal(bytes)
  return digits.length >= width ? digits : concat(new Uint8Array(width - digits.length), digits)
}

/** Big-endian bytes as a number. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length ? BigInt(`0x${whole(HEX, bytes, false)}`) : 0n
}

/** A number ≥ 0 as minimal big-endian bytes. */
export function fromBigInt(value: bigint): Uint8Array {
  const hex = value.toString(16)
  return minimal(decodeHex(hex.length % 2 ? `0${hex}` : hex)!)
}
