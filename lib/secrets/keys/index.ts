/**
 * Keys: a key file in, the list of its secret parts out.
 *
 * In: the bytes of a file or value, and passphrases that may open what is
 * encrypted. Out: one entry per key block with the parts that must not be
 * seen. Recognised by content: PEM (PKCS#8, PKCS#1, SEC 1, DSA, encrypted
 * PKCS#8, DEK-Info, OpenSSH, cosign), DER, PKCS#12, JWK and JWKS, PEM inside
 * JSON or base64, PuTTY, minisign, age. Text without a key gives no entry and
 * no error. No message holds a byte of a key or a passphrase.
 */

import { MaskError, type MaskErrorCode } from '../../errors.js'
import { toBinary } from '../../variants/value.js'
import type { Part } from '../part.js'
import { type KeyCrypto, LimitFault, type Sealed, UnsupportedFault } from './crypto.js'
import { attempt, FormatFault } from './der.js'
import { type Candidate, type Content, findKeys, MAX_BLOCKS } from './find.js'
import type { PrivateKey } from './key.js'
import { bodyParts, ciphertextPart, keyParts } from './parts.js'

export type { KeyCrypto } from './crypto.js'
export { OF_KEY_FILE } from './parts.js'

export interface KeyOptions {
  /** tried in order on every encrypted block: each try costs a key derivation */
  readonly passphrases?: readonly Uint8Array[]
  /** what opens encrypted keys; without it (web) they stay locked */
  readonly crypto?: KeyCrypto | undefined
  /** throw for the first problem instead of listing it */
  readonly strict?: boolean
}

export interface KeyBlock {
  /** `PKCS#8 RSA`, `encrypted OpenSSH`, `JWK EC` … */
  readonly format: string
  /** position among the key blocks of the file, from 1 */
  readonly block: number
  readonly parts: readonly Part[]
  /** encrypted, and not opened: the parts are its ciphertext and lines alone */
  readonly locked: boolean
}

export interface KeyReading {
  readonly keys: readonly KeyBlock[]
  /** public keys or certificates stand here, and no private key */
  readonly publicOnly: boolean
  /** blocks that are broken, or that no passphrase opened; empty in strict use */
  readonly problems: readonly MaskError[]
}

/**
 * The keys in `bytes`. In strict use a broken block is ERR_KEY_FORMAT,
 * passphrases that do not open a block are ERR_KEY_PASSPHRASE, costs beyond
 * the bounds ERR_KEY_LIMIT. Otherwise these are listed in `problems`; a broken
 * block has no parts, a locked one those of its ciphertext.
 */
export function readKeys(bytes: Uint8Array, options: KeyOptions = {}): KeyReading {
  const { candidates, hasPublic } = findKeys(bytes)
  const problems: MaskError[] = []
  const keys: KeyBlock[] = []
  const note = (error: MaskError) => {
    if (options.strict) throw error
    problems.push(error)
  }
  if (candidates.length > MAX_BLOCKS) {
    note(
      new MaskError(
        'ERR_KEY_LIMIT',
        `The file holds more than ${MAX_BLOCKS} key blocks. Split it.`,
      ),
    )
  }
  candidates.slice(0, MAX_BLOCKS).forEach((candidate, i) => {
    const block = readBlock(candidate, i + 1, options, note)
    if (block) keys.push(block)
  })
  return { keys, publicOnly: hasPublic && candidates.length === 0, problems }
}

/** Like readKeys in strict use; a file without a private key is an error too. */
export function requireKeys(bytes: Uint8Array, options: KeyOptions = {}): KeyReading {
  const reading = readKeys(bytes, { ...options, strict: true })
  if (reading.keys.length) return reading
  if (reading.publicOnly) {
    throw new MaskError(
      'ERR_KEY_PUBLIC',
      'This is a public key or a certificate, which is no secret. Give the private key.',
    )
  }
  throw new MaskError(
    'ERR_KEY_FORMAT',
    'No private key was found here. Give an unchanged key file.',
  )
}

/** Whether public keys or certificates stand in `bytes`, and no private key. */
export function isPublicKey(bytes: Uint8Array): boolean {
  const { candidates, hasPublic } = findKeys(bytes)
  return hasPublic && candidates.length === 0
}

function readBlock(
  { label, read }: Candidate,
  block: number,
  options: KeyOptions,
  note: (error: MaskError) => void,
): KeyBlock | undefined {
  let content: Content
  try {
    content = read()
  } catch (error) {
    note(toMaskError(error, label, block))
    return undefined
  }
  const { sealed } = content
  let opened: readonly PrivateKey[] | undefined
  try {
    opened = sealed && unlock(sealed, options)
    if (sealed && !opened && options.passphrases?.length)
      note(wrongPassphrase(label, block, options))
  } catch (error) {
    note(toMaskError(error, label, block))
  }
  const keys = [...content.keys, ...(opened ?? [])]
  const inner = opened?.length ? ` ${opened[0]!.type}` : ''
  return {
    format: content.format + inner,
    block,
    parts: allParts(content, keys),
    locked: sealed !== undefined && opened === undefined,
  }
}

/** The keys inside, by the first passphrase that opens them. */
function unlock(
  sealed: Sealed,
  { crypto, passphrases = [] }: KeyOptions,
): readonly PrivateKey[] | undefined {
  if (!crypto) return undefined
  const empty = sealed.mayBeEmpty ? [new Uint8Array(0)] : []
  for (const passphrase of [...passphrases, ...empty]) {
    // What a wrong passphrase decrypts to is no key.
    const keys = attempt(() => sealed.open(crypto, passphrase))
    if (keys) return keys
  }
  return undefined
}

function allParts(
  { body, sealed, extra = [] }: Content,
  keys: readonly PrivateKey[],
): readonly Part[] {
  const ciphertexts = sealed?.ciphertexts ?? []
  const parts = [
    ...keys.flatMap(keyParts),
    ...ciphertexts.map(ciphertextPart),
    ...extra,
    ...(body ? bodyParts(body, keys, [...ciphertexts, ...extra.map((part) => part.bytes)]) : []),
  ]
  const distinct = new Map<string, Part>()
  for (const part of parts) {
    const id = `${part.bits} ${part.families?.join()} ${toBinary(part.bytes)}`
    if (part.bytes.length && !distinct.has(id)) distinct.set(id, part)
  }
  return [...distinct.values()]
}

function wrongPassphrase(label: string, block: number, { crypto }: KeyOptions): MaskError {
  const what = crypto
    ? 'No passphrase given opens it: give the right one, or none to mask the encrypted form alone.'
    : 'This build cannot open encrypted keys: give the key unencrypted.'
  return keyError('ERR_KEY_PASSPHRASE', label, block, what)
}

/** A fault of a parser, with the block's name; anything else goes on as it is. */
function toMaskError(error: unknown, label: string, block: number): MaskError {
  if (error instanceof FormatFault) {
    return keyError(
      'ERR_KEY_FORMAT',
      label,
      block,
      `It cannot be read: ${error.message}. Give the unchanged key.`,
    )
  }
  if (error instanceof LimitFault) {
    const what = `Its ${error.message} cost too much. Encrypt the key again with usual ones.`
    return keyError('ERR_KEY_LIMIT', label, block, what)
  }
  if (error instanceof UnsupportedFault) {
    const what = `Its ${error.message} is not supported. Encrypt the key again with AES.`
    return keyError('ERR_KEY_FORMAT', label, block, what)
  }
  throw error
}

function keyError(code: MaskErrorCode, label: string, block: number, what: string): MaskError {
  return new MaskError(code, `Key block ${block} (${label}): ${what}`)
}
