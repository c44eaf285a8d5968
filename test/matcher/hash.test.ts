import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { gramHash, orderHash, quadHash, shortHash } from '../../lib/matcher/hash.js'
import { property } from '../helpers/property.js'

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

t.test('different grams of up to four bytes have different hashes', (t) =>
  property(
    t,
    'neighbours included',
    fc.tuple(word, fc.oneof(word, fc.constantFrom(1, -1, 256, 2 ** 31))),
    ([gram, distance]) => {
      const other = (gram + distance) | 0
      for (const hash of [shortHash, orderHash, quadHash]) {
        assert.equal(hash(gram) === hash(other), gram === other)
      }
      const isSameHead = (gram & 0xffffff) === (other & 0xffffff)
      assert.equal(orderHash(gram) >>> 8 === orderHash(other) >>> 8, isSameHead)
    },
  ),
)

t.test('every byte of a gram of eight changes its hash', (t) =>
  property(
    t,
    'one byte changed',
    fc.tuple(word, word, fc.nat(3), fc.integer({ min: 1, max: 255 })),
    ([low, high, at, change]) => {
      const bits = change << (8 * at)
      assert.notEqual(gramHash(low, high), gramHash(low ^ bits, high))
      assert.notEqual(gramHash(low, high), gramHash(low, high ^ bits))
    },
  ),
)

t.test('columns of characters are spread over both halves of the hash', async (t) => {
  // as in a hex dump: only the last byte of each word differs
  const top = new Set<number>()
  const low = new Set<number>()
  for (let a = 0; a < 64; a++) {
    for (let b = 0; b < 64; b++) {
      const hash = gramHash(0x202020 | ((a + 48) << 24), 0x202020 | ((b + 48) << 24))
      top.add(hash >>> 20)
      low.add(hash & 0xfff)
    }
  }
  // by chance 4,096 hashes take some 2,590 of 4,096 places
  t.ok(top.size > 2000, `${top.size} values of the upper 12 bits`)
  t.ok(low.size > 2000, `${low.size} values of the lower 12 bits`)
})

t.test('the hashes are other ones in another process', async (t) => {
  const again = new URL('../../lib/matcher/hash.js?again', import.meta.url).href
  const other: typeof import('../../lib/matcher/hash.js') = await import(again)
  t.not(other.shortHash(1), shortHash(1))
  t.not(other.gramHash(1, 2), gramHash(1, 2))
})
