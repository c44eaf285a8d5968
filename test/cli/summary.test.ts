import t from 'tap'
import { plain, summarise, summaryLine } from '../../lib/cli/summary.js'

t.test('the line', async (t) => {
  t.equal(summaryLine({ occurrences: 0, bytes: 0, secrets: {} }), 'masked 0')
  t.equal(
    summaryLine({
      occurrences: 12,
      bytes: 99,
      secrets: {
        COSIGN_PASSWORD: { raw: { count: 2 }, base64: { count: 1 } },
        'odd name\u001b[0m': { hex: { count: 9 } },
      },
    }),
    'masked 12: COSIGN_PASSWORD 3 (raw 2, base64 1), "odd name\\u001b[0m" 9 (hex 9)',
  )
  t.equal(plain('a/b:c.d-e@f_1'), 'a/b:c.d-e@f_1')
})

t.test('a line stays a line: the first ten names', async (t) => {
  const names = Array.from({ length: 1000 }, (_, i) => [`T${i}`, { raw: { count: 1 } }])
  const line = (count: number) =>
    summaryLine({
      occurrences: count,
      bytes: 0,
      secrets: Object.fromEntries(names.slice(0, count)),
    })
  t.match(line(10), /^masked 10: T0 1 \(raw 1\), .*, T9 1 \(raw 1\)$/)
  t.match(line(1000), /, T9 1 \(raw 1\), and 990 more secrets, which --report names$/)
})

t.test('sums over inputs', async (t) => {
  const one = {
    occurrences: 1,
    bytes: 10,
    secrets: { A: { raw: { count: 1, firstLine: 7 } } },
  }
  t.same(summarise([one]).secrets, one.secrets)
  const odd = JSON.parse('{"__proto__":{"raw":{"count":5}},"A":{"hex":{"count":1}}}')
  const sum = summarise([one, one, { occurrences: 6, bytes: 3, secrets: odd, file: 'f' }])
  t.equal(
    JSON.stringify(sum.secrets),
    '{"A":{"raw":{"count":2},"hex":{"count":1}},"__proto__":{"raw":{"count":5}}}',
  )
  t.match(sum, { version: 1, occurrences: 8, bytes: 23, inputs: { length: 3 } })
})

t.test('no inputs', async (t) => {
  t.same(summarise([]), { version: 1, occurrences: 0, bytes: 0, secrets: {}, inputs: [] })
})
