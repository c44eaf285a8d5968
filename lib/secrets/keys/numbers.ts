/**
 * How a secret number or byte string of a key is written by itself.
 *
 * In: its bytes, and whether it is a number. Out: Parts: the bytes, for the
 * families that print binary data, and the texts of those who print one number:
 * decimal and other bases, openssl's rows, limbs of big integers. Invariant: no
 * text here shows anything but the secret.
 */

import { BASE32, inner } from '../../variants/radix.js'
import { toBinary, toBytes, utf8 } from '../../variants/value.js'
import type { Part } from '../part.js'
import { concat, equal, minimal, toBigInt } from './bytes.js'

/** A secret number of a key by its usual name. */
export interface Secret {
  readonly kind: string
  readonly bytes: Uint8Array
  /**
   * The end of its bytes that comes first where it is a number: that is also written
   * backwards, in other bases, with other zeros in front. Left out: a byte string.
   */
  readonly number?: 'big' | 'little'
}

/**
 * Families and ids for secret bytes: the forms in which tools print binary data.
 * Quoting, URLs and markup are for texts; nobody writes a private exponent in
 * them, and each would cost as many bytes of patterns as all of these. Nor do
 * literals that write characters by their code: these bytes are no characters.
 */
export const BYTES = [
  'raw',
  'base64',
  'uuencode',
  'bits-spaced',
  'hex',
  'dump',
  'list',
  'literal',
  'literal-octal',
  'literal-hex',
  'literal-ascii',
  'literal-interpolated',
]
/** Families for texts of one number, and for lines of other forms of the key. */
export const AS_TEXT = ['raw', 'json']
/** Families for the same number with a zero byte in front, which shifts openssl's hex rows. */
const DIGITS = ['hex']
/** Families and ids for a number in a binary container of the other byte order. */
const BLOB = ['raw', 'base64', 'hex', 'hex-words', 'hex-space']
/** For texts that are written already. */
export const RAW = ['raw']
/** Any indentation, any line end. */
const ROWS = ['lines']
/** Bytes on a row of `openssl … -text`. */
const ROW_BYTES = 15

/** Bases besides ten in which languages print a whole number: oct, bin, BigInt.toString(36). */
const RADIXES = [2, 8, 36]
/** Marks between groups of three digits: `:,` and `:_` of Python, `%,d` of Java, toLocaleString. */
const GROUPS = [',', '_']
/** Bits that one decimal digit carries. */
const DECIMAL_BITS = Math.log2(10)
/** Three bytes of random Latin-1 in UTF-8 are two bytes of the secret. */
const LATIN1_BITS = 5
/** A byte in five characters. */
const COLUMN_BITS = 8 / 5
/** Bytes of a limb: Go's big.Word, GMP on 64 bits. */
const LIMB_BYTES = 8

export function secretParts({ kind, bytes, number }: Secret): readonly Part[] {
  const shown: Part = { bytes, kind, bits: 8, families: BYTES }
  const parts = [
    shown,
    latin1Part(bytes, kind),
    columnPart(bytes, kind),
    ...base32Parts(bytes, kind),
    ...baseParts(bytes, kind),
    ...rowParts(bytes, kind),
  ]
  if (number === undefined) return parts
  const digits = number === 'big' ? minimal(bytes) : bytes
  const reversed = Uint8Array.from(digits).reverse()
  // Microsoft's key blobs and .NET write numbers with the lowest byte first
  parts.push({ bytes: reversed, kind: `${kind} backwards`, bits: 8, families: BLOB })
  // RFC 7748 and RFC 8032 read theirs so
  if (number === 'little') return [...parts, ...baseParts(reversed, `${kind} backwards`)]
  const signed = digits[0]! > 127 ? concat(Uint8Array.of(0), digits) : digits
  return [
    ...parts,
    // The lengths in which the same number is also written: mpint and DER add a
    // zero before a high bit, BIGNUM printing drops leading zeros. Runs of them
    // are runs of the number, so they matter as a whole only.
    ...[signed, digits]
      .filter((form) => !equal(form, bytes))
      .map((form) => ({ bytes: form, kind, bits: 0, families: DIGITS })),
    // openssl prints an EC scalar in its full width, RSA numbers like DER.
    ...rowParts(signed, kind),
  ]
}

/** The number in the bases and groups in which languages print it. */
function baseParts(bytes: Uint8Array, kind: string): readonly Part[] {
  const value = toBigInt(bytes)
  const decimal = value.toString()
  const part = (text: string, base: string, bits: number, families: readonly string[]): Part => ({
    bytes: toBytes(text),
    kind: `${kind} in ${base}`,
    bits,
    families,
  })
  return [
    part(decimal, 'decimal', DECIMAL_BITS, AS_TEXT),
    ...GROUPS.map((mark) => {
      const groups = decimal.replace(/\B(?=(?:\d{3})+$)/g, mark)
      return part(groups, 'groups', DECIMAL_BITS, RAW)
    }),
    ...RADIXES.map((radix) => part(value.toString(radix), `base ${radix}`, Math.log2(radix), RAW)),
    ...limbTexts(value).map((text) => part(text, 'limbs', DECIMAL_BITS, RAW)),
  ]
}

/** The limbs of a big integer, lowest first, as Go prints a slice: `[1 2]` and `{0x1, 0x2}`. */
function limbTexts(value: bigint): readonly string[] {
  const bits = BigInt(8 * LIMB_BYTES)
  const limbs: bigint[] = []
  for (let rest = value; rest > 0n; rest >>= bits) limbs.push(BigInt.asUintN(8 * LIMB_BYTES, rest))
  return [limbs.join(' '), limbs.map((limb) => `0x${limb.toString(16)}`).join(', ')]
}

/** Bytes decoded as Latin-1, which takes any, and written as UTF-8. */
function latin1Part(bytes: Uint8Array, kind: string): Part {
  const text = toBytes(utf8(toBinary(bytes)))
  return { bytes: text, kind: `${kind} as Latin-1`, bits: LATIN1_BITS, families: RAW }
}

/**
 * Base32 at every position. It is broken into rows like base64, and a row may end
 * soon after the secret began: pieces of it are masked as short as those of base64.
 */
function base32Parts(bytes: Uint8Array, kind: string): readonly Part[] {
  return Array.from({ length: BASE32.bits }, (_, shift) => ({
    bytes: toBytes(inner(BASE32, bytes, shift)),
    kind: `${kind} in base32`,
    bits: BASE32.bits,
    families: RAW,
  }))
}

/** In the columns in which Node prints arrays of bytes, where most columns hold a number of three digits. */
function columnPart(bytes: Uint8Array, kind: string): Part {
  const columns = Array.from(bytes, (byte) => String(byte).padStart(3))
  return {
    bytes: toBytes(columns.join(', ')),
    kind: `${kind} in columns`,
    bits: COLUMN_BITS,
    families: RAW,
  }
}

/**
 * A number as `openssl … -text` prints it, whole: rows `ab:cd:…:`, indented.
 * Pieces of rows are pieces of the number with colons; here the ends of rows
 * are added.
 */
function rowParts(bytes: Uint8Array, kind: string): readonly Part[] {
  const rows: string[] = []
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const row = [...bytes.subarray(at, at + ROW_BYTES)]
    rows.push(row.map((byte) => byte.toString(16).padStart(2, '0')).join(':'))
  }
  const part = (join: string, families: readonly string[]): Part => ({
    bytes: toBytes(rows.join(join)),
    kind: `${kind} in rows`,
    bits: 0,
    families,
  })
  return [part(': ', ROWS), part(':\\n    ', RAW)]
}
