/**
 * The matcher alone, on patterns that no registry would make: spans and live
 * start are those of the oracle, with the filter and without it.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Matcher } from '../../lib/matcher/matcher.js'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { Tables } from '../../lib/matcher/tables.js'
import { cutScenes, type Scene } from '../helpers/arbitraries.js'
import { type Cuts, cutBy } from '../helpers/chunkers.js'
import { bytesOf, Oracle, unite } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'

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
  return scene.values.map((value, index): Pattern => {
    const { share, breaks } = kinds[index % kinds.length]!
    const fragment = Math.ceil((Math.max(0, share) * value.length) / 10)
    const breakable = breaks && /^\S.*\s.*\S$/s.test(value)
    return {
      bytes: bytesOf(value),
      fragment: breakable || fragment < 8 ? 0 : fragment,
      breaks: breakable,
      owners: [{ name: `S${index}`, variant: 'raw' }],
    }
  })
}

t.test('spans and live start, filter on and off', async (t) => {
  for (const kind of ['whole', 'lines', 'pieces'] as const) {
    await property(t, kind, drawn(cutScenes[kind]), (value) => {
      const { scene, places } = value
      const patterns = patternsOf(value)
      const oracle = new Oracle(patterns, scene.log, { minLength: scene.minLength })
      const input = bytesOf(scene.log)
      for (const filter of [true, false]) {
        const spans: { start: number; end: number }[] = []
        const matcher = new Matcher(new Tables(patterns, { filter }), {
          span: (start, end) => {
            spans.push({ start, end })
          },
          occurrence: () => true,
          window: () => {},
        })
        let length = 0
        for (const chunk of cutBy(input, places).filter(({ length }) => length > 0)) {
          length += chunk.length
          assert.equal(matcher.push(chunk), oracle.liveStart(length), `live after ${length} bytes`)
          assert.deepEqual(unite(spans), unite(oracle.spans(length)), `spans after ${length} bytes`)
        }
      }
    })
  }
})
