import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { pem, pemBodies } from '../../lib/variants/pem.js'
import { toValue } from '../../lib/variants/value.js'

const spell = (s: string) => pem.spell(toValue(new TextEncoder().encode(s)))
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const der = privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64')
const text = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string
const locked = privateKey.export({
  type: 'pkcs1',
  format: 'pem',
  cipher: 'aes-128-cbc',
  passphrase: 'x',
}) as string

t.test('the body joined and at three widths', (t) => {
  const [joined, ...wrapped] = spell(`before\n${text}after`)
  t.same(joined, { binary: der })
  t.same(
    wrapped.map((s) => s.binary.indexOf('\n')),
    [64, 70, 76],
  )
  for (const s of wrapped) {
    t.equal(s.binary.replaceAll('\n', ''), der)
    t.ok(s.breaks)
  }
  t.end()
})

t.test('found in every form a key is kept in', (t) => {
  t.same(pemBodies(text.replaceAll('\n', '\r\n')), [der], 'CRLF')
  t.same(pemBodies(text.replaceAll('\n', '\\n')), [der], 'literal \\n')
  t.same(pemBodies(text.replaceAll('\n', '\n    ')), [der], 'indented')
  t.same(pemBodies(text.replaceAll('\n', ' ')), [der], 'spaces')
  t.same(pemBodies(text + text), [der, der], 'two blocks')
  const [body] = pemBodies(locked)
  t.match(locked, /DEK-Info/)
  t.match(body, /^[A-Za-z0-9+/]+=*$/, 'without the headers')
  t.equal(Buffer.from(body ?? '', 'base64').length % 16, 0, 'whole cipher blocks')
  const ssh2 = '-----BEGIN X-----\nComment: "a \\\nb: c"\nAAAA\n BBBB\n-----END X-----'
  t.same(pemBodies(ssh2), ['AAAABBBB'], 'a folded RFC 4716 header')
  const old = '-----BEGIN X-----\nMIC-Info: a,\n b\n\nAAAA\n-----END X-----'
  t.same(pemBodies(old), ['AAAA'], 'a folded RFC 1421 header')
  t.end()
})

t.test('nothing for what is no block', (t) => {
  for (const s of [
    '',
    'x',
    '-----BEGIN',
    '-----BEGIN A-----',
    '-----BEGIN A-----\n-----END A-----',
  ]) {
    t.same(spell(s), [], s)
  }
  t.end()
})

t.test('many openings stay linear', (t) => {
  const start = performance.now()
  spell('-----BEGIN A-----'.repeat(60_000))
  t.ok(performance.now() - start < 2000)
  t.end()
})
