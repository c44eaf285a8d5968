import assert from 'node:assert/strict'
import zlib from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { createFrameCutter, FrameWalker } from '../../lib/cli/zstd-frames.js'
import { property } from '../helpers/property.js'

const bytes = (...list: (number | string | Uint8Array)[]) =>
  Buffer.concat(
    list
      .map((part) => (typeof part === 'number' ? [part] : Buffer.from(part)))
      .map((b) => Buffer.from(b)),
  )

const MAGIC = bytes(0x28, 0xb5, 0x2f, 0xfd)

/** A block: its header, then its content. */
function block(type: 0 | 1 | 2, size: number, content: string, last: boolean): Buffer {
  const header = Buffer.alloc(3)
  header.writeUIntLE((size << 3) | (type << 1) | Number(last), 0, 3)
  return bytes(header, content)
}

/** Every layout of the frame header, and of blocks; written by hand after RFC 8878. */
const FRAMES: readonly (readonly [string, Buffer])[] = [
  ['single segment', bytes(MAGIC, 0x20, 5, block(0, 5, 'hello', true))],
  ['window', bytes(MAGIC, 0x00, 0x50, block(0, 2, 'ab', false), block(0, 1, 'c', true))],
  ['checksum', bytes(MAGIC, 0x24, 1, block(1, 1, 'x', true), 'SUM4')],
  ['run of a byte', bytes(MAGIC, 0x60, 0, 1, block(1, 256, 'x', true))],
  ['compressed, dictionary', bytes(MAGIC, 0xa3, 'DICT', 'SIZ4', block(2, 3, 'cmp', true))],
  ['longest header', bytes(MAGIC, 0xc3, 0x50, 'DICT', 'SIZE-OF8', block(0, 0, '', true))],
  ['ids of one byte and two', bytes(MAGIC, 0x01, 0x50, 9, block(0, 1, 'a', true))],
  ['ids of two', bytes(MAGIC, 0x02, 0x50, 9, 9, block(0, 1, 'a', true))],
  ['skipped', bytes(0x5f, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 'skip')],
  ['skipped, empty', bytes(0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0)],
  ['skipped, long', bytes(0x50, 0x2a, 0x4d, 0x18, 1, 1, 0, 0, 'x'.repeat(257))],
]

t.test('a frame ends where it ends, however the file was cut', async (t) => {
  const frame = fc.constantFrom(...FRAMES.map(([, bytes]) => bytes))
  const files = fc.tuple(
    fc.array(frame, { minLength: 1, maxLength: 4 }),
    fc.array(fc.nat(1000)), // where it is cut
  )
  await property(t, 'files', files, ([list, cuts]) => {
    const file = Buffer.concat(list)
    const walker = new FrameWalker()
    const found: number[] = []
    const places = [...new Set([0, ...cuts.map((n) => n % file.length), file.length])]
    places.sort((a, b) => a - b)
    for (let i = 0; i + 1 < places.length; i++) {
      const ends = walker.ends(file.subarray(places[i], places[i + 1]))
      found.push(...ends.map((end) => end + places[i]!))
    }
    let length = 0
    const expected = list.map((bytes) => (length += bytes.length))
    assert.ok(walker.isBetween)
    assert.deepEqual(found, expected)
  })
  for (const [name, bytes] of FRAMES) t.same(new FrameWalker().ends(bytes), [bytes.length], name)
})

/** The pieces that come out, or the code of the error. */
async function cut(...chunks: readonly Buffer[]): Promise<string[] | string> {
  const cutter = createFrameCutter()
  for (const chunk of chunks) cutter.write(chunk)
  cutter.end()
  try {
    return (await cutter.toArray()).map((piece: Buffer) => piece.toString('latin1'))
  } catch (error) {
    return (error as NodeJS.ErrnoException).code!
  }
}

t.test('pieces do not go on behind the end of a frame', async (t) => {
  const [one, two] = [FRAMES[0]![1], FRAMES[2]![1]]
  const text = (bytes: Buffer) => bytes.toString('latin1')
  t.same(await cut(Buffer.concat([one, two])), [text(one), text(two)])
  t.same(await cut(one, two.subarray(0, 6), two.subarray(6)), [
    text(one),
    text(two.subarray(0, 6)),
    text(two.subarray(6)),
  ])
  t.same(await cut(), [])
})

t.test('a file that breaks off, or is something else', async (t) => {
  for (const [name, bytes] of FRAMES) {
    for (let length = 1; length < bytes.length; length++) {
      if ((await cut(bytes.subarray(0, length))) !== 'Z_BUF_ERROR') t.fail(`${name} at ${length}`)
    }
  }
  t.equal(await cut(FRAMES[0]![1], Buffer.from('garbage')), 'Z_DATA_ERROR')
})

t.test(
  'frames of the real encoder',
  {
    skip: !('zstdCompressSync' in zlib) && 'this Node has no Zstandard',
  },
  async (t) => {
    const { zstdCompressSync } = zlib as unknown as { zstdCompressSync(text: string): Buffer }
    for (const text of [
      '',
      'x',
      'a log line\n'.repeat(10_000),
      Math.random().toString().repeat(99),
    ]) {
      const bytes = zstdCompressSync(text)
      t.same(new FrameWalker().ends(bytes), [bytes.length])
    }
  },
)
