import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { decodingsOf, fromBase64, fromHex } from '../../lib/secrets/decode.js'
import { binaryValue, toBinary, toValue, utf8 } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'

const of = (text: string) => {
  const { decoded, isText } = decodingsOf(binaryValue(utf8(text)))
  return { texts: decoded.map(({ binary }) => binary), isText }
}
const NONE = { texts: [], isText: false }

t.test('base64 in every dress decodes to what Node decodes', async (t) => {
  await property(t, 'any bytes', fc.uint8Array({ minLength: 3, maxLength: 200 }), (bytes) => {
    const base64 = Buffer.from(bytes).toString('base64')
    const wrapped = base64.replace(/.{16}/g, '$&\n')
    const url = Buffer.from(bytes).toString('base64url')
    for (const text of [base64, wrapped, `${base64}\n`, base64.replace(/=+$/, ''), url]) {
      assert.equal(fromBase64(text), toBinary(bytes), JSON.stringify(text))
    }
    const hex = Buffer.from(bytes).toString('hex')
    if (bytes.length >= 4) assert.equal(fromHex(hex.toUpperCase()), toBinary(bytes))
  })
})

t.test('what no encoder writes is not decoded', async (t) => {
  for (const text of [
    '',
    'AB',
    'ABCDE',
    'ABC==',
    'ABCD=',
    'A+B_CDEF',
    'AB CD EF',
    'QUJDRB==',
    'QUJDREVGRw=',
  ]) {
    t.equal(fromBase64(text), undefined, text)
  }
  for (const text of ['', 'abc', 'abcdef', 'abcdefgh12', 'abcDEF1234']) {
    t.equal(fromHex(text), undefined, text)
  }
})

t.test('text, JSON and keys are found, and known to be text', async (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  for (const text of ['hunter2hunter2', 'Pässwörd', '{"password":"x"}', pem]) {
    const bytes = Buffer.from(text)
    for (const encoding of ['base64', 'base64url', 'hex'] as const) {
      t.same(of(bytes.toString(encoding)), { texts: [toBinary(bytes)], isText: true }, encoding)
    }
  }
  t.same(of(der.toString('base64')), { texts: [toBinary(der)], isText: true })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const longDer = rsa.export({ type: 'pkcs8', format: 'der' })
  t.same(of(longDer.toString('base64')), { texts: [toBinary(longDer)], isText: true })
  t.same(of(Buffer.from('openssh-key-v1\0noise\xff').toString('base64')).isText, true)
  for (const text of [
    JSON.stringify(pem),
    JSON.stringify(pem).slice(1, -1),
    `${pem.replaceAll('\n', '\\n')}`,
  ]) {
    t.same(of(text), { texts: [pem], isText: true })
  }
  t.same(of('{\\n}'), { texts: ['{\n}'], isText: true })
  t.same(
    of('caf\\u00e9 au lait'),
    { texts: [utf8('café au lait')], isText: false },
    'or a password',
  )
})

t.test('keys of usual sizes are bytes, and no text', async (t) => {
  const key = Buffer.concat([Buffer.of(0xff, 0), randomBytes(30)])
  t.same(of(key.toString('hex')), { texts: [toBinary(key)], isText: false })
  t.same(of(key.toString('base64')), { texts: [toBinary(key)], isText: false })
  const uuid = randomUUID()
  t.same(of(uuid).texts, [toBinary(Buffer.from(uuid.replaceAll('-', ''), 'hex'))])
})

t.test('seeds of one-time passwords in base32', async (t) => {
  // the secret of RFC 6238, appendix B, and a short one
  const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  t.same(of(seed).texts, ['12345678901234567890'])
  t.same(of(seed.toLowerCase()).texts, ['12345678901234567890'])
  t.same(of('JBSWY3DPEHPK3PXP').texts, ['Hello!\xde\xad\xbe\xef'])
  t.same(of('JBSWY3DPEHPK3PXPJBSWY3DPEA======').texts, ['Hello!\xde\xad\xbe\xefHello '])
  for (const text of [
    'JBSWYDDPEHPKEPXP', // no digit
    'JBSWY3DPEHPK3PXPA', // a character too many
    'JBSWY3DPEHPK3PXPJBSWY3DPEB', // bits of no byte
    'JBSWY3DPEHPK3PX3PXPB', // no usual size
    'JBSWY3dpEHPK3PXP',
  ]) {
    t.same(of(text), NONE, text)
  }
})

t.test('noise and words are left alone', async (t) => {
  for (const text of [
    'Wx55DVqBjCtcjKPhV4ZM',
    'ghp_CuXBW7b8Ibud9fv4OxmlvMwTi0JezZSQD2Ya',
    'correct horse',
    'C:\\temp\\x',
    'p@ss"w\'o\\rd',
    '\\u0000\\u0001 control',
    'MAMCAQE=', // a number in DER
    `MBAE${'/'.repeat(19)}=`.slice(0, 24), // DER that ends too early
  ]) {
    t.same(of(text), NONE, text)
  }
  t.same(decodingsOf(toValue(Uint8Array.of(255, 92, 110))), { decoded: [], isText: false })
})
