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
import { cutScenes, KIND_NAMES, KINDS, subjectOf } from '../helpers/subject.js'

const sequence = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('\x1b[m', '\x1b[K', '\x1b[1;31m', '\x1b(B') },
  // they move the cursor, are cut off, or are too many
  {
    weight: 1,
    arbitrary: fc.constantFrom('\x1b[A', '\x1b', '\x1b[3', '\x1b(', '\x1b[31m'.repeat(26)),
  },
)
const sequences = fc.array(fc.tuple(fc.nat(1000), sequence), { maxLength: 12 })

function insert(log: string, drawn: readonly (readonly [number, string])[]): string {
  let out = log
  for (const [share, text] of drawn) {
    const at = Math.round((share * out.length) / 1000)
    out = out.slice(0, at) + text + out.slice(at)
  }
  return out
}

t.test('lines are masked as they are shown', async (t) => {
  for (const kind of KIND_NAMES) {
    const drawn = fc.record({ cutScene: cutScenes[kind], sequences })
    await property(t, kind, drawn, ({ cutScene: { scene, places }, sequences }) => {
      const styled = { ...scene, log: insert(scene.log, sequences) }
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
