/** Offsets: whoever truncates the output to `released` and restarts at `settled` loses nothing and leaks nothing. */
import assert from 'node:assert/strict'
import t from 'tap'
import { cutAt, cutBy } from '../helpers/chunkers.js'
import { drive, type Step } from '../helpers/drive.js'
import { forEachKind } from '../helpers/subject.js'

t.test('offsets', (t) =>
  forEachKind(t, {
    'are the largest that no span crosses, and all at the end': (subject, places) => {
      const { oracle, input } = subject
      const masker = subject.masker()
      const output = drive(masker, cutBy(input, places), ({ length, settled, settledOutput }) => {
        assert.equal(settled, oracle.settled(length), `settled after ${length} bytes`)
        assert.equal(settledOutput, oracle.settledOutput(length), `released after ${length} bytes`)
      })
      assert.deepEqual({ ...masker.offsets }, { settled: input.length, released: output.length })
      assert.equal(masker.held, 0)
    },
    'a restart from them after any write gives the same output': (
      { masker, oracle, input },
      places,
    ) => {
      const steps: Step[] = []
      drive(masker(), cutBy(input, places), (step) => steps.push(step))
      const few = steps.filter((_, index) => index % Math.ceil(steps.length / 20) === 0)
      for (const { length, released, settled, settledOutput } of few) {
        assert.ok(settled <= length && settledOutput <= released.length)
        const rest = cutAt(input.subarray(settled), [length - settled])
        assert.equal(released.slice(0, settledOutput) + drive(masker(), rest), oracle.output())
      }
    },
  }),
)
