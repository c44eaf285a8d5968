/** Encrypted keys, made by the tools that write them, opened with the right passphrase and no other. */
import { createECDH, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import t, { type Test } from 'tap'
import { fromBigInt } from '../../../lib/secrets/keys/bytes.js'
import * as der from '../../../lib/secrets/keys/der.js'
import { readKeys, requireKeys } from '../../../lib/secrets/keys/index.js'
import { nodeKeyCrypto } from '../../../lib/secrets/keys/open.js'
import {
  bytes,
  file,
  generate,
  has,
  hex,
  numbers,
  openssl,
  read,
  remembering,
  run,
  secretsOf,
  text,
} from './tools.js'

const crypto = remembering(nodeKeyCrypto)
const PASSPHRASE = 'Tr0ub4dor & drei ü'
const passphrases = [bytes('not this one'), bytes(PASSPHRASE)]
const rsa = generate('RSA', 'rsa_keygen_bits:1024')
const ec = generate('EC', 'ec_paramgen_curve:P-256')
const ed = generate('ED25519')

/** Locked without a passphrase, refused with a wrong one, opened with the right one. */
function check(t: Test, content: Uint8Array, format: RegExp, secrets: string[]) {
  const locked = readKeys(content, { strict: true, crypto })
  t.match(locked.keys[0]?.format, format)
  t.equal(locked.keys[0]?.locked, true)
  const kinds = new Set(locked.keys[0]!.parts.map((part) => part.kind))
  t.ok(kinds.has('ciphertext'))
  const ofBody = ['ciphertext', 'line', 'body text', 'break of a line']
  t.same(
    [...kinds].filter((kind) => !ofBody.includes(kind)),
    // Its salt is hidden too: base64 inside JSON, which says in plain words what it is.
    locked.keys[0]?.format === 'cosign' ? ['salt'] : [],
  )

  const wrong = { crypto, passphrases: passphrases.slice(0, 1) }
  t.throws(() => requireKeys(content, wrong), {
    code: 'ERR_KEY_PASSPHRASE',
    message: /^Key block 1 \((?!.*not this one)/,
  })
  const lenient = readKeys(content, wrong)
  t.equal(lenient.problems[0]?.code, 'ERR_KEY_PASSPHRASE')
  t.same(lenient.keys[0]?.parts, locked.keys[0]?.parts)

  const open = requireKeys(content, { crypto, passphrases })
  t.equal(open.keys[0]?.locked, false)
  t.match(open.keys[0]?.format, format)
  t.same(numbers(open.keys[0]!.parts), secrets)
  const forms = new Set(open.keys[0]!.parts.map((part) => hex(part.bytes)))
  t.ok(
    locked.keys[0]!.parts.every((part) => forms.has(hex(part.bytes))),
    'the ciphertext stays secret',
  )

  const web = readKeys(content, { passphrases })
  t.equal(web.keys[0]?.locked, true, 'without cryptography it stays locked')
  t.match(web.problems[0]?.message, /This build cannot open/)
}

t.test('PKCS#8', async (t) => {
  const pass = file('pass', PASSPHRASE)
  const ways = [
    '-v2 aes-256-cbc',
    '-v2 aes-128-cbc -v2prf hmacWithSHA512 -iter 5000',
    '-v2 aes-192-cbc -v2prf hmacWithSHA1',
    '-v2 des3',
    '-scrypt',
    '-v1 PBE-SHA1-3DES',
    '-v1 PBE-SHA1-2DES',
  ]
  for (const way of ways) {
    t.test(way, async (t) => {
      for (const [pem, form] of [
        [rsa, 'PEM'],
        [ec, 'DER'],
        [ed, 'PEM'],
      ] as const) {
        const args = `pkcs8 -topk8 ${way} -passout file:${pass} -outform ${form}`
        check(t, openssl(args, pem), /^encrypted PKCS#8/, secretsOf(pem))
      }
    })
  }
  t.test('PBE-MD5-DES and PBE-SHA1-DES', async (t) => {
    for (const way of ['PBE-MD5-DES', 'PBE-SHA1-DES']) {
      const args = `pkcs8 -topk8 -v1 ${way} -passout file:${pass} -provider legacy -provider default`
      check(t, openssl(args, ec), /^encrypted PKCS#8/, secretsOf(ec))
    }
  })
  t.test('ciphers that cannot be undone here stay locked', async (t) => {
    for (const way of ['-v1 PBE-SHA1-RC2-40', '-v2 rc2-cbc', '-v2 camellia-256-cbc']) {
      const args = `pkcs8 -topk8 ${way} -passout file:${pass} -provider legacy -provider default`
      const content = openssl(args, ec)
      t.throws(() => requireKeys(content, { crypto, passphrases }), {
        code: 'ERR_KEY_FORMAT',
        message: /not supported/,
      })
      const { keys, problems } = readKeys(content, { crypto, passphrases })
      t.ok(keys[0]?.locked)
      t.ok(keys[0]?.parts.some((part) => part.kind === 'ciphertext'))
      t.equal(problems.length, 1)
    }
  })
})

t.test('old PEM encryption', async (t) => {
  const pass = file('pass', PASSPHRASE)
  for (const cipher of ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des3', 'camellia-256-cbc']) {
    t.test(cipher, async (t) => {
      const content = openssl(`rsa -traditional -${cipher} -passout file:${pass}`, rsa)
      t.match(text(content), /DEK-Info/)
      check(t, content, /^encrypted PEM/, secretsOf(rsa))
      const flat = bytes(text(content).replaceAll('\n', ' '))
      t.same(numbers(requireKeys(flat, { crypto, passphrases }).keys[0]!.parts), secretsOf(rsa))
    })
  }
  t.test('des-cbc', async (t) => {
    const args = `ec -des -passout file:${pass} -provider legacy -provider default`
    check(t, openssl(args, ec), /^encrypted PEM/, secretsOf(ec))
  })
  t.test('idea', async (t) => {
    const content = openssl(`ec -aes256 -passout file:${pass}`, ec)
    const renamed = bytes(text(content).replace('AES-256-CBC', 'IDEA-CBC'))
    t.throws(() => requireKeys(renamed, { crypto, passphrases }), { code: 'ERR_KEY_FORMAT' })
  })
})

t.test('OpenSSH', async (t) => {
  const ciphers = [
    'aes256-ctr',
    'aes128-cbc',
    '3des-cbc',
    'aes256-gcm@openssh.com',
    'aes128-gcm@openssh.com',
  ]
  for (const cipher of [...ciphers, 'chacha20-poly1305@openssh.com']) {
    t.test(cipher, async (t) => {
      const name = `ssh-${cipher}`
      const args = ['-q', '-t', 'ecdsa', '-b', '256', '-Z', cipher, '-a', '2', '-N', PASSPHRASE]
      run('ssh-keygen', [...args, '-f', file(name)])
      const content = read(name)
      run('ssh-keygen', ['-q', '-p', '-m', 'PEM', '-P', PASSPHRASE, '-N', '', '-f', file(name)])
      check(t, content, /^encrypted OpenSSH/, secretsOf(text(read(name))))
    })
  }
})

t.test('PKCS#12', async (t) => {
  const pass = file('pass', PASSPHRASE)
  const key = file('rsa.key', rsa)
  const certificate = file(
    'rsa.crt',
    run('openssl', ['req', '-x509', '-key', key, '-subj', '/CN=demo', '-days', '1']),
  )
  const make = (rest: string) => openssl(`pkcs12 -export -inkey ${key} -in ${certificate} ${rest}`)
  t.test('modern', async (t) => {
    check(t, make(`-passout file:${pass}`), /^PKCS#12/, secretsOf(rsa))
  })
  t.test('without certificate', async (t) => {
    const content = openssl(`pkcs12 -export -inkey ${key} -nocerts -passout file:${pass}`)
    check(t, content, /^PKCS#12/, secretsOf(rsa))
  })
  t.test('old, with the certificate in RC2', async (t) => {
    const content = make(`-legacy -passout file:${pass}`)
    const open = requireKeys(content, { crypto, passphrases })
    t.same(numbers(open.keys[0]!.parts), secretsOf(rsa))
  })
  t.test('old, with triple DES', async (t) => {
    const way = '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1'
    check(t, make(`${way} -passout file:${pass}`), /^PKCS#12/, secretsOf(rsa))
  })
  t.test('an empty passphrase is tried by itself', async (t) => {
    const content = make(`-passout pass:`)
    t.same(numbers(requireKeys(content, { crypto }).keys[0]!.parts), secretsOf(rsa))
  })
  t.test('without encryption', async (t) => {
    const content = make(`-keypbe NONE -certpbe NONE -nomac -passout pass:`)
    t.same(numbers(requireKeys(content).keys[0]!.parts), secretsOf(rsa))
  })
  t.test('Java key store', { skip: !has('keytool') && 'keytool is not installed' }, async (t) => {
    const store = file('java.p12')
    const options = ['-alias', 'a', '-keyalg', 'EC', '-dname', 'CN=demo', '-keystore', store]
    run('keytool', ['-genkeypair', ...options, '-storetype', 'PKCS12', '-storepass', 'changeit'])
    const pem = text(openssl(`pkcs12 -in ${store} -nodes -nocerts -passin pass:changeit`))
    const reading = requireKeys(read('java.p12'), { crypto, passphrases: [bytes('changeit')] })
    t.same(numbers(reading.keys[0]!.parts), secretsOf(pem))
  })
})

t.test('PuTTY', { skip: !has('puttygen') && 'puttygen is not installed' }, async (t) => {
  const pass = file('pass', PASSPHRASE)
  const none = file('none', '')
  for (const options of [
    'version=2',
    'version=3',
    'kdf=argon2d,memory=1024',
    'kdf=argon2i,parallelism=2',
  ]) {
    t.test(options, async (t) => {
      const args = ['-t', 'ecdsa', '-q', '-C', 'me', '--ppk-param', `${options},time=20`]
      run('puttygen', [...args, '--new-passphrase', pass, '-o', file('a.ppk')])
      const open = ['-O', 'private-openssh', '--old-passphrase', pass, '--new-passphrase', none]
      run('puttygen', [file('a.ppk'), ...open, '-o', file('a.pem')])
      check(t, read('a.ppk'), /^encrypted PuTTY/, secretsOf(text(read('a.pem'))))
    })
  }
})

/** What `cosign generate-key-pair` and sigstore write (go-securesystemslib, `encrypted`). */
function writeCosign(pkcs8: Uint8Array, passphrase: string, N = 2 ** 15, label = 'COSIGN'): string {
  const salt = randomBytes(32)
  const nonce = randomBytes(24)
  const key = crypto.scrypt(bytes(passphrase), salt, { N, r: 8, p: 1 }, 32)
  const box = Buffer.from(xsalsa20poly1305(key, nonce).encrypt(pkcs8))
  const json = JSON.stringify({
    kdf: { name: 'scrypt', params: { N, r: 8, p: 1 }, salt: salt.toString('base64') },
    cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
    ciphertext: box.toString('base64'),
  })
  const lines = Buffer.from(json)
    .toString('base64')
    .match(/.{1,64}/g)!
  const name = `ENCRYPTED ${label} PRIVATE KEY`
  return `-----BEGIN ${name}-----\n${lines.join('\n')}\n-----END ${name}-----\n`
}

t.test('cosign', async (t) => {
  const pkcs8 = createPrivateKey(ec).export({ format: 'der', type: 'pkcs8' })
  for (const [N, label] of [
    [2 ** 15, 'COSIGN'],
    [2 ** 16, 'SIGSTORE'],
    [2 ** 17, 'COSIGN'],
  ] as const) {
    t.test(`${label}, N ${N}`, async (t) => {
      check(t, bytes(writeCosign(pkcs8, PASSPHRASE, N, label)), /^cosign/, secretsOf(ec))
    })
  }
  t.test('an empty passphrase is tried by itself', async (t) => {
    const reading = requireKeys(bytes(writeCosign(pkcs8, '')), { crypto })
    t.same(numbers(reading.keys[0]!.parts), secretsOf(ec))
  })
})

t.test('cosign keys from public documentation open to their published public keys', async (t) => {
  // 1: the documentation of elastic/harp (a key pair and its password, made to be shown).
  // 2: a comment in edgelesssys/constellation's tests (password empty).
  const examples = [
    {
      password: '7cqF]\\FP0ss9uO![olGf32L+UobBCn:BqVWRZbV6=FEhv3jt>I240Ew)SYwe`ncD',
      open: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAESUVHp/bUkwMfoM3swWUbBgMt80o2x93ZquFX+D/8DBhcR+DWQSebyqsl/YEenL1GeLWmdCKSNROmvjnBV6N7uA==',
      body: [
        'eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjozMjc2OCwiciI6',
        'OCwicCI6MX0sInNhbHQiOiJORWY0SzZ3VWZRWW1Ya3FySXB0WStLd3VHcnBJSkZ4',
        'UUNJQzA3cGVndkZrPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94',
        'Iiwibm9uY2UiOiJxOXlEbUNUa2t1bi9jWjV4Mzc5Vlh4WDBSTmgrc2djeSJ9LCJj',
        'aXBoZXJ0ZXh0IjoiN1NIWjZMbkdpS0NiUUhuWG1ZamFxV0YrUzI5NXhhc3ZWOVJ4',
        'dzVFNXJmM0FRa2lCZVNOSVE2RlpMSExsaDNkdGhFdi82NzJ3V2VBM3dHNHBRZEx4',
        'UU54aWQ4b0MzRURZNkNtM3laaDRyZGhqUUNsTlVxVmhCWTlCSUxud1JsOE5nVm9s',
        'a2RiazVHZVFyQUF1SG5uSks1RDQ1dUlUS0k0YWIzRzN3amF3WUx3azVjNXYydDhJ',
        'ajFMWjVyRlNZamNkMXBYc3Bveml0eU56RkE9PSJ9',
      ],
    },
    {
      password: '',
      open: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEu78QgxOOcao6U91CSzEXxrKhvFTtJHNy+eX6EMePtDm8CnDF9HSwnTlD0itGJ/XHPQA5YX10fJAqI1y+ehlFMw==',
      body: [
        'eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjozMjc2OCwiciI6',
        'OCwicCI6MX0sInNhbHQiOiJlRHVYMWRQMGtIWVRnK0xkbjcxM0tjbFVJaU92eFVX',
        'VXgvNi9BbitFVk5BPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94',
        'Iiwibm9uY2UiOiJwaWhLL2txNmFXa2hqSVVHR3RVUzhTVkdHTDNIWWp4TCJ9LCJj',
        'aXBoZXJ0ZXh0Ijoidm81SHVWRVFWcUZ2WFlQTTVPaTVaWHM5a255bndZU2dvcyth',
        'VklIeHcrOGFPamNZNEtvVjVmL3lHRHR0K3BHV2toanJPR1FLOWdBbmtsazFpQ0c5',
        'a2czUXpPQTZsU2JRaHgvZlowRVRZQ0hLeElncEdPRVRyTDlDenZDemhPZXVSOXJ6',
        'TDcvRjBBVy9vUDVqZXR3dmJMNmQxOEhjck9kWE8yVmYxY2w0YzNLZjVRcnFSZzlN',
        'dlRxQWFsNXJCNHNpY1JaMVhpUUJjb0YwNHc9PSJ9',
      ],
    },
  ]
  const name = 'ENCRYPTED COSIGN PRIVATE KEY'
  for (const { password, open, body } of examples) {
    const content = `-----BEGIN ${name}-----\n${body.join('\n')}\n-----END ${name}-----\n`
    const reading = requireKeys(bytes(content), { crypto, passphrases: [bytes(password)] })
    const spki = createPublicKey({ key: Buffer.from(open, 'base64'), format: 'der', type: 'spki' })
    const { x, y } = spki.export({ format: 'jwk' })
    const d = reading.keys[0]!.parts.find((part) => part.kind === 'ec d')!.bytes
    const curve = createECDH('prime256v1')
    curve.setPrivateKey(d)
    t.equal(curve.getPublicKey('hex').slice(2, 66), Buffer.from(x!, 'base64url').toString('hex'))
    t.equal(curve.getPublicKey('hex').slice(66), Buffer.from(y!, 'base64url').toString('hex'))
  }
})

t.test('minisign', { skip: !has('minisign') && 'minisign is not installed' }, async (t) => {
  // minisign asks for the password on a terminal only: the container is written here, with its own layout.
  const raw = Buffer.concat([
    Buffer.from('EdScB2'),
    randomBytes(32),
    Buffer.alloc(16, 1),
    randomBytes(104),
  ])
  const content = bytes(
    `untrusted comment: minisign encrypted secret key\n${raw.toString('base64')}\n`,
  )
  const [key] = readKeys(content, { crypto }).keys
  t.ok(key?.locked)
  t.same(
    key?.parts.filter((part) => part.bits === 8).map((part) => hex(part.bytes)),
    [hex(raw.subarray(54))],
  )
  t.throws(() => requireKeys(content, { crypto, passphrases }), { code: 'ERR_KEY_LIMIT' })
})

/** A key derivation that asks for what it likes, around a ciphertext of zeros. */
const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const SCRYPT = '1.3.6.1.4.1.11591.4.11'
const salt = der.write(0x04, new Uint8Array(8))
const aes = algorithm('2.16.840.1.101.3.4.1.42', der.write(0x04, new Uint8Array(16)))
const int = (value: number) => der.writeInteger(fromBigInt(BigInt(value)))

function algorithm(dotted: string, parameters: Uint8Array): Uint8Array {
  return der.write(0x30, der.writeOid(dotted), parameters)
}

function kdf(dotted: string, ...fields: Uint8Array[]): Uint8Array {
  return algorithm(dotted, der.write(0x30, ...fields))
}

function pkcs8Of(dotted: string, parameters: Uint8Array): Uint8Array {
  return der.write(0x30, algorithm(dotted, parameters), der.write(0x04, new Uint8Array(64)))
}

function openSsh(rounds: number): Uint8Array {
  const string = (data: Uint8Array | string) => {
    const content = Buffer.from(data as Uint8Array)
    return Buffer.concat([uint32(content.length), content])
  }
  const options = Buffer.concat([string(new Uint8Array(16)), uint32(rounds)])
  const head = [string('aes256-ctr'), string('bcrypt'), string(options), uint32(1), string('key')]
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...head, string(new Uint8Array(64))])
  const label = 'OPENSSH PRIVATE KEY'
  return bytes(`-----BEGIN ${label}-----\n${body.toString('base64')}\n-----END ${label}-----\n`)
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32BE(value)
  return buffer
}

function putty({ memory = 8192, passes = 13, lanes = 1 }): Uint8Array {
  const blob = Buffer.alloc(48).toString('base64')
  const costs = `Argon2-Memory: ${memory}\nArgon2-Passes: ${passes}\nArgon2-Parallelism: ${lanes}`
  const kdf = `Key-Derivation: Argon2id\n${costs}\nArgon2-Salt: 00000000000000000000000000000000`
  const head = 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\nComment: me'
  const blobs = `Public-Lines: 1\n${blob}\n${kdf}\nPrivate-Lines: 1\n${blob}`
  return bytes(`${head}\n${blobs}\nPrivate-MAC: 00\n`)
}

t.test('costs beyond the bounds are refused before they are paid', async (t) => {
  const pkcs8 = createPrivateKey(ec).export({ format: 'der', type: 'pkcs8' })
  const cosign = writeCosign(pkcs8, PASSPHRASE)
  const change = (params: Record<string, unknown>) => {
    const body = cosign.split('\n').slice(1, -2).join('')
    const json = JSON.parse(Buffer.from(body, 'base64').toString())
    Object.assign(json.kdf.params, params)
    const text = Buffer.from(JSON.stringify(json)).toString('base64')
    return bytes(cosign.replace(/(-----\n)[^-]+/, (_, head) => `${head}${text}\n`))
  }
  const contents = [
    change({ N: 2 ** 19 }),
    change({ N: 3 }),
    change({ N: 'a' }),
    change({ r: 1e9 }),
    change({ p: 1000 }),
    change({ N: 2 ** 60, r: 2 ** 60 }),
    pkcs8Of(PBES2, der.write(0x30, kdf(PBKDF2, salt, int(0x7fffffff)), aes)),
    pkcs8Of(PBES2, der.write(0x30, kdf(PBKDF2, salt, int(0)), aes)),
    pkcs8Of(PBES2, der.write(0x30, kdf(SCRYPT, salt, int(2 ** 20), int(8), int(1)), aes)),
    pkcs8Of('1.2.840.113549.1.12.1.3', der.write(0x30, salt, int(0x7fffffff))),
    pkcs8Of('1.2.840.113549.1.5.3', der.write(0x30, salt, int(0x7fffffff))),
    openSsh(0x7fffffff),
    putty({ memory: 2 ** 20 }),
    putty({ passes: 1e6 }),
    putty({ lanes: 1e6 }),
    putty({ lanes: 17 }),
    putty({ memory: NaN }),
  ]
  for (const content of contents) {
    const start = Date.now()
    t.throws(() => requireKeys(content, { crypto, passphrases }), { code: 'ERR_KEY_LIMIT' })
    t.ok(Date.now() - start < 1000)
    const reading = readKeys(content, { crypto, passphrases })
    t.ok(reading.keys[0]?.locked)
    t.ok(reading.keys[0]?.parts.length)
    t.equal(reading.problems[0]?.code, 'ERR_KEY_LIMIT')
  }
})
