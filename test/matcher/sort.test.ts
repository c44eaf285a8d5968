import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { orderHash } from '../../lib/matcher/hash.js'
import { SortRoom, sortWindows } from '../../lib/matcher/sort.js'
import { property } from '../helpers/property.js'
import { anyText, bytesOf, scrambled } from './support.js'

interface Placed {
  readonly text: string
  readonly width: number
  /** which places are taken, in turn */
  readonly taken: readonly boolean[]
}

const placed: fc.Arbitrary<Placed> = fc.record({
  text: anyText(4, 160),
  width: fc.integer({ min: 4, max: 12 }),
  taken: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
})

function placesOf({ text, width, taken }: Placed): Int32Array {
  const all = Array.from({ length: Math.max(0, text.length - width + 1) }, (_, at) => at)
  return Int32Array.from(all.filter((at) => taken[at % taken.length]))
}

const viewOf = (text: string): DataView => new DataView(bytesOf(`${text}........`).buffer)

/** By the definition: the first place of each window, by hash of the head, then by content. */
function naive({ text, width }: Placed, places: Int32Array): number[] {
  const view = viewOf(text)
  const first = new Map<string, number>()
  for (const at of places) {
    const window = text.slice(at, at + width)
    if (!first.has(window)) first.set(window, at)
  }
  const hash = (at: number): number => orderHash(view.getInt32(at, true)) >>> 0
  return [...first]
    .sort(([a, p], [b, q]) => hash(p) - hash(q) || (a < b ? -1 : 1))
    .map(([, at]) => at)
}

const room = new SortRoom(200)

t.test('as a naive sort', (t) =>
  property(t, 'order and first places', placed, (value) => {
    const places = placesOf(value)
    const expected = naive(value, places)
    assert.deepEqual([...sortWindows(viewOf(value.text), places, value.width)], expected)
    room.keys[0].fill(7)
    const again = sortWindows(viewOf(value.text), placesOf(value), value.width, room)
    assert.deepEqual([...again], expected, 'in room that was used before')
  }),
)

t.test('many windows with the same head', async (t) => {
  for (const count of [1, 15, 16, 17, 18, 400]) {
    const text = Array.from({ length: count }, (_, i) => `head${scrambled(4, 'xyz', i + 7)}`).join(
      '',
    )
    const value = { text, width: 8, taken: [true] }
    const places = Int32Array.from({ length: count }, (_, i) => 8 * i)
    const expected = naive(value, places)
    t.strictSame([...sortWindows(viewOf(text), places, 8)], expected, `${count}`)
  }
})

t.test('thousands of windows', async (t) => {
  const value = { text: scrambled(20_000, 'abcdef\x80\xff'), width: 9, taken: [true] }
  const places = placesOf(value)
  const expected = naive(value, places)
  t.strictSame([...sortWindows(viewOf(value.text), places, 9)], expected)
})
