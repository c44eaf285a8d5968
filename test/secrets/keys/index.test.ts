/** Every format of plain keys, made by the tools that write them, against Node's own export. */
import { createPrivateKey } from 'node:crypto'
import t, { type Test } from 'tap'
import {
  isPublicKey,
  type KeyReading,
  readKeys,
  requireKeys,
} from '../../../lib/secrets/keys/index.js'
import {
  bothWays,
  bytes,
  digits,
  file,
  fromText,
  generate,
  has,
  hex,
  isNumber,
  numbers,
  openssl,
  publicForms,
  read,
  run,
  secretsOf,
  text,
} from './tools.js'

const rsa = generate('RSA', 'rsa_keygen_bits:2048')
const rsa4096 = generate('RSA', 'rsa_keygen_bits:4096')
const curve = (name: string) => generate('EC', `ec_paramgen_curve:${name}`)
const keys: Record<string, string> = {
  rsa,
  rsa4096,
  p256: curve('P-256'),
  p384: curve('P-384'),
  p521: curve('P-521'),
  secp256k1: curve('secp256k1'),
  ed25519: generate('ED25519'),
  x25519: generate('X25519'),
  ed448: generate('ED448'),
  x448: generate('X448'),
}

/** One key, its format, its numbers as the oracle has them, and nothing public among the parts. */
function check(t: Test, reading: KeyReading, format: string, pem: string) {
  t.same(reading.problems, [])
  t.equal(reading.keys.length, 1)
  const [key] = reading.keys
  t.equal(key?.format, format)
  t.equal(key?.locked, false)
  t.equal(key?.block, 1)
  t.same(numbers(key?.parts ?? []), secretsOf(pem))
  const open = publicForms(pem)
  const shown = key?.parts.filter((part) => open.some((form) => form.includes(text(part.bytes))))
  t.same(
    shown?.map((part) => part.kind),
    [],
    'no part stands in a public form',
  )
}

const TYPES: Record<string, string> = {
  rsa: 'RSA',
  rsa4096: 'RSA',
  p256: 'EC',
  p384: 'EC',
  p521: 'EC',
  secp256k1: 'EC',
  ed25519: 'Ed25519',
  x25519: 'X25519',
  ed448: 'Ed448',
  x448: 'X448',
}

for (const [name, pem] of Object.entries(keys)) {
  const type = TYPES[name]!
  t.test(name, async (t) => {
    check(t, readKeys(bytes(pem)), `PKCS#8 ${type}`, pem)
    const der = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' })
    check(t, readKeys(der), `PKCS#8 ${type}`, pem)
    const jwk = createPrivateKey(pem).export({ format: 'jwk' })
    const jwkText = JSON.stringify(jwk)
    check(t, readKeys(bytes(jwkText)), `JWK ${type}`, pem)
    check(t, readKeys(bytes(JSON.stringify({ keys: [jwk] }, null, 2))), `JWK ${type}`, pem)
    if (type === 'RSA' || type === 'EC') {
      const old = openssl('pkey -traditional', pem)
      const format = type === 'RSA' ? 'PKCS#1 RSA' : 'SEC1 EC'
      check(t, readKeys(old), format, pem)
      const oldDer = openssl(
        `${type.toLowerCase()} -traditional -outform DER`.replace('ec -traditional', 'ec'),
        pem,
      )
      check(t, readKeys(oldDer), format, pem)
    }
  })
}

t.test('texts around and inside a block', async (t) => {
  const wrapped: Record<string, string> = {
    'text around': `# deploy key\nKEY=\n${rsa}\nend`,
    CRLF: rsa.replaceAll('\n', '\r\n'),
    indented: `  key: |\n${rsa.replace(/^/gm, '    ')}`,
    'line breaks as \\n': rsa.replaceAll('\n', '\\n'),
    'line breaks as \\\\n': rsa.replaceAll('\n', '\\\\n'),
    'spaces for line breaks': rsa.replaceAll('\n', ' '),
    'no line breaks': rsa.replaceAll('\n', ''),
    'quoted lines': rsa.replace(/^(.+)$/gm, '"$1",'),
  }
  for (const [name, content] of Object.entries(wrapped)) {
    t.test(name, async (t) => check(t, readKeys(bytes(content)), 'PKCS#8 RSA', rsa))
  }
  t.test('base64 of the file, as Kubernetes has it', async (t) => {
    const encoded = Buffer.from(rsa).toString('base64')
    check(t, readKeys(bytes(`data:\n  tls.key: ${encoded}\n`)), 'PKCS#8 RSA', rsa)
  })
  t.test('service account', async (t) => {
    const account = { type: 'service_account', project_id: 'demo', private_key: rsa, client_id: 1 }
    const content = JSON.stringify(account, null, 2)
    check(t, readKeys(bytes(content)), 'PKCS#8 RSA', rsa)
    check(t, readKeys(bytes(JSON.stringify({ inner: content }))), 'PKCS#8 RSA', rsa)
  })
})

t.test('several blocks are numbered, certificates passed over', async (t) => {
  const certificate = text(
    run('openssl', [
      'req',
      '-x509',
      '-key',
      file('p256.pem', keys.p256),
      '-subj',
      '/CN=demo',
      '-days',
      '1',
    ]),
  )
  const reading = readKeys(bytes(`${certificate}${keys.p256}${keys.ed25519}`))
  t.same(
    reading.keys.map(({ block, format }) => [block, format]),
    [
      [1, 'PKCS#8 EC'],
      [2, 'PKCS#8 Ed25519'],
    ],
  )
  t.notOk(reading.publicOnly)
})

t.test('RSA-PSS', async (t) => {
  const pem = generate('RSA-PSS', 'rsa_keygen_bits:2048')
  const [key] = readKeys(bytes(pem)).keys
  t.equal(key?.format, 'PKCS#8 RSA-PSS')
  const shown = text(openssl('pkey -text -noout', pem))
  const labels = ['privateExponent', 'prime1', 'prime2', 'exponent1', 'exponent2', 'coefficient']
  t.same(numbers(key!.parts), bothWays(...labels.map((label) => fromText(shown, label))))
})

t.test('RSA with three primes', async (t) => {
  const pem = generate('RSA', 'rsa_keygen_bits:2048', 'rsa_keygen_primes:3')
  const shown = text(openssl('pkey -text -noout', pem))
  const labels = ['privateExponent', 'prime1', 'prime2', 'exponent1', 'exponent2', 'coefficient']
  const more = ['prime3', 'exponent3', 'coefficient3']
  const found = numbers(readKeys(bytes(pem)).keys[0]!.parts)
  t.same(found, bothWays(...[...labels, ...more].map((label) => fromText(shown, label))))
})

t.test('DSA and DH', async (t) => {
  const params = openssl('genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024')
  const pem = text(run('openssl', ['genpkey', '-paramfile', file('dsa.params', params)]))
  const x = fromText(text(openssl('pkey -text -noout', pem)), 'priv')
  for (const [content, format] of [
    [bytes(pem), 'PKCS#8 DSA'],
    [openssl('pkey -traditional', pem), 'DSA'],
    [openssl('dsa -outform DER', pem), 'DSA'],
  ] as const) {
    const reading = readKeys(content)
    const [key] = reading.keys
    t.ok(key?.format.endsWith(format), format)
    t.same(numbers(key!.parts), bothWays(x))
  }
  const dh = generate('DH', 'group:ffdhe2048')
  const [key] = readKeys(bytes(dh)).keys
  t.equal(key?.format, 'PKCS#8 DH')
  const secret = fromText(text(openssl('pkey -text -noout', dh)), 'private-key')
  t.same(numbers(key!.parts), bothWays(secret))
})

t.test('OpenSSH containers', async (t) => {
  const types: [string, string[], string][] = [
    ['rsa', ['-b', '2048'], 'RSA'],
    ['ecdsa', ['-b', '256'], 'EC'],
    ['ecdsa', ['-b', '384'], 'EC'],
    ['ecdsa', ['-b', '521'], 'EC'],
    ['ed25519', [], 'Ed25519'],
    ['dsa', [], 'DSA'],
  ]
  for (const [i, [type, options, name]] of types.entries()) {
    const key = file(`ssh${i}`)
    run('ssh-keygen', ['-q', '-t', type, ...options, '-N', '', '-C', 'a comment', '-f', key])
    const container = read(`ssh${i}`)
    const reading = readKeys(container)
    t.equal(reading.keys[0]?.format, `OpenSSH ${name}`)
    if (type === 'ed25519') {
      const pair = Buffer.from(text(container).split('\n').slice(1, -2).join(''), 'base64')
      const at = pair.indexOf(Buffer.from([0, 0, 0, 64])) + 4
      const seed = pair.subarray(at, at + 32).toString('hex')
      t.same(numbers(reading.keys[0]!.parts), bothWays(seed))
      continue
    }
    run('ssh-keygen', ['-q', '-p', '-m', 'PEM', '-N', '', '-f', key])
    const pem = text(read(`ssh${i}`))
    t.match(pem, /BEGIN (RSA|EC|DSA) PRIVATE KEY/)
    if (name !== 'DSA') t.same(numbers(reading.keys[0]!.parts), secretsOf(pem))
    t.same(numbers(reading.keys[0]!.parts), numbers(readKeys(bytes(pem)).keys[0]!.parts))
    t.ok(isPublicKey(read(`ssh${i}.pub`)))
  }
})

t.test('texts of other systems and programs', async (t) => {
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(rsa)])
  const utf16 = Buffer.from(`\ufeffschl\u00fcssel \u20ac\n${rsa}`, 'utf16le')
  const jwk = createPrivateKey(keys.p256!).export({ format: 'jwk' })
  const wide = Buffer.from(JSON.stringify(jwk))
  const contents: [string, Uint8Array, string][] = [
    ['a byte order mark', marked, rsa],
    ['UTF-16', utf16, rsa],
    ['UTF-16, big-endian', Buffer.from(utf16).swap16(), rsa],
    ['JSON behind a byte order mark', Buffer.concat([marked.subarray(0, 3), wide]), keys.p256!],
    ['a JWK in a script', bytes(`export KEY='${JSON.stringify(jwk)}' # }`), keys.p256!],
    ['a JWK in YAML', bytes(`key: |\n  ${JSON.stringify(jwk, null, 2)}\n`), keys.p256!],
  ]
  for (const [name, content, pem] of contents) {
    const reading = readKeys(new Uint8Array(content))
    t.equal(reading.keys.length, 1, name)
    t.same(numbers(reading.keys[0]?.parts ?? []), secretsOf(pem), name)
  }
  const lines = [JSON.stringify(jwk), JSON.stringify({ ...jwk, d: undefined })].join('\n')
  t.equal(readKeys(bytes(lines)).keys.length, 1, 'a JWK on each line')
  t.same(readKeys(bytes('"kty" { "kty": } {"a": {"kty": 7}} "kty"')).keys, [])
  const prime = { r: 'AAAAAAAAAAAA', d: 'AAAAAAAAAAAA', t: 'AAAAAAAAAAAA' }
  const { d, ...open } = createPrivateKey(rsa).export({ format: 'jwk' })
  const many = JSON.stringify({ ...open, d, oth: [prime, prime] })
  t.equal(readKeys(bytes(`x = ${many};`)).keys.length, 1, 'objects inside')
})

t.test('DER files one behind the other, and with something behind', async (t) => {
  const der = ['p256', 'ed25519'].map((name) =>
    createPrivateKey(keys[name]!).export({ format: 'der', type: 'pkcs8' }),
  )
  const reading = readKeys(new Uint8Array(Buffer.concat([...der, Buffer.from('\n')])))
  t.same(
    reading.keys.map(({ format }) => format),
    ['PKCS#8 EC', 'PKCS#8 Ed25519'],
  )
})

t.test('the same parts whatever tool wrote the key', async (t) => {
  for (const pem of [rsa, keys.p384!]) {
    const forms = [bytes(pem), openssl('pkey -traditional', pem), openssl('pkey -outform DER', pem)]
    forms.push(bytes(JSON.stringify(createPrivateKey(pem).export({ format: 'jwk' }))))
    const parts = forms.map((form) => {
      const ofFile = ['body text', 'break of a line', 'line of the modulus']
      const all = readKeys(form).keys[0]!.parts.filter((part) => !ofFile.includes(part.kind))
      // A line of the file itself is also spelled in more ways than the same line of another form.
      return [...new Set(all.map((part) => `${part.kind} ${part.bits} ${hex(part.bytes)}`))].sort()
    })
    for (const other of parts.slice(1)) t.same(other, parts[0])
  }
})

t.test('the caller keeps its bytes', async (t) => {
  // A Buffer's slice() is a view: what is turned around must be a copy.
  const der = createPrivateKey(rsa).export({ format: 'der', type: 'pkcs8' })
  const before = hex(der)
  t.same(numbers(readKeys(der).keys[0]!.parts), secretsOf(rsa))
  t.equal(hex(der), before)
})

t.test('decimal', async (t) => {
  const jwk = createPrivateKey(rsa).export({ format: 'jwk' })
  const d = BigInt(`0x${Buffer.from(jwk.d!, 'base64url').toString('hex')}`)
  const part = readKeys(bytes(rsa)).keys[0]!.parts.find((part) => part.kind === 'rsa d in decimal')
  t.equal(text(part!.bytes), String(d))
})

t.test('lines: every line that shows a secret byte, and no other', async (t) => {
  for (const content of [rsa, text(openssl('pkey -traditional', rsa)), keys.p256!, keys.ed25519!]) {
    const lines = content.split('\n').filter((line) => line && !line.startsWith('-'))
    const der = Buffer.from(lines.join(''), 'base64')
    const reading = readKeys(bytes(content))
    const forwards = reading.keys[0]!.parts.filter(
      (part) => isNumber(part) && !part.kind.endsWith(' backwards'),
    )
    const secret = forwards.map((part) => {
      const at = der.indexOf(part.bytes)
      t.ok(at >= 0, part.kind)
      return [at, at + part.bytes.length] as const
    })
    const expected = lines.filter((_, i) =>
      secret.some(([start, end]) => start < (i + 1) * 48 && end > i * 48),
    )
    const parts = reading.keys[0]!.parts.filter((part) => part.kind === 'line').map((part) =>
      text(part.bytes),
    )
    t.same(
      lines.filter((line) => parts.includes(line) || parts.includes(`\n${line}`)),
      expected,
    )
    t.ok(expected.length > 0)
  }
})

t.test('PuTTY', { skip: !has('puttygen') && 'puttygen is not installed' }, async (t) => {
  const types = ['rsa', 'dsa', 'ecdsa', 'ed25519', 'ed448']
  const none = file('none', '')
  for (const type of types) {
    const bits = { rsa: ['-b', '2048'], dsa: ['-b', '1024'], ecdsa: ['-b', '384'] }[type] ?? []
    const version = type === 'dsa' ? ['--ppk-param', 'version=2'] : []
    const args = [
      '-t',
      type,
      ...bits,
      ...version,
      '-q',
      '--new-passphrase',
      none,
      '-C',
      'me',
      '-o',
      file(type),
    ]
    run('puttygen', args)
    const [key] = readKeys(read(type)).keys
    t.match(key?.format, /^PuTTY /)
    if (type === 'ed448') {
      t.equal(numbers(key!.parts).length, 2)
      continue
    }
    run('puttygen', [file(type), '-O', 'private-openssh', '-o', file(`${type}.pem`)])
    t.same(numbers(key!.parts), numbers(readKeys(read(`${type}.pem`)).keys[0]!.parts), type)
  }
})

t.test('minisign', { skip: !has('minisign') && 'minisign is not installed' }, async (t) => {
  run('minisign', ['-G', '-W', '-p', file('mini.pub'), '-s', file('mini.key')])
  const [key] = readKeys(read('mini.key')).keys
  t.equal(key?.format, 'minisign')
  // The public half stands right behind the seed.
  const raw = Buffer.from(text(read('mini.key')).split('\n')[1]!, 'base64')
  t.same(numbers(key!.parts), bothWays(raw.subarray(62, 94).toString('hex')))
  t.ok(isPublicKey(read('mini.pub')))
})

t.test('age', { skip: !has('age-keygen') && 'age is not installed' }, async (t) => {
  const content = text(run('age-keygen', []))
  const reading = readKeys(bytes(content))
  t.equal(reading.keys[0]?.format, 'age')
  const parts = reading.keys[0]!.parts.map((part) => text(part.bytes))
  t.ok(parts.some((part) => content.includes(`AGE-SECRET-KEY-1${part}`)))
  // The recipient is the public key of the identity: Node computes it from the scalar.
  const scalar = reading.keys[0]!.parts.find((part) => part.bytes.length === 32)!.bytes
  const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), scalar])
  const jwk = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
  const recipient = /age1([a-z0-9]+)/.exec(content)![1]!
  const bits = [...recipient]
    .map((char) => 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.indexOf(char).toString(2).padStart(5, '0'))
    .join('')
  const point = Buffer.from(jwk.x!, 'base64url')
  t.equal(bits.slice(0, 256), [...point].map((byte) => byte.toString(2).padStart(8, '0')).join(''))
  t.ok(isPublicKey(bytes(`age1${recipient}`)))
  const broken = content.replace(
    /(KEY-1.{20})(.)/,
    (_, head, char) => head + (char === 'Q' ? 'P' : 'Q'),
  )
  t.throws(() => requireKeys(bytes(broken)), { code: 'ERR_KEY_FORMAT', message: /checksum/ })
})

t.test('JWK of other kinds', async (t) => {
  const k = Buffer.from('0123456789abcdef0123456789abcdef', 'hex')
  const oct = { kty: 'oct', k: k.toString('base64url') }
  t.same(numbers(readKeys(bytes(JSON.stringify(oct))).keys[0]!.parts), [digits(k.toString('hex'))])
  const akp = { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA', priv: k.toString('base64url') }
  t.same(numbers(readKeys(bytes(JSON.stringify(akp))).keys[0]!.parts), [digits(k.toString('hex'))])
  const okp = { kty: 'OKP', crv: 'new', x: 'AAAA', d: k.toString('base64url') }
  t.same(numbers(readKeys(bytes(JSON.stringify(okp))).keys[0]!.parts), [digits(k.toString('hex'))])
  const { n, e, d } = createPrivateKey(rsa).export({ format: 'jwk' })
  const lone = readKeys(bytes(JSON.stringify({ kty: 'RSA', n, e, d })))
  t.same(
    numbers(lone.keys[0]!.parts),
    bothWays(digits(Buffer.from(d!, 'base64url').toString('hex'))),
  )
  t.throws(() => requireKeys(bytes(JSON.stringify({ kty: 'oct', k: '*' }))), {
    code: 'ERR_KEY_FORMAT',
  })
  t.throws(() => requireKeys(bytes(JSON.stringify({ kty: 'EC', crv: 'P-256', d: 7 }))), {
    code: 'ERR_KEY_FORMAT',
  })
})

t.test('an algorithm that is not known: the whole key field', async (t) => {
  // PKCS#8 with the identifier of ML-DSA-44 and a seed of 32 bytes (RFC 9881).
  const seed = Buffer.alloc(34, 7)
  seed.set([0x80, 32])
  const der = Buffer.concat([
    Buffer.from('3034020100300b0609608648016503040311', 'hex'),
    Buffer.from([4, 34]),
    seed,
  ])
  const [key] = readKeys(der).keys
  t.equal(key?.format, 'PKCS#8 2.16.840.1.101.3.4.3.17')
  t.same(numbers(key!.parts), [hex(seed)])
})

t.test('explicit curve parameters', async (t) => {
  const params = ['-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:explicit']
  const pem = text(run('openssl', ['genpkey', '-algorithm', 'EC', ...params]))
  const [key] = readKeys(bytes(pem)).keys
  t.equal(key?.format, 'PKCS#8 EC')
  t.same(numbers(key!.parts), bothWays(fromText(text(openssl('pkey -text -noout', pem)), 'priv')))
})

t.test('public keys and certificates are told apart', async (t) => {
  const certificate = run('openssl', [
    'req',
    '-x509',
    '-key',
    file('rsa.pem', rsa),
    '-subj',
    '/CN=demo',
    '-days',
    '1',
  ])
  const ssh = run('ssh-keygen', [
    '-i',
    '-m',
    'PKCS8',
    '-f',
    file('rsa.pub', openssl('pkey -pubout', rsa)),
  ])
  const { d: _, ...open } = createPrivateKey(keys.p256!).export({ format: 'jwk' })
  const contents: [string, Uint8Array][] = [
    ['SPKI', openssl('pkey -pubout', rsa)],
    ['SPKI in DER', openssl('pkey -pubout -outform DER', rsa)],
    ['PKCS#1', openssl('rsa -RSAPublicKey_out', rsa)],
    ['PKCS#1 in DER', openssl('rsa -RSAPublicKey_out -outform DER', rsa)],
    ['certificate', certificate],
    ['certificate in DER', openssl('x509 -outform DER', certificate)],
    ['ssh', ssh],
    ['JWK', bytes(JSON.stringify(open))],
  ]
  for (const [name, content] of contents) {
    const reading = readKeys(content, { strict: true })
    t.same(reading.keys, [], name)
    t.ok(reading.publicOnly, name)
    t.ok(isPublicKey(content), name)
    t.throws(() => requireKeys(content), { code: 'ERR_KEY_PUBLIC' }, name)
  }
})

t.test('texts without a key', async (t) => {
  const texts = [
    '',
    '0',
    '01234567890123456789',
    'a password',
    '{"a": [1, null, true, "x"]}',
    '"x"',
    '[',
    '-----BEGIN ',
    `LS0tLS1CRUdJTi${'A'.repeat(35)}`, // the start of a block in base64 that no encoder writes
  ]
  for (const content of texts) {
    const reading = readKeys(bytes(content), { strict: true })
    t.same(reading, { keys: [], publicOnly: false, problems: [] })
    t.notOk(isPublicKey(bytes(content)))
    t.throws(() => requireKeys(bytes(content)), { code: 'ERR_KEY_FORMAT' })
  }
})

t.test('broken blocks', async (t) => {
  const lines = rsa.split('\n')
  const broken: Record<string, string> = {
    'no end': lines.slice(0, -2).join('\n'),
    'a line is missing': lines.toSpliced(4, 1).join('\n'),
    'not base64': rsa.replace(/\n.{10}/, '\n**********'),
    'another label': rsa.replaceAll('PRIVATE KEY', 'OPENSSH PRIVATE KEY'),
    'an empty body': '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n',
  }
  for (const [name, content] of Object.entries(broken)) {
    const reading = readKeys(bytes(content + keys.ed25519))
    t.same(
      reading.keys.map(({ block }) => block),
      [2],
      name,
    )
    t.equal(reading.problems[0]?.code, 'ERR_KEY_FORMAT', name)
    t.match(reading.problems[0]?.message, /^Key block 1 \(/, name)
    t.throws(() => readKeys(bytes(content), { strict: true }), { code: 'ERR_KEY_FORMAT' }, name)
    const said = String(reading.problems[0])
    t.notOk(
      lines.slice(1, -2).some((line) => said.includes(line.slice(0, 8))),
      'no byte in the message',
    )
  }
})

t.test('too many blocks', async (t) => {
  const many = keys.ed25519!.repeat(300)
  const reading = readKeys(bytes(many))
  t.equal(reading.keys.length, 256)
  t.equal(reading.problems[0]?.code, 'ERR_KEY_LIMIT')
  t.throws(() => requireKeys(bytes(many)), { code: 'ERR_KEY_LIMIT' })
  t.same(readKeys(new Uint8Array(17 * 1024 * 1024)).keys, [])
})
