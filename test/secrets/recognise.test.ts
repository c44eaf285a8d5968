import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { nodeKeyCrypto } from '../../lib/secrets/keys/open.js'
import { recognise } from '../../lib/secrets/recognise.js'
import { toBinary, utf8 } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'

const TOKEN = 'Wx55DVqBjCtcjKPhV4ZM'
const parts = (value: string | Uint8Array) =>
  recognise(Buffer.from(value as string), { minLength: 6 }).parts.map(
    ({ bytes, kind, bits, families }) => ({ binary: toBinary(bytes), kind, bits, families }),
  )
const binaries = (value: string) => parts(value).map(({ binary }) => binary)

t.test('the whole value is the first part, and no piece is too short or there twice', async (t) => {
  const any = fc.oneof(fc.uint8Array({ minLength: 1 }), fc.string(), fc.json())
  await property(t, 'any value', any, (value) => {
    const all = parts(value)
    assert.equal(all[0]?.binary, toBinary(Buffer.from(value as string)))
    assert.ok(all.slice(1).every(({ binary }) => binary.length >= 6))
    assert.equal(new Set(all.map(({ binary }) => binary)).size, all.length)
  })
})

t.test('white space at the ends: as it is and without', async (t) => {
  t.same(parts(` ${TOKEN}\n`), [
    { binary: ` ${TOKEN}\n`, kind: 'value', bits: 0, families: ['raw', 'number'] },
    { binary: TOKEN, kind: 'value', bits: 6, families: undefined },
  ])
})

t.test('lines, each judged by itself', async (t) => {
  t.same(
    parts(`first line here\nab\n${TOKEN}\n}`).map(({ binary, bits }) => [binary, bits]),
    [
      [`first line here\nab\n${TOKEN}\n}`, 0],
      ['first line here', 0],
      [TOKEN, 6],
    ],
  )
})

t.test('a passphrase is split in pieces of three lengths', async (t) => {
  const text = 'Corr3ct-horse battery_staple 7686!'
  const [whole, ...pieces] = parts(text)
  t.same(whole, { binary: text, kind: 'value', bits: 2.25, families: undefined })
  t.ok(pieces.length > 0)
  for (const { binary, kind, bits } of pieces) {
    t.ok(text.includes(binary))
    t.same([kind, bits], ['stretch', binary === 'Corr3ct-hors' ? 4 : 3])
  }
})

t.test('a code in groups is known without them', async (t) => {
  const joined = '62EAKBFXU1NJH6K6Q7ADRQ9ZX'
  for (const separator of ['-', ' ', '_']) {
    const code = joined.replace(/.{5}(?=.)/g, `$&${separator}`)
    t.ok(binaries(code).includes(joined), code)
  }
  t.ok(binaries('gezd gnbv gy3t qojq gezd gnbv gy3t qojq').includes('12345678901234567890'))
  for (const text of [
    '2024-11-25-10-30',
    'prod-eu-1-api',
    'correct horse battery 2 staple',
    '192.168.10.100',
  ]) {
    t.notOk(binaries(text).includes(text.replace(/[-. ]/g, '')), text)
  }
})

t.test('a piece of a value is folded as the value around it', async (t) => {
  const folded = parts(`{"id": 7, "api_token": "${TOKEN}"}`).filter(({ kind }) => kind === 'folded')
  // the piece stands at column 24: of widths that divide it, a fold is a variant already
  t.same(
    folded.map(({ binary }) => binary),
    ['W\nx55DV\nqBjCt\ncjKPh\nV4ZM', 'Wx55\nDVqBjCt\ncjKPhV4\nZM', 'Wx55DV\nqBjCtcjKPh\nV4ZM'],
  )
  for (const { bits, families } of folded) t.same([bits, families], [0, ['raw']])
})

t.test('a key file is written as one number, with its last line end and without', async (t) => {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  const files = parts(pem as string).filter(({ kind }) => kind === 'value')
  t.same(
    files.map(({ binary }) => binary),
    [pem, (pem as string).trimEnd()],
  )
  for (const { families } of files) t.ok(families?.includes('number'))
})

t.test('encodings in encodings in structures', async (t) => {
  const inner = `deploy-bot:Fcyh2s3PKW1!ybHwie`
  const docker = JSON.stringify({
    auths: { host: { auth: Buffer.from(inner).toString('base64') } },
  })
  const outer = Buffer.from(docker).toString('base64')
  const all = parts(outer)
  t.same(all[0], { binary: outer, kind: 'value', bits: 0, families: undefined })
  t.ok(all.some(({ binary }) => binary === docker))
  t.ok(all.some(({ binary }) => binary === inner))
  t.ok(all.some(({ binary, bits }) => binary === 'Fcyh2s3PKW1!ybHwie' && bits === 5))
})

t.test('nesting ends somewhere', async (t) => {
  let text = TOKEN
  for (let i = 0; i < 9; i++) text = Buffer.from(text).toString('base64')
  t.ok(binaries(text).length < 9)
})

t.test('keys: their numbers are split, their public parts are not', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const jwk = privateKey.export({ format: 'jwk' })
  const d = toBinary(Buffer.from(jwk.d!, 'base64url'))
  const x = toBinary(Buffer.from(jwk.x!, 'base64url'))
  const forms = {
    pem,
    escaped: JSON.stringify(pem),
    base64: Buffer.from(pem).toString('base64'),
    'der in base64': privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    account: JSON.stringify({ type: 'service_account', private_key: pem }),
    jwk: JSON.stringify(jwk),
  }
  for (const [form, text] of Object.entries(forms)) {
    const all = parts(text)
    t.ok(
      all.some(({ binary, bits }) => binary.endsWith(d) && bits === 8),
      form,
    )
    for (const { binary, bits } of all) {
      if (bits > 0) t.notOk(binary.includes(x.slice(8, 20)), `${form}: ${bits}`)
    }
  }
  const open = publicKey.export({ type: 'spki', format: 'pem' }) as string
  t.equal(binaries(`${open}${TOKEN}\n`).includes(TOKEN), true)
  t.notOk(binaries(`${open}${TOKEN}\n`).includes(open.split('\n')[1]!))
})

t.test('a broken key keeps its lines', async (t) => {
  const line = randomBytes(48).toString('base64')
  const pem = `-----BEGIN RSA PRIVATE KEY-----\n${line}\n-----END RSA PRIVATE KEY-----`
  t.ok(binaries(pem).includes(line))
})

t.test('encrypted keys: locked, every line secret, open with the passphrase', async (t) => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const passphrase = utf8('open sesame 1')
  const pem = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase,
  }) as string
  const raw = toBinary(Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url'))
  const of = (passphrases: string[]) =>
    recognise(Buffer.from(pem), {
      minLength: 6,
      crypto: nodeKeyCrypto,
      passphrases: passphrases.map((each) => Buffer.from(each)),
    })
  const texts = (found: ReturnType<typeof of>) => found.parts.map(({ bytes }) => toBinary(bytes))
  for (const found of [of([]), of(['another one'])]) {
    t.equal(found.locked, true)
    t.notOk(texts(found).includes(raw))
  }
  const found = of(['another one', passphrase])
  t.equal(found.locked, false)
  t.ok(texts(found).includes(raw))
  for (const line of pem.trim().split('\n').slice(1, -1)) t.ok(texts(found).includes(line))
})

t.test('bytes in an encoding are not quoted as text is', async (t) => {
  const bytes = randomBytes(32)
  bytes[0] = 0xff
  const families = (value: string | Uint8Array) =>
    parts(value).find(({ binary }) => binary === toBinary(bytes))!.families
  t.equal(families(bytes), undefined, 'a value of bytes is written in all ways')
  t.notOk(families(bytes.toString('hex'))!.includes('json'))
  t.ok(families(bytes.toString('hex'))!.includes('base64'))
})

t.test(
  'short lines together are words in an encoding: one row of a dump may hold several',
  async (t) => {
    const hasWords = (value: string) =>
      recognise(Buffer.from(value), { minLength: 6 }).parts[0]!.hasWords ?? false
    t.ok(hasWords('first-i8tfMkeI8X4FCL\nok7\nthird_f99C6ajSwh5b8z37LV'))
    t.notOk(hasWords('some words in a line\n'.repeat(8)), 'too long to be one')
  },
)

t.test('the text of a key in JSON is found with the line ends of JSON', async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const bodies = (value: string) => parts(value).filter(({ kind }) => kind === 'body text')
  const inPem = bodies(pem)
  const inJson = bodies(JSON.stringify({ private_key: pem }))
  t.equal(inJson.length, 2 * inPem.length)
  for (const { binary, families } of inPem) {
    const text = binary.replaceAll('\n', '\\n')
    t.same(inJson.find((part) => part.binary === text)?.families, families)
    t.notOk(inJson.find((part) => part.binary === binary)!.families!.includes('bases'))
  }
})
