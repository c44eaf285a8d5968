/**
 * What encrypted keys need from outside, and what their readers hand over.
 *
 * In: nothing. Out: the KeyCrypto interface (implemented for Node in
 * `open.ts`; a build without it reads plain keys and leaves encrypted ones
 * locked), the Sealed shape, the bounds. Every parameter that a key file
 * chooses and that costs time or memory is checked here before it is used.
 */

import type { PrivateKey } from './key.js'

export type Digest = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512'

export interface KeyCrypto {
  hash(digest: Digest, data: Uint8Array): Uint8Array
  hmac(digest: Digest, key: Uint8Array, data: Uint8Array): Uint8Array
  pbkdf2(
    digest: Digest,
    passphrase: Uint8Array,
    salt: Uint8Array,
    rounds: number,
    length: number,
  ): Uint8Array
  scrypt(passphrase: Uint8Array, salt: Uint8Array, cost: ScryptCost, length: number): Uint8Array
  argon2(
    flavour: Argon2Flavour,
    passphrase: Uint8Array,
    salt: Uint8Array,
    cost: Argon2Cost,
    length: number,
  ): Uint8Array
  /** Undefined where key, padding or tag are wrong. `cipher` is OpenSSL's name, lower case. */
  decrypt(
    cipher: string,
    key: Uint8Array,
    iv: Uint8Array,
    data: Uint8Array,
    options?: { padding?: boolean; tag?: Uint8Array },
  ): Uint8Array | undefined
  /** NaCl secretbox (XSalsa20-Poly1305); undefined where the tag is wrong. */
  secretbox(key: Uint8Array, nonce: Uint8Array, box: Uint8Array): Uint8Array | undefined
}

export interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

export type Argon2Flavour = 'argon2d' | 'argon2i' | 'argon2id'

export interface Argon2Cost {
  /** KiB */
  readonly memory: number
  readonly passes: number
  readonly lanes: number
}

/** An encrypted key, parsed but not opened. */
export interface Sealed {
  /** `encrypted PKCS#8`, `cosign` … */
  readonly format: string
  /** what is secret while it is locked, and after: never the salts or names */
  readonly ciphertexts: readonly Uint8Array[]
  /** the format's tools also write it with an empty passphrase, which is then tried last */
  readonly mayBeEmpty?: boolean
  /**
   * The keys inside. Undefined or a FormatFault: the wrong passphrase.
   * LimitFault: parameters out of bounds. UnsupportedFault: a cipher or
   * derivation that nobody here knows.
   */
  open(crypto: KeyCrypto, passphrase: Uint8Array): readonly PrivateKey[] | undefined
}

/** Parameters that would cost more than a build may spend on one key. */
export class LimitFault extends Error {}

export function tooMuch(what: string): never {
  throw new LimitFault(what)
}

/** An encryption that cannot be undone here. */
export class UnsupportedFault extends Error {}

export function unsupported(what: string): never {
  throw new UnsupportedFault(what)
}

/** OWASP asks for 0.6 to 1.4 million today; ten million take about ten seconds. */
const MAX_PBKDF2_ROUNDS = 10_000_000
/** One hash call each; a million take about two seconds. */
const MAX_HASH_ROUNDS = 1_000_000
/** ssh-keygen writes 16 or 24, careful people up to some hundred; 1,024 take some seconds. */
const MAX_BCRYPT_ROUNDS = 1024
/** 128·N·r bytes: cosign's 2^15 to 2^17 with r 8 need 32 to 128 MiB. */
const MAX_SCRYPT_MEMORY = 256 * 1024 * 1024
const MAX_SCRYPT_LANES = 16
/** puttygen writes 8 MiB and up to some tens of passes. */
const MAX_ARGON2_MEMORY = 256 * 1024
const MAX_ARGON2_WORK = 2 * 1024 * 1024
const MAX_ARGON2_LANES = 16

export function checkPbkdf2(rounds: number): number {
  if (rounds < 1 || rounds > MAX_PBKDF2_ROUNDS) tooMuch('PBKDF2 rounds')
  return rounds
}

export function checkHashRounds(rounds: number): number {
  if (rounds < 1 || rounds > MAX_HASH_ROUNDS) tooMuch('rounds of the key derivation')
  return rounds
}

export function checkBcrypt(rounds: number): number {
  if (rounds < 1 || rounds > MAX_BCRYPT_ROUNDS) tooMuch('bcrypt rounds')
  return rounds
}

export function checkScrypt({ N, r, p }: ScryptCost): ScryptCost {
  const whole = [N, r, p].every((value) => Number.isSafeInteger(value) && value > 0)
  if (!whole || N < 2 || !Number.isInteger(Math.log2(N))) tooMuch('scrypt parameters')
  if (128 * N * r > MAX_SCRYPT_MEMORY || p > MAX_SCRYPT_LANES) tooMuch('scrypt parameters')
  return { N, r, p }
}

export function checkArgon2({ memory, passes, lanes }: Argon2Cost): Argon2Cost {
  const whole = [memory, passes, lanes].every((value) => Number.isSafeInteger(value) && value > 0)
  if (!whole || memory < 8 * lanes) tooMuch('Argon2 parameters')
  if (memory > MAX_ARGON2_MEMORY || memory * passes > MAX_ARGON2_WORK) tooMuch('Argon2 parameters')
  if (lanes > MAX_ARGON2_LANES) tooMuch('Argon2 parameters')
  return { memory, passes, lanes }
}
