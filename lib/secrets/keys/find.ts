/**
 * Which keys stand in a file.
 *
 * In: bytes that may be anything. Out: candidates in order, each with a name
 * for messages and a reader that faults where the block is broken; and whether
 * public keys or certificates stand there. Nothing is decrypted here.
 */

import { toBinary } from '../../variants/value.js'
import type { Part } from '../part.js'
import { findAge } from './age.js'
import { isPublicAsn1, readAsn1 } from './asn1.js'
import { decodeBase64 } from './bytes.js'
import { readCosign } from './cosign.js'
import type { Sealed } from './crypto.js'
import { attempt, fault, readNode, TAG } from './der.js'
import { findInJson, findJwks } from './jwk.js'
import type { PrivateKey } from './key.js'
import { readLegacy } from './legacy.js'
import type { Body } from './lines.js'
import { findMinisign } from './minisign.js'
import { readSealedOpenSsh } from './openssh.js'
import { textPart } from './parts.js'
import { readEncryptedPkcs8 } from './pbes.js'
import { findPem, type PemBlock } from './pem.js'
import { readPkcs12 } from './pkcs12.js'
import { findPutty } from './putty.js'
import { readContainer, readPrivateSection } from './ssh.js'

/** What a block holds before anything is decrypted. */
export interface Content {
  readonly format: string
  readonly keys: readonly PrivateKey[]
  readonly sealed?: Sealed | undefined
  /** the block as it stands in the file, where it is base64 text */
  readonly body?: Body
  /** parts that belong to this format alone */
  readonly extra?: readonly Part[]
}

export interface Candidate {
  /** `RSA PRIVATE KEY`, `JWK`: for messages, never from the secret part of a text */
  readonly label: string
  read(): Content
}

export interface Found {
  readonly candidates: readonly Candidate[]
  readonly hasPublic: boolean
}

/** A larger file is no key file; it is searched all the same by the ordinary variants. */
const MAX_INPUT = 16 * 1024 * 1024
/** More blocks than this are not read. */
export const MAX_BLOCKS = 256
/** What stands for a character that is no byte. */
const QUESTION = 63
/** JSON inside base64 inside JSON is the deepest that exists in the wild. */
const MAX_NESTING = 3

const PRIVATE_LABEL = /PRIVATE KEY( BLOCK)?$|^PKCS12$/
const PUBLIC_LABEL = /PUBLIC KEY( BLOCK)?$|CERTIFICATE|X509 CRL$|^PKCS7$|^CMS$/
const SSH_PUBLIC =
  /(?:^|\s)(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\d{3}|sk-[a-z0-9-]+@openssh\.com) AAAA[A-Za-z0-9+/]{16,}/
const SSH2_PUBLIC = /---- BEGIN SSH2 PUBLIC KEY ----/
const AGE_PUBLIC = /\bage1[02-9ac-hj-np-z]{58}\b/
const MINISIGN_PUBLIC = /^untrusted comment: .*public key/m
/** Base64 of `-----BEGIN `: Kubernetes secrets, kubeconfig. */
const BASE64_PEM = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{32,}={0,2}/g

export function findKeys(bytes: Uint8Array): Found {
  if (bytes.length > MAX_INPUT) return { candidates: [], hasPublic: false }
  const der = findDer(bytes)
  if (der) return der
  return findInText(textOf(bytes), 0)
}

/** DER starts with a SEQUENCE; several may follow each other, and anything may follow them. */
function findDer(bytes: Uint8Array): Found | undefined {
  const found: Found[] = []
  for (let at = 0; bytes[at] === TAG.sequence && found.length <= MAX_BLOCKS; ) {
    const element = attempt(() => readNode(bytes, at))
    const one = element && readDer(element.whole)
    if (one === undefined) break
    found.push(one)
    at += element!.size
  }
  return found.length ? merge(found) : undefined
}

function readDer(bytes: Uint8Array): Found | undefined {
  const readers = [derKey, () => sealedContent(readEncryptedPkcs8(bytes)), pkcs12Content]
  for (const reader of readers) {
    const content = attempt(() => reader(bytes))
    if (content) return { candidates: [{ label: 'DER', read: () => content }], hasPublic: false }
  }
  return isPublicAsn1(bytes) ? { candidates: [], hasPublic: true } : undefined
}

/** Everything that this folder looks for is ASCII: of UTF-16 (PowerShell's `>`), one byte each. */
function textOf(bytes: Uint8Array): string {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return toBinary(bytes.subarray(3))
  const low = a === 0xff && b === 0xfe ? 0 : a === 0xfe && b === 0xff ? 1 : undefined
  if (low === undefined) return toBinary(bytes)
  const chars = new Uint8Array(Math.floor(bytes.length / 2) - 1)
  for (let i = 0; i < chars.length; i++) {
    const at = 2 * i + 2
    chars[i] = bytes[at + 1 - low] === 0 ? bytes[at + low]! : QUESTION
  }
  return toBinary(chars)
}

function findInText(text: string, depth: number): Found {
  const json = depth < MAX_NESTING ? findInJson(text) : undefined
  return json ? merge(json.map((find) => fromJson(find, depth))) : fromPlainText(text, depth)
}

function fromJson(find: NonNullable<ReturnType<typeof findInJson>>[number], depth: number): Found {
  if (find.kind === 'public') return { candidates: [], hasPublic: true }
  if (find.kind === 'text') {
    // Everything this folder looks for is ASCII; other chars only stand between.
    return findInText(find.text.replace(/[^\0-\xff]/g, '?'), depth + 1)
  }
  const read = () => {
    const key = find.read()
    return { format: `JWK ${key.type === 'opaque' ? key.kind : key.type}`, keys: [key] }
  }
  return { candidates: [{ label: 'JWK', read }], hasPublic: false }
}

function fromPlainText(text: string, depth: number): Found {
  const blocks = text.includes('-----BEGIN ') ? findPem(text) : []
  const candidates: Candidate[] = blocks
    .filter((block) => PRIVATE_LABEL.test(block.label))
    .map(({ label, read }) => ({ label, read: () => pemContent(read()) }))
  for (const { read } of findPutty(text))
    candidates.push({ label: 'PuTTY key', read: () => puttyContent(read()) })
  for (const { read } of findMinisign(text)) {
    candidates.push({ label: 'minisign key', read: () => minisignContent(read()) })
  }
  for (const { data, read } of findAge(text)) {
    candidates.push({ label: 'age identity', read: () => ageContent(data, read()) })
  }
  const hasPublic =
    blocks.some((block) => PUBLIC_LABEL.test(block.label)) ||
    [SSH_PUBLIC, SSH2_PUBLIC, AGE_PUBLIC, MINISIGN_PUBLIC].some((pattern) => pattern.test(text))
  const jwks = findJwks(text).map((find) => fromJson(find, depth))
  return merge([{ candidates, hasPublic }, ...jwks, ...fromBase64(text, depth)])
}

function fromBase64(text: string, depth: number): readonly Found[] {
  if (depth >= MAX_NESTING || !text.includes('LS0tLS1CRUdJTi')) return []
  return [...text.matchAll(BASE64_PEM)].flatMap(([match]) => {
    const inner = decodeBase64(match)
    return inner ? [findInText(toBinary(inner), depth + 1)] : []
  })
}

function merge(found: readonly Found[]): Found {
  return {
    candidates: found.flatMap((one) => one.candidates),
    hasPublic: found.some((one) => one.hasPublic),
  }
}

function pemContent(block: PemBlock): Content {
  const { label, lines } = block
  const bytes = block.bytes ?? fault('the block is cut short or is no base64')
  const body = { lines, bytes }
  if (block.dekInfo) return sealedContent(readLegacy(block.dekInfo, bytes), body)
  switch (label) {
    case 'ENCRYPTED PRIVATE KEY':
      return sealedContent(readEncryptedPkcs8(bytes), body)
    case 'ENCRYPTED COSIGN PRIVATE KEY':
    case 'ENCRYPTED SIGSTORE PRIVATE KEY':
      return cosignContent(body)
    case 'OPENSSH PRIVATE KEY':
      return openSshContent(body)
    case 'PKCS12':
      return { ...pkcs12Content(bytes), body }
    default:
      return { ...derKey(bytes), body }
  }
}

function derKey(bytes: Uint8Array): Content {
  const { format, key } = readAsn1(bytes)
  return { format, keys: [key] }
}

function sealedContent(sealed: Sealed, body?: Body): Content {
  return { format: sealed.format, keys: [], sealed, ...(body && { body }) }
}

function cosignContent(body: Body): Content {
  const sealed = readCosign(body.bytes)
  // Both are base64 inside JSON inside base64: their texts are parts of their own. Who guesses the
  // passphrase needs the salt as well.
  const extra = [
    textPart(sealed.ciphertextText, 'ciphertext', 6),
    textPart(sealed.saltText, 'salt', 6),
  ]
  return { ...sealedContent(sealed, body), extra }
}

function openSshContent(body: Body): Content {
  const container = readContainer(body.bytes)
  if (container.cipher !== 'none') return sealedContent(readSealedOpenSsh(container), body)
  const keys = readPrivateSection(container.body, container.keys)
  return { format: `OpenSSH ${keys[0]!.type}`, keys, body }
}

function pkcs12Content(bytes: Uint8Array): Content {
  const { sealed, keys } = readPkcs12(bytes)
  return { format: 'PKCS#12', keys, sealed }
}

function puttyContent({
  body,
  key,
  sealed,
}: ReturnType<ReturnType<typeof findPutty>[number]['read']>): Content {
  return sealed ? sealedContent(sealed, body) : { format: `PuTTY ${key!.type}`, keys: [key!], body }
}

function minisignContent({
  body,
  key,
  sealed,
}: ReturnType<ReturnType<typeof findMinisign>[number]['read']>): Content {
  return sealed ? sealedContent(sealed, body) : { format: 'minisign', keys: [key!], body }
}

function ageContent(data: string, bytes: Uint8Array): Content {
  const extra = [data.toUpperCase(), data.toLowerCase()].map((text) =>
    textPart(text, 'age identity', 5),
  )
  return { format: 'age', keys: [{ type: 'opaque', kind: 'age identity', bytes }], extra }
}
