/**
 * Bytes, texts and numbers, without Node.
 *
 * In: bytes, binary strings (one char per byte, 0 to 255), big-endian
 * integers. Out: the same in another form. Pure; nothing is kept.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Sextet of a char code in base64 and base64url, 255 where there is none. */
const SEXTET = new Uint8Array(256).fill(255)
for (let i = 0; i < 64; i++) SEXTET[ALPHABET.charCodeAt(i)] = i
SEXTET['-'.charCodeAt(0)] = 62
SEXTET['_'.charCodeAt(0)] = 63

/** Bytes as a binary string. */
export function toBinary(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  }
  return pieces.join('')
}

/** Binary string as bytes; chars above 255 must not occur. */
export function fromBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

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

/** Padded base64 on one line. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const triple = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += ALPHABET[triple >> 18]! + ALPHABET[(triple >> 12) & 63]!
    text += left > 1 ? ALPHABET[(triple >> 6) & 63]! : '='
    text += left > 2 ? ALPHABET[triple & 63]! : '='
  }
  return text
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

export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
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
  return bytes.length ? BigInt(`0x${encodeHex(bytes)}`) : 0n
}

/** A number ≥ 0 as minimal big-endian bytes. */
export function fromBigInt(value: bigint): Uint8Array {
  const hex = value.toString(16)
  return minimal(decodeHex(hex.length % 2 ? `0${hex}` : hex)!)
}
