/** P3: output and report do not depend on how the input was cut. */
import assert from 'node:assert/strict'
import t from 'tap'
import { byteByByte, cutBy, everySingleCut } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { forEachKind } from '../helpers/subject.js'

/** Without prototypes, which do not count. */
const plain = (report: unknown): unknown => JSON.parse(JSON.stringify(report))

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
    const input = subject.input.subarray(0, 40)
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
  forEachKind(t, ({ masker: make, oracle, input }, places) => {
    const masker = make({ firstLine: true })
    drive(masker, cutBy(input, places))
    assert.deepEqual(plain(masker.report()), plain(oracle.report()))
  }),
)
