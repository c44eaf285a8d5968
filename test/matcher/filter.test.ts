import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Filter, type Needle, REACH, reachesFar } from '../../lib/matcher/filter.js'
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
)

const needles = (maxLength: number): fc.Arbitrary<Needle[]> =>
  fc.oneof(
    fc.array(needle, { minLength: 1, maxLength }),
    // without a tiny one the stride is longer, and eight bytes are asked
    fc.array(anyText(20, 60).map(wholeNeedle), { minLength: 1, maxLength }),
  )

const textOfNeedle = ({ text, start, end }: Needle, from: number): string =>
  Array.from(text.subarray(start + from, end), (b) => String.fromCharCode(b)).join('')

/** The sampled places of a log that the filter does not exclude. */
function hitsOf(filter: Filter, chunk: ReturnType<typeof chunkOf>, from: number): Set<number> {
  const hits = new Set<number>()
  const last = chunk.offset + chunk.end - REACH + 1
  let place = filter.next(chunk.view, chunk.offset + from, last)
  for (; place < last; place = filter.next(chunk.view, place + filter.stride, last)) {
    assert.equal((place - chunk.offset - from) % filter.stride, 0)
    hits.add(place - chunk.offset)
  }
  return hits
}

/** Every occurrence of the needle, at every residue of the stride, has a sampled place that hits. */
function assertFound(filter: Filter, n: Needle, noise: string): void {
  const { stride } = filter
  const starts = n.anywhere ? n.end - n.start - n.shortest + 1 : 1
  for (let from = 0; from < starts; from++) {
    const occurrence = textOfNeedle(n, from).slice(0, n.shortest)
    for (let before = 0; before < stride; before++) {
      const pad = (noise + '-'.repeat(stride)).slice(0, before)
      const chunk = chunkOf(`${pad}${occurrence}${noise}${'='.repeat(REACH)}`)
      const sampled = Math.ceil(before / stride) * stride
      assert.ok(sampled < before + stride)
      assert.ok(hitsOf(filter, chunk, 0).has(sampled), `residue ${before} of ${stride}`)
      if (reachesFar(n, stride)) assert.ok(filter.mayBeFar(chunk, sampled), 'as a far one, too')
    }
  }
}

t.test('no occurrence is missed, wherever it begins', (t) =>
  property(
    t,
    'any needles',
    fc.tuple(needles(5), fc.nat(4), anyText(0, 24)),
    ([list, of, noise]) => {
      assertFound(new Filter(list), list[of % list.length]!, noise)
    },
  ),
)

t.test('nor when needles were added later', (t) =>
  property(
    t,
    'any needles',
    fc.tuple(needles(3), needles(2), anyText(0, 8)),
    ([first, more, noise]) => {
      const filter = new Filter(first)
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
    ),
    ([list, pieces, from]) => {
      const filter = new Filter(list)
      const log = pieces
        .map((p) => (typeof p === 'string' ? p : textOfNeedle(list[p % list.length]!, 0)))
        .join('')
      const chunk = chunkOf(log)
      const expected = new Set<number>()
      for (let at = from; at + REACH <= log.length; at += filter.stride) {
        const place = chunk.offset + at
        if (filter.next(chunk.view, place, place + 1) === place) expected.add(at)
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
  const big = scrambled(400_100, 'abcdefghijklmnopqrstuvwxyz')
  const list = [windowsNeedle(big, 16)]
  const filter = new Filter(list)
  t.equal(filter.stride, 9)
  let missed = 0
  for (let from = 0; from + 16 <= big.length; from += 997) {
    const before = from % filter.stride
    const chunk = chunkOf(`${'-'.repeat(before)}${big.slice(from, from + 16)}${'='.repeat(REACH)}`)
    const sampled = Math.ceil(before / filter.stride) * filter.stride
    if (!hitsOf(filter, chunk, 0).has(sampled) || !filter.mayBeFar(chunk, sampled)) missed++
  }
  t.equal(missed, 0)
  const log = scrambled(60_000, 'abcdefghijklmnopqrstuvwxyz', 99)
  const hits = hitsOf(filter, chunkOf(log), 0)
  t.ok(hits.size < log.length / filter.stride / 10, 'as few of eight bytes as of four')

  t.test('with short ones among them, scanned as one by one', async (t) => {
    const mixed = new Filter([...list, wholeNeedle('SHORTONE'), wholeNeedle('LONGER-NEEDLE')])
    t.equal(mixed.stride, 5)
    assertFound(mixed, wholeNeedle('SHORTONE'), '')
    assertFound(mixed, wholeNeedle('LONGER-NEEDLE'), '')
    const text = `${log.slice(0, 900)}SHORTONE${big.slice(5000, 5100)}SHORTONE${log.slice(0, 70)}`
    for (const end of [text.length, text.length - 1, text.length - 7, 1000]) {
      const chunk = chunkOf(text.slice(0, end))
      const expected = new Set<number>()
      for (let at = 0; at + REACH <= end; at += mixed.stride) {
        if (
          mixed.next(chunk.view, chunk.offset + at, chunk.offset + at + 1) ===
          chunk.offset + at
        ) {
          expected.add(at)
        }
      }
      t.strictSame(hitsOf(mixed, chunk, 0), expected)
    }
  })

  t.test('and tiny ones', async (t) => {
    const mixed = new Filter([...list, wholeNeedle('TINY')])
    t.equal(mixed.stride, 3)
    assertFound(mixed, wholeNeedle('TINY'), '')
    const piece = big.slice(1234, 1250)
    assertFound(mixed, { ...wholeNeedle(piece) }, '')
    t.ok(mixed.bytes > filter.bytes)
  })
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

  const crowded = new Filter([windowsNeedle(scrambled(400_100, 'abcdefghijklmnop'), 16)])
  t.equal(
    crowded.add([wholeNeedle(scrambled(12, 'xyz'))]),
    false,
    'eight of 12 bytes need less stride',
  )
})

t.test('a filter without far needles says so of every place', (t) =>
  property(t, 'any place', fc.tuple(textOver('abcd', 8, 30), fc.nat(22)), ([text, at]) => {
    const filter = new Filter([wholeNeedle('abcdabcd')])
    const chunk = chunkOf(text)
    assert.equal(filter.mayBeFar(chunk, at % (text.length - 7)), false)
  }),
)
