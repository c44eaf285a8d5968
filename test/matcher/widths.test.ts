import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { lowestBit } from '../../lib/matcher/bits.js'
import { Widths } from '../../lib/matcher/widths.js'
import { WindowSet } from '../../lib/matcher/windows.js'
import { property } from '../helpers/property.js'
import { anyText, bytesOf, chunkOf, scrambled } from './support.js'

/** A set for each width, of all windows of the text. */
function setsOf(text: string, widths: readonly number[]): { sets: WindowSet[]; view: DataView } {
  const view = new DataView(bytesOf(text + '\n'.repeat(8)).buffer)
  const sets = widths.map((width) => {
    const places = Array.from({ length: Math.max(0, text.length - width + 1) }, (_, at) => at)
    return new WindowSet(view, Int32Array.from(places), width)
  })
  return { sets, view }
}

const widthsOf = (bits: number): number[] => {
  const indexes: number[] = []
  for (let rest = bits; rest !== 0; rest &= rest - 1) indexes.push(lowestBit(rest))
  return indexes
}

t.test('no set is left out of which a window begins', (t) =>
  property(
    t,
    'any text, more and fewer lengths than bits of a byte',
    fc.tuple(anyText(12, 60), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 4, max: 9 })),
    ([text, count, shortest]) => {
      const lengths = Array.from({ length: count }, (_, i) => shortest + i)
      const { sets, view } = setsOf(text, lengths)
      const widths = new Widths(sets, view)
      const chunk = chunkOf(text)
      for (let at = 0; at + 8 <= text.length; at++) {
        const may = widthsOf(widths.at(chunk, at))
        for (const [i, width] of lengths.entries()) {
          if (at + width <= text.length) assert.ok(may.includes(i), `${width} bytes at ${at}`)
        }
      }
      const all = lengths.map((_, i) => i)
      assert.deepEqual(widthsOf(widths.at(chunk, text.length - 7)), all, 'less than a head')
    },
  ),
)

t.test('most sets are left out at other places', async (t) => {
  const { sets, view } = setsOf(scrambled(400, 'abcdefgh'), [8, 12, 17])
  const widths = new Widths(sets, view)
  const log = chunkOf(scrambled(4000, 'abcdefgh', 7))
  let asked = 0
  for (let at = 0; at + 8 <= log.end; at++) asked += widthsOf(widths.at(log, at)).length
  t.ok(asked < 0.7 * 3 * log.end, `${asked} of ${3 * log.end}`)
  t.ok(widths.bytes >= 1158 && widths.bytes <= 4096)
})

t.test('more lengths than bits of a byte', async (t) => {
  const text = scrambled(60, 'abcdefgh')
  const { sets, view } = setsOf(text, [8, 9, 10, 11, 12, 13, 14, 15, 16])
  const widths = new Widths(sets, view)
  t.same(widthsOf(widths.at(chunkOf(text), 7)), [0, 1, 2, 3, 4, 5, 6, 7, 8])
})

t.test('there are no more lengths than bits', async (t) => {
  const { sets, view } = setsOf(scrambled(60, 'abcdefgh'), Array(32).fill(9))
  t.throws(() => new Widths(sets, view), RangeError)
})
