import t from 'tap'
import { Progress } from '../../lib/cli/progress.js'

t.test('rate and remaining time, ten times a second at most', async (t) => {
  let now = 1000
  const lines: string[] = []
  const write = (text: string) => lines.push(text)
  const progress = new Progress(write, { files: 10, bytes: 200_000_000 }, () => now)
  progress.advance(1_000_000)
  now += 1000
  progress.advance(1_000_000, 1)
  now += 50
  progress.advance(1)
  now += 950
  progress.advance(8_000_000 - 1, 2)
  progress.end()
  t.same(lines, [
    '\r\u001b[K1 of 10 files, 2.0 MB/s, 1:39 left',
    '\r\u001b[K3 of 10 files, 5.0 MB/s, 0:38 left',
    '\r\u001b[K',
  ])
})

t.test('nothing done yet, and more than expected', async (t) => {
  let now = 0
  const lines: string[] = []
  const progress = new Progress(
    (text) => lines.push(text),
    { files: 1, bytes: 10 },
    () => now,
  )
  now += 200
  progress.advance(0)
  now += 200
  progress.advance(4_000_000)
  t.same(lines, [
    '\r\u001b[K0 of 1 files, 0.0 MB/s, 0:00 left',
    '\r\u001b[K0 of 1 files, 10.0 MB/s, 0:00 left',
  ])
})

t.test('no terminal, no line', async (t) => {
  const progress = new Progress(undefined, { files: 1, bytes: 1 })
  progress.advance(1, 1)
  progress.end()
  t.pass()
})
