/**
 * Broken keys: truncated, with flipped bits, spliced, random. Whatever comes,
 * the answer is a reading or a MaskError, soon, and without a word of the key.
 */
import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { MaskError } from '../../../lib/errors.js'
import type { KeyCrypto } from '../../../lib/secrets/keys/crypto.js'
import { type KeyReading, readKeys, requireKeys } from '../../../lib/secrets/keys/index.js'
import { nodeKeyCrypto } from '../../../lib/secrets/keys/open.js'
import { property, RUNS } from '../../helpers/property.js'
import { bytes, file, generate, has, openssl, read, run, text } from './tools.js'

/** Milliseconds of this process: its own work, however busy the machine is. */
const spent = () => process.cpuUsage().user / 1000

/** The real one costs seconds a run; what is tested here is everything around it. */
const crypto: KeyCrypto = {
  ...nodeKeyCrypto,
  pbkdf2: (_, __, ___, ____, length) => new Uint8Array(length),
  scrypt: (_, __, ___, length) => new Uint8Array(length),
  argon2: (_, __, ___, ____, length) => new Uint8Array(length),
  hash: (_, data) => data.slice(0, 16),
}
const passphrases = [bytes('Tr0ub4dor')]

const pass = 'pass:Tr0ub4dor'
const rsa = generate('RSA', 'rsa_keygen_bits:1024')
const ec = generate('EC', 'ec_paramgen_curve:P-256')
run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('plain')])
run('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '1', '-N', 'Tr0ub4dor', '-f', file('locked')])
const putty = has('puttygen')
if (putty) {
  const made = ['-t', 'ecdsa', '-q', '-C', 'me', '--new-passphrase', file('none', '')]
  run('puttygen', [...made, '-o', file('putty')])
}

/** bcrypt, which cannot be replaced here, takes milliseconds a case: one case in so many. */
const SLOW: Record<string, number> = { 'encrypted OpenSSH': 10 }

const samples: Record<string, Uint8Array> = {
  'PKCS#8': bytes(rsa),
  'PKCS#8 DER': openssl('pkcs8 -topk8 -nocrypt -outform DER', rsa),
  'SEC1 DER': openssl('ec -outform DER', ec),
  'encrypted PKCS#8 DER': openssl(`pkcs8 -topk8 -scrypt -outform DER -passout ${pass}`, ec),
  'encrypted PKCS#8': openssl(`pkcs8 -topk8 -v1 PBE-SHA1-3DES -iter 10 -passout ${pass}`, ec),
  'DEK-Info': openssl(`ec -aes256 -passout ${pass}`, ec),
  'PKCS#12': openssl(`pkcs12 -export -nocerts -iter 10 -inkey ${file('ec', ec)} -passout ${pass}`),
  OpenSSH: read('plain'),
  'encrypted OpenSSH': read('locked'),
  JWK: bytes(JSON.stringify({ keys: [createPrivateKey(rsa).export({ format: 'jwk' })] })),
  base64: bytes(Buffer.from(ec).toString('base64')),
  ...(putty && { PuTTY: read('putty') }),
}

/** The same file, damaged in one of the ways that disks, editors and people have. */
const damage = (sample: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const at = fc.nat(sample.length - 1)
  return fc.oneof(
    at.map((end) => sample.slice(0, end)),
    fc
      .tuple(at, fc.nat(7))
      .map(([i, bit]) => sample.map((byte, j) => (i === j ? byte ^ (1 << bit) : byte))),
    fc.tuple(at, fc.uint8Array({ maxLength: 8 })).map(([i, more]) => splice(sample, i, i, more)),
    fc.tuple(at, fc.nat(40)).map(([i, n]) => splice(sample, i, i + n, new Uint8Array(0))),
    fc.array(fc.tuple(at, fc.nat(255)), { maxLength: 8 }).map((changes) => {
      const copy = sample.slice()
      for (const [i, byte] of changes) copy[i] = byte
      return copy
    }),
  )
}

function splice(sample: Uint8Array, from: number, to: number, more: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([sample.subarray(0, from), more, sample.subarray(to)]))
}

/** Neither crash nor talk: a lenient reading always, a strict one or a MaskError. */
function holds(content: Uint8Array): KeyReading {
  const reading = readKeys(content, { crypto, passphrases })
  for (const { message } of reading.problems) quiet(message, content)
  try {
    requireKeys(content, { crypto, passphrases })
  } catch (error) {
    if (!(error instanceof MaskError)) throw error
    quiet(error.message, content)
  }
  return reading
}

function quiet(message: string, content: Uint8Array) {
  const shown = message.replace(/\(.*?\)/, '')
  // A MaskError has no other place for text than its message; long files are checked at their start.
  const source = text(content.subarray(0, 20_000))
  for (let i = 0; i + 12 <= shown.length; i++) {
    if (source.includes(shown.slice(i, i + 12))) throw new Error('a message quotes the file')
  }
}

for (const [name, sample] of Object.entries(samples)) {
  t.test(name, async (t) => {
    t.ok(holds(sample).keys.length, 'the undamaged file is read')
    const start = spent()
    await property(t, name, damage(sample), (content) => void holds(content), SLOW[name])
    t.ok(spent() - start < Math.max(60_000, 60 * RUNS))
  })
}

t.test('random bytes, and random bytes with a start that promises a key', async (t) => {
  const starts = [
    '',
    '0\x82\x01\x00\x02\x01\x00',
    '-----BEGIN PRIVATE KEY-----\n',
    '{"kty":"RSA","d":"',
    'openssh-key-v1\0',
  ]
  const random = fc.tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }))
  await property(t, 'random bytes', random, ([start, rest]) => {
    const content = new Uint8Array(Buffer.concat([Buffer.from(start, 'latin1'), rest]))
    assert.equal(holds(content).keys.length, 0)
  })
})

t.test('DER that lies about its lengths, nests without end or repeats itself', async (t) => {
  const nested = Buffer.alloc(200_000, Buffer.from('3080', 'hex'))
  const many = Buffer.concat([
    Buffer.from('3083061a80', 'hex'),
    Buffer.alloc(400_000, Buffer.from('0500', 'hex')),
  ])
  const huge = Buffer.from('3084ffffffff0201003000', 'hex')
  const label = 'PRIVATE KEY'
  for (const der of [nested, many, huge]) {
    const start = spent()
    holds(new Uint8Array(der))
    holds(bytes(`-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----`))
    t.ok(spent() - start < 2000)
  }
})

t.test('large texts stay linear', async (t) => {
  const begin = '-----BEGIN RSA PRIVATE KEY-----\n'
  const texts = {
    begins: begin.repeat(100_000),
    'an endless body': begin + 'A'.repeat(4_000_000),
    'white space': `${begin}${' \n'.repeat(1_000_000)}-----END RSA PRIVATE KEY-----`,
    quotes: `${begin}${'"\' '.repeat(300_000)}-----END RSA PRIVATE KEY-----`,
    'white space in a line': `${begin}x${' '.repeat(900_000)}x-----END RSA PRIVATE KEY-----`,
    backslashes: `${begin}${'\\'.repeat(900_000)}-----END RSA PRIVATE KEY-----`,
    arrays: '['.repeat(5000) + ']'.repeat(5000),
    values: JSON.stringify(Array.from({ length: 300_000 }, (_, i) => `v${i}`)),
    'JWK starts': '{"kty"'.repeat(300_000),
    'JWK ends': `${'{"kty":"'.repeat(3000)}${'}'.repeat(3000)}`,
    'age starts': 'AGE-SECRET-KEY-1'.repeat(200_000),
    'putty starts': 'PuTTY-User-Key-File-3: ssh-rsa\n'.repeat(100_000),
    'base64 starts': `${'LS0tLS1CRUdJTi'.repeat(200_000)}`,
    'dek starts': `${begin}${'DEK-Info: A,'.repeat(80_000)}-----END RSA PRIVATE KEY-----`,
  }
  for (const [name, content] of Object.entries(texts)) {
    const start = spent()
    holds(bytes(content))
    t.ok(spent() - start < 5000, `${name}: ${Math.round(spent() - start)} ms`)
  }
})
