import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Source } from '../../lib/masking/source.js'
import { property } from '../helpers/property.js'
import { binary, bytesOf, scrambled } from '../matcher/support.js'

const read = (source: Source, from: number, to: number): string => {
  let text = ''
  source.read(from, to, (bytes, start, end) => {
    assert.ok(start < end, 'no empty views')
    text += binary(bytes.subarray(start, end))
  })
  return text
}

interface Step {
  readonly size: number
  /** how much of what is kept is released after the chunk, in thousandths */
  readonly release: number
  readonly from: number
  readonly to: number
}

const steps = fc.array(
  fc.record({
    size: fc.oneof(fc.nat(3), fc.nat(60), fc.nat(5000)),
    release: fc.oneof(fc.constant(0), fc.constant(1000), fc.nat(1000)),
    from: fc.nat(1000),
    to: fc.nat(1000),
  }),
  { minLength: 1, maxLength: 40 },
)

const TEXT = scrambled(240_000, 'abcdefghijklmnopqrstuvwxyz')

t.test('as one buffer of the whole input', (t) =>
  property(t, 'any chunks, any releases, a reused chunk', steps, (list: Step[]) => {
    const source = new Source()
    let end = 0
    let kept = 0
    const views: { readonly bytes: Uint8Array; readonly text: string }[] = []
    const check = ({ from, to }: Step): void => {
      const [a, b] = [from, to]
        .map((edge) => kept + Math.round(((end - kept) * edge) / 1000))
        .sort((x, y) => x - y) as [number, number]
      if (a < b) assert.equal(read(source, a, b), TEXT.slice(a, b))
    }
    for (const step of list) {
      const chunk = bytesOf(`..${TEXT.slice(end, end + step.size)}`).subarray(2)
      source.add(chunk)
      end += step.size
      assert.equal(source.end, end)
      check(step)
      const from = kept + Math.round(((end - kept) * step.release) / 1000)
      source.settle(from)
      kept = from
      chunk.fill(0x21)
      check(step)
      assert.equal(binary(source.joined(kept)), TEXT.slice(kept, end))
      source.read(kept, end, (pool, a, b) => {
        const bytes = pool.subarray(a, b)
        views.push({ bytes, text: binary(bytes) })
      })
    }
    // views of what was held stay what they were: the masker hands them out
    for (const { bytes, text } of views) assert.equal(binary(bytes), text)
  }),
)

t.test('a hold that grows byte by byte is one segment, and is not moved', async (t) => {
  const source = new Source()
  const pieces: [bytes: Uint8Array, start: number, end: number][] = []
  for (let i = 0; i < 8000; i++) {
    source.add(Uint8Array.of(i & 255))
    source.settle(0)
  }
  source.read(0, 8000, (...piece) => pieces.push(piece))
  t.equal(pieces.length, 1, 'consecutive bytes of a pool')
  const [pool, start, end] = pieces[0]!
  t.equal(end - start, 8000)
  source.add(Uint8Array.of(1))
  source.settle(4000)
  source.read(4000, 8000, (...piece) => t.strictSame(piece, [pool, start + 4000, end]))
})

t.test('a chunk is handed on as it is, with the range that was asked for', async (t) => {
  const source = new Source()
  const chunk = bytesOf('some text')
  source.add(chunk)
  source.read(0, 9, (...piece) => t.strictSame(piece, [chunk, 0, 9]))
  source.read(5, 8, (bytes, start, end) => {
    t.equal(bytes, chunk)
    t.strictSame([start, end], [5, 8])
  })
})

t.test('many segments: those that are released are forgotten', async (t) => {
  const source = new Source()
  const size = 9000 // each a pool of its own
  for (let i = 0; i < 20; i++) {
    source.add(bytesOf(TEXT.slice(i * size, (i + 1) * size)))
    source.settle(0)
  }
  let count = 0
  source.read(0, 20 * size, () => count++)
  t.equal(count, 20)
  for (let from = 500; from < 20 * size; from += 4500) {
    source.settle(from)
    t.equal(binary(source.joined(from)), TEXT.slice(from, 20 * size), `from ${from}`)
  }
})

t.test('more than sixty-four released segments', async (t) => {
  const source = new Source()
  const size = 8192
  const chunk = new Uint8Array(size)
  for (let i = 0; i < 200; i++) {
    chunk.fill(i)
    source.add(chunk)
    source.settle(0)
  }
  for (let i = 0; i < 199; i++) {
    source.settle(i * size + 1)
    let first = -1
    source.read(i * size + 1, i * size + 2, (bytes, start) => {
      first = bytes[start]!
    })
    if (first !== i) t.fail(`segment ${i} is ${first}`)
    if (i % 50 === 0) t.equal(source.joined(i * size + 1).length, (200 - i) * size - 1)
  }
})
