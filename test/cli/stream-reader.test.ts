import { PassThrough } from 'node:stream'
import t from 'tap'
import { StreamReader } from '../../lib/cli/stream-reader.js'

const text = async (reader: StreamReader) => Buffer.from(await reader.read()).toString()

t.test('one chunk per read, the rest waits', async (t) => {
  const stream = new PassThrough()
  const reader = new StreamReader(stream)
  stream.write('one')
  stream.write('two')
  t.equal(await text(reader), 'one')
  t.ok(stream.isPaused())
  t.equal(await text(reader), 'two')
  const third = text(reader)
  stream.end('three')
  t.equal(await third, 'three')
  t.equal(await text(reader), '')
  t.equal(await text(reader), '', 'and stays ended')
})

t.test('a stream that fails ends', async (t) => {
  const stream = new PassThrough()
  const reader = new StreamReader(stream)
  const read = text(reader)
  stream.destroy(new Error('gone'))
  t.equal(await read, '')
})

t.test('close', async (t) => {
  const stream = new PassThrough()
  const reader = new StreamReader(stream)
  const read = text(reader)
  reader.close()
  t.equal(await read, '')
  t.ok(stream.destroyed)
})

t.test('a drained stream ends when it is quiet, not while there is output', async (t) => {
  const stream = new PassThrough()
  const reader = new StreamReader(stream)
  const first = text(reader)
  reader.drain()
  setTimeout(() => stream.write('late'), 1000)
  t.equal(await first, 'late')
  const started = Date.now()
  t.equal(await text(reader), '')
  t.ok(Date.now() - started >= 1900)
})
