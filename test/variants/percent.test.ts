import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { percentVariants } from '../../lib/variants/percent.js'
import type { Variant } from '../../lib/variants/types.js'
import { toValue } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'

const byId = (id: string) => percentVariants.find((v) => v.id === id) as Variant
const percentComponent = byId('percent')
const percentForm = byId('percent-form')
const percentStrict = byId('percent-strict')
const percentAll = byId('percent-all')
const text = fc.string({ unit: 'binary', maxLength: 40 })
const asValue = (s: string) => toValue(new TextEncoder().encode(s))
const spelled = (v: Variant, s: string) => {
  const value = asValue(s)
  return [value.binary, ...v.spell(value).map((x) => x.binary)]
}
const lower = (s: string) => s.replace(/%[0-9A-F]{2}/g, (x) => x.toLowerCase())

t.test('the encoders of the platform print one of the spellings', async (t) => {
  await property(t, 'text', text, (s) => {
    for (const written of [encodeURIComponent(s), lower(encodeURIComponent(s))]) {
      assert.ok(spelled(percentComponent, s).includes(written))
    }
    const form = new URLSearchParams({ k: s }).toString().slice(2)
    assert.ok(spelled(percentForm, s).includes(form))
    assert.ok(spelled(percentForm, s).includes(lower(form)))
    const strict = encodeURIComponent(s).replace(
      /[!*'()]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    )
    assert.ok(spelled(percentStrict, s).includes(strict))
    assert.ok(spelled(percentStrict, s).includes(strict.replaceAll('%20', '+')))
  })
})

t.test('any bytes come back from any dialect', async (t) => {
  const decode = (s: string, plus: boolean) =>
    (plus ? s.replaceAll('+', ' ') : s).replace(/%([0-9a-fA-F]{2})/g, (_, h) =>
      String.fromCharCode(Number.parseInt(h, 16)),
    )
  await property(t, 'any bytes', fc.uint8Array({ maxLength: 40 }), (bytes) => {
    const value = toValue(bytes)
    for (const v of [percentComponent, percentAll]) {
      for (const s of v.spell(value)) assert.equal(decode(s.binary, false), value.binary)
    }
    for (const s of percentForm.spell(value)) assert.equal(decode(s.binary, true), value.binary)
    for (const s of percentStrict.spell(value)) {
      assert.ok([decode(s.binary, true), decode(s.binary, false)].includes(value.binary))
    }
  })
})

t.test('a plain token has no spelling of its own', (t) => {
  for (const v of [percentComponent, percentForm, percentStrict]) {
    t.same(v.spell(asValue('Wx55DVqBjCtcjKPhV4ZM')), [])
  }
  t.end()
})
