/** P1 and P3 for the streams with `idleMs: 0`: what comes out is what the masker gives. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { createMaskStream } from '../../lib/streams/node.js'
import { createMaskTransformStream } from '../../lib/streams/web.js'
import { cutBy } from '../helpers/chunkers.js'
import { binary } from '../helpers/oracle.js'
import { forEachKind, MASK } from '../helpers/subject.js'

t.test('streams give what the masker gives', (t) =>
  forEachKind(t, {
    Node: async ({ registry, oracle, input }, places) => {
      const chunks = cutBy(input, places).filter(({ length }) => length > 0)
      let output = ''
      const stream = createMaskStream(registry, { mask: MASK, idleMs: 0 })
      await pipeline(Readable.from(chunks), stream, async (source: AsyncIterable<Uint8Array>) => {
        for await (const bytes of source) output += binary(bytes)
      })
      assert.equal(output, oracle.output())
    },
    Web: async ({ registry, oracle, input }, places) => {
      const source = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of cutBy(input, places)) controller.enqueue(chunk)
          controller.close()
        },
      })
      let output = ''
      const stream = createMaskTransformStream(registry, { mask: MASK, idleMs: 0 })
      for await (const bytes of source.pipeThrough(stream)) output += binary(bytes)
      assert.equal(output, oracle.output())
    },
  }),
)
