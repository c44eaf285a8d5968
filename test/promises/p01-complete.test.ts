/** P1: no byte of any occurrence of any pattern of a registered secret reaches the output. */
import assert from 'node:assert/strict'
import t from 'tap'
import { cutBy } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { binary } from '../helpers/oracle.js'
import { forEachKind, MASK } from '../helpers/subject.js'

t.test('P1: the union of all occurrences is masked', (t) =>
  forEachKind(t, (subject, places) => {
    const output = drive(subject.masker(), cutBy(subject.input, places))
    for (const { bytes, breaks } of subject.patterns) {
      const value = binary(bytes)
      const mayMeetMask = [...MASK].some((char) => value.includes(char))
      if (!mayMeetMask && !breaks) assert.equal(output.includes(value), false, 'a pattern is out')
    }
    assert.equal(output, subject.oracle.output())
  }),
)
