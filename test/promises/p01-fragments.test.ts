/** P1′: of a value that carries enough information no run of its fragment length comes out. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { randomTokens, type Scene, tokenScene } from '../helpers/arbitraries.js'
import { type Cuts, cutBy, cuts } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { binary } from '../helpers/oracle.js'
import { property, RUNS } from '../helpers/property.js'
import { KINDS, MASK, subjectOf } from '../helpers/subject.js'

const masked = (scene: Scene, places: Cuts): string => {
  const subject = subjectOf(scene, KINDS.pieces)
  return drive(subject.masker(), cutBy(subject.input, places))
}

t.test('P1′: no window of a pattern with a fragment length comes out', async (t) => {
  let windows = 0
  await property(
    t,
    'windows',
    fc.record({ scene: tokenScene, places: cuts }),
    ({ scene, places }) => {
      const output = masked(scene, places)
      for (const { bytes, fragment } of subjectOf(scene, KINDS.pieces).patterns) {
        const needle = binary(bytes)
        for (let at = 0; fragment > 0 && at + fragment <= needle.length; at++) {
          windows++
          const window = needle.slice(at, at + fragment)
          assert.equal(/[\r\n]/.test(window) || !output.includes(window), true, 'a window is out')
        }
      }
    },
  )
  t.ok(windows > 0, 'some patterns have a fragment length')
})

t.test('P1′: a token shown in part', async (t) => {
  const shown = fc.record({ token: randomTokens, at: fc.nat(40), places: cuts })
  let whole = 0
  await property(t, 'cut, wrapped, coloured or abbreviated', shown, ({ token, at, places }) => {
    const { patterns } = subjectOf({ values: [token], minLength: 6, log: '' }, KINDS.pieces)
    if (!patterns.some(({ bytes, fragment }) => fragment > 0 && bytes.length === token.length)) {
      whole++ // chance has put a word or a number into it, which stays readable elsewhere
      return
    }
    const where = at % token.length
    const ways = [
      token.slice(0, where),
      token.slice(where),
      token.replace(/.{16}/g, '$&\n'),
      `${token.slice(0, where)}\x1b[0m${token.slice(where)}`,
      `${token.slice(0, 12)}...${token.slice(-12)}`,
    ]
    for (const log of ways) {
      const output = masked({ values: [token], minLength: 6, log: `. ${log} .` }, places)
      // 12 characters are the longest fragment length of text that carries 4 bits a character.
      const left = output.replaceAll(MASK, '\n').split('\n')
      for (let from = 0; from + 12 <= token.length; from++) {
        const run = token.slice(from, from + 12)
        assert.equal(
          left.some((piece) => piece.includes(run)),
          false,
          '12 characters are out',
        )
      }
    }
  })
  t.ok(whole <= RUNS / 4, `${whole} of ${RUNS} random tokens have a part that is not split`)
})
