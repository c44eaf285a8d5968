import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { ReportBuilder } from '../../lib/masking/report.js'
import type { Pattern, PatternOwner } from '../../lib/matcher/pattern.js'
import { property } from '../helpers/property.js'

const owned = (...owners: PatternOwner[]): Pattern => ({
  bytes: Buffer.from('pattern'),
  fragment: 0,
  breaks: false,
  owners,
})

const one = owned({ name: 'ONE', variant: 'raw' })
const oneHex = owned({ name: 'ONE', variant: 'hex' })
const two = owned({ name: 'TWO', variant: 'raw' })

t.test('an empty report', async (t) => {
  t.strictSame(
    JSON.stringify(new ReportBuilder().build()),
    '{"occurrences":0,"bytes":0,"secrets":{}}',
  )
})

t.test('counts by name and variant, the first line stays', async (t) => {
  const builder = new ReportBuilder()
  builder.occurrences = 3
  builder.bytes = 33
  builder.count([one, two], 4)
  builder.count([oneHex], 9)
  builder.count([one], 12)
  builder.count([], 13)
  t.equal(
    JSON.stringify(builder.build()),
    JSON.stringify({
      occurrences: 3,
      bytes: 33,
      secrets: {
        ONE: { raw: { count: 2, firstLine: 4 }, hex: { count: 1, firstLine: 9 } },
        TWO: { raw: { count: 1, firstLine: 4 } },
      },
    }),
  )
})

t.test('without lines there is no line', async (t) => {
  const builder = new ReportBuilder()
  builder.count([one], undefined)
  builder.count([one], undefined)
  t.equal(JSON.stringify(builder.build().secrets), '{"ONE":{"raw":{"count":2}}}')
})

t.test('a report does not change when more is counted', async (t) => {
  const builder = new ReportBuilder()
  builder.count([one], 1)
  const before = builder.build()
  builder.count([one, two], 2)
  t.equal(JSON.stringify(before.secrets), '{"ONE":{"raw":{"count":1,"firstLine":1}}}')
})

t.test('names of secrets are data: __proto__ is one like others', async (t) => {
  const builder = new ReportBuilder()
  builder.count([owned({ name: '__proto__', variant: '__proto__' })], undefined)
  builder.count([owned({ name: 'constructor', variant: 'toString' })], undefined)
  const { secrets } = builder.build()
  t.equal(
    JSON.stringify(secrets),
    '{"__proto__":{"__proto__":{"count":1}},"constructor":{"toString":{"count":1}}}',
  )
  t.equal(Object.getPrototypeOf(secrets), null)
})

t.test('an owner counts once in each mask, in however many patterns and mixtures', async (t) => {
  const owners = Array.from({ length: 90 }, (_, i) => ({ name: `S${i}`, variant: 'raw' }))
  const patterns = owners.map((owner, i) => owned(owner, owners[(i * 7 + 1) % 45]!))
  const masks = fc.array(
    fc.uniqueArray(fc.nat(89), { minLength: 1, maxLength: 90 }).chain((chosen) =>
      fc.record({
        chosen: fc.constant(chosen),
        line: fc.integer({ min: 1, max: 9 }),
        times: fc.constantFrom(1, 1, 1, 3),
      }),
    ),
    { maxLength: 200 },
  )
  await property(t, 'counts', masks, (all) => {
    const builder = new ReportBuilder()
    const counts = new Map<string, { count: number; firstLine: number }>()
    // lines ascend, as in a log
    for (const { chosen, line, times } of all.sort((a, b) => a.line - b.line)) {
      const names = new Set(chosen.flatMap((i) => patterns[i]!.owners.map(({ name }) => name)))
      for (let k = 0; k < times; k++) {
        builder.count(
          chosen.map((i) => patterns[i]!),
          line,
        )
        for (const name of names) {
          const entry = counts.get(name)
          counts.set(name, {
            count: (entry?.count ?? 0) + 1,
            firstLine: Math.min(entry?.firstLine ?? line, line),
          })
        }
      }
    }
    const { secrets } = builder.build()
    const built = Object.entries(secrets).map(([name, { raw }]) => [name, raw] as const)
    assert.deepEqual(new Map(built), counts)
  })
})

t.test('an owner that a pattern gets later has no share in the masks before', async (t) => {
  const owners = [{ name: 'FIRST', variant: 'raw' }]
  const growing = { ...owned(), owners }
  const builder = new ReportBuilder()
  builder.count([growing], 1)
  owners.push({ name: 'SECOND', variant: 'raw' })
  builder.count([growing], 2)
  t.equal(
    JSON.stringify(builder.build().secrets),
    '{"FIRST":{"raw":{"count":2,"firstLine":1}},"SECOND":{"raw":{"count":1,"firstLine":2}}}',
  )
})

t.test('more mixtures than are kept are summed up on the way', async (t) => {
  const patterns = Array.from({ length: 80 }, (_, i) => owned({ name: `S${i}`, variant: 'raw' }))
  const builder = new ReportBuilder()
  let masks = 0
  for (const a of patterns) {
    for (const b of patterns) {
      if (a === b) continue
      builder.count([a, b], ++masks)
    }
  }
  const { secrets } = builder.build()
  for (const { raw } of Object.values(secrets)) t.equal(raw!.count, 2 * 79)
  t.equal(secrets.S0!.raw!.firstLine, 1)
  t.equal(secrets.S79!.raw!.firstLine, 79)
})
