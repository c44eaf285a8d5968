/**
 * Values that are an encoding of something readable.
 *
 * In: a value. Out: what it encodes, where that is a key, JSON or printable
 * text: a base64 key in a variable, the data of a kubeconfig, a PEM with
 * literal `\n`. Invariant: an encoding is only taken for one when it decodes
 * without a rest; noise that happens to use its alphabet decodes to noise and
 * is left alone.
 */
import type { Value } from '../variants/types.js'
import { binaryValue, utf8 } from '../variants/value.js'
import { isUuid } from './judge.js'

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const DIGIT_OF = new Int8Array(128).fill(-1)
for (let i = 0; i < 64; i++) DIGIT_OF[BASE64.charCodeAt(i)] = i
DIGIT_OF['-'.charCodeAt(0)] = 62
DIGIT_OF['_'.charCodeAt(0)] = 63

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Usual sizes of keys in bytes: 128 to 512 bits. */
const KEY_SIZES = [16, 24, 32, 48, 64]
/** The same of what one-time passwords are made from (RFC 4226 section 4), in base32. */
const SEED_SIZES = [10, 16, 20, 32]

export interface Decodings {
  /** most values have none */
  readonly decoded: readonly Value[]
  /** one of them is a key, JSON or text, and not only bytes */
  readonly isText: boolean
}

export function decodingsOf({ binary, text }: Value): Decodings {
  const fromText = text === undefined ? undefined : fromJsonText(text)
  const base64 = fromBase64(binary)
  const hex = fromHex(isUuid(binary) ? binary.replaceAll('-', '') : binary)
  const texts = [fromText, base64, hex].filter((each) => each !== undefined && isReadable(each))
  // A token of another kind may look like base64, but not with the signs that only base64 has
  const keys = [/[=+/]/.test(binary) ? base64 : undefined, hex].filter(
    (each) => each !== undefined && KEY_SIZES.includes(each.length),
  )
  const seed = fromBase32(binary)
  if (seed !== undefined && SEED_SIZES.includes(seed.length)) keys.push(seed)
  const decoded = [...new Set([...texts, ...keys])] as string[]
  // A password with a backslash may be JSON text as well: it is closed only where it has a layout
  const isText = texts.some((each) => each !== fromText || /[\n\r][\s\S]*[\n\r]|^[{[]/.test(each!))
  return { decoded: decoded.map(binaryValue), isText }
}

/** RFC 4648 §4 and §5, padded or not, broken into lines or not; undefined when it is neither. */
export function fromBase64(binary: string): string | undefined {
  const match = /^([A-Za-z0-9+/\n\r]*|[A-Za-z0-9_\n\r-]*)(={0,2})\s*$/.exec(binary)
  if (match === null) return undefined
  const digits = match[1]!.replace(/[\n\r]+/g, '')
  const rest = digits.length % 4
  if (digits.length < 4 || rest === 1) return undefined
  if (match[2] !== '' && rest + match[2]!.length !== 4) return undefined
  const codes: number[] = []
  let bits = 0
  for (let i = 0; i < digits.length; i++) {
    bits = ((bits & 0xffff) << 6) | DIGIT_OF[digits.charCodeAt(i)]!
    if (i % 4 !== 0) codes.push((bits >> (6 - 2 * (i % 4))) & 0xff)
  }
  // Bits that no byte uses are 0 in what an encoder writes
  if (rest !== 0 && (bits & (rest === 2 ? 0xf : 0x3)) !== 0) return undefined
  return fromCodes(codes)
}

/** RFC 4648 §6 in one case, padded or not, letters and digits in it. */
function fromBase32(binary: string): string | undefined {
  const match = /^(?=.*[2-7])(?=.*[A-Za-z])([A-Z2-7]{16,}|[a-z2-7]{16,})={0,6}$/.exec(binary)
  if (match === null) return undefined
  const codes: number[] = []
  let bits = 0
  let count = 0
  for (const char of match[1]!.toUpperCase()) {
    bits = ((bits & 0xff) << 5) | BASE32.indexOf(char)
    count += 5
    if (count < 8) continue
    count -= 8
    codes.push((bits >> count) & 0xff)
  }
  // Fewer bits are left than a character has, and they are 0
  return count < 5 && (bits & ((1 << count) - 1)) === 0 ? fromCodes(codes) : undefined
}

/** Pairs of hex digits of one case. */
export function fromHex(binary: string): string | undefined {
  if (!/^(?:(?:[0-9a-f]{2}){4,}|(?:[0-9A-F]{2}){4,})$/.test(binary)) return undefined
  const codes: number[] = []
  for (let i = 0; i < binary.length; i += 2) codes.push(Number.parseInt(binary.slice(i, i + 2), 16))
  return fromCodes(codes)
}

/** A JSON string, or the inside of one, that holds an escape (RFC 8259 §7); its UTF-8. */
function fromJsonText(text: string): string | undefined {
  if (!/\\["\\/bfnrtu]/.test(text)) return undefined
  const inner =
    text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
  try {
    // Line breaks between the escapes are not JSON, but a file of such text ends with one
    const quoted = inner.replace(/[\n\r\t]/g, (char) => JSON.stringify(char).slice(1, -1))
    return utf8(JSON.parse(`"${quoted}"`) as string)
  } catch {
    return undefined
  }
}

/** A key, JSON, or text that a person or a program wrote. */
function isReadable(binary: string): boolean {
  return isPrintable(binary) || isDerKey(binary) || binary.startsWith('openssh-key-v1\0')
}

/** UTF-8 without control characters except tabs and line breaks. */
function isPrintable(binary: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is asked for
  if (binary === '' || /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(binary)) return false
  return !/[\x80-\xff]/.test(binary) || binaryValue(binary).text !== undefined
}

/**
 * An ASN.1 SEQUENCE that ends where the value ends (X.690 §8.1.3), and begins
 * as keys in DER do: with another SEQUENCE, or a version in one byte.
 */
function isDerKey(binary: string): boolean {
  if (binary.charCodeAt(0) !== 0x30) return false
  const first = binary.charCodeAt(1)
  const sizeBytes = first < 0x80 ? 0 : first & 0x7f
  let size = first < 0x80 ? first : 0
  for (let i = 0; i < sizeBytes; i++) size = size * 256 + binary.charCodeAt(2 + i)
  const start = 2 + sizeBytes
  const isWhole = size >= 16 && binary.length === start + size
  return isWhole && (binary[start] === '0' || binary.startsWith('\x02\x01', start))
}

function fromCodes(codes: readonly number[]): string {
  let out = ''
  for (const code of codes) out += String.fromCharCode(code)
  return out
}
