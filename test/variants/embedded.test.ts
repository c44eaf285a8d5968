/**
 * Encodings found wherever the value stands: for any bytes before and after
 * it, the encoded text holds a spelling that covers all that the value alone
 * decides. The reference encoders are Node's, or tools of the machine.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { VARIANTS } from '../../lib/variants/table.js'
import { toValue } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'
import { printable, run } from './helper.js'

const before = fc.uint8Array({ maxLength: 9 })
const inside = fc.uint8Array({ minLength: 12, maxLength: 40 })
const placed = fc.tuple(before, inside, before)

/** For cases that start a process: one in so many. */
const BY_TOOL = 100

/** The longest spelling of a row that stands in a text, in characters. */
function longest(id: string, value: Uint8Array, text: string): number {
  const row = VARIANTS.find((v) => v.id === id)
  const found = row!.spell(toValue(value)).filter((s) => text.includes(s.binary))
  return Math.max(0, ...found.map((s) => s.binary.length))
}

/** Encoders of a whole text, characters per byte, and bytes that neighbours may decide. */
interface Case {
  readonly id: string
  readonly encode: (bytes: Buffer) => string
  readonly perByte: number
  readonly lost: number
}

const bits = (text: string, size: number) => text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []
const binaryDigits = (b: Buffer) => Array.from(b, (x) => x.toString(2).padStart(8, '0')).join('')
const base32 = (alphabet: string) => (b: Buffer) =>
  bits(binaryDigits(b), 5)
    .map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
const words = (b: Buffer, size: number, write: (word: Buffer) => string) =>
  Array.from({ length: Math.ceil(b.length / size) }, (_, i) => {
    const word = Buffer.alloc(size)
    b.copy(word, 0, i * size, i * size + size)
    return write(word)
  }).join(' ')
const twice = (b: Buffer) => Buffer.from(b.toString('base64')).toString('base64')

const CASES: readonly Case[] = [
  { id: 'base64-twice', encode: twice, perByte: 16 / 9, lost: 3 },
  {
    id: 'hex-base64',
    encode: (b) => Buffer.from(b.toString('base64')).toString('hex'),
    perByte: 8 / 3,
    lost: 2,
  },
  {
    id: 'base64-hex',
    encode: (b) => Buffer.from(b.toString('hex')).toString('base64'),
    perByte: 8 / 3,
    lost: 1,
  },
  { id: 'list-dot', encode: (b) => [...b].join('.'), perByte: 2, lost: 0 },
  {
    id: 'list-aligned',
    encode: (b) => Array.from(b, (x) => String(x).padStart(3)).join(', '),
    perByte: 5,
    lost: 0,
  },
  {
    id: 'hex-quoted',
    encode: (b) => JSON.stringify(Array.from(b, (x) => `0x${x.toString(16).padStart(2, '0')}`)),
    perByte: 7,
    lost: 1,
  },
  { id: 'base32', encode: base32('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'), perByte: 1.6, lost: 2 },
  { id: 'base32hex', encode: base32('0123456789ABCDEFGHIJKLMNOPQRSTUV'), perByte: 1.6, lost: 2 },
  { id: 'bits', encode: binaryDigits, perByte: 8, lost: 0 },
  {
    id: 'hex-space',
    encode: (b) => b.toString('hex').replace(/..(?!$)/g, '$& '),
    perByte: 3,
    lost: 1,
  },
  { id: 'list', encode: (b) => JSON.stringify([...b]).replaceAll(',', ', '), perByte: 2, lost: 0 },
  { id: 'list-comma', encode: (b) => JSON.stringify([...b]), perByte: 2, lost: 0 },
  { id: 'hex-words', encode: (b) => words(b, 2, (w) => w.toString('hex')), perByte: 2.5, lost: 2 },
  { id: 'hex-words', encode: (b) => words(b, 4, (w) => w.toString('hex')), perByte: 2.25, lost: 2 },
  {
    id: 'hex-words-le',
    encode: (b) => words(b, 2, (w) => w.reverse().toString('hex')),
    perByte: 2.5,
    lost: 3,
  },
  {
    id: 'hex-words-le',
    encode: (b) => words(b, 4, (w) => w.reverse().toString('hex')),
    perByte: 2.25,
    lost: 7,
  },
  {
    id: 'octal-words',
    encode: (b) => words(b, 2, (w) => w.readUInt16LE().toString(8).padStart(6, '0')),
    perByte: 3.5,
    lost: 3,
  },
  {
    id: 'octal-words',
    encode: (b) => words(b, 2, (w) => ` ${w.readUInt16LE().toString(8).padStart(6, '0')}`),
    perByte: 4,
    lost: 3,
  },
  {
    id: 'hex-dot',
    encode: (b) => b.toString('hex').replace(/..(?!$)/g, '$&.'),
    perByte: 3,
    lost: 1,
  },
  { id: 'list-tab', encode: (b) => [...b].join('\t'), perByte: 2, lost: 0 },
  { id: 'list-lines', encode: (b) => [...b].join('\n'), perByte: 2, lost: 0 },
  {
    id: 'decimal-words',
    encode: (b) => words(b, 2, (w) => String(w.readUInt16LE()).padStart(5)),
    perByte: 3,
    lost: 3,
  },
]

for (const { id, encode, perByte, lost } of CASES) {
  t.test(`${id}, ${perByte} characters a byte`, async (t) => {
    await property(t, id, placed, ([a, value, b]) => {
      const text = encode(Buffer.concat([a, value, b]))
      const covered = longest(id, value, text)
      assert.ok(covered >= (value.length - lost) * perByte - 2, `${covered} characters`)
    })
  })
}

const TOOLS: readonly (readonly [string, string, readonly string[], number, number])[] = [
  [
    'ascii85',
    'python3',
    ['-c', 'import base64,sys;print(base64.a85encode(sys.stdin.buffer.read()).decode())'],
    1.25,
    6,
  ],
  [
    'base85',
    'python3',
    ['-c', 'import base64,sys;print(base64.b85encode(sys.stdin.buffer.read()).decode())'],
    1.25,
    6,
  ],
  ['uuencode', 'perl', ['-0777', '-e', "print pack('u63', <STDIN>)"], 4 / 3, 2],
  ['hex-words', 'xxd', ['-c', '256'], 2.5, 2],
  ['hex-words-le', 'xxd', ['-e', '-c', '256'], 2.25, 7],
  ['hex-words-le', 'od', ['-An', '-v', '-w256', '-tx2'], 2.5, 3],
  ['hex-words-le', 'od', ['-An', '-v', '-w256', '-tx4'], 2.25, 7],
  ['octal-words', 'od', ['-An', '-v', '-w256'], 3.5, 3],
  ['octal-words', 'hexdump', ['-v', '-e', '128/2 "  %06o" "\\n"'], 4, 3],
  ['hex-lines', 'xxd', ['-p', '-c', '1'], 3, 1],
  ['hex-lines', 'od', ['-An', '-v', '-w1', '-tx1'], 4, 1],
  ['octal', 'od', ['-An', '-v', '-w256', '-b'], 4, 1],
  ['char-column', 'od', ['-An', '-v', '-w256', '-c'], 4, 0],
  ['char-column', 'hexdump', ['-v', '-e', '256/1 "%_c"'], 0, 0],
  ['name-column', 'od', ['-An', '-v', '-w256', '-a'], 4, 0],
  ['list-column', 'od', ['-An', '-v', '-w256', '-tu1'], 4, 1],
  ['list-signed-column', 'od', ['-An', '-v', '-w256', '-td1'], 5, 1],
  ['hex-space', 'od', ['-An', '-v', '-w256', '-tx1'], 3, 1],
  ['hex-list', 'xxd', ['-i', '-c', '256'], 6, 1],
  ['bits-spaced', 'xxd', ['-b', '-c', '256'], 9, 1],
  ['bits-lsb', 'basenc', ['-w0', '--base2lsbf'], 8, 0],
  ['decimal-words', 'od', ['-An', '-v', '-w256', '-d'], 3, 3],
]
for (const [id, tool, args, perByte, lost] of TOOLS) {
  const absent = run(tool, args, 'x') === undefined
  const name = `${id} by ${tool} ${args.at(-1)}`
  t.test(name, { skip: absent ? 'not here' : false }, async (t) => {
    const covers = ([a, value, b]: readonly Uint8Array[]) => {
      const done = run(tool, args, Buffer.concat([a!, value!, b!]))
      const covered = longest(id, value!, done!.stdout.toString('latin1'))
      assert.ok(covered >= (value!.length - lost) * perByte - 2, `${covered} characters`)
    }
    await property(t, name, placed, covers, BY_TOOL)
  })
}

const hasXxd = run('xxd', ['-b'], 'x') !== undefined
t.test('text beside the bits of xxd', { skip: hasXxd ? false : 'not here' }, async (t) => {
  const row = VARIANTS.find(({ id }) => id === 'bits-text')!
  const covers = (text: string) => {
    const spelled = row.spell(toValue(Buffer.from(text))).map(({ binary }) => binary)
    const rows = run('xxd', ['-b'], text)!.stdout.toString('latin1').split('\n')
    const whole = rows.slice(0, Math.floor(text.length / 6))
    assert.ok(
      whole.every((each, i) => each.endsWith(spelled[i]!)),
      rows.join('\n'),
    )
  }
  const token = fc.stringMatching(/^[A-Za-z0-9+/_-]{12,40}$/)
  await property(t, 'bits-text', token, covers, BY_TOOL)
  t.same(
    row.spell(toValue(Buffer.from('日本語日本語'))),
    [],
    'dots stand beside the rows of any bytes',
  )
  t.same(row.spell(toValue(Uint8Array.from({ length: 20 }, (_, i) => 60 + 9 * i))), [], 'no text')
})

t.test('base64 of JSON and of URLs, at any place of a larger text', async (t) => {
  const writers = {
    'base64-json': (s: string) => JSON.stringify(s).slice(1, -1),
    'base64-percent': encodeURIComponent,
  }
  const at = fc.tuple(fc.nat(4), printable)
  for (const [id, write] of Object.entries(writers)) {
    await property(t, id, at, ([offset, drawn]) => {
      const value = `key "&${drawn}"`
      const text = Buffer.from(`${'k'.repeat(offset)}${write(value)}!`).toString('base64')
      const covered = longest(id, Buffer.from(value), text)
      assert.ok(covered >= Buffer.byteLength(write(value)) * (4 / 3) - 2, `${covered} characters`)
    })
  }
})

t.test('the whole text, as the tools end it', (t) => {
  for (const [id, tool, args] of [
    ['base32', 'base32', ['-w0']],
    ['base32hex', 'basenc', ['-w0', '--base32hex']],
    ['hex-words-le', 'od', ['-An', '-w256', '-tx8']],
    ['hex-words-le', 'od', ['-An', '-w256', '-tx4']],
    ['octal-words', 'od', ['-An', '-w256']],
  ] as const) {
    for (let size = 12; size < 24; size++) {
      const value = Uint8Array.from({ length: size }, (_, i) => 33 + ((i * 37) % 90))
      const done = run(tool, args, value)
      if (done === undefined) continue
      const text = done.stdout.toString().trim()
      t.equal(longest(id, value, text), text.length, `${id} of ${size} bytes`)
    }
  }
  t.end()
})
