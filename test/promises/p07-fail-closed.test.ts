/** P7: after any internal error nothing more is released, and the error is a typed one. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { MaskError } from '../../lib/errors.js'
import { createMaskStream } from '../../lib/streams/node.js'
import { createMaskTransformStream } from '../../lib/streams/web.js'
import type { CutScene } from '../helpers/arbitraries.js'
import { cutBy } from '../helpers/chunkers.js'
import { writeReused } from '../helpers/drive.js'
import { binary } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { cutScenes, KINDS, MASK, subjectOf } from '../helpers/subject.js'

/** A mask function that throws when it is called for the n-th time. */
const failingAt = (call: number) => {
  let calls = 0
  return (): string => {
    calls++
    if (calls >= call) throw new Error('an internal failure')
    return MASK
  }
}

const failing: fc.Arbitrary<CutScene & { call: number }> = fc
  .tuple(fc.oneof(cutScenes.whole, cutScenes.lines), fc.integer({ min: 1, max: 4 }))
  .map(([cut, call]) => ({ ...cut, call }))

t.test('P7: a masker that failed gives nothing more', async (t) => {
  await property(t, 'writes', failing, ({ scene, places, call }) => {
    const { masker: make, oracle, input } = subjectOf(scene, KINDS.lines)
    const masker = make({ mask: failingAt(call) })
    let output = ''
    let failed = false
    const attempt = (step: () => string): void => {
      try {
        output += step()
        assert.equal(failed, false, 'goes on after a failure')
      } catch (error) {
        if (!(error instanceof MaskError)) throw error
        if (failed) assert.equal(error.code, 'ERR_FAILED')
        failed = true
      }
    }
    for (const chunk of cutBy(input, places)) attempt(() => writeReused(masker, chunk))
    attempt(() => masker.end().map(binary).join(''))
    const { occurrences } = oracle.report()
    assert.equal(failed, occurrences >= call, 'fails exactly when the mask function does')
    if (failed) {
      attempt(() => masker.end().map(binary).join(''))
      assert.ok(oracle.output().startsWith(output), 'what came out before is right')
      assert.ok(output.split(MASK).length - 1 < call, 'and ends before the failure')
    }
  })
})

t.test('P7: a stream that failed is destroyed with the error', async (t) => {
  await property(t, 'Node', failing, async ({ scene, places, call }) => {
    const { registry, oracle, input } = subjectOf(scene, KINDS.lines)
    const stream = createMaskStream(registry, { mask: failingAt(call), idleMs: 0 })
    let output = ''
    stream.on('data', (bytes: Uint8Array) => {
      output += binary(bytes)
    })
    const closed = new Promise<unknown>((resolve) => {
      stream.on('error', resolve)
      stream.on('end', () => resolve(undefined))
    })
    for (const chunk of cutBy(input, places)) stream.write(chunk.slice())
    stream.end()
    const error = await closed
    if (oracle.report().occurrences < call) {
      assert.equal(error, undefined)
      assert.equal(output, oracle.output())
    } else {
      assert.ok(error instanceof MaskError)
      assert.equal(stream.destroyed, true)
      assert.ok(oracle.output().startsWith(output))
      assert.ok(output.split(MASK).length - 1 < call)
    }
  })

  await property(t, 'Web', failing, async ({ scene, places, call }) => {
    const { registry, oracle, input } = subjectOf(scene, KINDS.lines)
    const { readable, writable } = createMaskTransformStream(registry, {
      mask: failingAt(call),
      idleMs: 0,
    })
    const writer = writable.getWriter()
    const written = (async () => {
      for (const chunk of cutBy(input, places)) await writer.write(chunk.slice())
      await writer.close()
    })()
    const fails = oracle.report().occurrences >= call
    let output = ''
    const read = (async () => {
      for await (const bytes of readable) output += binary(bytes)
    })()
    const outcomes = await Promise.allSettled([written, read])
    for (const outcome of outcomes) {
      assert.equal(outcome.status, fails ? 'rejected' : 'fulfilled')
      if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof MaskError)
    }
    assert.ok(oracle.output().startsWith(output))
    if (!fails) assert.equal(output, oracle.output())
  })
})
