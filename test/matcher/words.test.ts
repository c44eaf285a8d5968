import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { WordTables, WordWalker } from '../../lib/matcher/words.js'
import { type Cuts, cutBy, cuts } from '../helpers/chunkers.js'
import { property } from '../helpers/property.js'
import {
  binary,
  bytesOf,
  chunkOf,
  listed,
  patternOf,
  Recorder,
  standsAt,
  textOver,
  unite,
} from './support.js'

interface Scene {
  readonly words: readonly string[]
  readonly log: string
  readonly places: Cuts
}

const scene: fc.Arbitrary<Scene> = fc.constantFrom('a', 'ab', 'abc').chain((alphabet) =>
  fc.record({
    words: fc.uniqueArray(textOver(alphabet, 1, 6), { minLength: 1, maxLength: 6 }),
    log: textOver(`${alphabet}-`, 0, 40),
    places: cuts,
  }),
)

/** Runs of one byte, longer than what is walked on for anyway. */
const runs = (most: number): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: most })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((parts) => parts.map(([char, times]) => char.repeat(times)).join(''))

const scenesOfRuns: fc.Arbitrary<Scene> = fc.record({
  words: fc.uniqueArray(runs(14), { minLength: 1, maxLength: 4 }),
  log: runs(30),
  places: cuts,
})

function byBruteForce({ words, log, places }: Scene): void {
  const patterns = words.map((word) => patternOf(word))
  const sink = new Recorder()
  const walker = new WordWalker(new WordTables(patterns), sink)
  let base = 0
  for (const bytes of cutBy(bytesOf(log), places)) {
    const chunk = chunkOf(binary(bytes), base)
    walker.nextChunk(chunk)
    walker.walk(chunk, chunk.end)
    base += bytes.length
    const seen = log.slice(0, base)
    const standing = patterns.flatMap((pattern) => standsAt(seen, pattern))
    assert.deepEqual(listed(sink.found), listed(standing))
    assert.deepEqual(unite(sink.spans), unite(standing))
    let live = 0
    while (
      live < base &&
      !words.some((w) => w !== seen.slice(live) && w.startsWith(seen.slice(live)))
    ) {
      live++
    }
    assert.equal(walker.liveStart(base), live)
    let cut = 0
    while (cut < base && !words.some((w) => w.startsWith(seen.slice(cut)))) cut++
    const found = walker.cut(base)
    assert.equal(found.start, cut)
    assert.equal(
      found.pattern,
      cut === base ? undefined : patterns.find((_, i) => words[i]!.startsWith(seen.slice(cut))),
    )
  }
}

t.test('every occurrence is told, and what is live is known, however the text is cut', (t) =>
  property(t, 'by brute force', scene, byBruteForce),
)

t.test('the same in runs of one byte', (t) =>
  property(t, 'by brute force', scenesOfRuns, byBruteForce),
)

t.test('only patterns without fragments are masked when they are cut', async (t) => {
  const patterns = [
    patternOf('abc\ndefghi', 8),
    patternOf('c\ndefghijkl', 8),
    patternOf('c\ndex'),
    patternOf('c\ndey'),
  ]
  const walker = new WordWalker(new WordTables(patterns), new Recorder())
  const chunk = chunkOf('--abc\nde')
  walker.walk(chunk, chunk.end)
  t.equal(walker.liveStart(8), 2)
  t.strictSame(walker.cut(8), { start: 4, pattern: patterns[2] }, 'the first registered')
})

t.test('what is nested at an end is not told when its mask knows it', async (t) => {
  const sink = new Recorder()
  sink.wanted = false
  const walker = new WordWalker(new WordTables(['abcd', 'cd', 'd'].map((w) => patternOf(w))), sink)
  const chunk = chunkOf('abcd-d')
  walker.walk(chunk, chunk.end)
  t.strictSame(listed(sink.found), ['0–4 abcd', '5–6 d'])
})

t.test('walks no further than it must', async (t) => {
  const sink = new Recorder()
  const walker = new WordWalker(new WordTables(['abcdef', 'cdx'].map((w) => patternOf(w))), sink)
  const first = chunkOf('--abc')
  walker.walk(first, first.end)
  t.equal(walker.liveStart(5), 2)

  const second = chunkOf('dx----abcdef', 5)
  walker.nextChunk(second)
  t.equal(
    walker.at,
    2,
    'until nothing that began in the last chunk is left: the dash is looked at, not passed',
  )
  t.strictSame(listed(sink.found), ['4–7 cdx'])

  walker.moveTo(6)
  walker.walk(second, 6)
  t.equal(walker.at, 12, 'to the end of what begins at or before the place')
  t.strictSame(listed(sink.found), ['11–17 abcdef', '4–7 cdx'])

  walker.moveTo(4)
  t.equal(walker.at, 12, 'never back')

  const third = chunkOf('-bcdefabcdef', 17)
  walker.nextChunk(third)
  t.equal(walker.at, 0, 'the finished word is left')
  walker.moveTo(2)
  walker.walk(third, 3)
  t.equal(walker.at, 4, 'until what began at 2 has failed')
  walker.moveTo(5)
  walker.walk(third, 5)
  t.strictSame(listed(sink.found).length, 2, 'nothing begins before 6')
  walker.walk(third, 6)
  t.strictSame(listed(sink.found).length, 3)
})

t.test('a walk that starts afresh forgets what was live', async (t) => {
  const sink = new Recorder()
  const walker = new WordWalker(new WordTables([patternOf('abcd')]), sink)
  const chunk = chunkOf('abcd')
  walker.walk(chunk, 0)
  t.equal(sink.spans.length, 1)
  const next = chunkOf('abXcd', 4)
  walker.nextChunk(next)
  walker.moveTo(0)
  walker.walk({ ...next, end: 2 } as typeof next, 5)
  t.equal(walker.liveStart(6), 4)
  walker.moveTo(3)
  t.equal(walker.liveStart(7), 7)
  walker.walk(next, 5)
  t.equal(sink.spans.length, 1, 'ab, cd are not abcd')
})
