/**
 * Old OpenSSL PEM encryption: `Proc-Type: 4,ENCRYPTED`, `DEK-Info: CIPHER,IV`
 * (RFC 1421 headers; key derivation: EVP_BytesToKey with MD5, one round).
 *
 * In: cipher name, hex IV, body. Out: a Sealed.
 */

import { readAsn1 } from './asn1.js'
import { concat, decodeHex } from './bytes.js'
import { type KeyCrypto, type Sealed, unsupported } from './crypto.js'
import { fault } from './der.js'

/** Key bytes and block bytes by name; the name is OpenSSL's cipher in upper case. */
const CIPHERS: Readonly<Record<string, readonly [key: number, block: number]>> = {
  'DES-CBC': [8, 8],
  'DES-EDE3-CBC': [24, 8],
  'AES-128-CBC': [16, 16],
  'AES-192-CBC': [24, 16],
  'AES-256-CBC': [32, 16],
  'CAMELLIA-128-CBC': [16, 16],
  'CAMELLIA-192-CBC': [24, 16],
  'CAMELLIA-256-CBC': [32, 16],
}

export function readLegacy(dekInfo: { cipher: string; iv: string }, body: Uint8Array): Sealed {
  const name = dekInfo.cipher.toUpperCase()
  const iv = decodeHex(dekInfo.iv) ?? fault('an odd initial vector')
  if (!body.length) fault('no ciphertext')
  return {
    format: 'encrypted PEM',
    ciphertexts: [body],
    open(crypto, passphrase) {
      const [length, block] = CIPHERS[name] ?? unsupported('cipher')
      if (iv.length !== block) fault('an initial vector of the wrong length')
      const key = deriveKey(crypto, passphrase, iv.subarray(0, 8), length)
      const plain =
        name === 'DES-CBC'
          ? crypto.decrypt('des-ede3-cbc', concat(key, key, key), iv, body)
          : crypto.decrypt(name.toLowerCase(), key, iv, body)
      return plain && [readAsn1(plain).key]
    },
  }
}

function deriveKey(
  crypto: KeyCrypto,
  passphrase: Uint8Array,
  salt: Uint8Array,
  length: number,
): Uint8Array {
  let key = new Uint8Array(0)
  let last = new Uint8Array(0)
  while (key.length < length) {
    last = crypto.hash('md5', concat(last, passphrase, salt)) as typeof last
    key = concat(key, last) as typeof key
  }
  return key.subarray(0, length)
}
