/**
 * Other bases: base32, base32hex, bits, uuencode, base58, one big number.
 *
 * In: a value. Out: its text in each base. The power-of-two bases come at all
 * positions within a larger text; base58 and the number are one quotient of
 * the whole value and are found only whole or as a long piece of it.
 */
import type { Radix } from './radix.js'
import { BASE2, BASE32, BASE32HEX, forms, HEX, inner, whole } from './radix.js'
import type { About } from './row.js'
import { codedRow, row, SPARSE } from './row.js'
import type { Variant } from './types.js'

/** Characters 33 to 96; zero is a grave accent, or a space in old encoders (POSIX uuencode). */
const UU: Radix = {
  bits: 6,
  alphabet: `\`${String.fromCharCode(...Array.from({ length: 63 }, (_, i) => 33 + i))}`,
  group: 4,
}

/** Longest value for base58: its cost grows with the square of the length. */
const BASE58_LIMIT = 256
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

function uuencode(bytes: Uint8Array): string[] {
  // The last group is filled with zero bytes, not shortened.
  const filled = new Uint8Array(Math.ceil(bytes.length / 3) * 3)
  filled.set(bytes)
  const texts = [0, 1, 2].map((shift) => inner(UU, bytes, shift))
  texts.push(whole(UU, filled, false))
  const spaced = texts.filter((t) => t.includes('`')).map((t) => t.replaceAll('`', ' '))
  return [...texts, ...spaced]
}

/** Bitcoin's base58: leading zero bytes are ones, the rest is one number. */
function base58(bytes: Uint8Array): string {
  const digits: number[] = []
  let zeros = 0
  while (bytes[zeros] === 0) zeros++
  for (const byte of bytes.subarray(zeros)) {
    let carry = byte
    for (let i = 0; i < digits.length; i++) {
      carry += digits[i]! * 256
      digits[i] = carry % 58
      carry = Math.floor(carry / 58)
    }
    for (; carry > 0; carry = Math.floor(carry / 58)) digits.push(carry % 58)
  }
  let out = '1'.repeat(zeros)
  for (let i = digits.length - 1; i >= 0; i--) out += BASE58[digits[i]!]
  return out
}

/** The bytes as one big-endian number, unsigned and (Java BigInteger) in two's complement. */
function numbers(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return []
  const unsigned = BigInt(`0x${whole(HEX, bytes, false)}`)
  const negative = bytes[0]! >= 128
  return negative
    ? [unsigned.toString(), (unsigned - (1n << BigInt(8 * bytes.length))).toString()]
    : [unsigned.toString()]
}

function bitsOf(byte: number): string {
  return byte.toString(2).padStart(8, '0')
}
const REVERSED = Array.from({ length: 256 }, (_, b) => [...bitsOf(b)].reverse().join(''))

const about = (id: string, models: string, example: string, upTo = SPARSE): About => ({
  id,
  family: 'bases',
  models,
  sample: 'Tr0ub4',
  example,
  upTo,
})

export const baseVariants: readonly Variant[] = [
  row(about('base32', 'RFC 4648 base32', 'KRZDA5LCGQ======'), ({ bytes }) => forms(BASE32, bytes)),
  row(about('base32hex', 'RFC 4648 base32hex', 'AHP30TB26G======'), ({ bytes }) =>
    forms(BASE32HEX, bytes),
  ),
  codedRow(about('uuencode', 'POSIX uuencode', "5'(P=6(T"), 4 / 3, ({ bytes }) => uuencode(bytes)),
  codedRow(
    about('bits', 'basenc --base2msbf', '010101000111001000110000011101010110001000110100'),
    8,
    ({ bytes }) => [whole(BASE2, bytes, false)],
    8,
  ),
  codedRow(
    about('bits-lsb', 'basenc --base2lsbf', '001010100100111000001100101011100100011000101100'),
    8,
    ({ bytes }) => [Array.from(bytes, (b) => REVERSED[b]!).join('')],
    8,
  ),
  codedRow(
    about('bits-spaced', 'xxd -b', '01010100 01110010 00110000 01110101 01100010 00110100'),
    9,
    ({ bytes }) => [Array.from(bytes, bitsOf).join(' ')],
    9,
  ),
  codedRow(about('base58', 'Bitcoin base58', 'j3zowmxX', BASE58_LIMIT), 1.37, ({ bytes }) => [
    base58(bytes),
  ]),
  codedRow(
    { ...about('number', 'int.from_bytes, BigInteger', '92849416004148'), family: 'number' },
    2.41,
    ({ bytes }) => numbers(bytes),
  ),
]
