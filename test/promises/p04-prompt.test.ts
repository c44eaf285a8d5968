/**
 * P4: after each write the longest suffix that may still become (part of) an
 * occurrence is held, and everything before it is out.
 */
import assert from 'node:assert/strict'
import t from 'tap'
import { byteByByte, cutBy } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { BREAK_LIMIT, binary } from '../helpers/oracle.js'
import { GAP_LIMIT } from '../helpers/shown.js'
import { forEachKind } from '../helpers/subject.js'

t.test('P4: the hold', (t) =>
  forEachKind(t, {
    'is exactly the longest live suffix': ({ masker, oracle, input }, places) => {
      for (const chunks of [cutBy(input, places), byteByByte(input)]) {
        drive(masker(), chunks, ({ length, released, held }) => {
          assert.equal(held, length - oracle.liveStart(length), `held after ${length} bytes`)
          assert.equal(released, oracle.released(length), `released after ${length} bytes`)
        })
      }
    },
    'is bounded by the longest pattern, and what may colour it': (
      { masker, patterns, input },
      places,
    ) => {
      const longest = Math.max(
        0,
        ...patterns.map(({ bytes, breaks }) =>
          breaks
            ? binary(bytes).replace(/[\t-\r ]+/g, ' '.repeat(BREAK_LIMIT)).length
            : bytes.length,
        ),
      )
      const limit = input.includes(0x1b) ? longest * (1 + GAP_LIMIT) : longest
      drive(masker(), cutBy(input, places), ({ held }) => assert.ok(held <= limit))
    },
  }),
)
