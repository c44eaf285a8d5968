/** Containers written by hand: kinds of keys that no tool here makes, and files that are wrong in one place. */
import { createCipheriv, createPrivateKey, pbkdf2Sync } from 'node:crypto'
import t, { type Test } from 'tap'
import { fromBigInt } from '../../../lib/secrets/keys/bytes.js'
import * as der from '../../../lib/secrets/keys/der.js'
import { readKeys, requireKeys } from '../../../lib/secrets/keys/index.js'
import { nodeKeyCrypto as crypto } from '../../../lib/secrets/keys/open.js'
import { bytes, generate, hex, numbers, secretsOf } from './tools.js'

const passphrases = [bytes('Tr0ub4dor')]
const pem = (label: string, body: Uint8Array | string) => {
  const text = Buffer.from(body as Uint8Array).toString('base64')
  return bytes(`-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`)
}
const uint32 = (value: number) => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value])
const string = (data: Uint8Array | string) => {
  const content = Buffer.from(data as Uint8Array)
  return Buffer.concat([uint32(content.length), content])
}

interface Ssh {
  cipher?: string
  kdf?: string
  options?: Uint8Array
  count?: number
  body?: Uint8Array
}

function openSsh({
  cipher = 'none',
  kdf = 'none',
  options = Buffer.alloc(0),
  count = 1,
  body,
}: Ssh) {
  const open = Array.from({ length: Math.min(count, 20) }, () => string('public'))
  const head = [string(cipher), string(kdf), string(options), uint32(count), ...open]
  const magic = Buffer.from('openssh-key-v1\0')
  return pem('OPENSSH PRIVATE KEY', Buffer.concat([magic, ...head, string(body ?? '')]))
}

function section(type: string, ...fields: Buffer[]): Buffer {
  const head = Buffer.concat([uint32(7), uint32(7), string(type), ...fields, string('comment')])
  const pad = (8 - (head.length % 8)) % 8
  return Buffer.concat([head, Buffer.from(Array.from({ length: pad }, (_, i) => i + 1))])
}

const isFormat = (t: Test, content: Uint8Array, message: RegExp) =>
  t.throws(() => requireKeys(content, { crypto, passphrases }), { code: 'ERR_KEY_FORMAT', message })

t.test('OpenSSH: keys that live in hardware', async (t) => {
  const handle = Buffer.alloc(64, 5)
  const tail = [string('ssh:'), Buffer.from([1]), string(handle), string('')]
  const ed = section('sk-ssh-ed25519@openssh.com', string(Buffer.alloc(32)), ...tail)
  const ec = section(
    'sk-ecdsa-sha2-nistp256@openssh.com',
    string('nistp256'),
    string(Buffer.alloc(65)),
    ...tail,
  )
  for (const body of [ed, ec])
    t.same(numbers(readKeys(openSsh({ body })).keys[0]!.parts), [hex(handle).replace(/^0/, '')])
})

t.test('OpenSSH: what is wrong', async (t) => {
  const key = section('ssh-ed25519', string(Buffer.alloc(32)), string(Buffer.alloc(64, 3)))
  t.equal(readKeys(openSsh({ body: key })).keys.length, 1)
  isFormat(t, openSsh({ body: Buffer.concat([key, Buffer.from([9])]) }), /padding/)
  isFormat(t, openSsh({ body: Buffer.concat([uint32(1), key.subarray(4)]) }), /check numbers/)
  isFormat(t, openSsh({ body: key, count: 0 }), /number of keys/)
  isFormat(t, openSsh({ body: key, count: 17 }), /number of keys/)
  isFormat(t, openSsh({ body: key, count: 2 }), /cut short/)
  isFormat(t, openSsh({ body: section('ssh-new') }), /key type/)
  const short = section('ssh-ed25519', string(Buffer.alloc(32)), string(Buffer.alloc(32)))
  isFormat(t, openSsh({ body: short }), /wrong length/)
  isFormat(
    t,
    openSsh({ cipher: 'aes256-ctr', kdf: 'bcrypt', options: Buffer.alloc(8) }),
    /no ciphertext/,
  )
  const body = Buffer.alloc(64)
  const options = Buffer.concat([string(Buffer.alloc(16)), uint32(1)])
  isFormat(t, openSsh({ cipher: 'new', kdf: 'bcrypt', options, body }), /cipher is not supported/)
  isFormat(
    t,
    openSsh({ cipher: 'aes256-ctr', kdf: 'new', options, body }),
    /derivation is not supported/,
  )
})

const PUTTY = {
  'PuTTY-User-Key-File-3': 'ssh-ed25519',
  Encryption: 'none',
  Comment: 'me',
  'Public-Lines': `1\n${Buffer.concat([string('ssh-ed25519'), string(Buffer.alloc(32))]).toString('base64')}`,
  'Private-Lines': `1\n${string(Buffer.alloc(32, 4)).toString('base64')}`,
  'Private-MAC': '00',
}
const { 'Private-MAC': mac, ...UNSIGNED } = PUTTY
const LOCKED = {
  ...UNSIGNED,
  Encryption: 'aes256-cbc',
  'Key-Derivation': 'Argon2id',
  'Argon2-Memory': '64',
  'Argon2-Passes': '1',
  'Argon2-Parallelism': '1',
  'Argon2-Salt': '00'.repeat(16),
  'Private-Lines': `1\n${Buffer.alloc(48).toString('base64')}`,
  'Private-MAC': mac,
}
const putty = (fields: Record<string, string>) =>
  bytes(
    `${Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')}\n`,
  )

t.test('PuTTY: what is wrong', async (t) => {
  t.equal(readKeys(putty(PUTTY)).keys.length, 1)
  const { 'PuTTY-User-Key-File-3': type, ...rest } = PUTTY
  isFormat(t, putty({ 'PuTTY-User-Key-File-4': type, ...rest }), /version/)
  isFormat(t, putty({ ...PUTTY, 'Private-Lines': '9' }), /cut short/)
  isFormat(t, putty({ ...PUTTY, 'Private-Lines': 'x' }), /cut short/)
  isFormat(t, putty({ ...PUTTY, 'Private-Lines': '1\n*' }), /base64/)
  isFormat(t, putty({ ...PUTTY, Comment: 'a\nb' }), /odd line/)
  const other = Buffer.concat([string('ssh-new')]).toString('base64')
  isFormat(t, putty({ ...PUTTY, 'Public-Lines': `1\n${other}` }), /key type/)
  const { 'Public-Lines': _, ...without } = PUTTY
  isFormat(t, putty(without), /base64/)
})

t.test('PuTTY: encrypted, and wrong', async (t) => {
  const open = (fields: Record<string, string>) => () =>
    requireKeys(putty(fields), { crypto, passphrases })
  t.throws(open(LOCKED), { code: 'ERR_KEY_PASSPHRASE' })
  // Without its fields a file cannot be opened: no passphrase is right.
  t.throws(open({ ...LOCKED, 'Argon2-Salt': 'x' }), { code: 'ERR_KEY_PASSPHRASE' })
  t.throws(open({ ...LOCKED, 'Private-MAC': 'x' }), { code: 'ERR_KEY_PASSPHRASE' })
  t.throws(open({ ...LOCKED, 'Private-Lines': '1\nAAAA' }), { code: 'ERR_KEY_PASSPHRASE' })
  const { 'Argon2-Salt': salt, Comment: _, 'Private-MAC': __, ...bare } = LOCKED
  t.throws(open(bare), { code: 'ERR_KEY_FORMAT' })
  const endless = bytes(new TextDecoder().decode(putty(bare)).trimEnd())
  t.throws(() => requireKeys(endless, { crypto, passphrases }), { code: 'ERR_KEY_PASSPHRASE' })
  const salted = { ...bare, 'Argon2-Salt': salt }
  const unsigned = bytes(new TextDecoder().decode(putty(salted)).trimEnd())
  t.throws(() => requireKeys(unsigned, { crypto, passphrases }), { code: 'ERR_KEY_PASSPHRASE' })
  const { 'Key-Derivation': ___, ...underived } = LOCKED
  t.throws(open(underived), { code: 'ERR_KEY_FORMAT', message: /not supported/ })
  t.throws(open({ ...LOCKED, Encryption: 'new' }), { code: 'ERR_KEY_FORMAT' })
  t.throws(open({ ...LOCKED, 'Key-Derivation': 'new' }), { code: 'ERR_KEY_FORMAT' })
})

t.test('cosign: what is wrong', async (t) => {
  const base64 = (length: number) => Buffer.alloc(length, 1).toString('base64')
  const good = {
    kdf: { name: 'scrypt', params: { N: 2, r: 1, p: 1 }, salt: base64(32) },
    cipher: { name: 'nacl/secretbox', nonce: base64(24) },
    ciphertext: base64(64),
  }
  const cosign = (value: unknown) => pem('ENCRYPTED COSIGN PRIVATE KEY', JSON.stringify(value))
  t.ok(readKeys(cosign(good)).keys[0]?.locked)
  isFormat(t, pem('ENCRYPTED COSIGN PRIVATE KEY', '{'), /JSON/)
  isFormat(t, pem('ENCRYPTED COSIGN PRIVATE KEY', Buffer.from([0xff, 0xfe, 0xfd])), /JSON/)
  isFormat(t, cosign(7), /JSON/)
  isFormat(t, cosign({}), /missing/)
  isFormat(t, cosign({ ...good, ciphertext: '' }), /missing/)
  isFormat(t, cosign({ ...good, ciphertext: 7 }), /missing/)
  isFormat(t, cosign({ ...good, ciphertext: '*' }), /base64/)
  isFormat(t, cosign({ ...good, ciphertext: base64(16) }), /length/)
  isFormat(t, cosign({ ...good, cipher: { ...good.cipher, nonce: base64(12) } }), /length/)
  isFormat(t, cosign({ ...good, cipher: { ...good.cipher, name: 'new' } }), /not supported/)
  isFormat(t, cosign({ ...good, kdf: { ...good.kdf, name: 'new' } }), /not supported/)
})

t.test('old PEM encryption: what is wrong', async (t) => {
  const block = (info: string, body = 'AAAAAAAAAAAAAAAAAAAAAA==') =>
    bytes(
      `-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: ${info}\n\n${body}\n-----END EC PRIVATE KEY-----\n`,
    )
  isFormat(t, block('AES-256-CBC,ABC'), /initial vector/)
  isFormat(t, block('AES-256-CBC,00', ''), /no ciphertext/)
  t.throws(() => requireKeys(block('AES-256-CBC,00'), { crypto, passphrases }), {
    code: 'ERR_KEY_PASSPHRASE',
  })
})

t.test('JSON: members in odd shapes', async (t) => {
  const ec = createPrivateKey(generate('EC', 'ec_paramgen_curve:P-256')).export({ format: 'jwk' })
  const { x: _, y: __, ...bare } = ec
  t.equal(readKeys(bytes(JSON.stringify(bare))).keys.length, 1)
  t.equal(readKeys(bytes(JSON.stringify({ ...ec, crv: 'new' }))).keys.length, 1)
  isFormat(t, bytes(JSON.stringify({ ...ec, d: '' })), /base64url/)
  t.equal(readKeys(bytes(JSON.stringify({ kty: 'new', d: ec.d }))).keys.length, 1)
  let nested = JSON.stringify(ec)
  for (let i = 0; i < 2; i++) nested = JSON.stringify({ inner: nested })
  t.equal(readKeys(bytes(nested)).keys.length, 1)
  for (let i = 0; i < 2; i++) nested = JSON.stringify({ inner: nested })
  t.equal(readKeys(bytes(nested)).keys.length, 0, 'no JSON is nested that deep')
  const number = Buffer.alloc(16, 9).toString('base64url')
  const oth = [{ r: number, d: number, t: number }, 7]
  const rsa = { kty: 'RSA', n: number, e: 'AQAB', d: number, p: number, q: number, oth }
  t.equal(readKeys(bytes(JSON.stringify(rsa))).keys.length, 1)
})

t.test('PKCS#12 in PEM', async (t) => {
  isFormat(t, pem('PKCS12', Buffer.from('3003020103', 'hex')), /unexpected/)
  isFormat(t, pem('PKCS12', ''), /cut short/)
})

t.test('PBES2: what is wrong', async (t) => {
  const isWrong = (content: Uint8Array, tried: readonly Uint8Array[]) =>
    t.throws(() => requireKeys(content, { crypto, passphrases: tried }), {
      code: 'ERR_KEY_PASSPHRASE',
    })
  isFormat(t, pem('ENCRYPTED PRIVATE KEY', encrypted(new Uint8Array(0))), /no ciphertext/)
  isWrong(
    pem('ENCRYPTED PRIVATE KEY', encrypted(new Uint8Array(16), new Uint8Array(8))),
    passphrases,
  )
  const digest = encrypted(new Uint8Array(16), undefined, '1.2.840.113549.2.99')
  isFormat(t, pem('ENCRYPTED PRIVATE KEY', digest), /digest is not supported/)
  const other = Buffer.from(encrypted(new Uint8Array(16)))
  other[other.indexOf(der.writeOid('1.2.840.113549.1.5.12')) + 10] = 99
  isFormat(t, pem('ENCRYPTED PRIVATE KEY', other), /derivation is not supported/)
  const old = der.write(
    0x30,
    der.write(0x04, new Uint8Array(8)),
    der.writeInteger(Uint8Array.of(1)),
  )
  const algorithm = der.write(0x30, der.writeOid('1.2.840.113549.1.12.1.3'), old)
  const content = der.write(0x30, algorithm, der.write(0x04, new Uint8Array(16)))
  isWrong(pem('ENCRYPTED PRIVATE KEY', content), [Uint8Array.of(0xff, 0xfe)])
})

t.test('PKCS#12: an encrypted key in encrypted contents', async (t) => {
  const key = createPrivateKey(generate('ED25519'))
  const plain = key.export({ format: 'der', type: 'pkcs8' })
  const bag = (content: Uint8Array) =>
    der.write(
      0x30,
      der.write(0x30, der.writeOid('1.2.840.113549.1.12.10.1.2'), der.write(0xa0, content)),
    )
  const file = (inner: string, rounds?: number) => {
    const bags = encrypt(bag(encrypted(encrypt(plain, inner))), 'Tr0ub4dor')
    return pkcs12(pbes2(new Uint8Array(16), undefined, rounds), bags)
  }
  const reading = requireKeys(file('Tr0ub4dor'), { crypto, passphrases })
  t.same(numbers(reading.keys[0]!.parts), secretsOf(key))
  const costly = file('Tr0ub4dor', 2 ** 30)
  t.throws(() => requireKeys(costly, { crypto, passphrases }), { code: 'ERR_KEY_LIMIT' })
  t.throws(() => requireKeys(file('another'), { crypto, passphrases }), {
    code: 'ERR_KEY_PASSPHRASE',
  })
})

t.test('PKCS#12: what is wrong', async (t) => {
  const parameters = der.write(
    0x30,
    der.write(0x04, new Uint8Array(8)),
    der.writeInteger(Uint8Array.of(1)),
  )
  const rc2 = der.write(0x30, der.writeOid('1.2.840.113549.1.12.1.6'), parameters)
  isFormat(t, pkcs12(rc2, new Uint8Array(16)), /not supported/)
  const other = pkcs12(pbes2(new Uint8Array(16)), new Uint8Array(16), '1.2.840.113549.1.7.2')
  isFormat(t, pem('PKCS12', other), /another type/)
})

const DATA = '1.2.840.113549.1.7.1'

/** A file of encrypted contents alone. */
function pkcs12(algorithm: Uint8Array, contents: Uint8Array, type = DATA): Uint8Array {
  const info = der.write(0x30, der.writeOid(DATA), algorithm, der.write(0x80, contents))
  const data = der.write(0x30, der.writeInteger(new Uint8Array(0)), info)
  const safe = der.write(0x30, der.writeOid('1.2.840.113549.1.7.6'), der.write(0xa0, data))
  const whole = der.write(0xa0, der.write(0x04, der.write(0x30, safe)))
  const outer = der.write(0x30, der.writeOid(type), whole)
  return der.write(0x30, der.writeInteger(Uint8Array.of(3)), outer)
}

/** PBES2 with one round of PBKDF2-SHA-1, no salt to speak of, and AES-256-CBC. */
function pbes2(iv: Uint8Array, prf?: string, rounds = 1): Uint8Array {
  const named = prf ? [der.write(0x30, der.writeOid(prf))] : []
  const count = der.writeInteger(fromBigInt(BigInt(rounds)))
  const derivation = der.write(0x30, der.write(0x04, new Uint8Array(8)), count, ...named)
  const kdf = der.write(0x30, der.writeOid('1.2.840.113549.1.5.12'), derivation)
  const cipher = der.write(0x30, der.writeOid('2.16.840.1.101.3.4.1.42'), der.write(0x04, iv))
  return der.write(0x30, der.writeOid('1.2.840.113549.1.5.13'), der.write(0x30, kdf, cipher))
}

function encrypt(plain: Uint8Array, passphrase: string): Uint8Array {
  const key = pbkdf2Sync(passphrase, new Uint8Array(8), 1, 32, 'sha1')
  const cipher = createCipheriv('aes-256-cbc', key, new Uint8Array(16))
  return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final()]))
}

function encrypted(data: Uint8Array, iv = new Uint8Array(16), prf?: string): Uint8Array {
  return der.write(0x30, pbes2(iv, prf), der.write(0x04, data))
}

t.test('PKCS#8 with too few numbers inside', async (t) => {
  const rsa = der.write(0x30, der.writeOid('1.2.840.113549.1.1.1'), der.write(0x05))
  const number = der.writeInteger(Uint8Array.of(9))
  for (let count = 1; count < 9; count++) {
    const inner = der.write(0x30, ...Array.from({ length: count }, () => number))
    const zero = der.writeInteger(new Uint8Array(0))
    const content = der.write(0x30, zero, rsa, der.write(0x04, inner))
    isFormat(t, pem('PRIVATE KEY', content), /missing/)
  }
})
