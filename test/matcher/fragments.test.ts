import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { FragmentTables, FragmentWalker } from '../../lib/matcher/fragments.js'
import { Heads } from '../../lib/matcher/heads.js'
import { needlesOf } from '../../lib/matcher/layer.js'
import { isTerminator, stretchesOf } from '../../lib/matcher/stretches.js'
import { type Cuts, cutBy, cuts } from '../helpers/chunkers.js'
import { binary, bytesOf, Oracle, unite } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import {
  anyText,
  chunkOf,
  listed,
  patternOf,
  Recorder,
  scrambled,
  standsAt,
  textOver,
} from './support.js'

/** Searches the next piece of a log as a matcher without a filter; with `heads` what is held is asked first. */
function push(walker: FragmentWalker, text: string, base: number, heads?: Heads): void {
  const chunk = chunkOf(text, base)
  walker.nextChunk(chunk, heads)
  for (let at = 0; at < chunk.end; at++) walker.check(chunk, at)
  walker.keep(chunk)
}

t.test('line terminators are LF and CR', async (t) => {
  const all = Array.from({ length: 256 }, (_, byte) => byte)
  t.strictSame(all.filter(isTerminator), [10, 13])
})

t.test('stretches are the lines that hold a window', (t) =>
  property(
    t,
    'any text',
    fc.tuple(textOver('ab\n\r', 0, 40), fc.integer({ min: 1, max: 8 })),
    ([text, width]) => {
      const stretches = stretchesOf(bytesOf(text), width)
      assert.deepEqual(
        stretches.map(({ start, end }) => text.slice(start, end)),
        text.split(/[\r\n]/).filter((line) => line.length >= width),
      )
      for (const { start } of stretches) assert.ok(start === 0 || /[\r\n]/.test(text[start - 1]!))
    },
  ),
)

interface Scene {
  readonly texts: readonly string[]
  readonly widths: readonly number[]
  readonly log: string
  readonly places: Cuts
  /** are the bytes with which windows begin known? */
  readonly asked: boolean
}

const scene: fc.Arbitrary<Scene> = fc
  .record({
    texts: fc.uniqueArray(
      fc.oneof(textOver('ab', 8, 24), textOver('ab\n', 8, 30), anyText(8, 24)),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    widths: fc.array(fc.integer({ min: 8, max: 11 }), { minLength: 4, maxLength: 4 }),
    pieces: fc.array(fc.tuple(fc.nat(3), fc.nat(20), fc.nat(24), textOver('ab\n', 0, 3)), {
      maxLength: 6,
    }),
    places: cuts,
    asked: fc.boolean(),
  })
  .map(({ texts, widths, pieces, places, asked }) => ({
    texts,
    widths: texts.map((text, i) => Math.min(widths[i]!, text.length)),
    log: pieces
      .map(([of, at, length, noise]) => texts[of % texts.length]!.slice(at, at + length) + noise)
      .join(''),
    places,
    asked,
  }))

const patternsOf = ({ texts, widths }: Scene) => texts.map((text, i) => patternOf(text, widths[i]))

t.test('spans, names of windows and the hold, however the text is cut', (t) =>
  property(t, 'by brute force', scene, (value) => {
    const patterns = patternsOf(value)
    const { log } = value
    const oracle = new Oracle(patterns, log, { minLength: 1 })
    const sink = new Recorder()
    const walker = new FragmentWalker(new FragmentTables(patterns), sink)
    const heads = value.asked ? new Heads(needlesOf(patterns)) : undefined
    let base = 0
    for (const bytes of cutBy(bytesOf(log), value.places)) {
      if (bytes.length === 0) continue
      push(walker, binary(bytes), base, heads)
      base += bytes.length
      const windows = oracle.spans(base).filter(({ kind }) => kind === 'window')
      const spans = unite(windows)
      assert.deepEqual(unite(sink.spans), spans)
      const seen = log.slice(0, base)
      let live = 0
      while (live < base && !isPrefixOfWindow(value, seen.slice(live))) live++
      assert.equal(walker.liveStart(base), live, `live after ${base}`)
    }
    walker.close()
    assert.equal(walker.liveStart(base), base)
    for (const { start, pattern } of sink.windows) {
      assert.ok(
        oracle.found.some(
          (f) => f.kind === 'window' && f.start === start && patterns[f.pattern] === pattern,
        ),
      )
    }
    // patterns of one line stand in the union of their windows: each is told
    const oneLine = patterns.filter(({ bytes }) => !bytes.some(isTerminator))
    assert.deepEqual(
      [...new Set(listed(sink.found))],
      listed(oneLine.flatMap((pattern) => standsAt(log, pattern))),
    )
  }),
)

function isPrefixOfWindow({ texts, widths }: Scene, suffix: string): boolean {
  return texts.some((text, i) => {
    if (suffix.length >= widths[i]! || /[\r\n]/.test(suffix)) return false
    for (let at = text.indexOf(suffix); at >= 0; at = text.indexOf(suffix, at + 1)) {
      const window = text.slice(at, at + widths[i]!)
      if (window.length === widths[i] && !/[\r\n]/.test(window)) return true
    }
    return false
  })
}

t.test('the first window is named by the first registered pattern that holds it', async (t) => {
  const patterns = ['-0123456789', '0123456789-', '01234567'].map((text) => patternOf(text, 8))
  const sink = new Recorder()
  const walker = new FragmentWalker(new FragmentTables(patterns), sink)
  const chunk = chunkOf('01234567')
  walker.check(chunk, 0)
  t.strictSame(sink.windows, [{ start: 0, pattern: patterns[0] }])
})

t.test(
  'of windows of two lengths at one place, the first registered pattern is named',
  async (t) => {
    for (const [first, second] of [
      [12, 8],
      [8, 12],
    ] as const) {
      const patterns = [patternOf('0123456789ab', first), patternOf('0123456789abcdef', second)]
      const sink = new Recorder()
      const walker = new FragmentWalker(new FragmentTables(patterns), sink)
      walker.check(chunkOf('0123456789abcd'), 0)
      t.strictSame(sink.windows, [{ start: 0, pattern: patterns[0] }])
      t.strictSame(sink.spans, [{ start: 0, end: 14 }], 'the run that agrees with the longer one')
    }
  },
)

t.test('a run is compared once', async (t) => {
  const text = scrambled(200, 'abcdefgh')
  const sink = new Recorder()
  const walker = new FragmentWalker(new FragmentTables([patternOf(text, 8)]), sink)
  const chunk = chunkOf(text)
  for (let at = 0; at < 192; at++) walker.check(chunk, at)
  t.strictSame(sink.spans, [{ start: 0, end: 200 }])
})

t.test('tables: places belong to patterns, windows to lengths', async (t) => {
  const patterns = [
    patternOf('0123456789', 9),
    patternOf('abcdefghij\nklmnopqrstuv', 8),
    patternOf('ABCDEFGHIJ', 9),
  ]
  const tables = new FragmentTables(patterns)
  t.strictSame(
    tables.sets.map(({ width, starts }) => [width, starts.length]),
    [
      [8, 3 + 5],
      [9, 4],
    ],
  )
  t.equal(tables.widest, 9)
  t.strictSame(
    [0, 9, 11, 33, 35, 44].map((place) => tables.patternAt(place)),
    [0, 0, 1, 1, 2, 2],
  )
  t.equal(tables.pattern(2), patterns[2])
  t.equal(tables.names, tables.names, 'built once')
  t.equal(tables.names.longest, 10, 'patterns of several lines have no name here')
  t.ok(tables.bytes > 8448)
})

t.test('a stretch may be longer than any buffer', async (t) => {
  const text = scrambled(3000, 'abcdefghijklmnop')
  for (const size of [7, 300, 5000]) {
    const sink = new Recorder()
    const walker = new FragmentWalker(new FragmentTables([patternOf(text, 8)]), sink)
    const log = `--${text}${text}--`
    for (let at = 0; at < log.length; at += size) {
      push(walker, log.slice(at, at + size), at)
    }
    walker.close()
    t.strictSame(
      sink.found.map(({ start, end }) => [start, end]),
      [
        [2, 3002],
        [3002, 6002],
      ],
      `chunks of ${size}`,
    )
  }
})

t.test('a stretch grows to the left by a window that was held when it began', async (t) => {
  // the window of eight is whole in the first chunk, that of seventeen begins before it
  const patterns = [patternOf('abcdefghijklmnopqrst', 17), patternOf('defghijk', 8)]
  const log = '--abcdefghijklmnopqrst--'
  const expected = listed(patterns.flatMap((pattern) => standsAt(log, pattern)))
  for (let cut = 13; cut < 19; cut++) {
    const sink = new Recorder()
    const walker = new FragmentWalker(new FragmentTables(patterns), sink)
    push(walker, log.slice(0, cut), 0)
    t.equal(walker.liveStart(cut), 2)
    push(walker, log.slice(cut), cut)
    walker.close()
    t.strictSame([...new Set(listed(sink.found))], expected, `cut at ${cut}`)
    t.strictSame(unite(sink.spans), [{ start: 2, end: 22 }])
  }
})

t.test('a long stretch is named piece by piece, and each occurrence once', async (t) => {
  const text = 'abcdefgh'.repeat(4)
  const patterns = [patternOf(text, 8), patternOf('efghabcdefgh', 8)]
  const sink = new Recorder()
  const walker = new FragmentWalker(new FragmentTables(patterns), sink)
  const log = 'abcdefgh'.repeat(200)
  for (let at = 0; at < log.length; at += 50) {
    push(walker, log.slice(at, at + 50), at)
  }
  t.ok(sink.found.length > 300, 'most are told before the stretch has ended')
  walker.close()
  t.strictSame(listed(sink.found), listed(patterns.flatMap((pattern) => standsAt(log, pattern))))
})
