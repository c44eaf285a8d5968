import t from 'tap'
import { ReportBuilder } from '../../lib/masking/report.js'

const one = { name: 'ONE', variant: 'raw' }
const oneHex = { name: 'ONE', variant: 'hex' }
const two = { name: 'TWO', variant: 'raw' }

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
  builder.count([{ name: '__proto__', variant: '__proto__' }], undefined)
  builder.count([{ name: 'constructor', variant: 'toString' }], undefined)
  const { secrets } = builder.build()
  t.equal(
    JSON.stringify(secrets),
    '{"__proto__":{"__proto__":{"count":1}},"constructor":{"toString":{"count":1}}}',
  )
  t.equal(Object.getPrototypeOf(secrets), null)
})
