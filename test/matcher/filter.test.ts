import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Filter, GRAM, LOOK_BACK } from '../../lib/matcher/filter.js'
import { eachStart, type Needle } from '../../lib/matcher/needle.js'
import { property } from '../helpers/property.js'
import { anyText, chunkOf, scrambled, textOver, wholeNeedle, windowsNeedle } from './support.js'

/** Whole patterns of any length that can be sampled, and stretches of windows. */
const needle: fc.Arbitrary<Needle> = fc.oneof(
  anyText(4, 7).map(wholeNeedle),
  anyText(8, 60).map(wholeNeedle),
  fc
    .tuple(anyText(8, 60), fc.integer({ min: 8, max: 24 }))
    .map(([text, shortest]) => windowsNeedle(text, Math.min(shortest, text.length))),
  // so frequent in logs that the filter looks for grams far behind the start
  fc
    .tuple(textOver('    e', 24, 60), fc.integer({ min: 8, max: 24 }))
    .map(([text, shortest]) => windowsNeedle(text, shortest)),
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
const growth = fc.integer({ min: 1, max: 3 })

const needles = (maxLength: number): fc.Arbitrary<Needle[]> =>
  fc.oneof(
    fc.array(needle, { minLength: 1, maxLength }),
    // without a tiny one the stride is longer
    fc.array(anyText(20, 60).map(wholeNeedle), { minLength: 1, maxLength }),
    fc.array(anyText(6, 7).map(wholeNeedle), { minLength: 1, maxLength }),
  )

const textOfNeedle = ({ text, start, end }: Needle, from: number): string =>
  Array.from(text.subarray(start + from, end), (b) => String.fromCharCode(b)).join('')

/** The places that the filter names in a log. */
function hitsOf(filter: Filter, chunk: ReturnType<typeof chunkOf>, from: number): Set<number> {
  const hits = new Set<number>()
  const last = chunk.offset + chunk.end - GRAM + 1
  let place = filter.next(chunk.view, chunk.offset + from, last)
  for (; place < last; place = filter.next(chunk.view, place + filter.stride, last)) {
    assert.equal((place - chunk.offset - from) % filter.stride, 0)
    hits.add(place - chunk.offset)
  }
  return hits
}

/** Every occurrence of the needle, at every residue of the stride, has a hit near its start. */
function assertFound(filter: Filter, n: Needle, noise: string): void {
  const { stride } = filter
  eachStart(n, (start) => {
    const occurrence = textOfNeedle(n, start - n.start).slice(0, n.shortest)
    for (let before = 0; before < stride; before++) {
      const pad = (noise + '-'.repeat(stride)).slice(0, before)
      const chunk = chunkOf(`${pad}${occurrence}${noise}${'='.repeat(GRAM)}`)
      const isFound = [...hitsOf(filter, chunk, 0)].some((hit) => {
        return before <= hit && hit <= before + Math.min(LOOK_BACK, n.shortest - 2)
      })
      assert.ok(isFound, `residue ${before} of ${stride}`)
    }
  })
}

t.test('no occurrence is missed, wherever it begins', (t) =>
  property(
    t,
    'any needles',
    fc.tuple(needles(5), fc.nat(4), anyText(0, 24), growth),
    ([list, of, noise, growth]) => {
      assertFound(new Filter(list, growth), list[of % list.length]!, noise)
    },
  ),
)

t.test('nor when needles were added later', (t) =>
  property(
    t,
    'any needles',
    fc.tuple(needles(3), needles(2), anyText(0, 8), growth),
    ([first, more, noise, growth]) => {
      const filter = new Filter(first, growth)
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
      fc.array(fc.oneof(anyText(0, 30), fc.nat(40), fc.constant('-'.repeat(150))), {
        maxLength: 8,
      }),
      fc.nat(9),
    ),
    ([list, pieces, from]) => {
      const filter = new Filter(list)
      const log = pieces
        .map((p) => (typeof p === 'string' ? p : textOfNeedle(list[p % list.length]!, 0)))
        .join('')
      const chunk = chunkOf(log)
      const expected = new Set<number>()
      const last = chunk.offset + log.length - GRAM + 1
      for (let at = from; at + GRAM <= log.length; at += filter.stride) {
        const place = chunk.offset + at
        if (filter.next(chunk.view, place, last) === place) expected.add(at)
      }
      assert.deepEqual(hitsOf(filter, chunk, from), expected)
    },
  ),
)

t.test('the stride leaves room for a gram in the shortest needle', async (t) => {
  const strides = [
    [4, 3],
    [5, 4],
    [6, 3],
    [7, 4],
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
  const log = chunkOf(scrambled(60_000, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ', 99))
  const filter = new Filter(list)
  t.equal(filter.stride, 5)
  const places = Math.floor(log.end / filter.stride)
  t.ok(hitsOf(filter, log, 0).size < places / 30, 'one in 64 by accident')
  t.ok(filter.bytes > 0 && filter.bytes < 2 ** 22)

  const tiny = new Filter([wholeNeedle('wxyz'), ...list.slice(0, 3)])
  t.equal(tiny.stride, 3)
  t.ok(hitsOf(tiny, log, 0).size < log.end / 3 / 30, 'with a tiny needle, too')
  t.ok(tiny.bytes > new Filter(list.slice(0, 3)).bytes, 'which has a table of its own')

  // 60,000 grams of four letters are more than a table has room for one by one
  const crowd = new Filter([windowsNeedle(scrambled(60_100, 'abcdefghijklmnopqrstuvwxyz'), 48)])
  t.ok(hitsOf(crowd, log, 0).size < log.end / crowd.stride / 30, 'of many windows')
})

t.test('grams are sought behind filling', async (t) => {
  const rare = scrambled(20, '\x01\x02\x03\xfd\xfe\xff')
  const short = windowsNeedle(scrambled(30, 'abcdefgh'), 8)
  const everywhere = Math.floor((5000 - GRAM) / 5) + 1
  const hitsWith = (needle: string, filling: string): number => {
    const filter = new Filter([wholeNeedle(needle), short])
    t.equal(filter.stride, 5)
    return hitsOf(filter, chunkOf(filling.repeat(5000)), 0).size
  }
  // one of them may be in the table by accident
  const seldom = [' ', '.', '-', '0'].filter((x) => hitsWith(x.repeat(11) + rare, x) === 0)
  t.ok(seldom.length >= 3, 'filling is no hit')
  t.equal(hitsWith(' '.repeat(31), ' '), everywhere, 'where there is nothing else to look for')
})

t.test('needles are added as long as they fit', async (t) => {
  const long = scrambled(40, 'abcdefgh')
  const base = (): Filter => new Filter([wholeNeedle('abcdefgh'), wholeNeedle(long)])
  const cases: [string, Needle, boolean][] = [
    ['as long as the shortest', wholeNeedle('ijklmnop'), true],
    ['longer', wholeNeedle(scrambled(30, 'ijklmn')), true],
    ['too short for the stride', wholeNeedle('ijklmn'), false],
    ['too short for four bytes at every residue', wholeNeedle('ijklmno'), false],
    ['windows', windowsNeedle(scrambled(40, 'ijklmn'), 12), true],
    ['too many windows for the table', windowsNeedle(scrambled(100, 'ijklmn'), 12), false],
  ]
  for (const [name, n, fits] of cases) t.equal(base().add([n]), fits, name)

  const onlyTiny = new Filter([wholeNeedle('abcd')])
  t.equal(onlyTiny.add([wholeNeedle('efgh')]), true, 'tiny to tiny')
  t.equal(onlyTiny.add([wholeNeedle('efghijk'), wholeNeedle(long)]), true, 'long ones to tiny')
  const many = Array.from({ length: 60 }, (_, i) => wholeNeedle(scrambled(4, 'abcdefgh', i + 1)))
  t.equal(onlyTiny.add(many), false, 'too many tiny ones')

  const ofSix = new Filter([wholeNeedle('abcdef')])
  t.equal(ofSix.stride, 3)
  t.equal(ofSix.add([wholeNeedle('ghijkl')]), true, 'four bytes at every residue')
  t.equal(
    ofSix.add([wholeNeedle('ghijk')]),
    false,
    'only two at one of them, for which there is no table',
  )

  const withoutTiny = new Filter([wholeNeedle(long)])
  t.equal(withoutTiny.stride, 20)
  t.equal(withoutTiny.add([wholeNeedle(scrambled(23, 'xyz'))]), true)
  t.equal(withoutTiny.add([wholeNeedle(scrambled(22, 'xyz'))]), false)

  const first = windowsNeedle(scrambled(300, 'abcdefgh'), 12)
  const more = windowsNeedle(scrambled(3000, 'ijklmnop'), 12)
  t.equal(new Filter([first]).add([more]), false, 'ten times as many')
  t.equal(new Filter([first], 11).add([more]), true, 'as announced')
})

t.test('what does not fit leaves the filter as it was', async (t) => {
  const filter = new Filter([wholeNeedle('abcdefgh')])
  const log = chunkOf(`--ijklmno--${'ijklmno'.repeat(9)}`)
  const before = hitsOf(filter, log, 0) // by accident, if any
  t.equal(filter.add([wholeNeedle('ijklmnop'), wholeNeedle('ijklmno')]), false)
  t.same(hitsOf(filter, log, 0), before)
  t.equal(filter.add([wholeNeedle('ijklmnop')]), true)
  t.ok(hitsOf(filter, log, 0).size > before.size)
})

t.test('the second question tells columns of other text from those of a long needle', async (t) => {
  const columns = (digits: number, seed: number): string =>
    scrambled(digits, '0123456789', seed).replace(/./g, '$&   ')
  // fifteen of the hundred pairs of digits, of which four bytes show one
  const filter = new Filter([wholeNeedle('ABCDEFGH'), windowsNeedle(columns(15, 1), 23)])
  const text = columns(4000, 2)
  const log = chunkOf(text)
  const hits = [...hitsOf(filter, log, 0)].filter((at) => at + 8 <= log.end)
  t.ok(hits.length > 0, 'pairs that are in it')
  t.ok(hits.length < log.end / 5 / 4, `${hits.length} hits`)
  const four = text.slice(hits[0], hits[0]! + 4)
  t.ok(
    hitsOf(filter, chunkOf(four), 0).has(0),
    'where there are less than eight bytes, four decide',
  )
})
