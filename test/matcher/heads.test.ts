import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Heads } from '../../lib/matcher/heads.js'
import { eachStart, type Needle } from '../../lib/matcher/needle.js'
import { property } from '../helpers/property.js'
import { anyText, chunkOf, scrambled, wholeNeedle, windowsNeedle } from './support.js'

const needle: fc.Arbitrary<Needle> = fc.oneof(
  anyText(4, 7).map(wholeNeedle),
  anyText(8, 30).map(wholeNeedle),
  fc
    .tuple(anyText(8, 30), fc.integer({ min: 8, max: 16 }))
    .map(([text, shortest]) => windowsNeedle(text, Math.min(shortest, text.length))),
)
const needles = fc.array(needle, { minLength: 1, maxLength: 4 })

/** The text from each place at which an occurrence may begin. */
function beginnings(n: Needle): string[] {
  const text = Array.from(n.text, (b) => String.fromCharCode(b)).join('')
  const out: string[] = []
  eachStart(n, (start) => out.push(text.slice(start, start + n.shortest)))
  return out
}

function assertKnown(heads: Heads, n: Needle, after: string): void {
  for (const begin of beginnings(n)) {
    const log = chunkOf(`-${begin}${after}........`)
    assert.ok(heads.mayStart(log, 1), 'at a place with eight bytes')
    for (let length = 1; length < 8; length++) {
      const rest = (begin + after).slice(0, length)
      assert.ok(heads.mayBegin(chunkOf(`-${rest}`), 1), `the last ${length} bytes`)
    }
  }
}

t.test('no beginning is missed', (t) =>
  property(t, 'any needles', fc.tuple(needles, anyText(0, 8)), ([list, after]) => {
    const heads = new Heads(list)
    for (const n of list) assertKnown(heads, n, after)
  }),
)

t.test('nor of needles that were added', (t) =>
  property(t, 'any needles', fc.tuple(needles, needles, anyText(0, 8)), ([first, more, after]) => {
    const heads = new Heads(first)
    heads.add(more)
    for (const n of [...first, ...more]) assertKnown(heads, n, after)
  }),
)

t.test('hardly any other place is taken for a beginning', async (t) => {
  const list = Array.from({ length: 200 }, (_, i) =>
    windowsNeedle(scrambled(40, 'abcdefghijklmnopqrstuvwxyz', i + 1), 10),
  )
  const log = scrambled(40_000, 'abcdefghijklmnopqrstuvwxyz', 999)
  const count = (heads: Heads): number => {
    const chunk = chunkOf(log)
    let hits = 0
    for (let at = 0; at + 8 <= log.length; at++) if (heads.mayStart(chunk, at)) hits++
    return hits
  }
  t.ok(count(new Heads(list)) < log.length / 100, 'two bits, one in 16 each')
  t.ok(count(new Heads([wholeNeedle('abcd'), wholeNeedle('zzzzzzzz')])) < log.length / 200)

  const heads = new Heads([wholeNeedle('abcdefghij')])
  const ends = (rest: string): boolean => heads.mayBegin(chunkOf(`-${rest}`), 1)
  t.strictSame(['a', 'b', '\0'].map(ends), [true, false, false], 'one byte is sure')
  t.strictSame(['ab', 'aa', 'ba'].map(ends), [true, false, false], 'two are sure')
  t.strictSame(['abX', 'aXc'].map(ends), [true, false], 'of three, two are asked')
  let wrong = 0
  for (let i = 0; i < 256; i++) if (ends(`abX${String.fromCharCode(i)}`)) wrong++
  t.ok(wrong < 16, 'four are guessed')
  t.ok(heads.bytes > 8448)
  t.ok(new Heads(list, 4).bytes >= 3 * new Heads(list).bytes, 'room for more')
})

t.test('the first place of a stretch at which a needle may begin', (t) =>
  property(
    t,
    'as asking each place',
    fc.tuple(needles, anyText(8, 40), fc.nat(40), fc.nat(40)),
    ([list, noise, from, to]) => {
      const heads = new Heads(list)
      const chunk = chunkOf(noise + beginnings(list[0]!).join('') + noise, 100, 5)
      const most = chunk.end - 8 + 1
      const [a, b] = [Math.min(from, to, most), Math.min(Math.max(from, to), most)]
      let first = a
      while (first < b && !heads.mayStart(chunk, first)) first++
      assert.equal(heads.next(chunk, a, b), first)
      assert.equal(new Heads([]).next(chunk, a, b), b, 'no needles')
    },
  ),
)
