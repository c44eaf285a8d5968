/**
 * PuTTY private key files, versions 2 and 3 (PuTTY's manual, appendix C).
 *
 * In: text as a binary string. Out: the files found in it: a plain key, or a
 * Sealed; with the lines of the private body.
 */

import { toBytes } from '../../variants/value.js'
import { concat, decodeBase64, decodeHex, equal } from './bytes.js'
import {
  type Argon2Flavour,
  checkArgon2,
  type KeyCrypto,
  type Sealed,
  unsupported,
} from './crypto.js'
import { fault } from './der.js'
import type { PrivateKey } from './key.js'
import type { Body } from './lines.js'
import { readPuttyKey, writeString } from './ssh.js'

export interface PuttyFile {
  readonly body: Body
  readonly key?: PrivateKey
  readonly sealed?: Sealed
}

const START = /^[ \t]*PuTTY-User-Key-File-(\d+): ([\w@.-]+)[ \t]*$/gm
/** RSA with 16,384 bits needs about 200. */
const MAX_LINES = 512

/** Texts from each first line on; `read` faults where the rest does not fit. */
export function findPutty(text: string): readonly { read(): PuttyFile }[] {
  const clean = text.replace(/\r\n?/g, '\n')
  return [...clean.matchAll(START)].map((mark) => ({
    read: () => readFile(clean.slice(mark.index), Number(mark[1]), mark[2]!),
  }))
}

function readFile(text: string, version: number, algorithm: string): PuttyFile {
  if (version !== 2 && version !== 3) fault('an unknown version')
  const fields = new Map<string, string>()
  const blobs = new Map<string, readonly string[]>()
  const lines = text.split('\n', MAX_LINES).map((line) => line.trim())
  for (let at = 0; at < lines.length && !fields.has('Private-MAC'); ) {
    const [, name, value] = /^([A-Za-z0-9-]+): ?(.*)$/.exec(lines[at++]!) ?? fault('an odd line')
    fields.set(name!, value!)
    if (!name!.endsWith('-Lines')) continue
    const count = Number(value)
    if (!Number.isSafeInteger(count) || at + count > lines.length) fault('cut short')
    blobs.set(name!, lines.slice(at, at + count))
    at += count
  }
  const open = blob(blobs.get('Public-Lines'))
  const body = blob(blobs.get('Private-Lines'))
  const encryption = fields.get('Encryption')
  if (encryption === 'none') return { body, key: readPuttyKey(open.bytes, body.bytes) }
  const file = { version, algorithm, encryption, fields, open: open.bytes, data: body.bytes }
  return { body, sealed: sealed(file) }
}

function blob(lines: readonly string[] | undefined): Body {
  const bytes = lines && decodeBase64(lines.join(''))
  return bytes?.length ? { lines: lines!, bytes } : fault('a body that is no base64')
}

interface Encrypted {
  readonly version: number
  readonly algorithm: string
  readonly encryption: string | undefined
  readonly fields: ReadonlyMap<string, string>
  readonly open: Uint8Array
  readonly data: Uint8Array
}

function sealed(file: Encrypted): Sealed {
  return {
    format: 'encrypted PuTTY',
    ciphertexts: [file.data],
    open(crypto, passphrase) {
      if (file.encryption !== 'aes256-cbc') return unsupported('cipher')
      const { key, iv, mac } =
        file.version === 2 ? deriveV2(crypto, passphrase) : deriveV3(file, crypto, passphrase)
      const plain = crypto.decrypt('aes-256-cbc', key, iv, file.data, { padding: false })
      if (!plain) return undefined
      const said = decodeHex(file.fields.get('Private-MAC') ?? '') ?? fault('an odd check value')
      const comment = toBytes(file.fields.get('Comment') ?? '')
      const covered = [toBytes(file.algorithm), toBytes(file.encryption), comment, file.open, plain]
      const made = crypto.hmac(
        file.version === 2 ? 'sha1' : 'sha256',
        mac,
        concat(...covered.map(writeString)),
      )
      return equal(said, made) ? [readPuttyKey(file.open, plain)] : undefined
    },
  }
}

interface Derived {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly mac: Uint8Array
}

function deriveV2(crypto: KeyCrypto, passphrase: Uint8Array): Derived {
  const half = (i: number) => crypto.hash('sha1', concat(Uint8Array.of(0, 0, 0, i), passphrase))
  return {
    key: concat(half(0), half(1)).subarray(0, 32),
    iv: new Uint8Array(16),
    mac: crypto.hash('sha1', concat(toBytes('putty-private-key-file-mac-key'), passphrase)),
  }
}

/** RFC 9106, section 3.1. */
const MIN_SALT = 8

const FLAVOURS: Readonly<Record<string, Argon2Flavour>> = {
  Argon2d: 'argon2d',
  Argon2i: 'argon2i',
  Argon2id: 'argon2id',
}

function deriveV3({ fields }: Encrypted, crypto: KeyCrypto, passphrase: Uint8Array): Derived {
  const flavour = FLAVOURS[fields.get('Key-Derivation') ?? ''] ?? unsupported('key derivation')
  const salt = decodeHex(fields.get('Argon2-Salt') ?? '')
  if (!salt || salt.length < MIN_SALT) return fault('an odd salt')
  const [memory, passes, lanes] = ['Memory', 'Passes', 'Parallelism'].map((name) =>
    Number(fields.get(`Argon2-${name}`)),
  ) as [number, number, number]
  const bytes = crypto.argon2(flavour, passphrase, salt, checkArgon2({ memory, passes, lanes }), 80)
  return { key: bytes.subarray(0, 32), iv: bytes.subarray(32, 48), mac: bytes.subarray(48) }
}
