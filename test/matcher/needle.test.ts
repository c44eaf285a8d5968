import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { countStarts, eachChosenPlace, eachStart, type Needle } from '../../lib/matcher/needle.js'
import { rarity } from '../../lib/matcher/rarity.js'
import { property } from '../helpers/property.js'
import { anyText, bytesOf, scrambled, textOver, wholeNeedle, windowsNeedle } from './support.js'

const startsOf = (n: Needle): number[] => {
  const starts: number[] = []
  eachStart(n, (at) => starts.push(at))
  return starts
}

t.test('where occurrences begin', async (t) => {
  const text = 'abcdefghijklmnop'
  const inside = { text: bytesOf(text), start: 3, end: 13, shortest: 8 }
  const cases: [Needle, number[]][] = [
    [wholeNeedle(text), [0]],
    [windowsNeedle(text, 16), [0]],
    [windowsNeedle(text, 13), [0, 1, 2, 3]],
    [{ ...inside, anywhere: true }, [3, 4, 5]],
    [{ ...inside, anywhere: false }, [3]],
    [{ ...inside, anywhere: true, starts: Int32Array.of(3, 5) }, [3, 5]],
  ]
  for (const [n, starts] of cases) {
    t.strictSame(startsOf(n), starts)
    t.equal(countStarts(n), starts.length)
  }
})

interface Scene {
  readonly needle: Needle
  readonly q: number
  readonly stride: number
  readonly reach: number
  /** places whose grams are in the table already */
  readonly known: readonly number[]
}

const scene: fc.Arbitrary<Scene> = fc
  .record({
    text: fc.oneof(anyText(8, 60), textOver('ab 0', 8, 60)),
    shortest: fc.integer({ min: 4, max: 30 }),
    edges: fc.tuple(fc.nat(9), fc.nat(9)),
    unit: fc.nat(5),
    whole: fc.boolean(),
    q: fc.integer({ min: 2, max: 4 }),
    stride: fc.integer({ min: 1, max: 20 }),
    beyond: fc.nat(12),
    known: fc.array(fc.nat(60), { maxLength: 4 }),
  })
  .map(({ text, shortest, edges, unit, whole, q, stride, beyond, known }) => {
    const start = Math.min(edges[0], text.length - 8)
    const end = Math.max(start + 8, text.length - edges[1])
    const length = whole ? end - start : Math.min(shortest, end - start)
    const base = { text: bytesOf(text), start, end, shortest: length, anywhere: !whole }
    const starts = startsOf(base).filter((_, i) => unit < 2 || i % unit === 0)
    const fitting = Math.min(stride, length - q + 1)
    return {
      needle: unit < 2 || whole ? base : { ...base, starts: Int32Array.from(starts) },
      q,
      stride: fitting,
      reach: fitting - 1 + beyond,
      known,
    }
  })

/** The text of each gram that is chosen, and its bits. */
function chosenOf({ needle, q, stride, reach, known }: Scene): Map<string, number> {
  const gram = (at: number): string => String(needle.text.subarray(at, at + q))
  const chosen = new Map<string, number>()
  const table = new Set(known.map(gram))
  eachChosenPlace(
    needle,
    { size: q, stride, reach },
    (at) => table.has(gram(at)),
    (at) => {
      if (table.has(gram(at))) return
      table.add(gram(at))
      chosen.set(gram(at), rarity(needle.text, at, q))
    },
  )
  return chosen
}

t.test('at every residue of every occurrence a gram is chosen', (t) =>
  property(t, 'within reach and within the occurrence', scene, (value) => {
    const { needle, q, stride, reach, known } = value
    const gram = (at: number): string => String(needle.text.subarray(at, at + q))
    const table = new Set([...known.map(gram), ...chosenOf(value).keys()])
    eachStart(needle, (start) => {
      const last = start + Math.min(reach, needle.shortest - q)
      const seen = new Set<number>()
      for (let at = start; at <= last; at++) if (table.has(gram(at))) seen.add(at % stride)
      assert.equal(seen.size, stride, `from ${start}`)
    })
  }),
)

t.test('of one occurrence it is the rarest', (t) =>
  property(t, 'whole patterns', scene, (value) => {
    const { needle, q, stride, reach } = value
    const single = { ...needle, anywhere: false, shortest: needle.end - needle.start }
    const { starts: _starts, ...whole } = single
    const chosen = chosenOf({ ...value, needle: whole, known: [] })
    for (let residue = 0; residue < stride; residue++) {
      let most = 0
      const last = whole.start + Math.min(reach, whole.shortest - q)
      for (let at = whole.start + residue; at <= last; at += stride) {
        most = Math.max(most, rarity(whole.text, at, q))
      }
      const isChosen = [...chosen.values()].includes(most)
      // a gram that another residue has chosen is known, and then nothing else is looked for
      assert.ok(isChosen || chosen.size < stride, `residue ${residue}`)
    }
  }),
)

t.test('one gram stands for all windows that hold it', async (t) => {
  const text = scrambled(1000, 'abcdefgh\x01')
  const share = (shortest: number, reach: number): number => {
    const needle = windowsNeedle(text, shortest)
    let grams = 0
    const none = (): boolean => false
    eachChosenPlace(needle, { size: 4, stride: 5, reach }, none, () => grams++)
    return grams / countStarts(needle)
  }
  t.equal(share(8, 4), (993 + 4) / 993, 'no room for a choice')
  t.ok(share(13, 9) < 0.95, 'of two')
  t.ok(share(30, 20) < 0.5)
  t.ok(share(30, 7) > share(30, 20), 'the further, the fewer')
})

t.test('a rare gram is preferred to a frequent one', async (t) => {
  const needle = wholeNeedle('   the   \x01\xfe\x02\xfd\x03   ')
  const chosen = chosenOf({ needle, q: 4, stride: 2, reach: 20, known: [] })
  t.equal(chosen.size, 2, 'one for each residue')
  for (const gram of chosen.keys()) t.match(gram, /254|253/)
})
