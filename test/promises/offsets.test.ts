/** Offsets: whoever truncates the output to `released` and restarts at `settled` loses nothing and leaks nothing. */
import assert from 'node:assert/strict'
import t from 'tap'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
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

t.test('a restart between the pieces of what a colour breaks loses none of them', async (t) => {
  const registry = new SecretRegistry({ minLength: 4, variants: ['raw'] })
  registry.add('TOKEN', '00000000a7a0a00a00ac000a00a0a0b')
  registry.add('AROUND', ' x00000000a7a0a00a00ac000a00a0a0b x')
  const log = Buffer.from('00000000a\x1b[31m7ac')
  const whole = drive(new Masker(registry), [Buffer.from(log)])
  const masker = new Masker(registry)
  const before = Buffer.concat(masker.write(log)).toString()
  const { settled, released } = masker.offsets
  t.equal(settled, 3, 'where the first piece begins')
  const rest = drive(new Masker(registry), [log.subarray(settled)])
  t.equal(before.slice(0, released) + rest, whole)
})
