import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { LineIndex } from '../../lib/cli/lines.js'
import { property } from '../helpers/property.js'

t.test('as counted from the start, for any text, cut and offsets', async (t) => {
  const text = fc.array(fc.constantFrom('a', '\n', '\r\n', 'bc'), { maxLength: 40 })
  const drawn = fc.tuple(text, fc.array(fc.nat(80)), fc.integer({ min: 1, max: 20 }))
  await property(t, 'text', drawn, ([parts, at, size]) => {
    const bytes = Buffer.from(parts.join(''))
    const offsets = at.filter((offset) => offset < bytes.length).sort((a, b) => a - b)
    const index = new LineIndex()
    for (let start = 0; start < bytes.length; start += size) {
      const end = Math.min(start + size, bytes.length)
      index.add(bytes.subarray(start, end))
      while (offsets.length > 0 && offsets[0]! < end) {
        const offset = offsets.shift()!
        const before = bytes.subarray(0, offset).toString().split('\n')
        assert.deepEqual(index.locate(offset), {
          line: before.length,
          column: before.at(-1)!.length + 1,
        })
      }
      index.forget(offsets[0] ?? end)
    }
  })
})
