/** P8: where the input ends inside a possible occurrence, a prefix of the minimum length is masked. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { denseScene } from '../helpers/arbitraries.js'
import { cutBy, cuts } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { property } from '../helpers/property.js'
import { KINDS, MASK, subjectOf } from '../helpers/subject.js'

t.test('P8: a log that is cut anywhere', async (t) => {
  const cutLog = fc.record({ scene: denseScene, of: fc.nat(5), keep: fc.nat(40), places: cuts })
  await property(t, 'ends like the oracle says', cutLog, ({ scene, of, keep, places }) => {
    const value = scene.values[of % scene.values.length] ?? ''
    const log = scene.log + value.slice(0, keep)
    const { masker, oracle, input } = subjectOf({ ...scene, log }, KINDS.whole)
    assert.equal(drive(masker(), cutBy(input, places)), oracle.output())
  })
})

t.test('P8: the minimum length decides', async (t) => {
  const prefix = fc.record({
    value: fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), minLength: 9, maxLength: 30 }),
    noise: fc.string({ unit: fc.constantFrom('x', 'y', '\n'), maxLength: 20 }),
    keep: fc.nat(29),
    minLength: fc.integer({ min: 1, max: 8 }),
    places: cuts,
  })
  await property(t, 'a prefix at the end', prefix, ({ value, noise, keep, minLength, places }) => {
    const kept = value.slice(0, Math.min(keep, value.length - 1))
    const scene = { values: [value], minLength, log: noise + kept }
    const { masker, input } = subjectOf(scene, KINDS.whole)
    const output = drive(masker(), cutBy(input, places))
    assert.equal(output, noise + (kept.length >= minLength ? MASK : kept))
  })
})
