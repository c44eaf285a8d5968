/**
 * Values and binary strings.
 *
 * In: bytes (a value). Out: the same as a binary string (one char, 0 to 255,
 * per byte) and as text where the bytes are valid UTF-8. Invariant:
 * toBytes(toBinary(b)) equals b for any bytes; nothing here is lossy.
 */
import type { Value } from './types.js'

/** chars per String.fromCharCode call: far below every engine's argument limit */
const SLICE = 8192

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** Bytes → binary string. Linear, for any length. */
export function toBinary(bytes: Uint8Array): string {
  if (bytes.length <= SLICE) return String.fromCharCode.apply(null, bytes as unknown as number[])
  let out = ''
  for (let i = 0; i < bytes.length; i += SLICE) {
    const slice = bytes.subarray(i, i + SLICE)
    out += String.fromCharCode.apply(null, slice as unknown as number[])
  }
  return out
}

/** Binary string → bytes; chars above 255 are a caller's mistake and are cut to 8 bits. */
export function toBytes(binary: string): Uint8Array {
  return writeBytes(new Uint8Array(binary.length), binary)
}

/** The same into bytes that are there, as many as the string has chars. */
export function writeBytes(out: Uint8Array, binary: string): Uint8Array {
  for (let i = 0; i < binary.length; i++) out[i] = binary.charCodeAt(i)
  return out
}

/** Text → the binary string of its UTF-8. Lone surrogates become U+FFFD, as everywhere on the web. */
export function utf8(text: string): string {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return toBinary(encoder.encode(text))
  }
  return text
}

/** The value as variants need it. The bytes are kept, not copied. */
export function toValue(bytes: Uint8Array): Value {
  const binary = toBinary(bytes)
  return { bytes, binary, text: decode(bytes, binary) }
}

/** The value whose bytes are those of a binary string. */
export function binaryValue(binary: string): Value {
  return toValue(toBytes(binary))
}

function decode(bytes: Uint8Array, binary: string): string | undefined {
  let ascii = true
  for (let i = 0; i < bytes.length && ascii; i++) ascii = bytes[i]! < 128
  if (ascii) return binary
  try {
    return strict.decode(bytes)
  } catch {
    return undefined // the bytes are not valid UTF-8
  }
}

/** Space, tab, LF, VT, FF, CR: the bytes that tools break lines at. */
export function isWhiteSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}
