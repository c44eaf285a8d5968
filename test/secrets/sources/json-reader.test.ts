import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { type JsonNode, JsonProblem, readJson } from '../../../lib/secrets/sources/json-reader.js'
import { property } from '../../helpers/property.js'

function accepts(text: string): boolean {
  try {
    readJson(text)
    return true
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error
    return false
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Strings as they are, everything else as its kind, so that trees can be compared. */
function outline(value: unknown): unknown {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(outline)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).map(([name, inner]) => [name, outline(inner)])
}

function outlineOf(node: JsonNode): unknown {
  if (node.type === 'string') return node.text
  if (node.type === 'array') return node.items.map(outlineOf)
  if (node.type === 'object') return node.members.map((m) => [m.name, outlineOf(m.node)])
  return 0
}

t.test('reads what JSON.stringify writes', async (t) => {
  await property(t, 'trees', fc.json({ maxDepth: 4, stringUnit: 'binary' }), (text) => {
    // JSON.parse reorders members with numeric names; compare those as sets
    const sorted = (tree: unknown) => JSON.stringify(tree).split('').sort().join('')
    assert.equal(sorted(outlineOf(readJson(text))), sorted(outline(JSON.parse(text))))
  })
})

t.test('accepts what JSON.parse accepts and nothing else', async (t) => {
  const token = fc.constantFrom(...'{}[],:"\\ \n\t01.-+eE/bu', 'true', 'null', '"a"', '\\u0041')
  // Several a case, for few texts are JSON
  const several = fc.array(fc.array(token, { maxLength: 12 }), { minLength: 16, maxLength: 16 })
  await property(t, 'tokens in any order', several, (texts) => {
    for (const tokens of texts) {
      const text = tokens.join('')
      assert.equal(accepts(text), parses(text), text)
    }
  })
})

t.test('problems and where they are', async (t) => {
  for (const [text, at, message] of [
    ['', 0, /expected a value/],
    ['{"a" 1}', 5, /expected :/],
    ['{"a":1 "b":2}', 7, /expected , or }/],
    ['[1,]', 3, /expected a value/],
    ['{a:1}', 1, /expected "/],
    ['"abc', 0, /no end/],
    ['"a\nb"', 2, /line break/],
    ['"a\\x"', 2, /escape/],
    ['"\\ud800"', 0, /half a character/],
    ['1 2', 2, /after the end/],
    ['01', 0, /expected a value/],
    ['['.repeat(100), 65, /nested/],
  ] as const) {
    t.throws(() => readJson(text), { at, message }, text.slice(0, 10))
  }
})

t.test('repeated names are kept, long strings do not overflow', async (t) => {
  t.same(outlineOf(readJson('{"a":"1","a":"2"}')), [
    ['a', '1'],
    ['a', '2'],
  ])
  const long = 'a\n'.repeat(2_000_000)
  t.equal(outlineOf(readJson(JSON.stringify(long))) === long, true)
})
