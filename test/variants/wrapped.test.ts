/**
 * A passphrase over several rows, as its printers write it, comes out with no
 * row of it. Reference printers are Node's and tools of this machine.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { SecretRegistry } from '../../lib/index.js'
import { VARIANTS } from '../../lib/variants/table.js'
import { toValue } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'
import { maskedAtOnce } from '../helpers/streams.js'
import { run } from './helper.js'

/** For cases that start a process: one in so many. */
const BY_TOOL = 50

const WORDS =
  'correct horse battery staple lemon orchid canoe winter purple monkey lamp deploy server river my'
const word = fc.constantFrom(...WORDS.split(' '))
const between = fc.constantFrom(' ', '-', '_', '/')
/** Four words and a sign between them: hidden as a whole, and not longer than these rows are for. */
const phrases = fc
  .tuple(word, between, word, between, word, between, word)
  .map((parts) => parts.join(''))
  .filter((phrase) => phrase.length >= 15 && phrase.length <= 40)
const inWords = phrases.map((phrase) => phrase.replace(/[^a-z]/g, ' '))

/** The last registry: one phrase is looked for in several logs. */
let made: { readonly key: string; readonly secrets: SecretRegistry } | undefined

function registryOf(phrase: string, variants?: readonly string[]): SecretRegistry {
  const key = JSON.stringify([phrase, variants])
  if (made?.key !== key) {
    made = { key, secrets: new SecretRegistry(variants && { variants }) }
    assert.ok(made.secrets.add('PHRASE', phrase).registered)
  }
  return made.secrets
}

function masked(phrase: string, log: string, variants?: readonly string[]): string {
  return Buffer.from(maskedAtOnce(registryOf(phrase, variants), Buffer.from(log))).toString()
}

/** What can hide a wrapped text, and the end of an encoding; the rest only takes time. */
const TEXTS = ['raw', 'lines', 'wrapped']
const CODES = ['hex', 'base64', 'wrapped']

function folded(text: string, width: number): string {
  return text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n')
}

t.test('cut at a column, from its beginning', async (t) => {
  const scenes = fc.tuple(phrases, fc.integer({ min: 9, max: 40 }))
  await property(t, 'rows', scenes, ([phrase, width]) => {
    assert.match(masked(phrase, `${folded(phrase, width)}\n`, TEXTS), /^(?:\[secure\] *\n)+$/)
  })
})

t.test('cut at a column, behind other text', async (t) => {
  const widths = fc.constantFrom(16, 20, 24, 32, 60)
  const scenes = fc.tuple(phrases, widths, fc.integer({ min: 1, max: 50 }))
  await property(t, 'rows', scenes, ([phrase, width, before]) => {
    const text = '='.repeat(before)
    const rest = masked(phrase, folded(text + phrase, width), TEXTS).replaceAll('[secure]', '')
    assert.match(rest, /^[=\s]+$/)
  })
})

t.test(
  'two rows with any line end and indentation, where its first word is long enough',
  async (t) => {
    const scenes = inWords.chain((phrase) =>
      fc.tuple(
        fc.constant(`longer ${phrase}`.slice(0, 40).trim()),
        fc.integer({ min: 7, max: 14 }),
      ),
    )
    await property(t, 'rows', scenes, ([phrase, at]) => {
      for (const end of ['\n', '\r\n', '\n        ']) {
        const log = masked(phrase, phrase.slice(0, at) + end + phrase.slice(at), TEXTS)
        assert.match(log, /^\[secure\]\s+\[secure\]$/)
      }
    })
  },
)

const noPython = run('python3', ['-V']) === undefined && 'python3 is not installed'

t.test('what pprint prints', { skip: noPython }, async (t) => {
  const script =
    'import sys,pprint,json\nfor p in json.load(sys.stdin):\n for w in (20,30): pprint.pprint(p,width=w); pprint.pprint({"key":p},width=w)'
  await property(
    t,
    'pprint',
    inWords,
    (phrase) => {
      const done = run('python3', ['-c', script], JSON.stringify([phrase]))
      const rest = masked(phrase, done!.stdout.toString()).replaceAll('[secure]', '')
      assert.doesNotMatch(rest.replaceAll("{'key': ", ''), /[a-z]/)
    },
    BY_TOOL,
  )
})

t.test('pprint leaves room for a bracket on the last row', async (t) => {
  const printed = "{'key': 'my winter '\n        'my '\n        'correct'}\n"
  t.equal(
    masked('my winter my correct', printed),
    "{'key': '[secure]\n[secure]\n[secure]'}\n",
    'my correct and its quotes fill the row without it',
  )
})

t.test('in literals row by row', async (t) => {
  for (const [end, begin] of [
    ['"', '"'],
    ["' +", "'"],
    ['" +', '"'],
  ]) {
    const log = `x = ${begin}correct horse ${end}\n    ${begin}battery staple${end}`
    t.equal(
      masked('correct horse battery staple', log),
      `x = ${begin}[secure]\n[secure]${end}`,
      'the first quote and the last one stay',
    )
  }
})

t.test('the text beside the rows of a dump', async (t) => {
  const dumps = [
    ['xxd'],
    ['xxd', '-g1'],
    ['xxd', '-c', '10'],
    ['xxd', '-c', '12'],
    ['hexdump', '-C'],
  ] as const
  for (const [tool, ...args] of dumps) {
    const name = [tool, ...args].join(' ')
    const skip = run(tool, args) === undefined && `${tool} is not installed`
    await t.test(name, { skip }, async (t) => {
      const scenes = fc.tuple(phrases, fc.constantFrom('', '\n'))
      const print = ([phrase, end]: [string, string]) => {
        const dump = run(tool, args, phrase + end)!.stdout.toString()
        // Without offsets and digits: what is left of the text
        const rest = masked(phrase, dump).replace(/\[secure\]|^[0-9a-f]{7,}:?|\b[0-9a-f]+\b/gm, '')
        for (const left of rest.match(/[a-z/_-]+/g) ?? []) assert.ok(left.length < 6, dump)
      }
      await property(t, name, scenes, print, BY_TOOL)
    })
  }
})

t.test('the text beside the digits of curl --trace', (t) =>
  property(t, 'rows of sixteen', phrases, (phrase) => {
    const bytes = Buffer.from(`K: ${phrase}`)
    for (let at = 0; at + 16 <= bytes.length; at += 16) {
      const row = bytes.subarray(at, at + 16)
      const line = `00${at.toString(16)}0: ${row.toString('hex').replace(/../g, '$& ')}${row}\n`
      if (at > 0) assert.ok(!masked(phrase, line).includes(row.toString()), line)
    }
  }),
)

t.test('its end on a row alone', async (t) => {
  // as many bytes as fill their base64, and words that are hard to guess together
  const scenes = phrases.map((phrase) => `Wint3r-${phrase}`.slice(0, 39).replace(/\W$/, 'x'))
  await property(t, 'xxd -p, base64 -w', scenes, (phrase) => {
    const two = /^\[secure\]\n\[secure\]$/
    const hex = Buffer.from(phrase).toString('hex')
    assert.match(masked(phrase, hex.replace(/.{12}$/, '\n$&'), CODES), two)
    assert.match(masked(phrase, hex.replace(/^.{12}/, '$&\n'), CODES), two)
    const filled = phrase.padEnd(Math.ceil(phrase.length / 3) * 3, 'x')
    const base64 = Buffer.from(filled).toString('base64')
    assert.match(masked(filled, base64.replace(/.{8}$/, '\n$&'), CODES), two)
  })
})

t.test('of one line, and no longer than people remember', async (t) => {
  for (const row of VARIANTS.filter(({ family }) => family === 'wrapped')) {
    const spell = (text: string) => row.spell(toValue(Buffer.from(text)))
    t.not(spell('correct horse battery').length, 0, row.id)
    t.same(spell('correct horse\nbattery'), [], 'two lines are seen line by line')
    t.same(spell('correct horse'), [], 'too short for rows')
    t.same(spell('correct horse battery staple and something'), [])
    t.same(row.spell(toValue(new Uint8Array(20).fill(255))), [], 'no text')
  }
})

t.test('a word of it stays readable', async (t) => {
  const phrase = 'correct horse battery staple'
  const log = 'correct horse\nhorse\nbattery staple\n12  correct horse\n|battery staple|\n'
  t.equal(masked(phrase, log), log)
})
