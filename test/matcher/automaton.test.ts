import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Automaton } from '../../lib/matcher/automaton.js'
import { property } from '../helpers/property.js'
import { anyText, bytesOf, textOver } from './support.js'

interface Scene {
  readonly words: readonly string[]
  /** word i is only masked whole */
  readonly whole: readonly boolean[]
  readonly log: string
}

/** Few characters make deep tries, many make wide ones. */
const scene: fc.Arbitrary<Scene> = fc
  .constantFrom('a', 'ab', 'abc', '\0\x01\xff', 'abcdefghijklmnop')
  .chain((alphabet) =>
    fc.record({
      words:
        alphabet.length > 3
          ? fc.uniqueArray(textOver(alphabet.slice(0, 9), 1, 3), { minLength: 20, maxLength: 40 })
          : fc.uniqueArray(textOver(alphabet, 1, 7), { minLength: 1, maxLength: 8 }),
      whole: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      log: textOver(alphabet, 0, 40),
    }),
  )

const build = ({ words, whole }: Scene): Automaton =>
  new Automaton(words.map(bytesOf), (i) => whole[i]!)

/** The text that leads into each state, found by trying every symbol. */
function textsOf(automaton: Automaton): string[] {
  const texts: string[] = ['']
  for (const queue = [0]; queue.length > 0; ) {
    const state = queue.shift()!
    for (let symbol = 0; symbol < 256; symbol++) {
      const child = automaton.child(state, symbol)
      if (child === 0) continue
      assert.equal(texts[child], undefined, 'a state has one parent')
      texts[child] = texts[state] + String.fromCharCode(symbol)
      queue.push(child)
    }
  }
  return texts
}

/** The longest suffix that satisfies the condition; the empty one always does. */
const longestSuffix = (text: string, condition: (suffix: string) => boolean): string => {
  for (let at = 0; at < text.length; at++) if (condition(text.slice(at))) return text.slice(at)
  return ''
}

t.test('the trie holds the prefixes of all words, each once', (t) =>
  property(t, 'by brute force', scene, (value) => {
    const automaton = build(value)
    const prefixes = new Set([
      '',
      ...value.words.flatMap((w) => [...w].map((_, i) => w.slice(0, i + 1))),
    ])
    const texts = textsOf(automaton)
    assert.deepEqual(new Set(texts), prefixes)
    assert.equal(automaton.size, prefixes.size)
    assert.equal(automaton.maxDepth, Math.max(...value.words.map((w) => w.length)))
    for (const [state, text] of texts.entries()) {
      assert.equal(automaton.depth[state], text.length)
      assert.equal(automaton.word[state], value.words.indexOf(text))
      const starting = value.words.filter((word, i) => word.startsWith(text) && value.whole[i])
      assert.equal(automaton.whole[state], Number(text !== '' && starting.length > 0))
    }
  }),
)

t.test('walking a text: the state, the words that end, what is live, what is cut', (t) =>
  property(t, 'by brute force', scene, (value) => {
    const { words, whole, log } = value
    const automaton = build(value)
    const texts = textsOf(automaton)
    const { fail, hit, word } = automaton
    let state = 0
    for (let end = 1; end <= log.length; end++) {
      state = automaton.next(state, log.charCodeAt(end - 1))
      const seen = log.slice(0, end)
      assert.equal(
        texts[state],
        longestSuffix(seen, (s) => words.some((w) => w.startsWith(s))),
      )
      const ending: string[] = []
      for (let h = hit[state]!; h !== 0; h = hit[fail[h]!]!) ending.push(words[word[h]!]!)
      assert.deepEqual(
        ending,
        words.filter((w) => seen.endsWith(w)).sort((a, b) => b.length - a.length),
        'the longest first',
      )
      assert.equal(
        texts[automaton.liveState(state)],
        longestSuffix(seen, (s) => words.some((w) => w !== s && w.startsWith(s))),
      )
      assert.equal(
        texts[automaton.cutState(state)],
        longestSuffix(seen, (s) => words.some((w, i) => whole[i] && w.startsWith(s))),
      )
      const below = words.findIndex((w, i) => whole[i] && w.startsWith(texts[state]!))
      assert.equal(
        automaton.firstBelow(state, (i) => (whole[i] ? i : -1)),
        below,
      )
    }
  }),
)

t.test('equal words: the first stands for all', async (t) => {
  const automaton = new Automaton(['abc', 'b', 'abc', 'b'].map(bytesOf), (i) => i === 2)
  t.equal(automaton.size, 5)
  t.strictSame(
    [...automaton.word].filter((i) => i >= 0),
    [0, 1],
  )
  t.strictSame([...automaton.whole], [0, 1, 1, 1, 0], 'one of them is only masked whole')
})

t.test('symbols beyond a byte', async (t) => {
  const words = [Uint16Array.of(65, 256, 66), Uint16Array.of(256, 66, 67)]
  const automaton = new Automaton(words, () => true, 257)
  let state = 0
  const depths = [65, 256, 66, 67, 0].map((symbol) => {
    state = automaton.next(state, symbol)
    return automaton.depth[state]
  })
  t.strictSame(depths, [1, 2, 3, 3, 0])
  t.equal(automaton.root.length, 257)
})

t.test('one pattern of many equal bytes: no recursion, few bytes per state', async (t) => {
  const automaton = new Automaton([new Uint8Array(100_000).fill(97)], () => true)
  t.equal(automaton.maxDepth, 100_000)
  t.equal(automaton.fail[100_000], 99_999)
  t.ok(automaton.bytes <= 25 * 100_001 + 1024 + 8, 'and tables for the root and wide states')
})

t.test('any bytes', (t) =>
  property(
    t,
    'a word is found where it stands',
    fc.tuple(
      fc.uniqueArray(anyText(1, 12), { minLength: 1, maxLength: 5 }),
      fc.nat(4),
      anyText(0, 20),
    ),
    ([words, of, noise]) => {
      const automaton = new Automaton(words.map(bytesOf), () => true)
      const chosen = words[of % words.length]!
      let state = 0
      for (const b of bytesOf(noise + chosen)) state = automaton.next(state, b)
      let h = automaton.hit[state]!
      while (h !== 0 && words[automaton.word[h]!] !== chosen) {
        h = automaton.hit[automaton.fail[h]!]!
      }
      assert.notEqual(h, 0)
    },
  ),
)
