import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Output } from '../../lib/masking/output.js'
import { Verifier } from '../../lib/matcher/verifier.js'
import { property } from '../helpers/property.js'
import { anyText, binary, bytesOf, patternOf } from '../matcher/support.js'

const pieces = fc.array(
  fc.record({
    text: fc.oneof(
      anyText(0, 20),
      fc.integer({ min: 60, max: 70 }).map((length) => 'y'.repeat(length)),
      fc.nat(30_000).map((length) => 'x'.repeat(length)),
    ),
    /** what stands around it in its buffer */
    before: anyText(0, 3),
    after: anyText(0, 3),
  }),
  { maxLength: 30 },
)

const logWhole = (output: Output, text: string): void => {
  const bytes = bytesOf(text)
  output.log(bytes, 0, bytes.length)
}

t.test('everything comes out once, in order, and is counted', (t) =>
  property(t, 'any pieces', fc.array(pieces, { maxLength: 4 }), (writes) => {
    const output = new Output(true)
    let written = ''
    let lines = 1
    for (const write of writes) {
      for (const [i, { text, before, after }] of write.entries()) {
        if (i % 3 === 2) output.mask(bytesOf(text))
        else {
          const bytes = bytesOf(before + text + after)
          output.log(bytes, before.length, before.length + text.length)
          lines += text.split('\n').length - 1
        }
        written += text
        assert.equal(output.written, written.length)
        assert.equal(output.line, lines, 'lines of the log, not of masks')
      }
      assert.equal(output.take().map(binary).join(''), write.map(({ text }) => text).join(''))
    }
    assert.deepEqual(output.take(), [])
  }),
)

t.test('few pieces or large ones are views, many small ones are joined', async (t) => {
  const taken = (count: number, size: number): { views: boolean; length: number } => {
    const output = new Output(false)
    const list = Array.from({ length: count }, () => new Uint8Array(size))
    for (const piece of list) output.log(piece, 0, size)
    const all = output.take()
    return { views: all.length === count && all.every((p, i) => p === list[i]), length: all.length }
  }
  t.strictSame(taken(8, 1), { views: true, length: 8 })
  t.strictSame(taken(9, 1), { views: false, length: 1 })
  t.strictSame(taken(9, 4095), { views: false, length: 1 })
  t.strictSame(taken(9, 4096), { views: true, length: 9 })
})

t.test('a part of a chunk is a view of it, and no Buffer', async (t) => {
  const output = new Output(false)
  const chunk = Buffer.from('..some text')
  const part = chunk.subarray(2)
  output.log(part, 5, 9)
  output.log(part, 0, part.length)
  const [first, second] = output.take()
  t.equal(binary(first!), 'text')
  t.equal(first!.buffer, chunk.buffer)
  t.notOk(Buffer.isBuffer(first))
  t.equal(second, part, 'a whole chunk is handed on')
})

t.test('the size of what is joined is that of this time only', async (t) => {
  const output = new Output(false)
  output.log(new Uint8Array(1_000_000), 0, 1_000_000)
  output.take()
  for (let i = 0; i < 9; i++) logWhole(output, `${i}`)
  t.strictSame(output.take().map(binary), ['012345678'])
})

t.test('lines are only counted when asked for', async (t) => {
  const output = new Output(false)
  logWhole(output, '\n\n')
  t.equal(output.line, undefined)
})

t.test('lines of a piece are counted in the piece alone', async (t) => {
  // a chunk of one line with many masks on it: a look beyond each piece would be quadratic
  const time = (size: number): number => {
    const output = new Output(true)
    const chunk = new Uint8Array(size)
    const start = process.cpuUsage()
    for (let at = 0; at < 2000; at++) output.log(chunk, at, at + 1)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
  const [short, long] = [time(8192), time(8192 * 256)]
  t.ok(long < 10 * short + 50, `${long.toFixed(1)} ms, ${short.toFixed(1)} ms in a small chunk`)
})

t.test(
  'the second engine sees log bytes, starts afresh at a mask, and stops the release',
  async (t) => {
    const output = new Output(false)
    output.verifier = new Verifier([patternOf(']12345')])
    output.mask(bytesOf('[secure]'))
    logWhole(output, '12345 ]12')
    output.mask(bytesOf('[secure]'))
    logWhole(output, '345 ]')
    t.equal(output.take().map(binary).join(''), '[secure]12345 ]12[secure]345 ]')
    output.log(bytesOf('12345 '), 5, 6)
    output.log(bytesOf(']12345'), 0, 5)
    t.equal(output.take().map(binary).join(''), ' ]1234', 'only what is released')
    t.throws(() => output.log(bytesOf('5 '), 0, 2), { name: 'MaskError', code: 'ERR_VERIFY' })
    t.strictSame(output.take(), [])
  },
)
