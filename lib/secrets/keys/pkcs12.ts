/**
 * PKCS#12 files (RFC 7292): `.p12`, `.pfx`, modern Java key stores.
 *
 * In: DER or BER bytes. Out: a Sealed whose ciphertexts are the encrypted
 * bags, and the keys that stand in it unencrypted. Certificates are passed
 * over. Encrypted contents may hold keys or certificates alone; while nobody
 * can tell, they count as secret.
 */

import { readAsn1 } from './asn1.js'
import { type Sealed, UnsupportedFault } from './crypto.js'
import * as der from './der.js'
import type { PrivateKey } from './key.js'
import { type Decrypt, readEncryptedPkcs8, readPbes } from './pbes.js'

const DATA = '1.2.840.113549.1.7.1'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const KEY_BAG = '1.2.840.113549.1.12.10.1.1'
const SHROUDED_BAG = '1.2.840.113549.1.12.10.1.2'
const NESTED_BAGS = '1.2.840.113549.1.12.10.1.6'
/** `[0]`, constructed and primitive. */
const EXPLICIT = 0xa0
const IMPLICIT = 0x80
const MAX_NESTING = 8

export interface Pkcs12 {
  readonly sealed: Sealed | undefined
  readonly keys: readonly PrivateKey[]
}

/** What the safes hold: keys in the clear, keys on their own, contents as a whole. */
interface Contents {
  readonly keys: PrivateKey[]
  readonly shrouded: Sealed[]
  readonly encrypted: { readonly decrypt: Decrypt; readonly data: Uint8Array }[]
}

export function readPkcs12(bytes: Uint8Array): Pkcs12 {
  const fields = der.sequence(der.readOnly(bytes))
  if (der.small(fields[0]) !== 3) der.fault('no PKCS#12 file')
  const contents: Contents = { keys: [], shrouded: [], encrypted: [] }
  const safe = der.octets(der.readOnly(contentOf(fields[1], DATA)))
  for (const info of der.sequence(der.readOnly(safe))) readInfo(info, contents)
  const ciphertexts = [
    ...contents.shrouded.flatMap((sealed) => sealed.ciphertexts),
    ...contents.encrypted.map((content) => content.data),
  ]
  if (!ciphertexts.length) return { sealed: undefined, keys: contents.keys }
  const open: Sealed['open'] = (crypto, passphrase) => {
    const keys: PrivateKey[] = []
    let failures = 0
    let unknown: unknown
    const attempt = (read: () => readonly PrivateKey[] | undefined) => {
      try {
        const found = read()
        if (found) keys.push(...found)
        else failures++
      } catch (error) {
        // Old files keep certificates in 40-bit RC2 beside keys in triple DES.
        if (!(error instanceof UnsupportedFault)) throw error
        unknown = error
      }
    }
    for (const { decrypt, data } of contents.encrypted) {
      attempt(() => {
        const plain = decrypt(crypto, passphrase, data)
        return plain && openBags(plain, (sealed) => sealed.open(crypto, passphrase))
      })
    }
    for (const sealed of contents.shrouded) attempt(() => sealed.open(crypto, passphrase))
    if (failures) return undefined
    if (!keys.length && unknown) throw unknown
    return keys
  }
  return { sealed: { format: 'PKCS#12', ciphertexts, mayBeEmpty: true, open }, keys: contents.keys }
}

/** The keys in decrypted contents, shrouded ones opened on the way. */
function openBags(
  plain: Uint8Array,
  open: (sealed: Sealed) => readonly PrivateKey[] | undefined,
): PrivateKey[] | undefined {
  const inner: Contents = { keys: [], shrouded: [], encrypted: [] }
  readBags(plain, inner, 0)
  for (const sealed of inner.shrouded) {
    const keys = open(sealed)
    if (!keys) return undefined
    inner.keys.push(...keys)
  }
  return inner.keys
}

function contentOf(node: der.Node | undefined, type: string): Uint8Array {
  const [identifier, content] = der.sequence(node)
  if (der.oid(identifier) !== type) der.fault('contents of another type')
  return der.expect(content, EXPLICIT).content
}

function readInfo(node: der.Node, contents: Contents): void {
  const type = der.oid(der.sequence(node)[0])
  if (type === DATA) readBags(der.octets(der.readOnly(contentOf(node, DATA))), contents, 0)
  if (type !== ENCRYPTED_DATA) return
  const info = der.sequence(der.sequence(der.readOnly(contentOf(node, ENCRYPTED_DATA)))[1])
  const data = der.octets(info[2], IMPLICIT)
  if (data.length) contents.encrypted.push({ decrypt: readPbes(info[1]), data })
}

function readBags(bytes: Uint8Array, contents: Contents, depth: number): void {
  if (depth > MAX_NESTING) der.fault('nested too deep')
  for (const bag of der.sequence(der.readOnly(bytes))) {
    const [identifier, wrapped] = der.sequence(bag)
    const { content } = der.expect(wrapped, EXPLICIT)
    const type = der.oid(identifier)
    if (type === KEY_BAG) contents.keys.push(readAsn1(content).key)
    else if (type === SHROUDED_BAG) contents.shrouded.push(readEncryptedPkcs8(content))
    else if (type === NESTED_BAGS) readBags(content, contents, depth + 1)
  }
}
