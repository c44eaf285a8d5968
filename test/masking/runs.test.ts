import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { type Run, Runs } from '../../lib/masking/runs.js'
import { property } from '../helpers/property.js'
import { patternOf, type Range, unite } from '../matcher/support.js'

function drain(runs: Runs): Run[] {
  const all: Run[] = []
  for (let run = runs.first; run !== undefined; run = runs.first) {
    all.push(run)
    runs.shift()
  }
  return all
}

const ranges = (list: readonly Run[]): Range[] => list.map(({ start, end }) => ({ start, end }))

const spans = fc.array(
  fc
    .tuple(fc.nat(40), fc.integer({ min: 1, max: 9 }))
    .map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 14 },
)

t.test('the union of spans in any order', (t) =>
  property(t, 'as a naive union', spans, (list) => {
    const runs = new Runs()
    for (const { start, end } of list) runs.span(start, end)
    assert.deepEqual(ranges(drain(runs)), unite(list))
    assert.equal(runs.first, undefined)
  }),
)

t.test('what has passed cannot be masked any more', (t) =>
  property(t, 'as a naive union of the rest', fc.tuple(spans, fc.nat(45)), ([list, cursor]) => {
    const runs = new Runs()
    runs.passed(cursor)
    for (const { start, end } of list) runs.span(start, end)
    const rest = list
      .map(({ start, end }) => ({ start: Math.max(start, cursor), end }))
      .filter(({ start, end }) => start < end)
    assert.deepEqual(ranges(drain(runs)), unite(rest))
  }),
)

t.test('runs are taken off at the front while others come', (t) =>
  property(t, 'in ascending order', fc.tuple(spans, fc.nat(4)), ([list, every]) => {
    const runs = new Runs()
    const taken: Range[] = []
    let passed = 0
    const later: Range[] = []
    for (const [i, span] of list.entries()) {
      runs.span(span.start, span.end)
      if (span.end > passed) later.push({ start: Math.max(span.start, passed), end: span.end })
      if (every > 0 && i % every === 0 && runs.first !== undefined) {
        const { start, end } = runs.first
        taken.push({ start, end })
        passed = end
        runs.shift()
        runs.passed(end)
      }
    }
    taken.push(...ranges(drain(runs)))
    for (let i = 1; i < taken.length; i++) assert.ok(taken[i]!.start >= taken[i - 1]!.end)
    const covered = new Set<number>()
    for (const { start, end } of taken) for (let at = start; at < end; at++) covered.add(at)
    const expected = new Set<number>()
    for (const { start, end } of later) for (let at = start; at < end; at++) expected.add(at)
    assert.deepEqual(covered, expected)
  }),
)

const abc = patternOf('abc')
const other = patternOf('bcdef')
const lines = patternOf('ab\nab')
const loose = patternOf('ab ab', 0, true)

t.test('a run keeps what was found in it', async (t) => {
  const runs = new Runs()
  runs.span(0, 3)
  t.equal(runs.occurrence(0, 3, abc), true)
  runs.window(0, abc)
  runs.span(4, 9)
  t.equal(runs.occurrence(4, 9, other), true)
  runs.window(5, other)
  runs.span(2, 5) // joins the two
  t.equal(runs.occurrence(2, 5, lines), true)
  t.strictSame(drain(runs), [
    {
      start: 0,
      end: 9,
      isJoined: false,
      found: [
        { start: 0, end: 3, pattern: abc },
        { start: 4, end: 9, pattern: other },
        { start: 2, end: 5, pattern: lines },
      ],
      windows: [
        { start: 0, first: 0, pattern: abc, isShown: false },
        { start: 5, first: 5, pattern: other, isShown: false },
      ],
    },
  ])
})

t.test('spans that only touch have a run each, and so has what is found there', async (t) => {
  const runs = new Runs()
  runs.span(0, 3)
  runs.occurrence(0, 3, abc)
  runs.span(3, 8)
  runs.occurrence(3, 8, other)
  runs.window(3, other)
  runs.window(2, abc)
  t.strictSame(
    drain(runs).map(({ found, windows }) => [found.length, windows.map(({ start }) => start)]),
    [
      [1, [2]],
      [1, [3]],
    ],
  )
})

t.test('a span between two runs has a run of its own', async (t) => {
  const runs = new Runs()
  for (const [start, end] of [
    [0, 3],
    [9, 12],
    [5, 7],
  ] as const) {
    runs.span(start, end)
  }
  t.strictSame(ranges(drain(runs)), [
    { start: 0, end: 3 },
    { start: 5, end: 7 },
    { start: 9, end: 12 },
  ])
})

t.test('overlapping occurrences of one pattern are one find', async (t) => {
  const runs = new Runs()
  runs.span(0, 3)
  t.equal(runs.occurrence(0, 3, abc), true)
  runs.span(2, 5)
  t.equal(runs.occurrence(2, 5, abc), false, 'no news: nor is what is nested in it')
  runs.span(4, 7)
  t.equal(runs.occurrence(4, 7, abc), false)
  runs.span(7, 10)
  t.equal(runs.occurrence(7, 10, abc), true, 'touching is not overlapping')
  t.strictSame(
    drain(runs).map(({ found }) => found.map(({ start, end }) => [start, end])),
    [[[0, 7]], [[7, 10]]],
  )
})

t.test('each line has a mask: what is nested in a pattern of lines is always news', async (t) => {
  for (const pattern of [lines, loose]) {
    const runs = new Runs()
    runs.span(0, 5)
    t.equal(runs.occurrence(0, 5, pattern), true)
    runs.span(3, 8)
    t.equal(runs.occurrence(3, 8, pattern), true)
    t.strictSame(runs.first?.found, [{ start: 0, end: 8, pattern }])
  }
})

t.test('many patterns in one run: each is joined with its own last find', async (t) => {
  const patterns = Array.from({ length: 40 }, (_, i) => patternOf(`value ${i}`))
  const runs = new Runs()
  runs.span(0, 20)
  for (const pattern of patterns) t.equal(runs.occurrence(10, 20, pattern), true)
  for (const pattern of patterns) t.equal(runs.occurrence(10, 20, pattern), false)
  runs.span(30, 35)
  for (const pattern of patterns) t.equal(runs.occurrence(30, 35, pattern), true)
  runs.span(15, 31)
  t.equal(runs.occurrence(33, 35, patterns[7]!), false, 'known from the run that was joined')
  t.equal(runs.first?.found.length, 80)

  runs.begun(runs.first!, 25)
  t.strictSame(
    runs.first!.found.map(({ start, pattern }) => [start, pattern]),
    patterns.map((pattern) => [30, pattern]),
  )
  t.equal(runs.occurrence(34, 35, patterns[7]!), false)
  t.equal(runs.occurrence(28, 35, patterns[7]!), true, 'begins before the one that is known')
})

t.test('many patterns again, after all that was known has been masked', async (t) => {
  const patterns = Array.from({ length: 40 }, (_, i) => patternOf(`value ${i}`))
  const runs = new Runs()
  runs.span(0, 60)
  for (const pattern of patterns) runs.occurrence(10, 20, pattern)
  runs.begun(runs.first!, 30)
  t.strictSame(runs.first!.found, [])
  for (const pattern of patterns) t.equal(runs.occurrence(40, 50, pattern), true)
  for (const pattern of patterns) t.equal(runs.occurrence(45, 55, pattern), false)
  t.equal(runs.first!.found.length, 40)
})

t.test('an occurrence out of order is a find of its own', async (t) => {
  const runs = new Runs()
  runs.span(2, 7)
  t.equal(runs.occurrence(4, 7, abc), true)
  t.equal(runs.occurrence(2, 5, abc), true, 'begins before the one that is known')
  t.equal(runs.first?.found.length, 2)
})

t.test('what is found where nothing is to be masked is dropped', async (t) => {
  const runs = new Runs()
  t.equal(runs.occurrence(0, 3, abc), false)
  runs.window(0, abc)
  runs.passed(10)
  runs.span(5, 9)
  t.equal(runs.first, undefined)
  runs.span(12, 15)
  t.equal(runs.occurrence(16, 19, abc), false, 'behind the run')
  t.equal(runs.occurrence(8, 11, abc), false, 'before the run')
  t.strictSame(runs.first, { start: 12, end: 15, isJoined: false, found: [], windows: [] })
  t.equal(runs.occurrence(12, 15, abc), true)
  runs.shift()
  runs.span(20, 23)
  t.equal(runs.occurrence(20, 23, abc), true)
  runs.shift()
  runs.passed(22)
  runs.span(21, 24)
  t.equal(runs.occurrence(21, 24, abc), true, 'finds of runs that are gone do not count')
})

t.test(
  'what lies between the pieces of a span is joined to the first one, whatever comes first',
  async (t) => {
    const pieces = [
      [2, 5, undefined],
      [10, 14, 5],
      [20, 22, 14],
    ] as const
    const others = [
      [6, 8],
      [15, 17],
      [13, 16],
      [30, 33],
    ] as const
    const tellings = [
      [...pieces, ...others],
      [...others, ...pieces],
      [pieces[0], others[1], pieces[1], others[0], others[3], pieces[2], others[2]],
    ]
    for (const telling of tellings) {
      const runs = new Runs()
      for (const [start, end, after] of telling) runs.span(start, end, after)
      t.strictSame(
        drain(runs).map(({ start, end, isJoined }) => [start, end, isJoined]),
        [
          [2, 5, false],
          [6, 8, true],
          [10, 17, true],
          [20, 22, true],
          [30, 33, false],
        ],
      )
    }
  },
)
