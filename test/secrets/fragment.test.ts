import t from 'tap'
import { fragmentLength, visibleRun } from '../../lib/secrets/fragment.js'

const long = (char: string, length = 400) => char.repeat(length)
const of = (bits: number, perByte?: number, binary = long('k')) =>
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
  t.equal(of(6, 8 / 5), 9, 'base32, rounded down')
  t.equal(of(8, 2), 12, 'hex')
  t.equal(of(8, 3), 16, 'hex with separators, rounded down')
  t.equal(of(3, 2), 24, 'hex of a passphrase')
  t.equal(of(6, 6), 36, '0x41, ')
  t.equal(of(8, 20), 36, 'never more than the longest')
})

t.test(
  'without bits, and in patterns no longer than a run, only the whole is masked',
  async (t) => {
    t.equal(of(0), 0)
    t.equal(of(0, 2), 0)
    t.equal(of(6, undefined, 'k'.repeat(8)), 0)
    t.equal(of(6, undefined, 'k'.repeat(9)), 8)
  },
)

t.test('escapes count as the one byte they stand for', async (t) => {
  const spelled = (binary: string) => fragmentLength(6, binary, undefined, false)
  const rest = 'Wx55DVqBjCtcjKPhV4ZM'
  t.equal(spelled(rest), 8)
  // eight backslashes are one byte of the value, and stand in any log of JSON in JSON
  t.equal(spelled(`Wx55DVqBj\\\\\\\\\\\\\\\\/${rest}`), 16)
  t.equal(spelled(`%24%26%3C%3E%25%2B%20%2F%3F${rest}`), 24)
  t.equal(spelled(`a&quot;b&quot;c&quot;${rest}`), 24)
  t.equal(spelled(`\\u0041\\u0042\\u0043\\u0044\\u0045\\u0046${rest}`), 36)
  t.equal(
    fragmentLength(6, `\\\\\\\\\\\\\\\\${rest}`, undefined, true),
    8,
    'the value itself has none',
  )
})
