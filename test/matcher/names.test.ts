import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Names } from '../../lib/matcher/names.js'
import { property } from '../helpers/property.js'
import { bytesOf, listed, patternOf, scrambled, standsAt, type Told, textOver } from './support.js'

const scene = fc
  .record({
    base: fc.array(textOver('ab', 8, 14), { minLength: 1, maxLength: 5 }),
    tails: fc.array(textOver('ab', 0, 4), { minLength: 1, maxLength: 5 }),
    pieces: fc.array(fc.tuple(fc.nat(30), textOver('ab', 0, 3)), { maxLength: 4 }),
    to: fc.nat(80),
  })
  .map(({ base, tails, pieces, to }) => {
    // each pattern is a prefix of another
    const patterns = [...new Set(base.flatMap((b, i) => [b, b + tails[i % tails.length]!]))]
    const text = pieces.map(([of, noise]) => patterns[of % patterns.length]! + noise).join('')
    return { patterns, text, to }
  })

t.test('every pattern that starts in the stretch and ends in the text', (t) =>
  property(t, 'by brute force', scene, ({ patterns: texts, text, to }) => {
    const patterns = texts.map((pattern) => patternOf(pattern))
    const names = new Names(patterns)
    assert.equal(names.longest, Math.max(...texts.map((pattern) => pattern.length)))
    const found: Told[] = []
    const bytes = bytesOf(text)
    names.search(bytes, new DataView(bytes.buffer), to, (start, end, pattern) => {
      found.push({ start, end, pattern })
    })
    const standing = patterns.flatMap((pattern) => standsAt(text, pattern))
    assert.deepEqual(listed(found), listed(standing.filter(({ start }) => start < to)))
  }),
)

t.test('many groups of patterns with the same first eight bytes', async (t) => {
  // neighbours in the table differ in the last byte of a head, or only behind it
  const heads = Array.from({ length: 300 }, (_, i) => `0123-${scrambled(3, 'abc', i + 1)}`)
  const texts = [...new Set(heads.flatMap((head) => [head, `${head}x`, `${head}xyz`, `${head}z`]))]
  const patterns = texts.map((text) => patternOf(text))
  const names = new Names(patterns)
  const log = texts.map((text, i) => text + '-'.repeat(i % 3)).join('') + texts[0]!.slice(0, 7)
  const found: Told[] = []
  const bytes = bytesOf(log)
  names.search(bytes, new DataView(bytes.buffer), bytes.length, (start, end, pattern) => {
    found.push({ start, end, pattern })
  })
  t.strictSame(listed(found), listed(patterns.flatMap((pattern) => standsAt(log, pattern))))
})

t.test('no patterns', async (t) => {
  const names = new Names([])
  t.equal(names.longest, 0)
  const bytes = bytesOf('abcdefghijkl')
  names.search(bytes, new DataView(bytes.buffer), 12, () => t.fail('nothing to find'))
})
