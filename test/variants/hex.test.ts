import fc from 'fast-check'
import t from 'tap'
import { hexLower, hexUpper } from '../../lib/variants/hex.js'
import { toValue } from '../../lib/variants/value.js'

t.test('both cases decode to the value', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (v) => {
      const [lower] = hexLower.spell(toValue(v))
      const [upper] = hexUpper.spell(toValue(v))
      t.equal(lower?.binary, Buffer.from(v).toString('hex'))
      t.equal(upper?.binary, lower?.binary.toUpperCase())
      t.equal(lower?.perByte, 2)
    }),
    { numRuns: 200 },
  )
  t.end()
})
