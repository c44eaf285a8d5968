/** P9: a secret added while the stream runs is masked from the held bytes onwards; a removed one is not, in later input. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Masker } from '../../lib/masking/masker.js'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { patternBook, SecretRegistry } from '../../lib/secrets/registry.js'
import type { Scene } from '../helpers/arbitraries.js'
import { byteByByte, type Cuts, cutBy } from '../helpers/chunkers.js'
import { drive, writeReused } from '../helpers/drive.js'
import { binary, bytesOf, Oracle, type Sight } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { cutScenes, KIND_NAMES, KINDS, MASK, registryOf, subjectOf } from '../helpers/subject.js'

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
  for (const kind of KIND_NAMES) {
    const moments = fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 })
    const drawn = fc.record({ cutScene: cutScenes[kind], late: fc.nat(5), moments })
    await property(t, kind, drawn, ({ cutScene: { scene, places }, late, moments }) => {
      const first = Math.min(late, scene.values.length)
      const input = bytesOf(scene.log)
      const { registry, masker: make } = subjectOf(
        { ...scene, values: scene.values.slice(0, first) },
        KINDS[kind],
      )
      const adds = scene.values
        .slice(first)
        .map((value, index) => ({
          value,
          name: `L${index}`,
          at: Math.round((moments[index % 6]! * input.length) / 1000),
        }))
        .sort((a, b) => a.at - b.at)
      /** From where on each pattern is looked for. */
      const known = new Map<string, number>()
      const oracleFrom = (from: number): Oracle => {
        const { patterns } = patternBook(registry)
        for (const pattern of patterns) {
          if (!known.has(keyOf(pattern))) known.set(keyOf(pattern), from)
        }
        const sight = (index: number): Sight => ({ from: known.get(keyOf(patterns[index]!))! })
        const options = { minLength: scene.minLength, mask: MASK, shown: true, sight }
        return new Oracle(patterns, scene.log, options)
      }
      let oracle = oracleFrom(0)
      const masker = make()
      let length = 0
      let released = ''
      const write = (chunk: Uint8Array): void => {
        released += writeReused(masker, chunk)
        length += chunk.length
        assert.equal(masker.held, length - oracle.liveStart(length), `held after ${length} bytes`)
        assert.equal(released, oracle.released(length), `released after ${length} bytes`)
      }
      for (const { value, name, at } of adds) {
        for (const chunk of cutBy(input.subarray(length, at), places)) write(chunk)
        const from = length - masker.held
        registry.add(name, bytesOf(value))
        oracle = oracleFrom(from)
      }
      for (const chunk of cutBy(input.subarray(length), places)) write(chunk)
      released += masker.end().map(binary).join('')
      assert.equal(released, oracle.output())
    })
  }
})

t.test('P9: removed at any moment', async (t) => {
  for (const kind of KIND_NAMES) {
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
      const sight = (index: number): Sight =>
        kept.has(keyOf(all[index]!)) ? {} : { to: before.length }
      const options = { minLength: scene.minLength, mask: MASK, shown: true, sight }
      assert.equal(output, new Oracle(all, scene.log, options).output())
    })
  }
})

t.test('after a removal a value that a colour breaks is still found at its place', async (t) => {
  const run = 'A'.repeat(39)
  const log = bytesOf(`${'A'.repeat(20)}\x1b${run}\x1b[31m${'A'.repeat(18)}BA`)
  for (let at = 0; at <= log.length; at++) {
    const registry = new SecretRegistry({ minLength: 4, variants: ['raw'] })
    registry.add('STAYS', 'A'.repeat(20))
    registry.add('GOES', `${'A'.repeat(18)}BA`)
    const masker = new Masker(registry, { mask: MASK })
    const before = byteByByte(log.subarray(0, at)).map((chunk) => writeReused(masker, chunk))
    registry.remove('GOES')
    const rest = drive(masker, byteByByte(log.subarray(at)))
    const last = at < log.length ? 'BA' : ''
    t.equal(before.join('') + rest, `${MASK}\x1b${MASK}\x1b[31m${MASK}${last}`, `at ${at}`)
  }
})
