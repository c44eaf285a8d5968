/** The oracle itself, against results spelled by hand: what it says binds all other tests here. */
import t from 'tap'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { bytesOf, Oracle } from '../helpers/oracle.js'

const pattern = (text: string, more: Partial<Pattern> = {}): Pattern => ({
  bytes: bytesOf(text),
  fragment: 0,
  breaks: false,
  owners: [{ name: text, variant: 'raw' }],
  ...more,
})

const oracle = (patterns: Pattern[], text: string, minLength = 3): Oracle =>
  new Oracle(patterns, text, { minLength, mask: '*' })

const whole = (...values: string[]): Pattern[] => values.map((value) => pattern(value))

t.test('overlapping occurrences are one mask, touching ones are two', async (t) => {
  t.equal(oracle(whole('abcdef', 'defghi'), '-abcdefghi-').output(), '-*-')
  t.equal(oracle(whole('abc'), 'abcabc').output(), '**')
  t.equal(oracle(whole('abc', 'b'), 'abc b').output(), '* *')
  t.equal(oracle(whole('aa'), '-aaaaa-').output(), '-*-')
})

t.test('line terminators stay, empty lines get no mask', async (t) => {
  t.equal(oracle(whole('ab\n\r\ncd\n'), '-ab\n\r\ncd\n-').output(), '-*\n\r\n*\n-')
  t.equal(oracle(whole('a\n \nb'), 'a\n \nb').output(), '*\n*\n*')
})

t.test('a break is a maximal run of 1 to 64 bytes of white space', async (t) => {
  const lines = [pattern('ab\ncd', { breaks: true })]
  t.equal(oracle(lines, 'ab cd').output(), '*')
  t.equal(oracle(lines, 'ab\r\n\tcd').output(), '*\r\n*')
  t.equal(oracle(lines, 'abcd').output(), 'abcd')
  t.equal(oracle(lines, `ab${' '.repeat(64)}cd`).output(), '*')
  t.equal(oracle(lines, `ab${' '.repeat(65)}cd`).output(), `ab${' '.repeat(65)}cd`)
  t.equal(oracle(lines, `ab${' '.repeat(64)}`).liveStart(66), 0)
  t.equal(oracle(lines, `ab${' '.repeat(65)}`).liveStart(67), 67)
  t.equal(oracle(lines, 'xab').liveStart(3), 1)
})

t.test('every run of a fragment length is masked, within a line', async (t) => {
  const pieces = [pattern('abcdefgh\nijklm', { fragment: 4 })]
  t.equal(oracle(pieces, '-cdefg-abc-').output(), '-*-abc-')
  t.equal(oracle(pieces, '-abcdbcde').output(), '-**')
  t.equal(oracle(pieces, 'gh\nij').output(), 'gh\nij')
  t.equal(oracle(pieces, '-ijk').liveStart(4), 1)
  t.equal(oracle(pieces, '-ijkl').liveStart(5), 2)
})

t.test('the hold is the longest suffix that may still become a span', async (t) => {
  const o = oracle(whole('abcabd', 'bcx'), 'abcabcab')
  t.same(
    [1, 2, 3, 4, 5, 6, 7, 8].map((length) => o.liveStart(length)),
    [0, 0, 0, 0, 0, 3, 3, 3],
  )
  t.equal(oracle(whole('aaaa'), 'aaaaaa').liveStart(6), 3)
  t.equal(oracle(whole('abcd'), 'abcd').liveStart(4), 4)
})

t.test('what is out is the rendering without the hold', async (t) => {
  const o = oracle(whole('abcde', 'defghi'), '-abcdefg-')
  t.equal(o.released(5), '-', 'all may become abcde')
  t.equal(o.released(6), '-*', 'the mask is written as soon as the run is known')
  t.equal(o.released(8), '-*', 'and not again')
  t.equal(o.released(9), '-*fg-')
  t.equal(o.settled(8), 1, 'the run is still open')
  t.equal(o.settled(9), 9)
  t.equal(o.settledOutput(9), 5)
  t.equal(o.settledOutput(8), 1)
})

t.test('at the end of input a cut occurrence is masked from the minimum length on', async (t) => {
  t.equal(oracle(whole('abcdef'), '-abc').output(), '-*')
  t.equal(oracle(whole('abcdef'), '-ab').output(), '-ab')
  t.equal(oracle(whole('abcdef'), '-ab').released(3), '-')
  t.equal(oracle(whole('abcdef', 'bcdxyz'), 'abcd').output(), '*', 'the longest')
  t.equal(oracle(whole('abcdef', 'bcdxyz'), 'xbcd').output(), 'x*', 'along the failure links')
  t.equal(oracle([pattern('abcdefgh', { fragment: 4 })], '-abc').output(), '-abc')
  t.equal(oracle(whole('abcab'), 'xabcab').output(), 'x*')
})

t.test('the report counts each name once per mask', async (t) => {
  t.same(oracle(whole('abcdef', 'defghi', 'ef'), 'abcdefghi ef').report(), {
    occurrences: 2,
    bytes: 11,
    secrets: {
      abcdef: { raw: { count: 1, firstLine: 1 } },
      defghi: { raw: { count: 1, firstLine: 1 } },
      ef: { raw: { count: 2, firstLine: 1 } },
    },
  })
  t.same(oracle(whole('a\n\nb'), '-\na\n\nb').report(), {
    occurrences: 2,
    bytes: 2,
    secrets: { 'a\n\nb': { raw: { count: 2, firstLine: 2 } } },
  })
  const pieces = [pattern('xxabcd', { fragment: 4 }), pattern('abcdyy', { fragment: 4 })]
  t.same(oracle(pieces, '-abcdy-').report(), {
    occurrences: 1,
    bytes: 5,
    secrets: { xxabcd: { raw: { count: 1, firstLine: 1 } } },
  })
})
