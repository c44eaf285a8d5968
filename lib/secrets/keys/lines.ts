/**
 * Lines of base64 that only a private file has.
 *
 * In: the lines of a container, and where the secret and the public numbers
 * stand in its bytes. Out: parts that are masked as a whole. Invariant: none of
 * them, and no beginning of one that is masked at the end of a log, stands in
 * the usual texts of the public key (RFC 8017, RFC 5280, RFC 4253 in base64).
 */
import { toBinary, toBytes } from '../../variants/value.js'
import type { Part } from '../part.js'
import { minimal } from './bytes.js'

/** A container as it stands in a file: its base64 lines and what they decode to. */
export interface Body {
  readonly lines: readonly string[]
  readonly bytes: Uint8Array
}

/** Bytes of a container, or bits of its text. */
export type Span = readonly [start: number, end: number]

const LINE = 'line'
const MODULUS_LINE = 'line of the modulus'
/** What stands before a line: breaks, blanks, marks of a diff or a quotation, the end of `\\n`. */
const BEFORE = [...'\n\r \t+-<>|#"\'`:n']
const AFTER = ['\n', '\r']
/**
 * Chars before the length of a secret that may be shown in front of it: too few
 * to be masked where a log ends with a public key.
 */
const PUBLIC_CHARS = 4
/** A shorter piece of a line may stand anywhere. */
const SHORTEST_TAIL = 12
/** A line with fewer bytes of the modulus may be the first one of any key. */
const MODULUS_BYTES = 8
/** In DER: the exponent 65537 behind the modulus, the identifier of RSA before it. */
const EXPONENT_BYTES = 5
const ALGORITHM_BYTES = 15
/** Widths of PEM and `base64`. */
const WIDTHS = [64, 76]

interface Line {
  readonly text: string
  /** the last char of the line before, if there is one */
  readonly last: string
  /** its bits in the text: six a char */
  readonly bits: Span
}

/**
 * The lines that show at least one bit of a secret. What such a line begins
 * with, a public key may end with, and a log with that: then the line is a part
 * only with what stands before lines, and from its first secret on.
 * `hasPublic`: there is such a public key; encrypted containers have none.
 */
export function secretLines(
  lines: readonly string[],
  secrets: readonly Span[],
  families: readonly string[],
  hasPublic: boolean,
): readonly Part[] {
  return linesOf(lines).flatMap((line) => {
    const first = secrets.find((secret) => shared(line.bits, secret) > 0)
    if (first === undefined) return []
    const from = Math.floor((first[0] * 8 - line.bits[0]) / 6)
    // No public key has a header for the secret
    const header = headerBytes(first[1] - first[0])
    const start = from - PUBLIC_CHARS - Math.floor((header * 8) / 6)
    if (!hasPublic || line.last === '' || start <= 0) return [part(line.text, families)]
    const tails = [
      part(line.text.slice(start), ['raw', 'json']),
      // Characters set apart: a line feed may stand after any of them
      part(line.text.slice(from), families),
    ]
    return [...tails.filter(({ bytes }) => bytes.length >= SHORTEST_TAIL), ...inPlace(line)]
  })
}

/**
 * Lines with nothing but the modulus, which may stand in the base64 of the
 * public key too, but not as the end of a line: the numbers in front have
 * other lengths. Where they end a line as well, what stands before tells; where
 * they also begin one, the line is public.
 */
export function modulusLines(
  { lines, bytes }: Body,
  moduli: readonly Uint8Array[],
  secrets: readonly Span[],
): readonly Part[] {
  const spans = moduli.flatMap((modulus) => spansOf(bytes, modulus))
  return linesOf(lines).flatMap((line) => {
    const modulus = spans.find((span) => shared(line.bits, span) > MODULUS_BYTES * 8)
    if (modulus === undefined || secrets.some((secret) => shared(line.bits, secret) > 0)) return []
    const [start, end] = modulus
    const isInside = start * 8 <= line.bits[0]
    const mayBreak = (at: number) => isInside && breaksPublicText(at - start * 8, end - start)
    const mayEnd = end * 8 < line.bits[1] || mayBreak(line.bits[1])
    if (!mayEnd) return AFTER.map((after) => part(line.text + after, ['raw'], MODULUS_LINE))
    return mayBreak(line.bits[0]) ? [] : inPlace(line, MODULUS_LINE)
  })
}

/** Whether a line of the public key may end so many bits after a modulus of `length` bytes began. */
function breaksPublicText(bits: number, length: number): boolean {
  return bytesBefore(length).some((before) =>
    WIDTHS.some((width) => (bits + before * 8) % (width * 6) === 0),
  )
}

/** Bytes before a modulus with its high bit set, in PKCS#1 and in X.509. */
function bytesBefore(length: number): readonly number[] {
  const number = headerBytes(length + 1) + length + 1
  const fields = number + EXPONENT_BYTES
  const key = headerBytes(fields) + fields
  const pkcs1 = key - length - EXPONENT_BYTES
  const bits = headerBytes(key + 1) + 1
  const x509 = ALGORITHM_BYTES + bits
  return [pkcs1, headerBytes(x509 + key) + x509 + pkcs1]
}

/** Of a DER element with so many bytes of content. */
function headerBytes(content: number): number {
  return content < 128 ? 2 : content < 256 ? 3 : 4
}

/**
 * A line after each char that may stand before it, but not inside of the number.
 * Where the line before ends with such a char, one more tells them apart.
 */
function inPlace({ text, last }: Line, kind = LINE): readonly Part[] {
  return BEFORE.map((char) => {
    const isInside = char === last || (char === '-' && last === '+')
    const before = isInside ? (char === 'n' ? '\\' : '\n') : ''
    return part(before + char + text, ['raw'], kind)
  })
}

function part(text: string, families: readonly string[], kind = LINE): Part {
  return { bytes: toBytes(text), kind, bits: 0, families }
}

function linesOf(lines: readonly string[]): Line[] {
  let at = 0
  return lines.map((text, i) => {
    const start = at
    at += text.length * 6
    return { text, last: lines[i - 1]?.at(-1) ?? '', bits: [start, at] }
  })
}

/** Bits of a line that show a span of bytes; 0 or less where they are apart. */
function shared(bits: Span, [start, end]: Span): number {
  return Math.min(end * 8, bits[1]) - Math.max(start * 8, bits[0])
}

/** Everywhere a number stands: OpenSSH writes the public ones twice. */
function spansOf(bytes: Uint8Array, number: Uint8Array): Span[] {
  const binary = toBinary(bytes)
  const needle = toBinary(minimal(number))
  const spans: Span[] = []
  for (let at = binary.indexOf(needle); at >= 0; at = binary.indexOf(needle, at + needle.length)) {
    spans.push([at, at + needle.length])
  }
  return spans
}
