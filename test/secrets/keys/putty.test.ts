/** Files as PuTTY writes them, by hand after its manual (appendix C): all types, both versions, all derivations. */
import {
  createCipheriv,
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { argon2d, argon2i, argon2id } from '@noble/hashes/argon2.js'
import t from 'tap'
import { readKeys, requireKeys } from '../../../lib/secrets/keys/index.js'
import { nodeKeyCrypto as crypto } from '../../../lib/secrets/keys/open.js'
import { bothWays, bytes, hex, numbers, secretsOf } from './tools.js'

const PASSPHRASE = 'Tr0ub4dor & drei ü'

const uint32 = (value: number): Buffer => {
  const four = Buffer.alloc(4)
  four.writeUInt32BE(value)
  return four
}
const string = (data: Uint8Array | string): Buffer => {
  const content = Buffer.from(data as Uint8Array)
  return Buffer.concat([uint32(content.length), content])
}
/** A number in base64url as SSH writes it: a zero in front where the top bit is set. */
const mpint = (number: string | undefined): Buffer => {
  const content = Buffer.from(number!, 'base64url')
  return string(content[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), content]) : content)
}

interface Example {
  readonly open: Buffer
  readonly secret: Buffer
  /** what must be protected, hex */
  readonly numbers: string[]
}

function rsa(): Example {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const { n, e, d, p, q, qi } = privateKey.export({ format: 'jwk' })
  return {
    open: Buffer.concat([mpint(e), mpint(n)]),
    secret: Buffer.concat([mpint(d), mpint(p), mpint(q), mpint(qi)]),
    numbers: secretsOf(privateKey),
  }
}

/** Numbers of the right size: that they belong together is not asked. */
function dsa(): Example {
  const [p, q, g, y, x] = [128, 20, 128, 128, 20].map((size) =>
    Buffer.concat([Buffer.of(1), randomBytes(size - 1)]),
  )
  return {
    open: Buffer.concat([p!, q!, g!, y!].map(string)),
    secret: string(x!),
    numbers: bothWays(hex(x!)),
  }
}

const ecdsa = (namedCurve: string, name: string) => (): Example => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve })
  const { x, y, d } = privateKey.export({ format: 'jwk' })
  const point = [Buffer.of(4), ...[x, y].map((half) => Buffer.from(half!, 'base64url'))]
  return {
    open: Buffer.concat([string(name), string(Buffer.concat(point))]),
    secret: mpint(d),
    numbers: secretsOf(privateKey),
  }
}

const edwards = (make: () => { privateKey: KeyObject }) => (): Example => {
  const { privateKey } = make()
  const { x, d } = privateKey.export({ format: 'jwk' })
  return {
    open: string(Buffer.from(x!, 'base64url')),
    secret: string(Buffer.from(d!, 'base64url')),
    numbers: secretsOf(privateKey),
  }
}

const TYPES: Record<string, () => Example> = {
  'ssh-rsa': rsa,
  'ssh-dss': dsa,
  'ecdsa-sha2-nistp256': ecdsa('P-256', 'nistp256'),
  'ecdsa-sha2-nistp521': ecdsa('P-521', 'nistp521'),
  'ssh-ed25519': edwards(() => generateKeyPairSync('ed25519')),
  'ssh-ed448': edwards(() => generateKeyPairSync('ed448')),
}

const lines = (blob: Uint8Array): string => {
  const wrapped = Buffer.from(blob)
    .toString('base64')
    .match(/.{1,64}/g)!
  return `${wrapped.length}\n${wrapped.join('\n')}`
}

const sha1 = (...parts: Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest()

interface Locked {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly mac: Uint8Array
  readonly fields: readonly string[]
}

function version2(): Locked {
  const pass = bytes(PASSPHRASE)
  return {
    key: Buffer.concat([sha1(uint32(0), pass), sha1(uint32(1), pass)]).subarray(0, 32),
    iv: Buffer.alloc(16),
    mac: sha1(bytes('putty-private-key-file-mac-key'), pass),
    fields: [],
  }
}

const FLAVOURS = { Argon2d: argon2d, Argon2i: argon2i, Argon2id: argon2id }

const version3 = (flavour: keyof typeof FLAVOURS) => (): Locked => {
  const salt = randomBytes(16)
  const made = FLAVOURS[flavour](bytes(PASSPHRASE), salt, { m: 64, t: 2, p: 1, dkLen: 80 })
  return {
    key: made.subarray(0, 32),
    iv: made.subarray(32, 48),
    mac: made.subarray(48),
    fields: [
      `Key-Derivation: ${flavour}`,
      'Argon2-Memory: 64',
      'Argon2-Passes: 2',
      'Argon2-Parallelism: 1',
      `Argon2-Salt: ${salt.toString('hex')}`,
    ],
  }
}

/** The file of a key; with `locked`, encrypted. */
function write(version: 2 | 3, type: string, { open, secret }: Example, locked?: Locked) {
  const encryption = locked ? 'aes256-cbc' : 'none'
  const blob = Buffer.concat([string(type), open])
  const padded = Buffer.concat([
    secret,
    Buffer.alloc(locked ? (16 - (secret.length % 16)) % 16 : 0),
  ])
  const cipher =
    locked && createCipheriv('aes-256-cbc', locked.key, locked.iv).setAutoPadding(false)
  const data = cipher ? Buffer.concat([cipher.update(padded), cipher.final()]) : padded
  const covered = [type, encryption, 'me', blob, padded].map(string)
  const digest = version === 2 ? 'sha1' : 'sha256'
  const mac = createHmac(digest, locked?.mac ?? '').update(Buffer.concat(covered))
  return bytes(
    [
      `PuTTY-User-Key-File-${version}: ${type}`,
      `Encryption: ${encryption}`,
      'Comment: me',
      `Public-Lines: ${lines(blob)}`,
      ...(locked?.fields ?? []),
      `Private-Lines: ${lines(data)}`,
      `Private-MAC: ${mac.digest('hex')}`,
      '',
    ].join('\r\n'),
  )
}

for (const [type, make] of Object.entries(TYPES)) {
  t.test(`${type}, not encrypted`, async (t) => {
    const example = make()
    const [key, ...others] = requireKeys(write(3, type, example)).keys
    t.equal(others.length, 0)
    t.match(key!.format, /^PuTTY /)
    t.same(numbers(key!.parts), example.numbers)
  })
}

const WAYS: Record<string, readonly [2 | 3, () => Locked]> = {
  'version 2': [2, version2],
  'version 3, Argon2d': [3, version3('Argon2d')],
  'version 3, Argon2i': [3, version3('Argon2i')],
  'version 3, Argon2id': [3, version3('Argon2id')],
}
for (const [name, [version, lock]] of Object.entries(WAYS)) {
  t.test(`${name}, opened with its passphrase and no other`, async (t) => {
    const example = TYPES['ecdsa-sha2-nistp256']!()
    const content = write(version, 'ecdsa-sha2-nistp256', example, lock())
    const wrong = readKeys(content, { crypto, passphrases: [bytes('not this one')] })
    t.equal(wrong.keys[0]?.locked, true)
    t.equal(wrong.problems[0]?.code, 'ERR_KEY_PASSPHRASE')
    const right = requireKeys(content, { crypto, passphrases: [bytes(PASSPHRASE)] })
    t.equal(right.keys[0]?.locked, false)
    t.same(numbers(right.keys[0]!.parts), example.numbers)
  })
}
