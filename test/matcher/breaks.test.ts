import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import {
  BreakTables,
  BreakWalker,
  breakFreePrefix,
  isBlank,
  MAX_BREAK,
} from '../../lib/matcher/breaks.js'
import { type Cuts, cutBy, cuts } from '../helpers/chunkers.js'
import { binary, bytesOf, Oracle, unite } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { chunkOf, listed, patternOf, Recorder, textOver } from './support.js'

t.test('white space is what \\s means among the first 128 characters', async (t) => {
  for (let byte = 0; byte < 256; byte++) {
    const expected = byte < 128 && /\s/.test(String.fromCharCode(byte))
    if (isBlank(byte) !== expected) t.fail(`byte ${byte}`)
  }
  t.equal(binary(breakFreePrefix(bytesOf('one two'))), 'one')
  t.equal(binary(breakFreePrefix(bytesOf('one\n'))), 'one')
  t.equal(binary(breakFreePrefix(bytesOf('one'))), 'one')
})

interface Scene {
  readonly patterns: readonly string[]
  readonly log: string
  readonly places: Cuts
}

const RUNS = [
  ' ',
  '\n',
  '\r\n',
  '\t ',
  ' '.repeat(63),
  '\n'.repeat(64),
  ' '.repeat(65),
  ' '.repeat(130),
]

const scene: fc.Arbitrary<Scene> = fc
  .record({
    patterns: fc.array(fc.array(textOver('ab', 1, 3), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    }),
    pieces: fc.array(
      fc.oneof(
        textOver('ab ', 0, 4),
        fc.tuple(fc.nat(3), fc.constantFrom(...RUNS), fc.nat(12)).map((use) => use),
      ),
      { maxLength: 6 },
    ),
    breaks: fc.array(fc.constantFrom(' ', '\n', '\r\n'), { minLength: 4, maxLength: 4 }),
    places: cuts,
  })
  .map(({ patterns, pieces, breaks, places }) => ({
    patterns: [...new Set(patterns.map((lines, i) => lines.join(breaks[i])))],
    log: pieces
      .map((piece) => {
        if (typeof piece === 'string') return piece
        const [of, run, length] = piece
        return patterns[of % patterns.length]!.join(run).slice(0, length + run.length)
      })
      .join(''),
    places,
  }))

t.test('any white space in place of a break, however the text is cut', (t) =>
  property(t, 'by brute force', scene, ({ patterns: texts, log, places }) => {
    const patterns = texts.map((text) => patternOf(text, 0, true))
    const oracle = new Oracle(patterns, log, { minLength: 1 })
    const sink = new Recorder()
    const walker = new BreakWalker(new BreakTables(patterns), sink)
    let base = 0
    for (const bytes of cutBy(bytesOf(log), places)) {
      if (bytes.length === 0) continue
      const chunk = chunkOf(binary(bytes), base)
      walker.nextChunk(chunk)
      walker.walk(chunk, chunk.end)
      base += bytes.length
      const spans = oracle.spans(base)
      assert.deepEqual(unite(sink.spans), unite(spans))
      assert.deepEqual(
        listed(sink.found),
        listed(
          spans.map(({ start, end, pattern }) => ({ start, end, pattern: patterns[pattern]! })),
        ),
      )
      assert.equal(walker.liveStart(base), oracle.liveStart(base), `live after ${base}`)
    }
    const cut = oracle.cutSpan()
    const { start, pattern } = walker.cut(base)
    // a pattern that is complete at the end is no cut, and masked anyway
    if (cut === undefined) assert.ok(start === base || sink.spans.some((s) => s.end === base))
    else {
      assert.ok(start <= cut.start)
      if (start === cut.start) assert.ok(pattern !== undefined)
    }
  }),
)

t.test(`a break is at most ${MAX_BREAK} bytes, in one chunk or in many`, async (t) => {
  for (const [blanks, found] of [
    [1, 1],
    [64, 1],
    [65, 0],
    [200, 0],
  ] as const) {
    for (const size of [1, 7, 1000]) {
      const sink = new Recorder()
      const walker = new BreakWalker(new BreakTables([patternOf('one\ntwo', 0, true)]), sink)
      const log = bytesOf(`-one${' '.repeat(blanks)}two`)
      for (let at = 0; at < log.length; at += size) {
        const chunk = chunkOf(binary(log.subarray(at, at + size)), at)
        walker.nextChunk(chunk)
        walker.walk(chunk, chunk.end)
      }
      t.equal(sink.spans.length, found, `${blanks} blanks in chunks of ${size}`)
      if (found === 1) t.strictSame(sink.spans[0], { start: 1, end: log.length })
    }
  }
})

t.test('the first registered pattern that is only masked whole stands for a cut', async (t) => {
  const patterns = [
    patternOf('one two three', 8, true),
    patternOf('one two four', 0, true),
    patternOf('one two five', 0, true),
  ]
  const walker = new BreakWalker(new BreakTables(patterns), new Recorder())
  const chunk = chunkOf('-one\n\ntwo\t')
  walker.walk(chunk, chunk.end)
  t.strictSame(walker.cut(10), { start: 1, pattern: patterns[1] })
  walker.moveTo(10)
  t.strictSame(walker.cut(10), { start: 10, pattern: undefined })
})

t.test(
  'patterns that differ in white space only: each is told, and stands for a cut',
  async (t) => {
    const patterns = [
      patternOf('one two\nthree', 8, true),
      patternOf('one\ntwo\nthree', 0, true),
      patternOf('one two three', 0, true),
      patternOf('two\r\nthree', 0, true),
      patternOf('two\nthree', 0, true),
    ]
    const walk = (sink: Recorder, log: string) => {
      const walker = new BreakWalker(new BreakTables(patterns), sink)
      const chunk = chunkOf(log)
      walker.walk(chunk, chunk.end)
      return walker
    }
    const sink = new Recorder()
    walk(sink, 'one two three')
    t.equal(sink.found.length, 5)
    t.strictSame(walk(sink, '-one two').cut(8), { start: 1, pattern: patterns[1] })

    const known = new Recorder()
    known.wanted = false
    walk(known, 'one two three')
    t.strictSame(
      known.found.map(({ pattern }) => pattern),
      patterns.slice(0, 3),
      'what is nested is known when none of them was news',
    )
  },
)

t.test('what is nested at an end is not told when its mask knows it', async (t) => {
  const sink = new Recorder()
  sink.wanted = false
  const tables = new BreakTables([patternOf('one two', 0, true), patternOf('two', 0, true)])
  const walker = new BreakWalker(tables, sink)
  const chunk = chunkOf('one  two')
  walker.walk(chunk, chunk.end)
  t.strictSame(listed(sink.found), ['0–8 one two'])
})

t.test('a walk that starts afresh forgets blanks and symbols', async (t) => {
  const sink = new Recorder()
  const walker = new BreakWalker(new BreakTables([patternOf('a b', 0, true)]), sink)
  const chunk = chunkOf(`a${' '.repeat(40)}a${' '.repeat(40)}b`)
  walker.walk(chunk, 20)
  t.equal(walker.at, 42, 'until nothing that began before 20 is live')
  walker.moveTo(30)
  t.equal(walker.at, 42, 'never back')
  walker.walk(chunk, 41)
  t.strictSame(sink.spans, [{ start: 41, end: 83 }])
  const next = chunkOf(`a${' '.repeat(60)}x${' '.repeat(60)}a b`, 83)
  walker.nextChunk(next)
  walker.walk(next, 0)
  walker.moveTo(90)
  walker.walk(next, 95)
  walker.moveTo(122)
  walker.walk(next, 122)
  t.strictSame(sink.spans[1], { start: 83 + 122, end: 83 + 125 })
})
