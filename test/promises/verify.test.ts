/** `verify: true`: the second engine agrees with correct output and stops a leak. */
import assert from 'node:assert/strict'
import t from 'tap'
import { cutBy } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { forEachKind } from '../helpers/subject.js'

t.test('the second engine never contradicts correct output', (t) =>
  forEachKind(t, ({ masker, oracle, input }, places) => {
    assert.equal(drive(masker({ verify: true }), cutBy(input, places)), oracle.output())
  }),
)
