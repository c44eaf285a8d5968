import t from 'tap'
import { fragmentLength, visibleRun } from '../../lib/secrets/fragment.js'

const of = (bits: number, perByte?: number, binary = 'kX9'.repeat(200)) =>
  fragmentLength(bits, binary, perByte, perByte === undefined)

t.test('the run that shows by itself grows as the bits per byte fall', async (t) => {
  t.same([8, 6, 5, 4, 3, 2.25].map(visibleRun), [8, 8, 8, 9, 12, 16])
  t.same(
    [8, 6, 5, 4, 3, 2.25].map((bits) => of(bits)),
    [8, 8, 8, 9, 12, 16],
  )
})

t.test('encodings show six bytes of the value, passphrases as many as elsewhere', async (t) => {
  t.equal(of(6, 4 / 3), 8, 'base64')
  t.equal(of(6, 8 / 5), 12, 'base32, rounded up')
  t.equal(of(8, 2), 12, 'hex')
  t.equal(of(8, 3), 18, 'hex with separators')
  t.equal(of(3, 2), 24, 'hex of a passphrase')
  t.equal(of(6, 6), 36, '0x41, ')
  t.equal(of(8, 20), 36, 'never more than the longest')
})

t.test(
  'without bits, and in patterns no longer than a run, only the whole is masked',
  async (t) => {
    t.equal(of(0), 0)
    t.equal(of(0, 2), 0)
    t.equal(of(6, undefined, 'kX9sQw2L'), 0)
    t.equal(of(6, undefined, 'kX9sQw2Lb'), 8)
  },
)

t.test('escapes count as the one byte they stand for', async (t) => {
  const spelled = (binary: string) => fragmentLength(6, binary, undefined, false)
  const rest = 'Wx55DVqBjCtcjKPhV4ZM'
  t.equal(spelled(rest), 8)
  // eight backslashes are one byte of the value, and stand in any log of JSON in JSON
  t.equal(spelled(`Wx55DVqBj\\\\\\\\\\\\\\\\/${rest}`), 16)
  t.equal(spelled(`W\\textbackslash{}x${rest}`), 24)
  t.equal(spelled(`%24%26%3C%3E%25%2B%20%2F%3F${rest}`), 18)
  t.equal(spelled(`a&quot;b&quot;c&quot;${rest}`), 24)
  t.equal(spelled(`\\u0041\\u0042\\u0043\\u0044\\u0045\\u0046${rest}`), 36)
  t.equal(fragmentLength(6, `&quot;&quot;${rest}`, undefined, true), 8, 'the value itself has none')
})

t.test('filling is no fragment', async (t) => {
  t.equal(fragmentLength(8, '8f3ac0d1e5000000000000', 2, false), 16)
  t.equal(fragmentLength(8, `8f3ac0d1e5${'0'.repeat(40)}`, 2, false), 36)
})
