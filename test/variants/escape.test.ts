import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import {
  allBut,
  decodePoint,
  escapeWith,
  grammar,
  hex,
  octal,
  unitWriter,
} from '../../lib/variants/escape.js'
import { pemBodies } from '../../lib/variants/pem.js'
import { VARIANTS } from '../../lib/variants/table.js'
import { toBinary, toValue } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'

const write = (g: Parameters<typeof escapeWith>[0], bytes: Uint8Array) =>
  escapeWith(g, bytes, toBinary(bytes))

t.test('code points are those that a strict decoder reads', async (t) => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const lead = fc.integer({ min: 128, max: 255 })
  const rest = fc.array(fc.oneof(fc.integer({ min: 128, max: 191 }), fc.nat(255)), { maxLength: 4 })
  // Several a case, for few bytes are a character
  const several = fc.array(fc.tuple(lead, rest), { minLength: 8, maxLength: 8 })
  await property(t, 'beginnings', several, (all) => {
    for (const [first, more] of all) {
      const bytes = Uint8Array.of(first, ...more)
      let expected = -1
      for (let size = 2; size <= bytes.length && expected < 0; size++) {
        try {
          const [char, ...others] = strict.decode(bytes.subarray(0, size))
          if (char !== undefined && others.length === 0) expected = char.codePointAt(0)!
        } catch {
          // not a whole character
        }
      }
      assert.equal(decodePoint(bytes, 0), expected)
    }
  })
  t.equal(decodePoint(Uint8Array.of(0xf0, 0x80, 0x80, 0x80), 0), -1, 'overlong')
  t.equal(decodePoint(Uint8Array.of(0xe0, 0x80, 0x80), 0), -1, 'overlong')
  t.equal(decodePoint(Uint8Array.of(0xed, 0xa0, 0x80), 0), -1, 'a surrogate')
  t.equal(decodePoint(Uint8Array.of(0xf4, 0x90, 0x80, 0x80), 0), -1, 'beyond Unicode')
})

t.test('what a grammar does not name stays, and nothing changed is the same string', async (t) => {
  await property(t, 'any bytes', fc.uint8Array({ maxLength: 60 }), (bytes) => {
    const binary = toBinary(bytes)
    assert.equal(escapeWith(grammar({}), bytes, binary), binary)
  })
  t.equal(
    write(grammar({ chars: { a: 'A' }, set: 'ab', write: () => '!' }), Buffer.from('abc')),
    'A!c',
  )
  t.equal(write(grammar({ set: 'a' }), Buffer.from('a')), 'a', 'a set without a writer')
  t.equal(write(grammar({ control: () => '^' }), Buffer.from('\x7f\n')), '^^')
  t.equal(write(grammar({ control: () => '^', del: false }), Buffer.from('\x7f\n')), '\x7f^')
  t.equal(write(grammar({ point: () => undefined }), Buffer.from('é')), '\xc3\xa9')
  t.equal(
    write(
      allBut('ab', (c) => `<${hex(c, 2)}>`),
      Buffer.from('abcé'),
    ),
    'ab<63><c3><a9>',
  )
})

t.test('a writer sees the byte that follows', (t) => {
  const next = (_: number, n: number) => `(${n})`
  const g = grammar({ control: next, point: next, byte: next })
  t.equal(write(g, Buffer.from('\x017é8\n')), '(55)7(56)8(-1)')
  t.equal(write(g, Buffer.from('é')), '(-1)')
  t.equal(write(g, Uint8Array.of(0xff, 65, 0xff)), '(65)A(-1)')
  t.end()
})

t.test('numbers', (t) => {
  t.equal(hex(0x1f511, 4, true), '1F511')
  t.equal(hex(10, 4), '000a')
  t.equal(octal(7, 3), '007')
  t.equal(unitWriter((u) => `${hex(u, 4)} `)(0x1f511, -1), 'd83d dd11 ')
  t.end()
})

t.test('edges of other families', (t) => {
  const spell = (id: string, bytes: Uint8Array) =>
    VARIANTS.find((v) => v.id === id)!
      .spell(toValue(bytes))
      .map((s) => s.binary)
  t.ok(spell('ascii85', new Uint8Array(8)).includes('zz'), 'a group of zeros is one z')
  t.ok(spell('base58', Uint8Array.of(0, 0, 1)).includes('112'), 'leading zeros are ones')
  t.same(spell('number', Uint8Array.of(0xff, 0x00)), ['65280', '-256'], 'unsigned and signed')
  t.same(pemBodies('-----BEGIN X'), [])
  const utf8 = (id: string, text: string) => spell(id, new TextEncoder().encode(text))
  t.ok(utf8('literal-interpolated', 'a#{b#c').includes('a\\#{b#c'), 'Ruby')
  t.ok(utf8('literal-interpolated', '\x017\x01x').includes('\\0017\\1x'), 'PHP, before a digit')
  t.ok(utf8('literal-octal', '\x017\x01x').includes('\\0017\\1x'), 'Lua, before a digit')
  t.ok(utf8('literal-unicode', 'é🔑').includes('\\u00e9\\U0001f511'), 'Go, above U+FFFF')
  t.ok(utf8('percent-u', 'é日').includes('%E9%u65E5'))
  t.ok(utf8('fish-variable', 'a_b-').includes('a__b_2D_'))
  t.ok(utf8('xml-ascii', 'a🔑b').includes('a&#55357;&#56593;b'), 'two UTF-16 units')
  t.ok(utf8('names', 'password日').includes('password\\N{CJK UNIFIED IDEOGRAPH-65E5}'))
  t.ok(
    utf8('names', 'passwordÄä').includes(
      'password\\N{LATIN CAPITAL LETTER A WITH DIAERESIS}\\N{LATIN SMALL LETTER A WITH DIAERESIS}',
    ),
  )
  t.end()
})
