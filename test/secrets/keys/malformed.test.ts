/** Containers written by hand: kinds of keys that no tool here makes, and files that are wrong in one place. */
import { createPrivateKey } from 'node:crypto'
import t, { type Test } from 'tap'
import { readKeys, requireKeys } from '../../../lib/secrets/keys/index.js'
import { nodeKeyCrypto as crypto } from '../../../lib/secrets/keys/open.js'
import { bytes, generate, hex, numbers } from './tools.js'

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
  const number = Buffer.alloc(16, 9).toString('base64url')
  const oth = [{ r: number, d: number, t: number }, 7]
  const rsa = { kty: 'RSA', n: number, e: 'AQAB', d: number, p: number, q: number, oth }
  t.equal(readKeys(bytes(JSON.stringify(rsa))).keys.length, 1)
})

t.test('PKCS#12 in PEM', async (t) => {
  isFormat(t, pem('PKCS12', Buffer.from('3003020103', 'hex')), /unexpected/)
  isFormat(t, pem('PKCS12', ''), /cut short/)
})
