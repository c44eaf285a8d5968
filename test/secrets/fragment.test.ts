import t from 'tap'
import { fragmentLength, visibleRun, WORD_BITS, windowStarts } from '../../lib/secrets/fragment.js'

/** a spelling of `bytes` bytes, each `perByte` wide */
const of = (bits: number, perByte?: number, bytes = 60, unit?: number) => {
  const binary = 'kX9'.repeat(1000).slice(0, Math.floor(bytes * (perByte ?? 1)))
  const layout = perByte === undefined ? {} : { perByte, ...(unit && { unit }) }
  return fragmentLength(bits, bytes, { binary, ...layout })
}

t.test('the run that shows by itself grows as the bits per byte fall', async (t) => {
  t.same([8, 6, 5, 4, 3, 2.25].map(visibleRun), [8, 8, 8, 9, 12, 16])
  t.same(
    [8, 6, 5, 4, 3, 2.25].map((bits) => of(bits)),
    [8, 8, 8, 9, 12, 17],
  )
})

t.test('encodings show six bytes of noise, passphrases as much as elsewhere', async (t) => {
  t.equal(of(6, 4 / 3), 8, 'base64')
  t.equal(of(6, 8 / 5), 9, 'base32')
  t.equal(of(6, 5 / 4), 9, 'base85: two groups, and not more, hold it wherever a row ends')
  t.equal(of(6, 1.5), 14, 'characters in groups')
  t.equal(of(8, 2), 12, 'hex')
  t.equal(of(8, 2, 60, 2), 14, 'UTF-16')
  t.equal(of(6, 2, 400), 12, 'hex of a long text')
  t.equal(of(8, 2.5), 14, 'hex in words')
  t.equal(of(8, 3), 17, 'hex with separators')
  t.equal(of(5, 2), 12, 'hex of lower case')
  t.equal(of(4, 4 / 3), 9, 'base64 of hex')
  t.equal(of(3, 2), 23, 'hex of a passphrase')
  t.equal(of(3, 6), 34, 'a passphrase in columns')
  t.equal(of(2.25, 5), 0, 'words in columns: the longest run shows too little')
  t.equal(of(6, 6), 34, '0x41, ')
  t.equal(of(8, 20), 34, 'never more than the longest')
})

t.test('a spelling is as wide as it is, and hardly narrower than it says', async (t) => {
  const list = (from: number) => Array.from({ length: 30 }, (_, i) => from + i).join(', ')
  t.equal(fragmentLength(8, 30, { binary: list(100), perByte: 4 }), 23)
  t.equal(fragmentLength(8, 30, { binary: list(10), perByte: 4 }), 23)
  t.equal(fragmentLength(8, 300, { binary: list(100), perByte: 4 }), 17, 'a piece of it')
})

t.test(
  'without bits, and in patterns no longer than a run, only the whole is masked',
  async (t) => {
    t.equal(of(0), 0)
    t.equal(of(0, 2), 0)
    t.equal(of(6, undefined, 8), 0)
    t.equal(of(6, undefined, 9), 8)
  },
)

t.test('escapes count as the one byte they stand for', async (t) => {
  const rest = 'Wx55DVqBjCtcjKPhV4ZM'
  const spelled = (binary: string) => fragmentLength(6, 22, { binary })
  t.equal(spelled(`${rest}zQ7`), 8)
  // eight backslashes are one byte of the value, and stand in any log of JSON in JSON
  t.equal(spelled(`Wx55DVqBj\\\\\\\\\\\\\\\\/${rest}`), 14)
  t.equal(spelled(`W\\textbackslash{}x${rest}`), 23)
  t.equal(spelled(`%24%26%3C%3E%25%2B%20%2F%3F${rest}`), 23)
  t.equal(spelled(`a&quot;b&quot;c&quot;${rest}`), 23)
  t.equal(spelled(`\\u0041\\u0042\\u0043\\u0044\\u0045\\u0046${rest}`), 34)
  t.equal(fragmentLength(6, 32, { binary: `&quot;&quot;${rest}` }), 8, 'the value itself has none')
})

t.test('names of characters stand in other texts: only the whole is masked', async (t) => {
  const binary = 'P\\N{LATIN SMALL LETTER A WITH DIAERESIS}ssw'
  t.equal(fragmentLength(5, 6, { binary, whole: true }), 0)
  t.ok(fragmentLength(5, 6, { binary }) > 0)
})

t.test('words in an encoding take seven bytes: six of one are in any dump', async (t) => {
  const of7 = (binary: string, perByte: number) =>
    fragmentLength(WORD_BITS, 18, { binary, perByte })
  t.equal(of7('Zmlyc3QtaTh0Zk1rZUk4', 4 / 3), 9, 'and not 8 where the neighbours decide some')
  t.equal(of7('Zmlyc3QtaTh0Zk1rZUk4WDRG', 4 / 3), 9)
  t.equal(of7('66697273742d693874664d6b654938583446', 2), 14)
})

t.test('filling is no fragment', async (t) => {
  t.equal(fragmentLength(8, 11, { binary: '8f3ac0d1e5000000000000', perByte: 2 }), 14)
  t.equal(fragmentLength(8, 25, { binary: `8f3ac0d1e5${'0'.repeat(30)}`, perByte: 2 }), 34)
  t.equal(fragmentLength(8, 25, { binary: `8f3ac0d1e5${'0'.repeat(40)}`, perByte: 2 }), 0)
  const two = `AAAAAAAA8f3ac0d1e5${'0'.repeat(15)}1`
  t.equal(fragmentLength(8, 17, { binary: two, perByte: 2 }), 17, 'the longest counts')
  const word = { binary: '4c37337a6235 0000000000000056', perByte: 17 / 8, unit: 17 }
  t.equal(fragmentLength(4.5, 13, word), 17, 'the zeros of a word of eight bytes')
  const text = { binary: `c2VjcmV0${'A'.repeat(9)}`, perByte: 4 / 3 }
  t.equal(fragmentLength(6, 13, text), 12, 'and those of base64')
})

t.test('windows begin where a byte does, and cover the whole', async (t) => {
  const starts = (binary: string, unit?: number | string, from?: number, fragment = 8) => {
    const spelling = { binary, ...(unit && { unit }), ...(from && { from }) }
    const found = windowStarts(spelling, fragment)
    return found && [...found]
  }
  t.equal(starts('5472 3075 6234'), undefined, 'anywhere')
  t.equal(starts('5472 3075 6234', 5, 0, 0), undefined, 'no windows')
  t.same(starts('5472 3075 6234', 5), [0, 5, 6])
  t.same(starts('54 7230 7562 34', 5, 3), [0, 3, 7])
  t.same(starts('84, 114, 48, 117', ', '), [0, 4, 8])
  t.equal(starts('84, 114, 48, 117', ';'), undefined, 'windows of one pattern overlap')
  t.same(starts('5472307562345472 3075623454723075', 17, 0, 17), [0, 16])
  t.equal(starts('5472307562345472 '.repeat(3), 17, 0, 17), undefined, 'not even touching ones')
  t.same(starts('84, 114,', ', '), [0], 'a single window')
})
