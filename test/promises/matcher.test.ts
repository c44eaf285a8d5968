/**
 * The matcher alone, on patterns that no registry would make: spans and live
 * start are those of the oracle, with the filter and without it, and when the
 * tables grew.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Matcher } from '../../lib/matcher/matcher.js'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { Tables } from '../../lib/matcher/tables.js'
import { windowStarts } from '../../lib/secrets/fragment.js'
import type { Scene } from '../helpers/arbitraries.js'
import { type Cuts, cutBy } from '../helpers/chunkers.js'
import { bytesOf, Oracle, unite } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { cutScenes, KIND_NAMES } from '../helpers/subject.js'

interface Drawn {
  readonly scene: Scene
  readonly places: Cuts
  /** per value: the fragment length, as a share of its length, and whether breaks are free */
  readonly kinds: readonly { readonly share: number; readonly breaks: boolean }[]
}

const drawn = (cut: (typeof cutScenes)[keyof typeof cutScenes]): fc.Arbitrary<Drawn> =>
  fc
    .tuple(
      cut,
      fc.array(fc.record({ share: fc.integer({ min: -10, max: 10 }), breaks: fc.boolean() }), {
        minLength: 6,
        maxLength: 6,
      }),
    )
    .map(([{ scene, places }, kinds]) => ({ scene, places, kinds }))

/** Breaks need white space inside and none at the ends; windows at least eight bytes. */
function patternsOf({ scene, kinds }: Drawn): Pattern[] {
  return [...new Set(scene.values)].map((value, index): Pattern => {
    const { share, breaks } = kinds[index % kinds.length]!
    const fragment = Math.ceil((Math.max(0, share) * value.length) / 10)
    const breakable = breaks && /^\S.*\s.*\S$/s.test(value)
    const length = breakable || fragment < 8 ? 0 : fragment
    // every second kind has windows at some places only
    const starts = windowStarts({ binary: value, unit: 2 + (index % 5) }, length)
    return {
      bytes: bytesOf(value),
      fragment: length,
      ...(index % 2 === 1 && starts && { starts }),
      breaks: breakable,
      owners: [{ name: `S${index}`, variant: 'raw' }],
    }
  })
}

/** The same patterns as tables that were built at once, without a filter, and one by one. */
const builds: Record<string, (patterns: readonly Pattern[]) => Tables> = {
  'at once': (patterns) => Tables.of(patterns),
  'without a filter': (patterns) => Tables.of(patterns, { filter: false }),
  'one by one': (patterns) =>
    patterns.reduce((tables, pattern) => tables.with([pattern]), Tables.of([])),
  'later ones added': (patterns) =>
    Tables.of(patterns.slice(0, patterns.length / 2)).with(patterns.slice(patterns.length / 2)),
}

t.test('spans and live start, however the tables were built', async (t) => {
  for (const kind of KIND_NAMES) {
    await property(t, kind, drawn(cutScenes[kind]), (value) => {
      const { scene, places } = value
      const patterns = patternsOf(value)
      const oracle = new Oracle(patterns, scene.log, { minLength: scene.minLength })
      const chunks = cutBy(bytesOf(scene.log), places).filter(({ length }) => length > 0)
      for (const [name, build] of Object.entries(builds)) {
        const spans: { start: number; end: number }[] = []
        const matcher = new Matcher(build(patterns), {
          span: (start, end) => {
            spans.push({ start, end })
          },
          occurrence: () => true,
          window: () => {},
        })
        let length = 0
        for (const chunk of chunks) {
          length += chunk.length
          const when = `after ${length} bytes, tables ${name}`
          assert.equal(matcher.push(chunk), oracle.liveStart(length), `live ${when}`)
          assert.deepEqual(unite(spans), unite(oracle.spans(length)), `spans ${when}`)
        }
      }
    })
  }
})

t.test('long chunks, filter on and off', async (t) => {
  // Long enough for a filter that looks at several places at a time; too long for the oracle.
  for (const kind of ['pieces', 'variants'] as const) {
    const long = fc.record({
      value: drawn(cutScenes[kind]),
      gaps: fc.array(fc.nat(400), { minLength: 4, maxLength: 8 }),
    })
    let found = 0
    await property(t, kind, long, ({ value, gaps }) => {
      const patterns = patternsOf(value).filter(({ bytes }) => bytes.length >= 6)
      const log = gaps.map((gap) => '.'.repeat(gap) + value.scene.log).join('')
      const chunks = cutBy(bytesOf(log), value.places).filter(({ length }) => length > 0)
      const seen = [true, false].map((filter) => {
        const spans: { start: number; end: number }[] = []
        const matcher = new Matcher(Tables.of(patterns, { filter }), {
          span: (start, end) => {
            spans.push({ start, end })
          },
          occurrence: () => true,
          window: () => {},
        })
        const live = chunks.map((chunk) => matcher.push(chunk))
        return { live, runs: unite(spans) }
      })
      assert.deepEqual(seen[0], seen[1])
      found += seen[0]!.runs.length
    })
    t.ok(found > 0, `${found} runs were found`)
  }
})
