/**
 * The matcher as a whole: engines, filter and state across chunks. Small inputs
 * against the oracle are a promise of their own; here stand long patterns,
 * large chunks and tables that change while the input runs.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Matcher } from '../../lib/matcher/matcher.js'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { Tables } from '../../lib/matcher/tables.js'
import { type Cuts, cutAt, cutBy, cuts } from '../helpers/chunkers.js'
import { property } from '../helpers/property.js'
import {
  bytesOf,
  listed,
  patternOf,
  type Range,
  Recorder,
  scrambled,
  standsAt,
  textOver,
  unite,
} from './support.js'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'

/** All spans, united, of an input in pieces. */
function spansOf(tables: Tables, pieces: readonly Uint8Array[]): Range[] {
  const sink = new Recorder()
  const matcher = new Matcher(tables, sink)
  for (const piece of pieces) matcher.push(piece)
  return unite(sink.spans)
}

/** Places at which pieces of a log in 64 KiB chunks end, and those of 4 KiB ones. */
const EDGES = [4096, 8192, 65_536] as const
const SIZE = 65_536 + 4096

/** Noise in which nothing stands, made once: upper case. */
const NOISE = bytesOf(scrambled(SIZE, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ \n', 3))

function logWith(stands: readonly { readonly at: number; readonly text: string }[]): Uint8Array {
  const log = NOISE.slice()
  for (const { at, text } of stands) log.set(bytesOf(text), at)
  return log
}

t.test('patterns of 12 to 200 bytes across the edges of chunks, at every residue', async (t) => {
  for (const length of [12, 13, 16, 27, 64, 200]) {
    for (const fragment of [0, 8, 12]) {
      const pattern = patternOf(scrambled(length, LOWER, length), fragment)
      const text = pattern.owners[0]!.name
      // another pattern keeps the stride of a filter with several lengths
      for (const others of [
        [],
        [patternOf('QQQQQQQQ')],
        [patternOf(scrambled(30, '0123', 2), 12)],
      ]) {
        const tables = Tables.of([...others, pattern])
        const { stride } = tables.filter!
        for (let residue = 0; residue < Math.max(stride, 8); residue++) {
          // before, across and after each edge; copies do not touch
          const stands = EDGES.flatMap((edge) =>
            [
              edge - 3 * length - 40,
              edge - ((length * (1 + (residue % 3))) >> 2) - residue,
              edge + 2 * length + 20,
            ].map((at) => ({ at: at + residue, text })),
          )
          const log = logWith(stands)
          const expected = stands.map(({ at }) => ({ start: at, end: at + length }))
          for (const pieces of [[log], cutAt(log, [4096, 8192, 65_536])]) {
            assert.deepEqual(spansOf(tables, pieces), expected, `${length}/${fragment}, ${residue}`)
          }
        }
      }
    }
    t.pass(`${length} bytes`)
  }
})

t.test('near-misses are left alone as far as no fragment agrees', async (t) => {
  for (const length of [12, 40, 200]) {
    const text = scrambled(length, LOWER, length)
    for (const fragment of [0, 8]) {
      const tables = Tables.of([patternOf(text, fragment)])
      for (let wrong = 0; wrong < length; wrong++) {
        const missed = `${text.slice(0, wrong)}.${text.slice(wrong + 1)}`
        const at = 4096 - (wrong % (length + 9))
        const runs: Range[] = []
        if (fragment > 0 && wrong >= fragment) runs.push({ start: at, end: at + wrong })
        if (fragment > 0 && length - wrong - 1 >= fragment) {
          runs.push({ start: at + wrong + 1, end: at + length })
        }
        const log = logWith([{ at, text: missed }])
        const pieces = wrong % 2 === 0 ? [log] : cutAt(log, [4096])
        assert.deepEqual(spansOf(tables, pieces), runs, `byte ${wrong} of ${length}`)
      }
      t.pass(`${length} bytes, fragment length ${fragment}`)
    }
  }
})

interface Scene {
  readonly patterns: readonly Pattern[]
  readonly later: readonly Pattern[]
  readonly log: string
  readonly places: Cuts
  readonly when: number
}

const scene: fc.Arbitrary<Scene> = fc
  .record({
    texts: fc.uniqueArray(
      fc.oneof(textOver('ab', 4, 9), textOver('ab', 8, 20), textOver('ab \n', 8, 20)),
      { minLength: 2, maxLength: 6 },
    ),
    kinds: fc.array(fc.constantFrom(0, 0, 8, 9, 12), { minLength: 6, maxLength: 6 }),
    pieces: fc.array(fc.tuple(fc.nat(5), fc.nat(9), fc.nat(24), textOver('ab -', 0, 3)), {
      maxLength: 8,
    }),
    places: cuts,
    split: fc.nat(100),
    when: fc.nat(1000),
  })
  .map(({ texts, kinds, pieces, places, split, when }) => {
    const all = texts.map((text, i) => {
      const fragment = kinds[i]! <= text.length ? kinds[i]! : 0
      const breaks = fragment === 0 && i % 2 === 1 && /^\S.*\s.*\S$/s.test(text)
      return patternOf(text, fragment, breaks)
    })
    const first = split % (texts.length + 1)
    return {
      patterns: all.slice(0, first),
      later: all.slice(first),
      log: pieces
        .map(([of, at, length, noise]) => texts[of % texts.length]!.slice(at, at + length) + noise)
        .join(''),
      places,
      when,
    }
  })

/** Pushes pieces, keeps what is held as a masker does, and changes tables at `when`. */
function run({ log, places, when }: Scene, before: Tables, after: Tables) {
  const input = bytesOf(log)
  const pieces = cutBy(input, places).filter(({ length }) => length > 0)
  const change = Math.floor((when * (pieces.length + 1)) / 1001)
  const sink = new Recorder()
  const matcher = new Matcher(before, sink)
  let length = 0
  let live = 0
  let from = 0
  const lives: number[] = []
  for (const [i, piece] of [...pieces, new Uint8Array(0)].entries()) {
    if (i === change) {
      from = live
      live = matcher.update(after, input.slice(live, length))
      lives.push(live)
    }
    if (piece.length === 0) continue
    length += piece.length
    live = matcher.push(piece)
    lives.push(live)
  }
  const cut = matcher.end(3)
  return { sink, from, lives, cut }
}

t.test('update() during the input: as a fresh matcher from the held bytes on', (t) =>
  property(t, 'any patterns', scene, (value) => {
    const { patterns, later, log } = value
    const before = Tables.of(patterns)
    const after = before.with(later)
    const { sink, from, lives } = run(value, before, after)
    const fresh = (list: readonly Pattern[], start: number): Range[] => {
      const other = new Recorder()
      const matcher = new Matcher(Tables.of(list, { filter: false }), other, start)
      matcher.push(bytesOf(log.slice(start)))
      return other.spans
    }
    assert.deepEqual(unite(sink.spans), unite([...fresh(patterns, 0), ...fresh(later, from)]))
    const slow = run(
      value,
      Tables.of(patterns, { filter: false }),
      Tables.of(patterns, { filter: false }).with(later),
    )
    assert.deepEqual(slow.lives, lives, 'the live start does not depend on the filter')
    assert.equal(slow.cut.start <= log.length, true)
    assert.deepEqual(unite(slow.sink.spans), unite(sink.spans))
  }),
)

t.test('whole occurrences are told with the filter as without', (t) =>
  property(t, 'any patterns', scene, (value) => {
    const all = [...value.patterns, ...value.later]
    const told = (tables: Tables): string[] => {
      const sink = new Recorder()
      const matcher = new Matcher(tables, sink)
      for (const piece of cutBy(bytesOf(value.log), value.places)) {
        if (piece.length > 0) matcher.push(piece)
      }
      matcher.end(1)
      return [...new Set(listed(sink.found))]
    }
    const exact = all.filter(({ breaks }) => !breaks)
    const expected = listed(exact.flatMap((pattern) => standsAt(value.log, pattern)))
    assert.deepEqual(told(Tables.of(exact)), expected)
    assert.deepEqual(told(Tables.of(exact, { filter: false })), expected)
  }),
)

t.test('the end of the input: the longest cut that is long enough', async (t) => {
  const patterns = [
    patternOf('abcdefgh'),
    patternOf('cdefghijk'),
    patternOf('one two three', 0, true),
    patternOf('0123456789abcdef', 8),
  ]
  const tables = Tables.of(patterns)
  const cutOf = (log: string, minLength: number, position = 0): unknown[] => {
    const matcher = new Matcher(tables, new Recorder(), position)
    matcher.push(bytesOf(log))
    const { start, pattern } = matcher.end(minLength)
    return [start, pattern?.owners[0]?.name]
  }
  t.strictSame(cutOf('-abcdef', 4), [1, 'abcdefgh'])
  t.strictSame(cutOf('-abcdef', 6), [1, 'abcdefgh'])
  t.strictSame(cutOf('-abcdef', 7), [7, undefined], 'too short')
  t.strictSame(cutOf('-abXcdef', 4), [4, 'cdefghijk'])
  t.strictSame(cutOf('-one   tw', 4), [1, 'one two three'])
  t.strictSame(cutOf('0123456', 4), [7, undefined], 'a pattern with fragments')
  t.strictSame(cutOf('-abcdef', 4, 1000), [1001, 'abcdefgh'], 'offsets are those of the input')
  t.strictSame(cutOf('', 1), [0, undefined])
  t.strictSame(new Matcher(Tables.of([]), new Recorder(), 7).end(1), {
    start: 7,
    pattern: undefined,
  })
})

t.test('the longest hold of all engines counts', async (t) => {
  const patterns = [
    patternOf('abcdefgh'),
    patternOf('fgh one two', 0, true),
    patternOf('gh one x-0123456789', 12),
  ]
  for (const options of [{}, { filter: false }]) {
    const tables = Tables.of(patterns, options)
    const live = (log: string): number => new Matcher(tables, new Recorder()).push(bytesOf(log))
    t.equal(live('..abcdefg'), 2, 'a whole pattern')
    t.equal(live('..abcdefgh  o'), 7, 'one with breaks')
    t.equal(live('..abcdefgX'), 10)
    t.equal(live('..fgh\t\tX x-0123'), 8, 'a window')
  }
})

t.test('what was left in the middle of a chunk does not go on in the next one', async (t) => {
  // the walk from the first place ends with `aba` live, which Z then ends unseen
  for (const pattern of [patternOf('abab cd', 0, true), patternOf('abab-cd')]) {
    const sink = new Recorder()
    const matcher = new Matcher(Tables.of([pattern]), sink)
    const rest = pattern.owners[0]!.name.slice(3)
    t.equal(matcher.push(bytesOf(`ababa${'Z'.repeat(40)}`)), 45)
    matcher.push(bytesOf(`${rest}${'Z'.repeat(40)}`))
    t.strictSame(sink.spans, [])
    matcher.push(bytesOf(`abab${rest.slice(1)}${'Z'.repeat(40)}`))
    t.equal(sink.spans.length, 1)
  }
})

t.test('the first place behind what a run of fragments covers is tried', async (t) => {
  // at place 2 begins a whole pattern, just where windows may leave the run again
  const nested = [patternOf('aabaaaaaa', 8), patternOf('baaa'), patternOf('aaaaaaaa')]
  const sink = new Recorder()
  const matcher = new Matcher(Tables.of(nested), sink)
  matcher.push(bytesOf('aabaaaaaab'))
  matcher.end(1)
  t.strictSame(listed(sink.found), ['0–9 aabaaaaaa', '2–6 baaa'])

  // one that reaches beyond the run
  const text = `${'a'.repeat(23)}c`
  const patterns = [patternOf(text, 8), patternOf('aaaaaabaaa'), patternOf('aaaaaaac')]
  const log = `aaaaaab${'a'.repeat(26)}c`
  t.strictSame(spansOf(Tables.of(patterns), [bytesOf(log)]), [{ start: 0, end: log.length }])

  // one that is live at the end
  const live = (filter: boolean): number => {
    const tables = Tables.of([patternOf('a'.repeat(12), 9), patternOf('aaaaaaab')], { filter })
    return new Matcher(tables, new Recorder()).push(bytesOf('a'.repeat(10)))
  }
  t.equal(live(true), 2)
  t.equal(live(false), 2)
})

t.test('whole patterns inside a run of fragments, at every place of it', async (t) => {
  const text = scrambled(40, LOWER, 5)
  for (let at = 0; at + 10 <= text.length; at++) {
    const word = text.slice(at, at + 10)
    const patterns = [
      patternOf(text, 8),
      patternOf(word),
      patternOf(`${word.slice(0, 6)} ab`, 0, true),
      // longer than the run
      patternOf(`${text.slice(at)}-1 `),
    ]
    const log = `--${text}-1 ${word.slice(0, 6)}  ab${'.'.repeat(30)}`
    const sink = new Recorder()
    const matcher = new Matcher(Tables.of(patterns), sink)
    matcher.push(bytesOf(log))
    matcher.end(1)
    const exact = patterns.filter(({ breaks }) => !breaks)
    assert.deepEqual(
      listed(sink.found.filter(({ pattern }) => !pattern.breaks)),
      listed(exact.flatMap((pattern) => standsAt(log, pattern))),
      `at ${at}`,
    )
    assert.deepEqual(unite(sink.spans), [
      { start: 2, end: 45 },
      { start: 45, end: 55 },
    ])
  }
  t.pass('each was told')
})

t.test('without patterns nothing is held', async (t) => {
  const matcher = new Matcher(Tables.of([]), new Recorder())
  t.equal(matcher.push(bytesOf('any text')), 8)
  t.equal(matcher.push(bytesOf(' more')), 13)
})
