import fc from 'fast-check'
import t from 'tap'
import { Masker } from '../../lib/masking/masker.js'
import { LIKELY, noiseOf, plainNoise, SURE } from '../../lib/secrets/noise.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { drive } from '../helpers/drive.js'
import { bytesOf } from '../helpers/oracle.js'
import { draw } from '../helpers/property.js'

/** Characters of a value that come out in a row although it was cut: fewer than this. */
const SHOWN = 12
/** Of so many tokens one may read like text, and is then masked as a whole only. */
/** as many may come up in a short run, however rare they are */
const FEW = 2
const ONE_IN = 1000

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
const ALNUM = UPPER + LOWER + DIGITS
const BASE32 = `${UPPER}234567`

/** Drawn evenly: fc.string mixes in words of JavaScript. */
const over = (alphabet: string, minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength, maxLength, size: 'max' })
    .map((chars) => chars.join(''))

const after = (prefix: string, rest: fc.Arbitrary<string>) => rest.map((text) => prefix + text)

/** Values, and how many characters of each are public. */
const KINDS: Record<string, [fc.Arbitrary<string>, number?]> = {
  base64url: [over(`${ALNUM}-_`, 20, 64)],
  base64: [over(`${ALNUM}+/`, 20, 64)],
  alphanumeric: [over(ALNUM, 20, 64)],
  base32: [over(BASE32, 20, 64)],
  'lower case and digits': [over(LOWER + DIGITS, 20, 64)],
  hex: [over('0123456789abcdef', 20, 64)],
  digits: [over(DIGITS, 32, 64)],
  // No colon: what stands before one is a user, and public
  password: [over(`${ALNUM}!#$%&*?^~@.,;()[]{}<>|/+=-_`, 20, 64)],
  'GitHub token': [after('ghp_', over(ALNUM, 36)), 4],
  'GitLab token': [after('glpat-', over(`${ALNUM}-_`, 20)), 6],
  'Vault token': [after('hvs.CAES', over(`${ALNUM}-_`, 87)), 8],
  'short Vault token': [after('hvs.', over(ALNUM, 24)), 4],
  'AWS key id': [after('AKIA', over(BASE32, 16)), 4],
  'Slack token': [
    fc
      .tuple(over(DIGITS, 12), over(DIGITS, 12), over(ALNUM, 24))
      .map((all) => `xoxb-${all.join('-')}`),
    31,
  ],
}

/** How logs show a piece of a value. */
const CUTS: Record<string, (value: string) => string[]> = {
  'cut to 20': (value) => [value.slice(0, 20)],
  'wrapped at 16': (value) => value.match(/.{1,16}/gs)!,
  'a colour in its middle': (value) => [
    value.slice(0, value.length / 2),
    value.slice(value.length / 2),
  ],
  'first and last 12': (value) => [value.slice(0, 12), value.slice(-12)],
}
const BETWEEN: Record<string, string> = {
  'wrapped at 16': '\n',
  'a colour in its middle': '\x1b[31m',
  'first and last 12': '...',
}

/** Length of the longest run of `value` in one of the texts. */
function longestRun(texts: readonly string[], value: string): number {
  let most = 0
  for (let start = 0; start + most < value.length; start++) {
    while (texts.some((text) => text.includes(value.slice(start, start + most + 1)))) {
      if (start + most + 1 > value.length) break
      most++
    }
  }
  return most
}

t.test('a token that is cut shows fewer than twelve characters', async (t) => {
  for (const [kind, [values, hidden = 0]] of Object.entries(KINDS)) {
    const shown: string[] = []
    const drawn = draw(t, kind, values)
    for (const value of drawn) {
      const secrets = new SecretRegistry({ variants: ['raw'] })
      secrets.add('S', value)
      for (const [how, cut] of Object.entries(CUTS)) {
        const between = bytesOf(BETWEEN[how] ?? '')
        const log = cut(value).flatMap((piece) => [bytesOf(piece), between])
        const output = drive(new Masker(secrets), log).split('[secure]')
        if (longestRun(output, value.slice(hidden)) >= SHOWN) {
          shown.push(`${how}: ${value}`)
          break
        }
      }
    }
    t.ok(
      shown.length <= FEW + drawn.length / ONE_IN,
      `${kind}: ${shown.length} of ${drawn.length} ${shown.slice(0, 3).join(' ')}`,
    )
  }
})

t.test('words next to noise are sure, words in it are an accident', async (t) => {
  const marksOf = (value: string) => [...noiseOf(value, false)!.words].join('')
  t.equal(marksOf('production_kX9sQw2Lb7Zm4Tt1Vf3p'), `${String(SURE).repeat(10)}${'0'.repeat(21)}`)
  t.equal(marksOf('password9x8k2j4h5g6f7d8s9a0q'), `${String(LIKELY).repeat(8)}${'0'.repeat(20)}`)
  t.notMatch(marksOf('kX9sQw2LhouseZm4Tt1Vf3p'), /[12]/)
})

t.test('text is no noise', async (t) => {
  for (const text of [
    'production_database',
    'kX9sQw2Lb7Z',
    'production_database_kX9sQw2L',
    'some-old-thing_with.many-words',
    'abcdefghijklmnopqrstuvwxyz',
    'thisisalongpassphraseofwords',
  ]) {
    t.equal(noiseOf(text, false), undefined, text)
  }
})

t.test('a public prefix makes noise likelier', async (t) => {
  const value = '9tids-K_yeew0iNss-5ve-2EK-wWhepx1l_350Li'
  t.equal(noiseOf(value, false), undefined)
  t.ok(noiseOf(value, true))
})

t.test('separators bring little next to words and numbers, and more in noise', async (t) => {
  const value = 'kX9sQw2Lb-Zm4Tt1Vf3p-2024-01'
  const { cost } = noiseOf(value, false)!
  t.ok(cost[9]! > cost[20]!)
  t.ok(cost[9]! > cost[25]!)
})

t.test('noise that goes on as it began brings little', async (t) => {
  t.same(
    [...plainNoise('8f1114567a0a0a', 4).cost],
    [4, 4, 4, 4, 0.5, 4, 4, 0.5, 0.5, 4, 4, 4, 0.5, 0.5],
  )
})
