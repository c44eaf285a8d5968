import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Chunk } from '../../lib/matcher/chunk.js'
import { property } from '../helpers/property.js'

t.test('words are read at any place of any view', (t) =>
  property(
    t,
    'little-endian',
    fc.tuple(fc.uint8Array({ minLength: 4, maxLength: 40 }), fc.nat(1000), fc.nat(1000)),
    ([buffer, from, at]) => {
      const start = from % (buffer.length - 3)
      const bytes = buffer.subarray(start)
      const chunk = new Chunk()
      chunk.set(bytes, 1e12)
      const place = at % (bytes.length - 3)
      assert.equal(chunk.word(place), Buffer.from(bytes).readInt32LE(place))
      assert.equal(chunk.end, bytes.length)
      assert.equal(chunk.offset, bytes.byteOffset)
      assert.equal(chunk.base, 1e12)
      assert.equal(chunk.bytes, bytes)
    },
  ),
)

t.test('the view stays as long as chunks come from one buffer', async (t) => {
  const chunk = new Chunk()
  const buffer = new Uint8Array(64)
  chunk.set(buffer.subarray(0, 8), 0)
  const { view } = chunk
  chunk.set(buffer.subarray(8, 16), 8)
  t.equal(chunk.view, view)
  t.equal(chunk.offset, 8)
  chunk.set(new Uint8Array(8), 16)
  t.not(chunk.view, view)
})
