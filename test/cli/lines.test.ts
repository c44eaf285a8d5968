import fc from 'fast-check'
import t from 'tap'
import { LineIndex } from '../../lib/cli/lines.js'

const seed = Date.now()
t.comment(`seed ${seed}`)

t.test('as counted from the start, for any text, cut and offsets', async () => {
  const text = fc.array(fc.constantFrom('a', '\n', '\r\n', 'bc'), { maxLength: 40 })
  fc.assert(
    fc.property(text, fc.array(fc.nat(80)), fc.integer({ min: 1, max: 20 }), (parts, at, size) => {
      const bytes = Buffer.from(parts.join(''))
      const offsets = at.filter((offset) => offset < bytes.length).sort((a, b) => a - b)
      const index = new LineIndex()
      for (let start = 0; start < bytes.length; start += size) {
        const end = Math.min(start + size, bytes.length)
        index.add(bytes.subarray(start, end))
        while (offsets.length > 0 && offsets[0]! < end) {
          const offset = offsets.shift()!
          const before = bytes.subarray(0, offset).toString().split('\n')
          const { line, column } = index.locate(offset)
          if (line !== before.length || column !== before.at(-1)!.length + 1) return false
        }
        index.forget(offsets[0] ?? end)
      }
      return true
    }),
    { seed, numRuns: 1000 },
  )
})
