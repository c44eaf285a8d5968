/** P1: no byte of any occurrence of any pattern of a registered secret reaches the output. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { type Cuts, cutBy, cuts } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { binary } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import {
  ALL,
  forEachKind,
  MASK,
  type Subject,
  subjectOf,
  variantScene,
} from '../helpers/subject.js'

const promise = (subject: Subject, places: Cuts): void => {
  const output = drive(subject.masker(), cutBy(subject.input, places))
  for (const { bytes, breaks } of subject.patterns) {
    const value = binary(bytes)
    const mayMeetMask = [...MASK].some((char) => value.includes(char))
    if (!mayMeetMask && !breaks) assert.equal(output.includes(value), false, 'a pattern is out')
  }
  assert.equal(output, subject.oracle.output())
}

t.test('P1: the union of all occurrences is masked', (t) =>
  forEachKind(t, { 'the union is masked': promise }),
)

t.test('P1: with all variants', async (t) => {
  const all = fc.record({ scene: variantScene(ALL), places: cuts })
  await property(t, 'real values', all, ({ scene, places }) =>
    promise(subjectOf(scene, ALL), places),
  )
})
