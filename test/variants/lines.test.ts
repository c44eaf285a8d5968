import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { lines } from '../../lib/variants/lines.js'
import { toValue } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'

const spell = (s: string) => lines.spell(toValue(new TextEncoder().encode(s)))
const plain = (s: string) =>
  spell(s)
    .filter((x) => !x.breaks)
    .map((x) => x.binary)
const loose = (s: string) =>
  spell(s)
    .filter((x) => x.breaks)
    .map((x) => x.binary)

t.test('each way to end a line', (t) => {
  const want = ['\n', '\r\n', '\r\r\n', '\\n', '\\r\\n', '', ' ']
  for (const end of ['\n', '\r\n', '\r\r\n', '\r']) {
    t.same(
      plain(['first', '', 'third'].join(end)),
      want.map((w) => ['first', '', 'third'].join(w)),
      JSON.stringify(end),
    )
  }
  t.same(plain('one line only'), [])
  t.same(plain('k9 Lm  Qz7\t xWv'), ['k9 Lm Qz7 xWv'], 'echo $S, without quotes')
  t.end()
})

t.test('the loose spelling begins with six bytes and has no white space at its ends', (t) => {
  t.same(loose('secret word here'), ['secret word here'])
  t.same(loose('  secret word\n'), ['secret word'])
  t.same(loose('my password is long'), [], 'a single line loses nothing')
  t.same(loose('{\n  "a":\n  "secret-1", "x"\n}\n'), ['"secret-1", "x" }'], 'short beginnings go')
  t.same(loose('ab\ncdefgh\n'), [], 'nothing is left to break')
  t.same(loose('a b c d e f'), [])
  t.same(loose('  '), [])
  t.same(loose('token'), [])
  t.end()
})

t.test('the loose spelling matches the value under any other white space', async (t) => {
  const word = fc.stringMatching(/^[!-~]{1,9}$/)
  const blank = fc.stringMatching(/^[ \t\n\r\v\f]{1,5}$/)
  const words = fc.array(fc.tuple(word, blank), { minLength: 2, maxLength: 6 })
  await property(t, 'words', words, (pairs) => {
    const value = pairs.map(([w, b]) => w + b).join('')
    for (const s of loose(value)) {
      const pattern = s
        .split(/[ \t\n\r\v\f]+/)
        .map((w) => w.replace(/[^A-Za-z0-9]/g, '\\$&'))
        .join('\\s{1,64}')
      assert.match(pairs.map(([w]) => `${w} \n `).join(''), new RegExp(pattern))
      assert.match(s, /^[!-~]{6,}\s[\s\S]*\S$/)
    }
  })
})

t.test('long runs of CR and of blanks stay linear', (t) => {
  for (const c of ['\r', '\n', ' ', 'x ', '\r\r\n']) {
    const start = performance.now()
    spell(c.repeat(300_000))
    t.ok(performance.now() - start < 2000, JSON.stringify(c))
  }
  t.end()
})
