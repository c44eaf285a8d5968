/** P9: a secret added while the stream runs is masked from the held bytes onwards; a removed one is not, in later input. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { patternBook } from '../../lib/secrets/registry.js'
import { cutScenes, type Scene } from '../helpers/arbitraries.js'
import { byteByByte, type Cuts, cutBy } from '../helpers/chunkers.js'
import { drive, writeReused } from '../helpers/drive.js'
import { binary, bytesOf, Oracle, type Sight } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { KINDS, MASK, registryOf, subjectOf } from '../helpers/subject.js'

const keyOf = ({ bytes, fragment, breaks }: Pattern): string =>
  JSON.stringify([binary(bytes), fragment, breaks])

/** A scene of which some values come or go after a part of the log. */
const liveScene = (kind: keyof typeof KINDS) =>
  fc.record({
    cutScene: cutScenes[kind],
    late: fc.nat(5),
    at: fc.nat(1000),
    singly: fc.boolean(),
  })

interface Live {
  readonly scene: Scene
  readonly late: readonly string[]
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly chunks: (input: Uint8Array) => Uint8Array[]
}

function split(drawn: {
  cutScene: { scene: Scene; places: Cuts }
  late: number
  at: number
  singly: boolean
}): Live {
  const { scene, places } = drawn.cutScene
  const input = bytesOf(scene.log)
  const first = Math.min(drawn.late, scene.values.length)
  const at = Math.round((drawn.at * input.length) / 1000)
  return {
    scene: { ...scene, values: scene.values.slice(0, first) },
    late: scene.values.slice(first),
    before: input.subarray(0, at),
    after: input.subarray(at),
    chunks: (part) => (drawn.singly ? byteByByte(part) : cutBy(part, places)),
  }
}

t.test('P9: added at any moment', async (t) => {
  for (const kind of ['whole', 'lines', 'pieces'] as const) {
    await property(t, kind, liveScene(kind), (drawn) => {
      const { scene, late, before, after, chunks } = split(drawn)
      const { registry, patterns, masker: make } = subjectOf(scene, KINDS[kind])
      const known = new Set(patterns.map(keyOf))
      const masker = make()
      let released = ''
      for (const chunk of chunks(before)) released += writeReused(masker, chunk)
      const from = before.length - masker.held
      for (const [index, value] of late.entries()) registry.add(`L${index}`, bytesOf(value))
      const all = patternBook(registry).patterns
      const sight = (index: number): Sight => (known.has(keyOf(all[index]!)) ? {} : { from })
      const oracle = new Oracle(all, scene.log, { minLength: scene.minLength, mask: MASK, sight })
      const output = drive(masker, chunks(after), (step) => {
        const length = before.length + step.length
        assert.equal(step.held, length - oracle.liveStart(length), `held after ${length} bytes`)
        assert.equal(released + step.released, oracle.released(length), `out after ${length} bytes`)
      })
      assert.equal(released + output, oracle.output())
    })
  }
})

t.test('P9: removed at any moment', async (t) => {
  for (const kind of ['whole', 'lines', 'pieces'] as const) {
    await property(t, kind, liveScene(kind), (drawn) => {
      const { scene, late, before, after, chunks } = split(drawn)
      const registry = registryOf(scene, KINDS[kind])
      for (const [index, value] of late.entries()) registry.add(`L${index}`, bytesOf(value))
      const all = patternBook(registry).patterns
      const masker = subjectOf(scene, KINDS[kind]).masker(undefined, registry)
      let output = ''
      for (const chunk of chunks(before)) output += writeReused(masker, chunk)
      for (const index of late.keys()) registry.remove(`L${index}`)
      const kept = new Set(patternBook(registry).patterns.map(keyOf))
      output += drive(masker, chunks(after))
      const seen = (gone: Sight): string => {
        const sight = (index: number): Sight => (kept.has(keyOf(all[index]!)) ? {} : gone)
        const options = { minLength: scene.minLength, mask: MASK, sight }
        return new Oracle(all, scene.log, options).output()
      }
      assert.equal(output, seen({ to: before.length }))
    })
  }
})
