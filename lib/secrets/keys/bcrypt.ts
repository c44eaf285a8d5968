/**
 * bcrypt_pbkdf, the key derivation of OpenSSH key files (OpenBSD's
 * bcrypt_pbkdf(3): PBKDF2's shape around bcrypt with SHA-512).
 *
 * In: passphrase, salt, rounds (checked by the caller). Out: `length` bytes.
 * Neither Node nor WebCrypto has it. Blowfish's tables are the fractional
 * digits of pi (Schneier, 1993); they are computed at first use in some ten
 * milliseconds rather than carried as 4 KB of constants.
 */

import { toBytes } from '../../variants/value.js'
import { concat } from './bytes.js'
import type { KeyCrypto } from './crypto.js'

const P_WORDS = 18
const S_WORDS = 1024
const ROUNDS = 16
/** What bcrypt_pbkdf encrypts, 64 times over. */
const TEXT = 'OxychromaticBlowfishSwatDynamite'
const HASH_BYTES = 32

let digits: Int32Array | undefined

export function bcryptPbkdf(
  crypto: KeyCrypto,
  passphrase: Uint8Array,
  salt: Uint8Array,
  rounds: number,
  length: number,
): Uint8Array {
  const key = new Uint8Array(length)
  const stride = Math.ceil(length / HASH_BYTES)
  const share = Math.ceil(length / stride)
  const pass = crypto.hash('sha512', passphrase)
  for (let block = 0; block < stride; block++) {
    const count = Uint8Array.of(0, 0, 0, block + 1)
    let last = bcryptHash(pass, crypto.hash('sha512', concat(salt, count)))
    const sum = last.slice()
    for (let round = 1; round < rounds; round++) {
      last = bcryptHash(pass, crypto.hash('sha512', last))
      for (let i = 0; i < HASH_BYTES; i++) sum[i]! ^= last[i]!
    }
    // Blocks are dealt out byte by byte, so that none of them is one key alone.
    for (let i = 0; i < share && i * stride + block < length; i++) key[i * stride + block] = sum[i]!
  }
  return key
}

/** bcrypt with 64-byte key and salt, cost 6 (2^6 rounds). */
function bcryptHash(pass: Uint8Array, salt: Uint8Array): Uint8Array {
  const passWords = words(pass)
  const saltWords = words(salt)
  const zero = new Int32Array(1)
  digits ??= piDigits()
  const state = digits.slice()
  expand(state, passWords, saltWords)
  for (let i = 0; i < 64; i++) {
    expand(state, saltWords, zero)
    expand(state, passWords, zero)
  }
  const text = words(toBytes(TEXT))
  for (let i = 0; i < 64; i++) {
    for (let at = 0; at < text.length; at += 2) encrypt(state, text, at)
  }
  const out = new Uint8Array(HASH_BYTES)
  const view = new DataView(out.buffer)
  text.forEach((word, i) => {
    view.setInt32(i * 4, word, true)
  })
  return out
}

/** Blowfish's key schedule; `salt` is mixed into what is encrypted (eksblowfish). */
function expand(state: Int32Array, key: Int32Array, salt: Int32Array): void {
  for (let i = 0; i < P_WORDS; i++) state[i]! ^= key[i % key.length]!
  const pair = new Int32Array(2)
  for (let at = 0, from = 0; at < state.length; at += 2) {
    pair[0]! ^= salt[from]!
    from = (from + 1) % salt.length
    pair[1]! ^= salt[from]!
    from = (from + 1) % salt.length
    encrypt(state, pair, 0)
    state[at] = pair[0]!
    state[at + 1] = pair[1]!
  }
}

/** One block of two words, in place. `state` holds the 18 subkeys, then the four S-boxes. */
function encrypt(state: Int32Array, block: Int32Array, at: number): void {
  let left = block[at]!
  let right = block[at + 1]!
  for (let round = 0; round < ROUNDS; round++) {
    left ^= state[round]!
    const a = state[P_WORDS + (left >>> 24)]!
    const b = state[P_WORDS + 256 + ((left >>> 16) & 255)]!
    const c = state[P_WORDS + 512 + ((left >>> 8) & 255)]!
    const d = state[P_WORDS + 768 + (left & 255)]!
    right ^= (((a + b) ^ c) + d) | 0
    const swap = left
    left = right
    right = swap
  }
  block[at] = right ^ state[ROUNDS + 1]!
  block[at + 1] = left ^ state[ROUNDS]!
}

function words(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(i * 4))
}

/** The first 1,042 words of pi's fraction: Machin, pi = 16 atan(1/5) - 4 atan(1/239). */
function piDigits(): Int32Array {
  const count = P_WORDS + S_WORDS
  const bits = BigInt(count * 32)
  const guard = 64n
  const one = 1n << (bits + guard)
  const pi = (16n * inverseTangent(5n, one) - 4n * inverseTangent(239n, one)) >> guard
  const hex = (pi & ((1n << bits) - 1n)).toString(16).padStart(count * 8, '0')
  return Int32Array.from({ length: count }, (_, i) =>
    Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16),
  )
}

/** atan(1/x) in units of 1/one. */
function inverseTangent(x: bigint, one: bigint): bigint {
  let power = one / x
  let sum = power
  for (let odd = 3n, sign = -1n; power !== 0n; odd += 2n, sign = -sign) {
    power /= x * x
    sum += sign * (power / odd)
  }
  return sum
}
