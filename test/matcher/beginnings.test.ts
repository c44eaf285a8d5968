import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Beginnings } from '../../lib/matcher/beginnings.js'
import { WindowSet } from '../../lib/matcher/windows.js'
import { property } from '../helpers/property.js'
import { anyText, bytesOf } from './support.js'

t.test('one to three bytes as a Set of prefixes', (t) =>
  property(
    t,
    'windows of several lengths',
    fc.record({
      text: anyText(8, 60),
      widths: fc.uniqueArray(fc.integer({ min: 4, max: 9 }), { minLength: 1, maxLength: 3 }),
      log: anyText(1, 40),
      from: fc.nat(50),
    }),
    ({ text, widths, log, from }) => {
      const view = new DataView(bytesOf(`${text}\n\n\n\n\n\n\n\n`).buffer)
      const prefixes = new Set<string>()
      // each length has windows in another part of the text
      const sets = widths.map((width, i) => {
        const places: number[] = []
        for (let at = (from * i) % text.length; at + width <= text.length; at += i + 1) {
          places.push(at)
          for (const length of [1, 2, 3]) prefixes.add(text.slice(at, at + length))
        }
        return new WindowSet(view, Int32Array.from(places), width)
      })
      const beginnings = new Beginnings(sets, view)
      for (const seen of [log, text]) {
        const bytes = bytesOf(seen)
        for (let at = 0; at < seen.length; at++) {
          for (const length of [1, 2, 3]) {
            if (at + length > seen.length) continue
            assert.equal(
              beginnings.has(bytes, at, length),
              prefixes.has(seen.slice(at, at + length)),
              JSON.stringify(seen.slice(at, at + length)),
            )
          }
        }
      }
    },
  ),
)

t.test('what only shares bits with a window is refused', async (t) => {
  const view = new DataView(bytesOf('abcdefgh\n\n\n\n\n\n\n\n').buffer)
  const beginnings = new Beginnings([new WindowSet(view, Int32Array.of(0), 8)], view)
  const known: string[] = []
  for (let third = 0; third < 256; third++) {
    const bytes = Uint8Array.of(0x61, 0x62, third)
    if (beginnings.has(bytes, 0, 3)) known.push(String.fromCharCode(third))
  }
  t.strictSame(known, ['c'], 'the bit table guesses, the windows decide')
  t.ok(beginnings.bytes >= 8448)
})
