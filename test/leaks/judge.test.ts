/** The judge of the leak suite finds what is there, and nothing across a mask. */
import t from 'tap'
import { findLeak, longestRun } from '../../bench/leaks/judge.js'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const SECRET = 'Tr0ub4dor&3xyzzy'

t.test('a run as it stands in the log needs 40 %', async (t) => {
  t.equal(findLeak(bytes('a Tr0ub4dor b'), '***', [[]], [SECRET])?.bytes, 9)
  t.equal(findLeak(bytes('a Tr0ub4 b'), '***', [[]], [SECRET]), undefined)
})

t.test('six bytes in an encoding are a leak', async (t) => {
  const log = bytes(`= ${Buffer.from('Tr0ub4').toString('base64')} =`)
  t.equal(findLeak(log, '***', [['base64']], [SECRET])?.bytes, 6)
  t.equal(findLeak(bytes('= VHIwdWI= ='), '***', [['base64']], [SECRET]), undefined)
})

t.test('nothing is read across a mask', async (t) => {
  t.equal(findLeak(bytes('Tr0u***b4dor'), '***', [[], ['join'], ['blank']], [SECRET]), undefined)
  t.equal(findLeak(bytes('VHIw***dWI0'), '***', [['base64']], [SECRET]), undefined)
})

t.test('case is ignored only where a reading says so', async (t) => {
  const log = bytes(SECRET.toUpperCase())
  t.equal(findLeak(log, '***', [[]], [SECRET]), undefined)
  t.equal(findLeak(log, '***', [['caseless']], [SECRET])?.bytes, SECRET.length)
})

t.test('the longest common run', async (t) => {
  t.equal(longestRun('..cdefgh..bcd', 'abcdefghij', 3), 6)
  t.equal(longestRun('abc', 'abcdefghij', 4), 0)
  t.equal(longestRun('xabcdefghijx', 'abcdefghij', 3), 10)
})
