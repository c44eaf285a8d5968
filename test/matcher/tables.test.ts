import assert from 'node:assert/strict'
import t from 'tap'
import { Matcher } from '../../lib/matcher/matcher.js'
import { Tables, tablesOf } from '../../lib/matcher/tables.js'
import { patternBook, SecretRegistry } from '../../lib/secrets/registry.js'
import { bytesOf, patternOf, Recorder, scrambled } from './support.js'

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const token = (seed: number): string => scrambled(24, CHARACTERS, seed)
const tokens = (count: number, from = 1) =>
  Array.from({ length: count }, (_, i) => patternOf(token(from + i), 8))

t.test('a layer per batch; a newer one that is half as large is merged', async (t) => {
  const sizes = (tables: Tables): number[] => tables.layers.map(({ patterns }) => patterns.length)
  const hundred = Tables.of(tokens(100))
  t.strictSame(sizes(hundred), [100])
  t.strictSame(sizes(hundred.with(tokens(50, 200))), [100, 50], 'half as large may stay')
  t.strictSame(sizes(hundred.with(tokens(51, 200))), [151])
  const more = hundred.with(tokens(20, 200)).with(tokens(5, 300))
  t.strictSame(sizes(more), [100, 20, 5])
  t.equal(more.layers[0], hundred.layers[0], 'layers that stay are the same objects')
  t.strictSame(sizes(more.with(tokens(12, 400))), [100, 37], 'a merge goes on while it must')
  t.strictSame(sizes(Tables.of([]).with(tokens(2))), [2])
  t.strictSame(sizes(Tables.of([])), [])

  let tables = Tables.of([])
  for (let i = 0; i < 200; i++) {
    tables = tables.with(tokens(1, 1000 + i))
    assert.ok(tables.layers.length <= 2 + Math.log2(i + 1))
  }
  t.strictSame(
    tables.layers.flatMap((l) => l.patterns).map((p) => p.owners[0]!.name),
    tokens(200, 1000).map((p) => p.owners[0]!.name),
    'the order of registration stays',
  )
})

t.test('there is a filter when every pattern can be sampled and it is wanted', async (t) => {
  t.equal(Tables.of([]).filter, undefined)
  t.ok(Tables.of([patternOf('abcd')]).filter)
  t.equal(Tables.of([patternOf('abcd'), patternOf('abc')]).filter, undefined)
  t.equal(Tables.of([patternOf('abc def', 0, true)]).filter, undefined, 'what comes before a break')
  t.ok(Tables.of([patternOf('abcd ef', 0, true)]).filter)
  t.equal(Tables.of(tokens(2), { filter: false }).filter, undefined)
  t.equal(Tables.of(tokens(2), { filter: false }).with(tokens(2, 9)).filter, undefined)
  t.ok(Tables.of([]).with(tokens(1)).filter, 'later')
  t.equal(Tables.of(tokens(1)).with([patternOf('abc')]).filter, undefined, 'no more')
})

t.test('new needles are added to the filter while they fit, else there is a new one', async (t) => {
  const tables = Tables.of(tokens(30))
  const fitting = tables.with(tokens(3, 100))
  t.equal(fitting.filter, tables.filter)
  const tiny = tables.with([patternOf('abcd')])
  t.not(tiny.filter, tables.filter)
  t.equal(tiny.filter?.stride, 3)
  const layers = tables.layers.reduce((sum, layer) => sum + layer.bytes, 0)
  t.equal(Tables.of(tokens(30), { filter: false }).bytes, layers)
  t.ok(tables.bytes > layers, 'with the filter and the beginnings')
})

t.test('windows, long and short whole patterns, built at once or added', async (t) => {
  const patterns = [patternOf(token(1), 8), patternOf(token(2)), patternOf('short-one')]
  for (const tables of [
    Tables.of(patterns),
    Tables.of(patterns.slice(0, 1)).with(patterns.slice(1)),
  ]) {
    t.equal(tables.filter?.stride, 5)
    for (const text of [token(1), token(2), 'short-one']) {
      const sink = new Recorder()
      new Matcher(tables, sink).push(bytesOf(`---${text}---------`))
      t.strictSame(sink.spans, [{ start: 3, end: 3 + text.length }])
    }
  }
})

t.test('the tables of a registry are shared until it changes', async (t) => {
  const registry = new SecretRegistry({ variants: ['raw'] })
  registry.add('ONE', token(1))
  const book = patternBook(registry)
  const first = tablesOf(book)
  t.equal(tablesOf(book), first)
  registry.add('TWO', token(2))
  const second = tablesOf(book)
  t.not(second, first)
  t.equal(second.filter, first.filter, 'added to')
  t.equal(tablesOf(book), second)
  registry.remove('ONE')
  const third = tablesOf(patternBook(registry))
  t.strictSame(
    third.layers.flatMap((l) => l.patterns.flatMap((p) => p.owners.map((o) => o.name))),
    ['TWO'],
  )
  t.not(third.filter, second.filter, 'made anew')
  t.equal(tablesOf(patternBook(registry)), third)
})
