import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { hexLower, hexUpper } from '../../lib/variants/hex.js'
import { toValue } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'

t.test('both cases decode to the value', async (t) => {
  await property(t, 'any bytes', fc.uint8Array({ maxLength: 60 }), (v) => {
    const [lower] = hexLower.spell(toValue(v))
    const [upper] = hexUpper.spell(toValue(v))
    assert.equal(lower?.binary, Buffer.from(v).toString('hex'))
    assert.equal(upper?.binary, lower?.binary.toUpperCase())
    assert.equal(lower?.perByte, 2)
  })
})
