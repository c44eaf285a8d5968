import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { jsonVariants } from '../../lib/variants/json.js'
import { VARIANTS } from '../../lib/variants/table.js'
import { binaryValue, toValue, utf8 } from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'

const asValue = (s: string) => toValue(new TextEncoder().encode(s))
const spelled = (s: string, ids = /^json/) => {
  const value = asValue(s)
  const rows = jsonVariants.filter((v) => ids.test(v.id))
  return new Set([value.binary, ...rows.flatMap((v) => v.spell(value)).map((x) => x.binary)])
}
/** the text between the quotes of a JSON string */
const bodyOf = (json: string) => utf8(json.slice(1, -1))
const text = fc.string({ unit: 'binary', maxLength: 30 })

t.test('every spelling parses back to the value', async (t) => {
  await property(t, 'text', text, (s) => {
    for (const v of jsonVariants) {
      for (const { binary } of v.spell(asValue(s))) {
        let now = Buffer.from(binary, 'latin1').toString('utf8')
        for (let depth = 0; depth < 3 && now !== s; depth++) now = JSON.parse(`"${now}"`)
        assert.equal(now, s, v.id)
      }
    }
  })
})

t.test('JSON.stringify, once to three times, with and without escaped slashes', async (t) => {
  await property(t, 'text', text, (s) => {
    const known = spelled(s)
    let now = s
    for (let depth = 0; depth < 3; depth++) {
      now = JSON.stringify(now).slice(1, -1)
      assert.ok(known.has(utf8(now)))
    }
    assert.ok(known.has(utf8(JSON.stringify(s).slice(1, -1).replaceAll('/', '\\/'))))
  })
})

t.test('U+2028 and U+2029 end lines of JavaScript, and are escaped for it', (t) => {
  t.ok(spelled('a\u2028b\u2029c').has('a\\u2028b\\u2029c'))
  t.ok(spelled('a\u2028é').has(utf8('a\\u2028é')), 'and nothing else is')
  t.end()
})

t.test('U+007F is written in two ways', (t) => {
  t.ok(spelled('a\x7f"').has('a\x7f\\"'), 'as it is')
  t.ok(spelled('a\x7f"').has('a\\u007f\\"'), 'jq')
  t.end()
})

t.test('bytes that are not text stay as they are', (t) => {
  const [, , ascii] = jsonVariants
  t.same(
    ascii?.spell(toValue(Uint8Array.of(34, 255, 0xc3, 34))).map((s) => s.binary)[0],
    '\\"\xff\xc3\\"',
  )
  t.end()
})

const TRICKY = 'a"b\\c/\b\f\n\r\t\x01\x1f<>&\'=`+é日🔑\u2028\u2029 z'

const tools: readonly (readonly [string, string[], (out: string) => string[]])[] = [
  ['jq', ['-Rs', '.'], (out) => [bodyOf(out.trim())]],
  ['jq', ['-Rsa', '.'], (out) => [bodyOf(out.trim())]],
  ['jq', ['-Rs', 'tojson|tojson'], (out) => [bodyOf(out.trim()).slice(6, -6)]],
  [
    'python3',
    ['-c', 'import json,sys;s=sys.stdin.buffer.read().decode();print(json.dumps(s))'],
    (out) => [bodyOf(out.trim())],
  ],
]
for (const [tool, args, bodies] of tools) {
  const run = spawnSync(tool, args, { input: TRICKY, encoding: 'utf8' })
  t.test(`${tool} ${args.at(-1)}`, { skip: run.error ? `${tool} is not here` : false }, (t) => {
    for (const body of bodies(run.stdout)) t.ok(spelled(TRICKY).has(body), body)
    t.end()
  })
}

t.test('JSON in a URL', (t) => {
  const value = 'a"b\\c/é!'
  const twice = VARIANTS.find(({ id }) => id === 'quoted-twice')!
  const spelled = twice.spell(binaryValue(utf8(value))).map(({ binary }) => binary)
  const json = JSON.stringify(value).slice(1, -1)
  t.ok(spelled.includes(encodeURIComponent(json)))
  t.ok(spelled.includes(encodeURIComponent(json).replaceAll('!', '%21')), 'jq @uri')
  t.notOk(twice.spell(binaryValue('plain')).length > 0)
  t.end()
})
