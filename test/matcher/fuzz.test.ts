/**
 * The matcher against the oracle, on patterns of every kind at once: whole and
 * split, with windows anywhere or at some places, on one line or several, with
 * free breaks; in several layers, with the filter and without.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Matcher } from '../../lib/matcher/matcher.js'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { type TableOptions, Tables } from '../../lib/matcher/tables.js'
import { type Cuts, cutBy, cuts } from '../helpers/chunkers.js'
import { Oracle } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { bytesOf, listed, patternOf, Recorder, textOver, unite } from './support.js'

/** Frequent and rare characters, such that repeat and such that do not. */
const ALPHABETS = [
  'ab',
  'ab \n',
  'abc-',
  ' 0123456789abcdef',
  ' ,\n0123456789',
  '\0\x01\x7f\x80\xff',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
]

interface Scene {
  readonly patterns: readonly Pattern[]
  /** how many patterns each layer has; the last one has the rest */
  readonly layers: readonly number[]
  readonly log: string
  readonly places: Cuts
  /** each chunk in a buffer of its own: nothing may be read beyond it */
  readonly alone: boolean
}

const text: fc.Arbitrary<string> = fc
  .constantFrom(...ALPHABETS)
  .chain((alphabet) => fc.oneof(textOver(alphabet, 4, 9), textOver(alphabet, 4, 60)))

const scene: fc.Arbitrary<Scene> = fc
  .record({
    texts: fc.array(text, { minLength: 1, maxLength: 8 }),
    // some begin as others, so that engines and layers see the same places
    derived: fc.array(fc.tuple(fc.nat(7), fc.nat(60), text), { maxLength: 3 }),
    kinds: fc.array(
      fc.record({
        fragment: fc.constantFrom(0, 0, 8, 9, 12, 17, 48),
        unit: fc.constantFrom(1, 1, 2, 3, 6),
        breaks: fc.boolean(),
      }),
      { minLength: 11, maxLength: 11 },
    ),
    layers: fc.array(fc.nat(5), { maxLength: 3 }),
    pieces: fc.array(
      fc.record({
        of: fc.nat(10),
        from: fc.oneof(fc.constant(0), fc.nat(60)),
        length: fc.oneof(fc.constant(60), fc.nat(60)),
        noise: fc.oneof(
          fc.constantFrom(...ALPHABETS).chain((alphabet) => textOver(alphabet, 0, 5)),
          fc.constantFrom('', '', '-'.repeat(25), ' '.repeat(66), '\r\n'),
        ),
      }),
      { maxLength: 9 },
    ),
    places: cuts,
    alone: fc.boolean(),
  })
  .map(({ texts, derived, kinds, layers, pieces, places, alone }) => {
    const more = derived.map(([of, at, tail]) =>
      (texts[of % texts.length]!.slice(0, at) + tail).slice(0, 60),
    )
    const all = [...new Set([...texts, ...more])]
    return {
      patterns: all.map((value, i) => patternWith(value, kinds[i]!)),
      layers,
      log: pieces
        .map(({ of, from, length, noise }) => {
          return all[of % all.length]!.slice(from, from + length) + noise
        })
        .join('')
        .slice(0, 400),
      places,
      alone,
    }
  })

function patternWith(
  value: string,
  kind: { readonly fragment: number; readonly unit: number; readonly breaks: boolean },
): Pattern {
  const fragment = kind.fragment <= value.length ? kind.fragment : 0
  const pattern = patternOf(value, fragment, kind.breaks && /^\S.*\s.*\S$/s.test(value))
  if (fragment === 0 || kind.unit === 1) return pattern
  // the windows overlap or touch, the first and the last are among them
  const last = value.length - fragment
  const starts: number[] = []
  for (let at = 0; at < last; at += kind.unit) starts.push(at)
  return { ...pattern, starts: Int32Array.from([...starts, last]) }
}

function tablesOf({ patterns, layers }: Scene, options: TableOptions): Tables {
  let rest = patterns
  let tables: Tables | undefined
  for (const size of [...layers, patterns.length]) {
    const some = rest.slice(0, size)
    rest = rest.slice(size)
    if (tables === undefined) tables = Tables.of(some, options)
    else if (some.length > 0) tables = tables.with(some)
  }
  return tables!
}

const builds: Record<string, (scene: Scene) => Tables> = {
  'in layers': (scene) => tablesOf(scene, {}),
  'in layers, without a filter': (scene) => tablesOf(scene, { filter: false }),
  'at once': ({ patterns }) => Tables.of(patterns),
}

t.test('spans, live start after each push, and whole occurrences', async (t) => {
  let filters = 0
  let layers = 0
  let spans = 0
  await property(t, 'as the oracle', scene, (value) => {
    const { patterns, log, alone } = value
    const oracle = new Oracle(patterns, log, { minLength: 1 })
    const cut = cutBy(bytesOf(log), value.places).filter(({ length }) => length > 0)
    const chunks = alone ? cut.map((chunk) => chunk.slice()) : cut
    // the spans of every push are many when each has a byte
    const often = Math.ceil(chunks.length / 20)
    const whole = oracle.found
      .filter(({ kind }) => kind === 'whole')
      .map(({ start, end, pattern }) => ({ start, end, pattern: patterns[pattern]! }))
    for (const [name, build] of Object.entries(builds)) {
      const tables = build(value)
      const sink = new Recorder()
      const matcher = new Matcher(tables, sink)
      let length = 0
      for (const [i, chunk] of chunks.entries()) {
        length += chunk.length
        const when = `after ${length} bytes, tables ${name}`
        assert.equal(matcher.push(chunk), oracle.liveStart(length), `live ${when}`)
        if (i % often > 0 && length < log.length) continue
        assert.deepEqual(unite(sink.spans), unite(oracle.spans(length)), `spans ${when}`)
      }
      matcher.end(1)
      assert.deepEqual([...new Set(listed(sink.found))], [...new Set(listed(whole))], name)
      if (tables.filter !== undefined) filters++
      if (tables.layers.length > 1) layers++
      spans += sink.spans.length
    }
  })
  t.comment(`${filters} filters, ${layers} tables in layers, ${spans} spans`)
  t.ok(filters > 0 && layers > 0 && spans > 0, 'the scenes hold what they are for')
})
