import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Verifier } from '../../lib/matcher/verifier.js'
import { type Cuts, cutBy, cuts, every } from '../helpers/chunkers.js'
import { property } from '../helpers/property.js'
import { anyText, bytesOf, patternOf, scrambled } from './support.js'

interface Scene {
  readonly texts: readonly string[]
  readonly log: string
  readonly places: Cuts
}

const scene: fc.Arbitrary<Scene> = fc
  .record({
    texts: fc.uniqueArray(anyText(1, 9), { minLength: 1, maxLength: 6 }),
    pieces: fc.array(fc.tuple(fc.nat(5), fc.nat(9), anyText(0, 4)), { maxLength: 6 }),
    places: cuts,
  })
  .map(({ texts, pieces, places }) => ({
    texts,
    log: pieces
      .map(([of, length, noise]) => noise + texts[of % texts.length]!.slice(0, length))
      .join(''),
    places,
  }))

t.test('finds a whole pattern where brute force does', (t) =>
  property(t, 'bytes 0 and 127 to 255 included', scene, ({ texts, log, places }) => {
    const verifier = new Verifier(texts.map((text) => patternOf(text)))
    let seen = 0
    for (const piece of cutBy(bytesOf(log), places)) {
      const from = seen
      seen += piece.length
      const ends = texts.some((text) => {
        for (let at = log.indexOf(text); at >= 0; at = log.indexOf(text, at + 1)) {
          if (at + text.length > from && at + text.length <= seen) return true
        }
        return false
      })
      assert.equal(verifier.finds(piece), ends)
      // it stops at the first one, and its caller does, too
      if (ends) return
    }
  }),
)

t.test('every byte by itself, and next to each other', async (t) => {
  for (let byte = 0; byte < 256; byte++) {
    const text = String.fromCharCode(byte, 255 - byte, byte)
    const verifier = new Verifier([patternOf(text), patternOf('never there')])
    assert.equal(verifier.finds(bytesOf(text.slice(0, 2))), false)
    assert.equal(verifier.finds(bytesOf(text.slice(2))), true, `byte ${byte}`)
    verifier.reset()
    assert.equal(verifier.finds(bytesOf(text.slice(1))), false)
  }
  t.pass('256 patterns')
})

t.test('what follows a failure link that ends on a leaf', async (t) => {
  const verifier = new Verifier(['abcd', 'bc', 'cx'].map((text) => patternOf(text)))
  t.equal(verifier.finds(bytesOf('cx')), true)
  verifier.reset()
  const other = new Verifier(['abcd', 'cx'].map((text) => patternOf(text)))
  t.equal(other.finds(bytesOf('abcx')), true)
})

t.test('a pattern of 4,000 bytes, but none longer', async (t) => {
  for (const text of [scrambled(4000, '\0\x7f\x80\xffab'), 'x'.repeat(4000)]) {
    const verifier = new Verifier([patternOf(text)])
    const found = every(bytesOf(`yy${text.slice(0, -1)}`), 333).map((piece) =>
      verifier.finds(piece),
    )
    t.notOk(found.includes(true))
    t.equal(verifier.finds(bytesOf(text.slice(-1))), true)
  }
  const long = 'x'.repeat(4001)
  t.equal(new Verifier([patternOf(long), patternOf('y')]).finds(bytesOf(long)), false)
})

t.test('patterns with breaks are outside of it', async (t) => {
  const verifier = new Verifier([patternOf('one two', 0, true), patternOf('three')])
  t.equal(verifier.finds(bytesOf('one two')), false)
  t.equal(verifier.finds(bytesOf('three')), true)
})

t.test('no patterns', async (t) => {
  t.equal(new Verifier([]).finds(bytesOf('any text')), false)
})

t.test('where there is no Node.js, it says so', async (t) => {
  const { getBuiltinModule } = process
  t.teardown(() => {
    process.getBuiltinModule = getBuiltinModule
  })
  // @ts-expect-error as in a browser
  process.getBuiltinModule = undefined
  t.throws(() => new Verifier([patternOf('abcdef')]), {
    name: 'MaskError',
    code: 'ERR_OPTION',
    message: /verify needs Node/,
  })
})
