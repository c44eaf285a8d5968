/**
 * Password-based encryption of PKCS#8 and PKCS#12: PBES2 with PBKDF2 or
 * scrypt (RFC 8018, RFC 7914), PBES1, and PKCS#12's own (RFC 7292, B and C).
 *
 * In: an AlgorithmIdentifier. Out: a function from passphrase and ciphertext
 * to plaintext, or undefined for a wrong passphrase. Costs are checked before
 * they are paid.
 */

import { readAsn1 } from './asn1.js'
import { concat, toText } from './bytes.js'
import {
  checkHashRounds,
  checkPbkdf2,
  checkScrypt,
  type Digest,
  type KeyCrypto,
  type Sealed,
  unsupported,
} from './crypto.js'
import * as der from './der.js'

export type Decrypt = (
  crypto: KeyCrypto,
  passphrase: Uint8Array,
  data: Uint8Array,
) => Uint8Array | undefined

type Derive = (crypto: KeyCrypto, passphrase: Uint8Array, length: number) => Uint8Array

/** Block ciphers in CBC mode: identifier → OpenSSL's name and key length. */
const CIPHERS: Readonly<Record<string, readonly [name: string, bytes: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
  '1.3.14.3.2.7': ['des-cbc', 8],
}

/** HMACs of PBKDF2. */
const PRFS: Readonly<Record<string, Digest>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

/** RFC 7292, B.3: what the derived bytes are for. */
const KEY_ID = 1
const IV_ID = 2
export const MAC_ID = 3

/** EncryptedPrivateKeyInfo (RFC 5958, section 3); a fault for any other DER. */
export function readEncryptedPkcs8(bytes: Uint8Array): Sealed {
  const fields = der.sequence(der.readOnly(bytes))
  if (fields.length !== 2) der.fault('no encrypted key')
  const decrypt = readPbes(fields[0])
  const data = der.octets(fields[1])
  if (!data.length) der.fault('no ciphertext')
  return {
    format: 'encrypted PKCS#8',
    ciphertexts: [data],
    open(crypto, passphrase) {
      const plain = decrypt(crypto, passphrase, data)
      return plain && [readAsn1(plain).key]
    },
  }
}

export function readPbes(node: der.Node | undefined): Decrypt {
  const [identifier, parameters] = der.sequence(node)
  switch (der.oid(identifier)) {
    case '1.2.840.113549.1.5.13':
      return pbes2(der.sequence(parameters))
    case '1.2.840.113549.1.5.3':
      return pbes1('md5', der.sequence(parameters))
    case '1.2.840.113549.1.5.10':
      return pbes1('sha1', der.sequence(parameters))
    case '1.2.840.113549.1.12.1.3':
      return pkcs12Pbe(24, der.sequence(parameters))
    case '1.2.840.113549.1.12.1.4':
      return pkcs12Pbe(16, der.sequence(parameters))
    default:
      // RC2 and RC4 with 40 bits and whatever comes: still a key, still masked.
      return () => unsupported('encryption')
  }
}

function pbes2(fields: readonly der.Node[]): Decrypt {
  const derive = readDerivation(der.sequence(fields[0]))
  const [identifier, ivNode] = der.sequence(fields[1])
  const cipher = CIPHERS[der.oid(identifier)]
  if (!cipher) return () => unsupported('cipher')
  const [name, length] = cipher
  const iv = der.octets(ivNode)
  return (crypto, passphrase, data) =>
    cbc(crypto, name, derive(crypto, passphrase, length), iv, data)
}

function readDerivation([identifier, parameters]: readonly der.Node[]): Derive {
  const dotted = der.oid(identifier)
  const fields = der.sequence(parameters)
  const salt = der.octets(fields[0])
  if (dotted === '1.3.6.1.4.1.11591.4.11') {
    const [N, r, p] = fields.slice(1, 4).map(der.small) as [number, number, number]
    return (crypto, passphrase, length) =>
      crypto.scrypt(passphrase, salt, checkScrypt({ N, r, p }), length)
  }
  if (dotted !== '1.2.840.113549.1.5.12') return () => unsupported('key derivation')
  const rounds = der.small(fields[1])
  const prf = fields.slice(2).find((field) => field.tag === der.TAG.sequence)
  const digest = prf ? PRFS[der.oid(der.children(prf)[0])] : 'sha1'
  if (!digest) return () => unsupported('digest')
  return (crypto, passphrase, length) =>
    crypto.pbkdf2(digest, passphrase, salt, checkPbkdf2(rounds), length)
}

/** RFC 8018, section 6.1, with PBKDF1: single DES, as OpenSSL 0.9 wrote it. */
function pbes1(digest: Digest, fields: readonly der.Node[]): Decrypt {
  const salt = der.octets(fields[0])
  const rounds = der.small(fields[1])
  return (crypto, passphrase, data) => {
    let derived = crypto.hash(digest, concat(passphrase, salt))
    for (let left = checkHashRounds(rounds) - 1; left > 0; left--)
      derived = crypto.hash(digest, derived)
    return cbc(crypto, 'des-cbc', derived.subarray(0, 8), derived.subarray(8, 16), data)
  }
}

/** RFC 7292, appendix C, with SHA-1 and triple DES of two or three keys. */
function pkcs12Pbe(length: number, fields: readonly der.Node[]): Decrypt {
  const salt = der.octets(fields[0])
  const rounds = der.small(fields[1])
  return (crypto, passphrase, data) => {
    const key = pkcs12Derive(crypto, 'sha1', KEY_ID, passphrase, salt, rounds, length)
    const iv = pkcs12Derive(crypto, 'sha1', IV_ID, passphrase, salt, rounds, 8)
    const triple = length === 24 ? key : concat(key, key.subarray(0, 8))
    return cbc(crypto, 'des-ede3-cbc', triple, iv, data)
  }
}

function cbc(
  crypto: KeyCrypto,
  cipher: string,
  key: Uint8Array,
  iv: Uint8Array,
  data: Uint8Array,
): Uint8Array | undefined {
  const block = cipher.startsWith('des') ? 8 : 16
  if (iv.length !== block) der.fault('an initial vector of the wrong length')
  // Single DES is triple DES with one key three times; OpenSSL 3 has only that.
  if (cipher === 'des-cbc') return crypto.decrypt('des-ede3-cbc', concat(key, key, key), iv, data)
  return crypto.decrypt(cipher, key, iv, data)
}

/** Output and block length of the digests that PKCS#12 files use. */
const SIZES: Readonly<Record<Digest, readonly [output: number, block: number]>> = {
  md5: [16, 64],
  sha1: [20, 64],
  sha224: [28, 64],
  sha256: [32, 64],
  sha384: [48, 128],
  sha512: [64, 128],
}

/** RFC 7292, B.2. The passphrase is UTF-8 here and becomes UTF-16 with a final zero. */
export function pkcs12Derive(
  crypto: KeyCrypto,
  digest: Digest,
  id: number,
  passphrase: Uint8Array,
  salt: Uint8Array,
  rounds: number,
  length: number,
): Uint8Array {
  checkHashRounds(rounds)
  const [size, block] = SIZES[digest]
  const mark = new Uint8Array(block).fill(id)
  const input = concat(stretch(salt, block), stretch(utf16(passphrase), block))
  let output = new Uint8Array(0)
  for (;;) {
    let derived = crypto.hash(digest, concat(mark, input))
    for (let left = rounds - 1; left > 0; left--) derived = crypto.hash(digest, derived)
    output = concat(output, derived) as typeof output
    if (output.length >= length) return output.subarray(0, length)
    addOne(input, stretch(derived.subarray(0, size), block).subarray(0, block), block)
  }
}

/** `bytes` repeated up to a multiple of the block. */
function stretch(bytes: Uint8Array, block: number): Uint8Array {
  const result = new Uint8Array(Math.ceil(bytes.length / block) * block)
  for (let i = 0; i < result.length; i++) result[i] = bytes[i % bytes.length]!
  return result
}

/** Each block of `input` plus `addend` plus one, modulo its size. */
function addOne(input: Uint8Array, addend: Uint8Array, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1
    for (let i = block - 1; i >= 0; i--) {
      carry += input[start + i]! + addend[i]!
      input[start + i] = carry & 255
      carry >>= 8
    }
  }
}

function utf16(passphrase: Uint8Array): Uint8Array {
  const text = toText(passphrase) ?? der.fault('a passphrase that is no text')
  const bytes = new Uint8Array(text.length * 2 + 2)
  for (let i = 0; i < text.length; i++) {
    bytes[i * 2] = text.charCodeAt(i) >> 8
    bytes[i * 2 + 1] = text.charCodeAt(i) & 255
  }
  return bytes
}
