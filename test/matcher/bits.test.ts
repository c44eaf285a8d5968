import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Bits } from '../../lib/matcher/bits.js'
import { property } from '../helpers/property.js'

const hashes = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 60 })

t.test('what was added is found', (t) =>
  property(
    t,
    'for any size',
    fc.tuple(hashes, fc.integer({ min: 1, max: 512 }), fc.integer({ min: 10, max: 20 })),
    ([added, perEntry, most]) => {
      const one = new Bits(added.length, perEntry, most)
      const pairs = new Bits(added.length, perEntry, most)
      for (const hash of added) {
        one.add(hash)
        pairs.addPair(hash)
      }
      for (const hash of added) {
        assert.ok(one.has(hash))
        assert.ok(pairs.hasPair(hash))
      }
    },
  ),
)

/** Well spread, and the same in every run. */
const spread = (i: number): number => {
  const x = Math.imul(i, 0x9e3779b1)
  return Math.imul(x ^ (x >>> 15), 0x85ebca6b)
}

t.test('the share of wrong guesses is as announced', async (t) => {
  const one = new Bits(4096, 16, 24)
  const pairs = new Bits(4096, 32, 24)
  for (let i = 0; i < 4096; i++) {
    one.add(spread(i))
    pairs.addPair(spread(i))
  }
  let wrong = 0
  let wrongPairs = 0
  for (let i = 4096; i < 4096 + 40_000; i++) {
    if (one.has(spread(i))) wrong++
    if (pairs.hasPair(spread(i))) wrongPairs++
  }
  t.ok(wrong > 0 && wrong < (1.2 * 40_000) / 16, `${wrong} of 40,000 with one bit in 16`)
  // a word has one hash on average; the square of their number is two on average
  t.ok(
    wrongPairs > 0 && wrongPairs < (1.2 * 40_000) / 128,
    `${wrongPairs} of 40,000 with two bits in one word`,
  )
})

t.test(
  'the table is a power of two of at least a kibibit and at most the limit, if it is not too full',
  async (t) => {
    const sizes = [
      [0, 16, 20, 10],
      [64, 16, 20, 10],
      [65, 16, 20, 11],
      [1024, 4, 20, 12],
      [131_072, 64, 20, 20],
      [131_073, 64, 20, 21],
      [1_000_000, 64, 20, 23],
    ] as const
    for (const [entries, perEntry, most, log] of sizes) {
      const { table, shift } = new Bits(entries, perEntry, most)
      t.equal(table.length * 32, 2 ** log, `${entries} hashes with ${perEntry} bits each`)
      t.equal(shift, 32 - log)
    }
  },
)

t.test('a table tells when it has become too full', async (t) => {
  const small = new Bits(1, 16, 20)
  t.equal(small.fits(64), true, '16 bits for each hash')
  t.equal(small.fits(65), false)
  small.add(1)
  t.equal(small.fits(63), true)
  t.equal(small.fits(64), false)
  small.addPair(1)
  t.equal(small.fits(62), true, 'a pair counts once')
  t.equal(small.fits(63), false)

  const dense = new Bits(100, 1, 20)
  t.equal(dense.fits(100), true, 'what was announced always fits')
  t.equal(dense.fits(101), false)
  const largest = new Bits(100, 64, 10)
  t.equal(largest.fits(128), true, '8 bits for each hash in the largest table')
  t.equal(largest.fits(129), false)
})
