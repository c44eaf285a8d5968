/** P3: output and report do not depend on how the input was cut. */
import assert from 'node:assert/strict'
import t from 'tap'
import { byteByByte, cutBy, everySingleCut } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { forEachKind } from '../helpers/subject.js'

/** Without prototypes, which do not count. */
const plain = (report: unknown): unknown => JSON.parse(JSON.stringify(report))

t.test('P3: the output is that of the input in one piece', (t) =>
  forEachKind(t, ({ masker, input }, places) => {
    const output = drive(masker(), [input])
    for (const chunks of [cutBy(input, places), byteByByte(input)]) {
      assert.equal(drive(masker(), chunks), output)
    }
  }),
)

t.test('P3: at every single cut', (t) =>
  forEachKind(t, (subject) => {
    const input = subject.input.subarray(0, 40)
    const once = subject.masker()
    const output = drive(once, [input])
    const { occurrences, bytes } = once.report()
    for (const chunks of everySingleCut(input)) {
      const masker = subject.masker()
      assert.equal(drive(masker, chunks), output)
      assert.equal(masker.report().occurrences, occurrences)
      assert.equal(masker.report().bytes, bytes)
    }
  }),
)

t.test('P3: the report is what the oracle counts, however the input was cut', (t) =>
  forEachKind(t, ({ masker: make, oracle, input }, places) => {
    for (const chunks of [[input], cutBy(input, places), byteByByte(input)]) {
      const masker = make({ firstLine: true })
      drive(masker, chunks)
      assert.deepEqual(plain(masker.report()), plain(oracle.report()))
    }
  }),
)
