/** P3: output and report do not depend on how the input was cut. */
import assert from 'node:assert/strict'
import t from 'tap'
import { byteByByte, cutBy, everySingleCut } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { forEachKind } from '../helpers/subject.js'

t.test('P3: output and report are those of the input in one piece', (t) =>
  forEachKind(t, (subject, places) => {
    const once = subject.masker()
    const output = drive(once, [subject.input])
    for (const chunks of [cutBy(subject.input, places), byteByByte(subject.input)]) {
      const masker = subject.masker()
      assert.equal(drive(masker, chunks), output)
      assert.deepEqual(masker.report(), once.report())
    }
  }),
)

t.test('P3: at every single cut', (t) =>
  forEachKind(t, (subject) => {
    const input = subject.input.subarray(0, 60)
    const once = subject.masker()
    const output = drive(once, [input])
    for (const chunks of everySingleCut(input)) {
      const masker = subject.masker()
      assert.equal(drive(masker, chunks), output)
      assert.deepEqual(masker.report(), once.report())
    }
  }),
)

t.test('P3: the report counts what the oracle counts', (t) =>
  forEachKind(t, (subject, places) => {
    const masker = subject.masker()
    drive(masker, cutBy(subject.input, places))
    const { occurrences, bytes, secrets } = masker.report()
    const counts = Object.fromEntries(
      Object.entries(secrets).map(([name, variants]) => [
        name,
        Object.fromEntries(Object.entries(variants).map(([id, { count }]) => [id, count])),
      ]),
    )
    assert.deepEqual({ occurrences, bytes, secrets: counts }, subject.oracle.report())
  }),
)
