/**
 * cosign and sigstore keys: PEM → JSON → secretbox → PKCS#8.
 *
 * In: the decoded body of an `ENCRYPTED COSIGN PRIVATE KEY` or `ENCRYPTED
 * SIGSTORE PRIVATE KEY` block. Out: a Sealed, and the base64 texts of
 * ciphertext and salt, which stand in the JSON. Source: the container of
 * go-securesystemslib's `encrypted` package: `kdf` {name scrypt, params N r p,
 * salt}, `cipher` {name nacl/secretbox, nonce}, `ciphertext`; all bytes base64.
 */

import { readAsn1 } from './asn1.js'
import { decodeBase64, toText } from './bytes.js'
import { checkScrypt, type Sealed, unsupported } from './crypto.js'
import { fault } from './der.js'

export interface CosignKey extends Sealed {
  readonly ciphertextText: string
  readonly saltText: string
}

/** XSalsa20 nonce, and the tag that opens every box. */
const NONCE_BYTES = 24
const TAG_BYTES = 16

export function readCosign(body: Uint8Array): CosignKey {
  const root = parse(body)
  const kdf = object(root.kdf)
  const cipher = object(root.cipher)
  const ciphertextText = text(root.ciphertext)
  const saltText = text(kdf.salt)
  const [salt, nonce, box] = [saltText, cipher.nonce, ciphertextText].map(
    (value) => decodeBase64(text(value)) ?? fault('a field that is no base64'),
  ) as [Uint8Array, Uint8Array, Uint8Array]
  if (nonce.length !== NONCE_BYTES || box.length <= TAG_BYTES) fault('a field of the wrong length')
  const { N, r, p } = object(kdf.params)
  return {
    format: 'cosign',
    ciphertexts: [box],
    ciphertextText,
    saltText,
    mayBeEmpty: true,
    open(crypto, passphrase) {
      if (kdf.name !== 'scrypt' || cipher.name !== 'nacl/secretbox') unsupported('encryption')
      const cost = checkScrypt({ N: Number(N), r: Number(r), p: Number(p) })
      const plain = crypto.secretbox(crypto.scrypt(passphrase, salt, cost, 32), nonce, box)
      return plain && [readAsn1(plain).key]
    },
  }
}

function parse(body: Uint8Array): Record<string, unknown> {
  try {
    return object(JSON.parse(toText(body) ?? ''))
  } catch {
    // JSON's own message quotes the text; it must not travel.
    return fault('no JSON inside')
  }
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : fault('a field is missing')
}

function text(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : fault('a field is missing')
}
