/**
 * Private keys in SSH's own encoding: OpenSSH containers and PuTTY files.
 *
 * In: the decoded body of an `OPENSSH PRIVATE KEY` block, or the blobs of a
 * PuTTY file. Out: PrivateKeys, or a FormatFault. Source: RFC 4251 section 5
 * (string, mpint), OpenSSH's PROTOCOL.key, PuTTY's manual, appendix C.
 */

import { toBinary, toBytes } from '../../variants/value.js'
import { concat, equal } from './bytes.js'
import { fault } from './der.js'
import { CURVES, dsaKey, ecKey, edwardsKey, type PrivateKey, rsaKey } from './key.js'

/** Reads uint32 and string fields in order; every read past the end is a fault. */
export class SshReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  uint32(): number {
    const [a, b, c, d] = this.take(4)
    return a! * 0x1000000 + ((b! << 16) | (c! << 8) | d!)
  }

  /** A string; mpints are read with it too, their leading zero is dropped later. */
  string(): Uint8Array {
    return this.take(this.uint32())
  }

  name(): string {
    return toBinary(this.string().subarray(0, 256))
  }

  take(count: number): Uint8Array {
    const end = this.#at + count
    if (end > this.#bytes.length) fault('cut short')
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#at)
  }
}

const MAGIC = toBytes('openssh-key-v1\0')
/** More keys than this in one container is no key file (OpenSSH itself writes one). */
const MAX_KEYS = 16

export interface OpenSshContainer {
  readonly cipher: string
  readonly kdf: string
  readonly kdfOptions: Uint8Array
  readonly keys: number
  /** the private section, encrypted unless `cipher` is `none` */
  readonly body: Uint8Array
  /** what stands after it: the tag of an authenticated cipher */
  readonly tag: Uint8Array
}

/** PROTOCOL.key, section 1. */
export function readContainer(bytes: Uint8Array): OpenSshContainer {
  const reader = new SshReader(bytes)
  if (!equal(reader.take(MAGIC.length), MAGIC)) fault('not an OpenSSH container')
  const cipher = reader.name()
  const kdf = reader.name()
  const kdfOptions = reader.string()
  const keys = reader.uint32()
  if (keys < 1 || keys > MAX_KEYS) fault('an odd number of keys')
  for (let i = 0; i < keys; i++) reader.string()
  return { cipher, kdf, kdfOptions, keys, body: reader.string(), tag: reader.rest() }
}

/**
 * PROTOCOL.key, section 3: two equal check numbers, then key and comment each,
 * then padding 1, 2, 3 …; a wrong passphrase shows as a fault here.
 */
export function readPrivateSection(body: Uint8Array, keys: number): readonly PrivateKey[] {
  const reader = new SshReader(body)
  const check = reader.uint32()
  if (reader.uint32() !== check) fault('check numbers differ')
  const found: PrivateKey[] = []
  for (let i = 0; i < keys; i++) {
    found.push(readSshKey(reader))
    reader.string() // the comment
  }
  if (!reader.rest().every((byte, i) => byte === ((i + 1) & 255))) fault('odd padding')
  return found
}

/** One private key as ssh-agent and OpenSSH write it, type name first. */
function readSshKey(reader: SshReader): PrivateKey {
  const type = reader.name()
  if (type === 'ssh-rsa') {
    const [n, e, d, qi, p, q] = strings(reader, 6)
    return rsaKey({ n: n!, e: e!, d: d!, p: p!, q: q!, qi: qi! })
  }
  if (type === 'ssh-dss') {
    const [p, q, g, y, x] = strings(reader, 5)
    return dsaKey(x!, [p!, q!, g!, y!])
  }
  if (type === 'ssh-ed25519') {
    const [, pair] = strings(reader, 2)
    if (pair!.length !== 64) fault('a key of the wrong length')
    return edwardsKey('Ed25519', pair!.subarray(0, 32))
  }
  if (type.startsWith('ecdsa-sha2-')) {
    const [name, point, d] = strings(reader, 3)
    return ecKey(d!, curveOf(toBinary(name!)), point)
  }
  if (type.startsWith('sk-')) return readHardwareKey(reader, type)
  return fault('an unknown key type')
}

/** PROTOCOL.u2f: curve (ECDSA only), public key, application, flags, key handle, reserved. */
function readHardwareKey(reader: SshReader, type: string): PrivateKey {
  strings(reader, type.startsWith('sk-ecdsa') ? 3 : 2)
  reader.take(1)
  const bytes = reader.string()
  reader.string()
  return { type: 'opaque', kind: 'hardware key handle', bytes }
}

/** The private blob of a PuTTY file; what it leaves out stands in the public one. */
export function readPuttyKey(publicBlob: Uint8Array, privateBlob: Uint8Array): PrivateKey {
  const open = new SshReader(publicBlob)
  const secret = new SshReader(privateBlob)
  const type = open.name()
  if (type === 'ssh-rsa') {
    const [e, n] = strings(open, 2)
    const [d, p, q, qi] = strings(secret, 4)
    return rsaKey({ n: n!, e: e!, d: d!, p: p!, q: q!, qi: qi! })
  }
  if (type === 'ssh-dss') {
    const [p, q, g, y] = strings(open, 4)
    return dsaKey(secret.string(), [p!, q!, g!, y!])
  }
  if (type === 'ssh-ed25519') return edwardsKey('Ed25519', secret.string())
  if (type === 'ssh-ed448') return edwardsKey('Ed448', secret.string())
  if (type.startsWith('ecdsa-sha2-')) {
    const [name, point] = strings(open, 2)
    return ecKey(secret.string(), curveOf(toBinary(name!)), point)
  }
  return fault('an unknown key type')
}

function strings(reader: SshReader, count: number): Uint8Array[] {
  return Array.from({ length: count }, () => reader.string())
}

function curveOf(name: string): string | undefined {
  return CURVES.find((row) => row.ssh !== '' && row.ssh === name)?.oid
}

/** RFC 4251 string, for checks that are computed over several of them. */
export function writeString(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length)
  return concat(length, bytes)
}
