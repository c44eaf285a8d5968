import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { base64, base64url } from '../../lib/variants/base64.js'
import { VARIANTS } from '../../lib/variants/table.js'
import { binaryValue, toValue } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'

const any = (max: number) => fc.uint8Array({ maxLength: max })

for (const [variant, alphabet] of [
  [base64, 'base64'],
  [base64url, 'base64url'],
] as const) {
  t.test(`${alphabet}: found wherever it stands in a larger encoded text`, async (t) => {
    const inside = fc.tuple(any(9), fc.uint8Array({ minLength: 1, maxLength: 60 }), any(9))
    await property(t, 'any neighbours', inside, ([a, v, b]) => {
      const text = Buffer.concat([a, v, b]).toString(alphabet)
      const spelled = variant.spell(toValue(v)).map((s) => s.binary)
      const at = Math.ceil((a.length * 8) / 6)
      const end = Math.floor(((a.length + v.length) * 8) / 6)
      assert.ok(spelled.includes(text.slice(at, end)), 'every character the value alone decides')
    })
  })

  t.test(`${alphabet}: the whole text, with and without =, decodes to the value`, async (t) => {
    await property(t, 'any bytes', any(60), (v) => {
      const spelled = variant.spell(toValue(v)).map((s) => s.binary)
      const open = Buffer.from(v).toString(alphabet).replace(/=+$/, '')
      assert.ok(spelled.includes(open))
      assert.ok(spelled.includes(open.padEnd(Math.ceil(open.length / 4) * 4, '=')))
    })
  })
}

t.test('a megabyte in linear time', (t) => {
  const big = new Uint8Array(1_000_000).fill(0xfb)
  t.equal(base64.spell(toValue(big))[0]?.binary.length, Math.floor((big.length * 8) / 6))
  t.end()
})

t.test('base64 in a URL: how its padding is written is no part of it', (t) => {
  const escaped = VARIANTS.find(({ id }) => id === 'base64-escaped')!
  const of = (text: string) => escaped.spell(binaryValue(text)).map(({ binary }) => binary)
  t.same(of('abcd'), [], 'YWJjZA== without + and / is found as it is')
  t.ok(of('a~?b').includes('YX4%2FYg'))
  t.notOk(of('a~?b').some((binary) => /=|%3d|&#61;|003d/i.test(binary)))
  t.end()
})
