/** The parts of a key against what tools print of it, each tool's text searched as it stands. */
import { createPrivateKey } from 'node:crypto'
import { inspect } from 'node:util'
import t from 'tap'
import { readKeys } from '../../../lib/secrets/keys/index.js'
import { dsaKey, ecKey, edwardsKey, rsaKey } from '../../../lib/secrets/keys/key.js'
import { bodyParts, keyParts } from '../../../lib/secrets/keys/parts.js'
import { bytes, generate, hex, openssl, text } from './tools.js'

const rsa = generate('RSA', 'rsa_keygen_bits:2048')
const keys = {
  rsa,
  p256: generate('EC', 'ec_paramgen_curve:P-256'),
  p521: generate('EC', 'ec_paramgen_curve:P-521'),
  ed25519: generate('ED25519'),
}

const partsOf = (pem: string) => readKeys(bytes(pem)).keys[0]!.parts

t.test('openssl -text: every row of a private number, and none of a public one', async (t) => {
  for (const [name, pem] of Object.entries(keys)) {
    const shown = text(openssl('pkey -text -noout', pem))
    const rows = partsOf(pem).filter((part) => part.kind.endsWith('in rows'))
    let rest = shown
    // A blank stands for any white space
    for (const part of rows) rest = rest.replace(text(part.bytes).replaceAll(' ', '\n    '), '')
    // What is left of hex rows is what `openssl pkey -pubin -text` prints too.
    const open = text(openssl('pkey -pubin -text -noout', openssl('pkey -pubout', pem)))
    const left = rest.match(/^ +[0-9a-f:]{8,}$/gm) ?? []
    t.ok(left.length > 0, name)
    for (const row of left) t.ok(open.includes(row.trim()), `${name}: a public row`)
  }
})

t.test('base64 of other DER forms: each line with a secret byte is a part', async (t) => {
  const parts = new Set(partsOf(rsa).map((part) => text(part.bytes)))
  const forms = [
    createPrivateKey(rsa).export({ format: 'der', type: 'pkcs1' }),
    createPrivateKey(rsa).export({ format: 'der', type: 'pkcs8' }),
  ]
  const d = partsOf(rsa).find((part) => part.kind === 'rsa d')!.bytes
  for (const der of forms) {
    for (const width of [64, 76]) {
      const lines = der.toString('base64').match(new RegExp(`.{1,${width}}`, 'g'))!
      const first = Math.floor((der.indexOf(d) * 8) / 6 / width)
      // The first of them begins with public bytes
      t.ok(parts.has(`\n${lines[first]}`))
      t.ok(lines.slice(first + 1).every((line) => parts.has(line)))
      t.notOk(lines.slice(0, first).some((line) => parts.has(line)))
    }
  }
})

t.test('eight chars of the body around a line break, each number of them before it', async (t) => {
  const parts = partsOf(keys.p256).filter(({ kind }) => kind === 'break of a line')
  const body = keys.p256.split('\n').slice(1, -2)
  t.ok(parts.length >= 7)
  for (const { bytes, bits, families } of parts) {
    t.same([bits, families], [0, ['raw']])
    t.match(text(bytes), /^(?=.{1,7}\n.{1,7}$)[\s\S]{9}$/)
    t.ok(body.join('\n').includes(text(bytes)))
  }
})

t.test('the text of the body: secret chars alone, with its line breaks', async (t) => {
  const stretch = partsOf(rsa).filter((part) => part.kind === 'body text')
  t.equal(stretch.length, 1)
  const [part] = stretch
  t.ok(rsa.includes(text(part!.bytes)))
  const der = Buffer.from(rsa.split('\n').slice(1, -2).join(''), 'base64')
  const seen = Buffer.from(text(part!.bytes).replaceAll('\n', ''), 'latin1')
  const from = Math.ceil((der.indexOf(partsOf(rsa)[0]!.bytes) * 4) / 3)
  t.equal(der.toString('base64').indexOf(seen.toString()), from)
})

t.test('numbers in all their lengths', async (t) => {
  const high = new Uint8Array(32).fill(0xff)
  const low = Uint8Array.of(0, 0, ...new Uint8Array(30).fill(7))
  const p256 = '1.2.840.10045.3.1.7'
  const hexes = (d: Uint8Array) =>
    keyParts(ecKey(d, p256))
      .filter((part) => part.families?.join() === 'hex')
      .map((part) => hex(part.bytes))
  t.same(hexes(high), [`00${'ff'.repeat(32)}`])
  t.same([...new Set(hexes(low))], ['07'.repeat(30)])
  t.same(hexes(new Uint8Array(32).fill(7)), [])
  // Without its zeros in front the scalar is still given the width of its curve.
  const [whole] = keyParts(ecKey(low.subarray(2), p256))
  t.equal(hex(whole!.bytes), hex(low))
})

t.test('small numbers are no secret', async (t) => {
  const kinds = (x: Uint8Array) => keyParts(dsaKey(x)).map((part) => part.kind)
  t.same(kinds(Uint8Array.of(1, 0, 1)), [])
  t.same([...new Set(kinds(new Uint8Array(20).fill(9)))].sort(), [
    'dsa x',
    'dsa x as Latin-1',
    'dsa x backwards',
    'dsa x in base 2',
    'dsa x in base 36',
    'dsa x in base 8',
    'dsa x in base32',
    'dsa x in columns',
    'dsa x in decimal',
    'dsa x in groups',
    'dsa x in limbs',
    'dsa x in rows',
  ])
})

t.test('RSA with three primes and without any', async (t) => {
  const number = (value: number) => new Uint8Array(16).fill(value)
  const [n, e, d, p, q] = [1, 2, 3, 4, 5].map(number) as Uint8Array[]
  const many = rsaKey({ n: n!, e: e!, d: d!, p: p!, q: q!, others: [6, 7, 8].map(number) })
  const kinds = keyParts(many)
    .filter((part) => part.bits === 8 && !part.kind.endsWith('backwards'))
    .map((part) => part.kind)
  t.same(kinds, ['rsa d', 'rsa p', 'rsa q', 'rsa dp', 'rsa dq', 'rsa r3', 'rsa d3', 'rsa t3'])
  const bare = rsaKey({ n: n!, e: e!, d: d! })
  t.same(
    keyParts(bare)
      .filter((part) => part.bits === 8 && !part.kind.endsWith('backwards'))
      .map((part) => part.kind),
    ['rsa d'],
  )
})

t.test('numbers out of range are faults', async (t) => {
  const one = Uint8Array.of(1)
  const long = new Uint8Array(2049).fill(1)
  t.throws(() => rsaKey({ n: long, e: one, d: one }), /too large/)
  t.throws(() => rsaKey({ n: one, e: one, d: one, p: one, q: one }), /too small/)
  t.throws(() => ecKey(new Uint8Array(33).fill(1), '1.2.840.10045.3.1.7'), /range/)
  t.throws(() => ecKey(new Uint8Array(32)), /range/)
  t.throws(() => edwardsKey('Ed25519', long), /length/)
})

t.test('a body without any of the secrets gives nothing', async (t) => {
  const body = { lines: ['AAAA'], bytes: new Uint8Array(3) }
  t.same(bodyParts(body, [edwardsKey('Ed25519', new Uint8Array(32).fill(1))], []), [])
  t.same(bodyParts(body, [], [new Uint8Array(0)]), [])
})

t.test('nothing of a key is shown by inspecting what a reader of errors sees', async (t) => {
  const broken = rsa.replace(/\n(.{20}).{4}/, '\n$1****')
  const { problems } = readKeys(bytes(broken))
  const shown = inspect(problems, { depth: 9 }) + JSON.stringify(problems)
  for (const line of rsa.split('\n').slice(1, -2)) t.notOk(shown.includes(line.slice(0, 16)))
})
