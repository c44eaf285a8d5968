/** Which point a resumed run starts from. The round trip is tested with the log parts. */
import t from 'tap'
import { ResumePoints } from '../../lib/streams/resume.js'

t.test('the newest point whose output is stored', (t) => {
  const points = new ResumePoints()
  t.strictSame(points.at(0), { settled: 0, released: 0 })
  points.note({ settled: 10, released: 8 })
  points.note({ settled: 10, released: 8 })
  points.note({ settled: 25, released: 17 })
  t.strictSame(points.at(7), { settled: 0, released: 0 })
  t.strictSame(points.at(8), { settled: 10, released: 8 })
  t.strictSame(points.at(16), { settled: 10, released: 8 })
  t.strictSame(points.at(17), { settled: 25, released: 17 })
  t.strictSame(points.at(400), { settled: 25, released: 17 })
  t.end()
})

t.test('a resumed run counts on from its start', (t) => {
  const points = new ResumePoints({ settled: 100, released: 90 })
  points.note({ settled: 5, released: 6 })
  t.strictSame(points.at(95), { settled: 100, released: 90 })
  t.strictSame(points.at(96), { settled: 105, released: 96 })
  t.end()
})

t.test('a store that shrank is an error', (t) => {
  const points = new ResumePoints()
  points.note({ settled: 10, released: 8 })
  points.at(8)
  for (const acknowledged of [7, -1, Number.NaN]) {
    t.throws(() => points.at(acknowledged), { code: 'ERR_OPTION' })
  }
  t.end()
})
