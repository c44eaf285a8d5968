/** The DER reader against openssl's, and on what no reader may accept. */
import t from 'tap'
import { readAsn1, writeAsn1 } from '../../../lib/secrets/keys/asn1.js'
import { decodeBase64, decodeHex, fromBigInt, toBigInt } from '../../../lib/secrets/keys/bytes.js'
import * as der from '../../../lib/secrets/keys/der.js'
import { readPkcs12 } from '../../../lib/secrets/keys/pkcs12.js'
import { generate, hex, openssl, text } from './tools.js'

const node = (digits: string) => der.readNode(decodeHex(digits)!)

t.test('writes what openssl writes', async (t) => {
  const pem = generate('RSA', 'rsa_keygen_bits:1024')
  const old = openssl('pkey -traditional -outform DER', pem)
  const [pkcs8, pkcs1] = writeAsn1(readAsn1(old).key)
  t.equal(hex(pkcs1!), hex(openssl('rsa -traditional -outform DER', pem)))
  t.equal(hex(pkcs8!), hex(openssl('pkcs8 -topk8 -nocrypt -outform DER', pem)))
  const ec = generate('EC', 'ec_paramgen_curve:P-384')
  const forms = writeAsn1(readAsn1(openssl('ec -outform DER', ec)).key)
  t.equal(hex(forms[0]!), hex(openssl('pkcs8 -topk8 -nocrypt -outform DER', ec)))
  t.equal(hex(forms[1]!), hex(openssl('ec -outform DER', ec)))
})

t.test('identifiers', async (t) => {
  for (const dotted of ['1.2.840.113549.1.1.1', '2.16.840.1.101.3.4.1.42', '0.9.2342', '2.999.1']) {
    const written = der.writeOid(dotted)
    t.equal(der.oid(der.readNode(written)), dotted)
    const shown = text(openssl('asn1parse -inform DER -oid /dev/null', written))
    t.match(shown, /OBJECT/)
  }
  t.throws(() => der.oid(node('0600')), /odd identifier/)
  t.throws(() => der.oid(node('060affffffffffffffffff7f')), /odd identifier/)
})

t.test('what is refused', async (t) => {
  const bad = [
    '',
    '30',
    '3005',
    '308500000000',
    '3084ffffffff',
    '1f0100',
    '0480',
    '3080',
    '30800200',
    '308201',
  ]
  const why = /cut short|long tag|too long|of a primitive/
  for (const digits of bad) t.throws(() => node(digits), { message: why }, digits)
  t.throws(() => node('3080'.repeat(40)), /deep/)
  t.throws(() => der.readOnly(decodeHex('020101ff')!), /after the end/)
  t.throws(() => der.children({ ...node('3000'), content: new Uint8Array(10_000) }), /too many/)
  t.throws(() => der.integer(node('0200')), /negative/)
  t.throws(() => der.integer(node('020180')), /negative/)
  t.throws(() => der.small(node('02050100000000')), /too large/)
  t.throws(() => der.octets(node('0201ff')), /unexpected/)
  t.throws(() => der.sequence(undefined), /unexpected/)
})

t.test('BER: indefinite lengths and split strings', async (t) => {
  t.equal(hex(der.octets(node('24800402010204010300' + '00'))), '010203')
  t.equal(der.sequence(node('30800201010201020000')).length, 2)
})

t.test('numbers', async (t) => {
  for (const value of [0n, 1n, 255n, 256n, 2n ** 64n]) t.equal(toBigInt(fromBigInt(value)), value)
})

t.test('texts that are none', async (t) => {
  t.equal(decodeHex('abc'), undefined)
  t.equal(decodeHex('zz'), undefined)
  t.equal(decodeBase64('A'), undefined)
  t.equal(decodeBase64('AA*A'), undefined)
  t.equal(decodeBase64('AAé='), undefined)
  t.equal(decodeBase64('AA\u{1F600}'), undefined)
})

t.test('PKCS#12: nested bags, other contents, endless nesting', async (t) => {
  const key = decodeHex(hex(openssl('pkcs8 -topk8 -nocrypt -outform DER', generate('ED25519'))))!
  const explicit = (content: Uint8Array) => der.write(0xa0, content)
  const bag = (type: string, content: Uint8Array) =>
    der.write(0x30, der.writeOid(`1.2.840.113549.1.12.10.1.${type}`), explicit(content))
  const info = (type: string, content: Uint8Array) =>
    der.write(0x30, der.writeOid(`1.2.840.113549.1.7.${type}`), explicit(content))
  const pfx = (...infos: Uint8Array[]) =>
    der.write(0x30, decodeHex('020103')!, info('1', der.write(0x04, der.write(0x30, ...infos))))
  const safe = (content: Uint8Array) => info('1', der.write(0x04, der.write(0x30, content)))
  t.equal(readPkcs12(pfx(safe(bag('1', key)))).keys.length, 1)
  t.equal(readPkcs12(pfx(safe(bag('6', der.write(0x30, bag('1', key)))))).keys.length, 1)
  t.equal(readPkcs12(pfx(safe(bag('3', key)), info('3', key))).keys.length, 0)
  let deep = bag('1', key)
  for (let i = 0; i < 12; i++) deep = bag('6', der.write(0x30, deep))
  t.throws(() => readPkcs12(pfx(safe(deep))), /deep/)
  t.throws(() => readPkcs12(der.write(0x30, decodeHex('020104')!)), /no PKCS#12/)
})
