import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { SecretRegistry as NodeRegistry } from '../../lib/secrets/node.js'
import type { RegistryOptions } from '../../lib/secrets/registry.js'
import { patternBook, SecretRegistry } from '../../lib/secrets/registry.js'
import { property } from '../helpers/property.js'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const texts = (registry: SecretRegistry) =>
  patternBook(registry).patterns.map(({ bytes }) => text(bytes))
/** the book as plain data, in an order that does not depend on its history */
const content = (registry: SecretRegistry) =>
  patternBook(registry)
    .patterns.map((pattern) => JSON.stringify({ ...pattern, bytes: text(pattern.bytes) }))
    .sort()

const value = fc.oneof(
  fc.string({ minLength: 6, maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 6, maxLength: 20 }),
  fc.base64String({ minLength: 16, maxLength: 60 }),
  fc.uint8Array({ minLength: 6, maxLength: 40 }),
  fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 2 }).map((l) => l.join('\n')),
)
/** All variants now and then: what is told of a book here does not depend on their number. */
const options: fc.Arbitrary<RegistryOptions> = fc.oneof(
  { weight: 9, arbitrary: fc.constant({ variants: ['raw', 'base64', 'json', 'lines'] }) },
  { weight: 1, arbitrary: fc.constant({}) },
)
const TOKEN = 'Wx55DVqBjCtcjKPhV4ZM'

t.test('options are checked', async (t) => {
  for (const options of [
    null,
    { minLength: 0 },
    { minLength: 1.5 },
    { minLength: '6' },
    { variants: ['nonsense'] },
    { variants: 'raw' },
    { fragments: 1 },
  ]) {
    t.throws(() => new SecretRegistry(options as RegistryOptions), { code: 'ERR_OPTION' })
  }
  t.equal(patternBook(new SecretRegistry()).minLength, 6)
  t.equal(patternBook(new SecretRegistry({ minLength: 1 })).minLength, 1)
})

t.test('a value is registered once, with a pattern for itself', async (t) => {
  const registry = new SecretRegistry()
  const first = registry.add('A', TOKEN)
  t.match(first, { registered: true, code: undefined, dropped: [] })
  t.equal(first.patterns, patternBook(registry).patterns.length)
  t.equal(texts(registry)[0], TOKEN)
  t.equal(new Set(texts(registry)).size, first.patterns, 'every pattern is there once')

  t.same(registry.add('A', TOKEN), { ...first, patterns: 0 }, 'the same again costs nothing')
  t.same(registry.add('B', Buffer.from(TOKEN)), { ...first, patterns: 0 })
  t.same(registry.names, ['A', 'B'])
  t.same(patternBook(registry).patterns[0]?.owners, [
    { name: 'A', variant: 'raw' },
    { name: 'B', variant: 'raw' },
  ])
})

t.test('values that cannot be secrets are refused with a reason', async (t) => {
  const registry = new SecretRegistry()
  const cases: [string, string | Uint8Array][] = [
    ['VALUE_EMPTY', ''],
    ['VALUE_EMPTY', new Uint8Array()],
    ['VALUE_BLANK', ' \t\n      '],
    ['VALUE_TOO_SHORT', 'short'],
    ['VALUE_TOO_SHORT', '  ab    '],
    ['VALUE_TOO_SHORT', Uint8Array.of(255, 254, 253)],
    ['VALUE_COMMON_WORD', 'true'],
    ['VALUE_COMMON_WORD', 'FALSE'],
    ['VALUE_COMMON_WORD', 'Undefined'],
    ['VALUE_COMMON_WORD', ' disabled\n'],
  ]
  for (const [code, refused] of cases) {
    t.same(registry.add('A', refused), { registered: false, code, patterns: 0, dropped: [] }, code)
  }
  t.same(registry.names, [])
  t.equal(registry.add('A', 'short6').registered, true)
  t.equal(registry.add('B', 'éàü').registered, true, 'the minimum is in bytes')
  t.equal(new SecretRegistry({ minLength: 1 }).add('A', 'x').registered, true)
})

t.test('wrong types and names are thrown, values never are', async (t) => {
  const registry = new SecretRegistry()
  t.throws(() => registry.add('', TOKEN), { code: 'ERR_OPTION' })
  t.throws(() => registry.add('A', null as unknown as string), { code: 'ERR_OPTION' })
  await property(t, 'any value', fc.oneof(value, fc.string(), fc.uint8Array()), (any) => {
    assert.ok(new SecretRegistry().add('A', any))
  })
})

t.test('generated patterns that are too short are dropped by name', async (t) => {
  const short = new SecretRegistry({ minLength: 2, variants: ['raw', 'base64'] })
  const { dropped } = short.add('PIN', '17')
  t.same(texts(short), ['17', 'MTc='])
  t.ok(dropped.includes('base64'))
  const long = new SecretRegistry({ minLength: 9, variants: ['raw', 'base64'] })
  t.same(long.add('A', 'abcdefghij').dropped, [], 'nothing is dropped where all are long enough')
})

t.test('variants and fragments can be switched off', async (t) => {
  const raw = new SecretRegistry({ variants: ['raw'] })
  raw.add('A', TOKEN)
  t.same(texts(raw), [TOKEN])
  t.ok(patternBook(raw).patterns[0]!.fragment > 0)
  const whole = new SecretRegistry({ fragments: false })
  whole.add('A', TOKEN)
  whole.add('B', `hvs.${TOKEN}${[...TOKEN].reverse().join('')}`)
  t.ok(patternBook(whole).patterns.every(({ fragment }) => fragment === 0))
})

t.test('a name keeps all its values until it is removed', async (t) => {
  const registry = new SecretRegistry({ variants: ['raw'] })
  registry.add('A', 'first value')
  registry.add('A', 'second value')
  registry.add('B', 'second value')
  t.same(texts(registry), ['first value', 'second value'])
  t.same(registry.names, ['A', 'B'])
  t.equal(registry.remove('A'), true)
  t.equal(registry.has('A'), false)
  t.equal(registry.has('B'), true)
  t.same(texts(registry), ['second value'])
  t.same(patternBook(registry).patterns[0]?.owners, [{ name: 'B', variant: 'raw' }])
  t.equal(registry.remove('A'), false)
})

t.test('removal undoes an addition, whatever else is registered', async (t) => {
  await property(
    t,
    'values',
    fc.tuple(options, fc.array(value, { maxLength: 4 }), value),
    ([how, others, extra]) => {
      const registry = new SecretRegistry(how)
      for (const [i, other] of others.entries()) registry.add(`S${i}`, other)
      const before = content(registry)
      const { generation } = patternBook(registry)
      const { registered } = registry.add('EXTRA', extra)
      assert.equal(registry.has('EXTRA'), registered)
      assert.equal(registry.remove('EXTRA'), registered)
      assert.deepEqual(content(registry), before)
      assert.equal(patternBook(registry).generation, generation + (registered ? 1 : 0))
    },
  )
})

t.test('within a generation the book is only appended to', async (t) => {
  const drawn = fc.tuple(options, fc.array(value, { minLength: 1, maxLength: 6 }))
  await property(t, 'values', drawn, ([how, values]) => {
    const registry = new SecretRegistry(how)
    const { patterns } = patternBook(registry)
    for (const [i, each] of values.entries()) {
      const before = patterns.map(({ bytes, fragment, breaks }) => [text(bytes), fragment, breaks])
      const result = registry.add(`S${i}`, each)
      const after = patterns.map(({ bytes, fragment, breaks }) => [text(bytes), fragment, breaks])
      assert.deepEqual(after.slice(0, before.length), before)
      assert.equal(after.length - before.length, result.patterns)
      assert.equal(patternBook(registry).patterns, patterns)
    }
    const all = patterns.map(
      ({ bytes, fragment, breaks }) => `${text(bytes)} ${fragment} ${breaks}`,
    )
    assert.equal(new Set(all).size, all.length, 'no pattern twice')
    for (const { owners } of patterns) {
      assert.equal(new Set(owners.map(({ name }) => name)).size, owners.length, 'no owner twice')
    }
  })
})

t.test('adding again changes nothing', async (t) => {
  await property(t, 'any value', fc.tuple(options, value), ([how, each]) => {
    const registry = new SecretRegistry(how)
    registry.add('A', each)
    const before = content(registry)
    assert.equal(registry.add('A', each).patterns, 0)
    assert.deepEqual(content(registry), before)
  })
})

t.test('a piece known as a whole may turn up as a fragment later, and is appended', async (t) => {
  const registry = new SecretRegistry({ variants: ['raw'] })
  const lines = `one line\n${TOKEN} ${TOKEN}`
  registry.add('A', lines)
  const before = patternBook(registry).patterns.length
  registry.add('B', `${TOKEN} ${TOKEN}`)
  t.equal(patternBook(registry).patterns.length, before)
})

t.test('a value that a mask would show is refused', async (t) => {
  const registry = new SecretRegistry()
  patternBook(registry).reserveMask('[secure ñ]')
  t.match(registry.add('A', 'secure'), { registered: false, code: 'VALUE_IN_MASK' })
  t.match(registry.add('A', 'secure ñ'), { registered: false, code: 'VALUE_IN_MASK' })
  t.match(registry.add('A', 'secured'), { registered: true })
  t.match(registry.add('A', ' secure\n'), { registered: false, code: 'VALUE_IN_MASK' })
})

t.test('a registry never shows a value', async (t) => {
  await property(t, 'tokens', fc.stringMatching(/^[A-Za-z0-9]{12,30}$/), (secret) => {
    const registry = new SecretRegistry()
    registry.add('NAME', secret)
    const shown = [
      inspect(registry, { showHidden: true, depth: 9, getters: true }),
      JSON.stringify(registry),
      String(registry),
      JSON.stringify(registry.add('NAME', secret)),
      JSON.stringify({ ...registry }),
    ]
    for (const each of shown) assert.ok(!each.includes(secret))
  })
})

t.test('keys: strict, and opened by what is registered before or after', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const secret = 'open sesame 1'
  const encrypted = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: secret,
  }) as string
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url').toString('hex')
  const isKnown = (registry: SecretRegistry) => texts(registry).includes(seed)

  const simple = new SecretRegistry()
  t.match(simple.addKey('KEY', plain), { registered: true, locked: undefined })
  t.ok(isKnown(simple))
  t.throws(() => simple.addKey('KEY', 'no key at all'), { code: 'ERR_KEY_FORMAT' })
  const open = publicKey.export({ type: 'spki', format: 'pem' })
  t.throws(() => simple.addKey('KEY', open), { code: 'ERR_KEY_PUBLIC' })
  t.throws(() => simple.addKey('KEY', plain, { passphrase: 5 as unknown as string }), {
    code: 'ERR_OPTION',
  })
  t.match(simple.addKey('ENC', encrypted), { registered: true, locked: true }, 'no cryptography')

  const given = new NodeRegistry()
  t.throws(() => given.addKey('KEY', encrypted, { passphrase: 'wrong' }), {
    code: 'ERR_KEY_PASSPHRASE',
  })
  t.same(given.names, [])
  t.match(given.addKey('KEY', encrypted, { passphrase: secret }), { locked: undefined })
  t.ok(isKnown(given))
  t.notOk(texts(given).includes(secret), 'the passphrase is not registered by this')

  const before = new NodeRegistry()
  before.add('KEY_PASSPHRASE', secret)
  t.match(before.addKey('KEY', encrypted), { locked: undefined })
  t.ok(isKnown(before))

  const after = new NodeRegistry()
  t.match(after.add('KEY', encrypted), { locked: true })
  t.match(after.add('SAME_KEY', encrypted), { locked: true, patterns: 0 })
  t.notOk(isKnown(after))
  after.add('A_TOKEN', secret)
  t.notOk(isKnown(after), 'the name does not say that it opens anything')
  after.add('WRONG_PASSWORD', 'another value')
  after.add('LONG_PASSWORD', 'x1'.repeat(2000))
  const size = patternBook(after).patterns.length
  const { patterns } = after.add('KEY_PASSWORD', secret)
  t.equal(patterns, patternBook(after).patterns.length - size)
  t.ok(isKnown(after))
  t.same(
    patternBook(after)
      .patterns.find(({ bytes }) => text(bytes) === seed)
      ?.owners.map(({ name }) => name),
    ['KEY', 'SAME_KEY'],
  )
  t.match(after.add('KEY', encrypted), { locked: undefined, patterns: 0 })
  after.remove('KEY_PASSWORD')
  t.ok(isKnown(after), 'what was opened stays open')
})
