import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Filter, REACH, reachesFar } from '../../lib/matcher/filter.js'
import { countStarts, eachSparseGram, eachStart, type Needle } from '../../lib/matcher/needle.js'
import { property } from '../helpers/property.js'
import { anyText, chunkOf, scrambled, textOver, wholeNeedle, windowsNeedle } from './support.js'

/** Whole patterns of any length that can be sampled, and stretches of windows. */
const needle: fc.Arbitrary<Needle> = fc.oneof(
  anyText(4, 7).map(wholeNeedle),
  anyText(8, 60).map(wholeNeedle),
  fc
    .tuple(anyText(8, 60), fc.integer({ min: 8, max: 24 }))
    .map(([text, shortest]) => windowsNeedle(text, Math.min(shortest, text.length))),
  fc
    .tuple(anyText(20, 60), fc.nat(8), fc.nat(8), fc.integer({ min: 8, max: 24 }))
    .map(([text, before, after, shortest]) => {
      const { text: bytes } = wholeNeedle(text)
      const [start, end] = [before, text.length - Math.min(after, text.length - before - 8)]
      return { text: bytes, start, end, shortest: Math.min(shortest, end - start), anywhere: true }
    }),
  // windows at some places only
  fc
    .tuple(anyText(30, 60), fc.integer({ min: 8, max: 24 }), fc.integer({ min: 2, max: 9 }))
    .map(([text, shortest, unit]) => {
      const places = Array.from({ length: text.length }, (_, at) => at)
      const starts = places.filter((at) => at % unit === 0 && at + shortest <= text.length)
      return { ...windowsNeedle(text, shortest), starts: Int32Array.from(starts) }
    }),
)
/** How the filter asks for long needles: by their number, by four bytes, by eight. */
const layout = fc.constantFrom(undefined, false, true)

const needles = (maxLength: number): fc.Arbitrary<Needle[]> =>
  fc.oneof(
    fc.array(needle, { minLength: 1, maxLength }),
    // without a tiny one the stride is longer, and eight bytes are asked
    fc.array(anyText(20, 60).map(wholeNeedle), { minLength: 1, maxLength }),
  )

const textOfNeedle = ({ text, start, end }: Needle, from: number): string =>
  Array.from(text.subarray(start + from, end), (b) => String.fromCharCode(b)).join('')

/** The places that the filter names in a log. */
function hitsOf(filter: Filter, chunk: ReturnType<typeof chunkOf>, from: number): Set<number> {
  const hits = new Set<number>()
  const last = chunk.offset + chunk.end - REACH + 1
  let place = filter.next(chunk.view, chunk.offset + from, last)
  for (; place < last; place = filter.next(chunk.view, place + filter.step, last)) {
    assert.equal((place - chunk.offset - from) % filter.step, 0)
    hits.add(place - chunk.offset)
  }
  return hits
}

/** Every occurrence of the needle, at every residue of the step, begins where a hit leads to. */
function assertFound(filter: Filter, n: Needle, noise: string): void {
  const { stride, step, lookBack } = filter
  eachStart(n, (start) => {
    const occurrence = textOfNeedle(n, start - n.start).slice(0, n.shortest)
    for (let before = 0; before < step; before++) {
      const pad = (noise + '-'.repeat(step)).slice(0, before)
      const chunk = chunkOf(`${pad}${occurrence}${noise}${'='.repeat(REACH)}`)
      const isFound = [...hitsOf(filter, chunk, 0)].some((hit) => {
        if (!reachesFar(n, step)) {
          const isNear = before > hit - stride && before <= hit + step - stride
          return isNear && filter.mayBeNear(chunk, hit)
        }
        const back = n.anywhere ? lookBack : step - 1
        return before <= hit && before >= hit - back && filter.mayBeFar(chunk, hit)
      })
      assert.ok(isFound, `residue ${before} of ${step}`)
    }
  })
}

t.test('no occurrence is missed, wherever it begins', (t) =>
  property(
    t,
    'any needles',
    fc.tuple(needles(5), fc.nat(4), anyText(0, 24), layout),
    ([list, of, noise, crowded]) => {
      assertFound(new Filter(list, crowded), list[of % list.length]!, noise)
    },
  ),
)

t.test('nor when needles were added later', (t) =>
  property(
    t,
    'any needles',
    fc.tuple(needles(3), needles(2), anyText(0, 8), layout),
    ([first, more, noise, crowded]) => {
      const filter = new Filter(first, crowded)
      const added = filter.add(more)
      for (const n of added ? [...first, ...more] : first) assertFound(filter, n, noise)
    },
  ),
)

t.test('scanning a stretch is the same as asking each place', (t) =>
  property(
    t,
    'any log',
    fc.tuple(
      needles(4),
      fc.array(fc.oneof(anyText(0, 30), fc.nat(40)), { maxLength: 8 }),
      fc.nat(9),
      layout,
    ),
    ([list, pieces, from, crowded]) => {
      const filter = new Filter(list, crowded)
      const log = pieces
        .map((p) => (typeof p === 'string' ? p : textOfNeedle(list[p % list.length]!, 0)))
        .join('')
      const chunk = chunkOf(log)
      const expected = new Set<number>()
      const last = chunk.offset + log.length - REACH + 1
      for (let at = from; at + REACH <= log.length; at += filter.step) {
        const place = chunk.offset + at
        const end = Math.min(place + filter.step, last)
        if (filter.next(chunk.view, place, end) === place) expected.add(at)
      }
      assert.deepEqual(hitsOf(filter, chunk, from), expected)
    },
  ),
)

t.test('the stride leaves room for a gram in the shortest needle', async (t) => {
  const strides = [
    [4, 3],
    [5, 4],
    [6, 4],
    [7, 5],
    [8, 5],
    [12, 9],
    [20, 17],
    [23, 20],
    [200, 20],
  ] as const
  for (const [length, stride] of strides) {
    const text = scrambled(length, 'abcdefghijklmnop')
    t.equal(new Filter([wholeNeedle(text)]).stride, stride, `${length} bytes`)
  }
})

t.test('hardly any place of other text is a hit', async (t) => {
  const list = Array.from({ length: 300 }, (_, i) =>
    windowsNeedle(scrambled(40, 'abcdefghijklmnopqrstuvwxyz0123456789', i + 1), 8),
  )
  const log = scrambled(60_000, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ', 99)
  const filter = new Filter(list)
  t.equal(filter.stride, 5)
  const places = Math.floor(log.length / filter.stride)
  t.ok(hitsOf(filter, chunkOf(log), 0).size < places / 30, 'one in 64 by accident')

  const tiny = new Filter([wholeNeedle('wxyz'), ...list.slice(0, 3)])
  t.equal(tiny.stride, 3)
  t.ok(hitsOf(tiny, chunkOf(log), 0).size < log.length / 3 / 30, 'with a tiny needle, too')

  const far = chunkOf(log)
  let may = 0
  const long = new Filter(list.map((n) => ({ ...n, shortest: 16 })))
  for (let at = 0; at + 8 <= log.length; at++) if (long.mayBeFar(far, at)) may++
  t.ok(may < log.length / 100, 'two bits in 16 each')
  t.ok(long.bytes > 0 && long.bytes < 2 ** 22)
})

t.test('so many grams that four bytes tell nothing: long needles are asked by eight', async (t) => {
  const big = scrambled(60_100, 'abcdefghijklmnopqrstuvwxyz')
  const list = [windowsNeedle(big, 48)]
  const filter = new Filter(list)
  t.equal(filter.step, 2 * filter.stride)
  const log = scrambled(60_000, 'abcdefghijklmnopqrstuvwxyz', 99)
  const hits = hitsOf(filter, chunkOf(log), 0)
  t.ok(hits.size < log.length / filter.stride / 10, 'as few of eight bytes as of four')

  const tiny = new Filter([...list, wholeNeedle('TINY'), wholeNeedle('LONGER-NEEDLE')])
  t.equal(tiny.stride, 3)
  assertFound(tiny, wholeNeedle('TINY'), '')
  assertFound(tiny, wholeNeedle('LONGER-NEEDLE'), '')
  assertFound(tiny, windowsNeedle(big.slice(1234, 1300), 48), '')
  t.ok(tiny.bytes > filter.bytes)
})

t.test('few grams are enough for long windows', async (t) => {
  const count = (shortest: number) => {
    let grams = 0
    eachSparseGram(windowsNeedle(scrambled(1000, 'abcdefgh'), shortest), 8, 10, () => grams++)
    return grams / countStarts(windowsNeedle(scrambled(1000, 'abcdefgh'), shortest))
  }
  t.ok(count(17) > 0.95, 'no room for a choice')
  t.ok(count(34) < 0.55)
  t.ok(count(48) < 0.3)
})

t.test('needles are added as long as they fit', async (t) => {
  const long = scrambled(40, 'abcdefgh')
  const base = (): Filter => new Filter([wholeNeedle('abcdefgh'), wholeNeedle(long)])
  const cases: [string, Needle, boolean][] = [
    ['as long as the shortest', wholeNeedle('ijklmnop'), true],
    ['longer', wholeNeedle(scrambled(30, 'ijklmn')), true],
    ['too short for the stride', wholeNeedle('ijklmn'), false],
    ['windows', windowsNeedle(scrambled(40, 'ijklmn'), 12), true],
    ['too many windows for the table', windowsNeedle(scrambled(400_000, 'ijklmn'), 8), false],
    ['too many far windows', windowsNeedle(scrambled(300_000, 'ijklmn'), 12), false],
  ]
  for (const [name, n, fits] of cases) t.equal(base().add([n]), fits, name)

  const onlyTiny = new Filter([wholeNeedle('abcd')])
  t.equal(onlyTiny.add([wholeNeedle('efgh')]), true, 'tiny to tiny')
  t.equal(onlyTiny.add([wholeNeedle('efghijk')]), false, 'there is no table for four bytes')
  t.equal(onlyTiny.add([wholeNeedle(long)]), false, 'nor for eight')

  const withoutTiny = new Filter([wholeNeedle(long)])
  t.equal(withoutTiny.stride, 20)
  t.equal(withoutTiny.add([wholeNeedle(scrambled(23, 'xyz'))]), true, 'asked by four bytes alone')
  t.equal(withoutTiny.add([wholeNeedle(scrambled(27, 'xyz'))]), true, 'asked by eight, too')
  const withoutFar = new Filter([wholeNeedle(scrambled(23, 'xyz'))])
  t.equal(withoutFar.add([wholeNeedle(scrambled(27, 'xyz'))]), false, 'there is no table for eight')

  const crowded = new Filter([windowsNeedle(scrambled(60_100, 'abcdefghijklmnop'), 16)])
  t.equal(crowded.add([wholeNeedle(scrambled(16, 'xyz'))]), true, 'whatever its length')
  t.equal(crowded.add([wholeNeedle(scrambled(40, 'xyz'))]), true)
})

t.test('a filter without far needles says so of every place', (t) =>
  property(t, 'any place', fc.tuple(textOver('abcd', 8, 30), fc.nat(22)), ([text, at]) => {
    const filter = new Filter([wholeNeedle('abcdabcd')])
    const chunk = chunkOf(text)
    assert.equal(filter.mayBeFar(chunk, at % (text.length - 7)), false)
  }),
)
