/** P3: output and report do not depend on how the input was cut. */
import assert from 'node:assert/strict'
import t from 'tap'
import { byteByByte, cutBy, everySingleCut } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { forEachKind } from '../helpers/subject.js'

/** Without prototypes, which do not count. */
const plain = (report: unknown): unknown => JSON.parse(JSON.stringify(report))

t.test('P3: output and report are those of the input in one piece', (t) =>
  forEachKind(t, {
    'the report is what the oracle counts, and the output one': (
      { masker: make, oracle, input },
      places,
    ) => {
      const expected = plain(oracle.report())
      const outputs = [[input], cutBy(input, places), byteByByte(input)].map((chunks) => {
        const masker = make({ firstLine: true })
        const output = drive(masker, chunks)
        assert.deepEqual(plain(masker.report()), expected)
        return output
      })
      assert.equal(new Set(outputs).size, 1)
    },
    'at every single cut': (subject) => {
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
    },
  }),
)
