/**
 * Values with terminal sequences inside: the promises hold for lines as they
 * are shown, and every sequence comes out as it was.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { byteByByte, cutBy } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { binary } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { styling } from '../helpers/styles.js'
import { cutScenes, KIND_NAMES, KINDS, subjectOf } from '../helpers/subject.js'

t.test('lines are masked as they are shown', async (t) => {
  for (const kind of KIND_NAMES) {
    const drawn = fc.record({ cutScene: cutScenes[kind], styling })
    await property(t, kind, drawn, ({ cutScene: { scene, places }, styling }) => {
      const styled = { ...scene, log: styling(scene.log) }
      const { masker, oracle, input, patterns } = subjectOf(styled, KINDS[kind])
      for (const chunks of [cutBy(input, places), byteByByte(input)]) {
        const one = masker()
        const output = drive(one, chunks, (step) => {
          const { length, held, released, settled, settledOutput } = step
          assert.equal(held, length - oracle.liveStart(length), `held after ${length} bytes`)
          assert.equal(released, oracle.released(length), `released after ${length} bytes`)
          assert.equal(settled, oracle.settled(length), `settled after ${length} bytes`)
          assert.equal(settledOutput, oracle.settledOutput(length))
        })
        assert.equal(output, oracle.output())
        const { occurrences, bytes, secrets } = one.report()
        const expected = oracle.report()
        assert.equal(occurrences, expected.occurrences)
        assert.equal(bytes, expected.bytes)
        assert.equal(Object.keys(secrets).length > 0, occurrences > 0)
        const escapes = (text: string) => text.split('\x1b').length
        if (!patterns.some(({ bytes }) => bytes.includes(0x1b))) {
          assert.equal(escapes(output), escapes(binary(input)))
        }
      }
    })
  }
})
