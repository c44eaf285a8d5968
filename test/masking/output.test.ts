import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Output } from '../../lib/masking/output.js'
import { Verifier } from '../../lib/matcher/verifier.js'
import { property } from '../helpers/property.js'
import { anyText, binary, bytesOf, patternOf } from '../matcher/support.js'

const pieces = fc.array(
  fc.oneof(
    anyText(0, 20),
    fc.nat(30_000).map((length) => 'x'.repeat(length)),
  ),
  { maxLength: 30 },
)

t.test('everything comes out once, in order, and is counted', (t) =>
  property(t, 'any pieces', fc.array(pieces, { maxLength: 4 }), (writes) => {
    const output = new Output(true)
    let written = ''
    let lines = 1
    for (const write of writes) {
      for (const [i, text] of write.entries()) {
        if (i % 3 === 2) output.mask(bytesOf(text))
        else {
          output.log(bytesOf(text))
          lines += text.split('\n').length - 1
        }
        written += text
        assert.equal(output.written, written.length)
        assert.equal(output.line, lines, 'lines of the log, not of masks')
      }
      assert.equal(output.take().map(binary).join(''), write.join(''))
    }
    assert.deepEqual(output.take(), [])
  }),
)

t.test('few pieces or large ones are views, many small ones are joined', async (t) => {
  const taken = (count: number, size: number): { views: boolean; length: number } => {
    const output = new Output(false)
    const list = Array.from({ length: count }, () => new Uint8Array(size))
    for (const piece of list) output.log(piece)
    const all = output.take()
    return { views: all.length === count && all.every((p, i) => p === list[i]), length: all.length }
  }
  t.strictSame(taken(8, 1), { views: true, length: 8 })
  t.strictSame(taken(9, 1), { views: false, length: 1 })
  t.strictSame(taken(9, 4095), { views: false, length: 1 })
  t.strictSame(taken(9, 4096), { views: true, length: 9 })
})

t.test('the size of what is joined is that of this time only', async (t) => {
  const output = new Output(false)
  output.log(new Uint8Array(1_000_000))
  output.take()
  for (let i = 0; i < 9; i++) output.log(bytesOf(`${i}`))
  t.strictSame(output.take().map(binary), ['012345678'])
})

t.test('lines are only counted when asked for', async (t) => {
  const output = new Output(false)
  output.log(bytesOf('\n\n'))
  t.equal(output.line, undefined)
})

t.test(
  'the second engine sees log bytes, starts afresh at a mask, and stops the release',
  async (t) => {
    const output = new Output(false)
    output.verifier = new Verifier([patternOf(']12345')])
    output.mask(bytesOf('[secure]'))
    output.log(bytesOf('12345 ]12'))
    output.mask(bytesOf('[secure]'))
    output.log(bytesOf('345 ]'))
    t.equal(output.take().map(binary).join(''), '[secure]12345 ]12[secure]345 ]')
    t.throws(() => output.log(bytesOf('12345 ')), { name: 'MaskError', code: 'ERR_VERIFY' })
    t.strictSame(output.take(), [])
  },
)
