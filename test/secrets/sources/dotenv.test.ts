import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import t from 'tap'
import { fromDotenv } from '../../../lib/secrets/sources/dotenv.js'

const path = join(t.testdir(), 'ünï code.env')

/** All readings per name, the usual one first. */
function read(text: string | Buffer): [string, ...string[]][] {
  writeFileSync(path, text)
  const all = new Map<string, string[]>()
  let last: string[] = []
  for (const { name, value, alternate } of fromDotenv(path).entries) {
    if (!alternate) {
      last = []
      all.set(all.has(name) ? `${name} again` : name, last)
    }
    last.push(Buffer.from(value).toString())
  }
  return [...all].map(([name, values]) => [name, ...values])
}

t.test('what all dialects agree on', async (t) => {
  t.same(read(''), [])
  t.same(read('# only\n\n   # comments\r\n'), [])
  t.same(read('A=plain\nexport B=x\r\n  C = spaced \nD=\n'), [
    ['A', 'plain'],
    ['B', 'x'],
    ['C', 'spaced'],
    ['D', ''],
  ])
  t.same(read(`A='single "in" it'\nB="double 'in' it" # why\nC=\`back\`\n`), [
    ['A', 'single "in" it'],
    ['B', `double 'in' it`],
    ['C', 'back', '`back`'],
  ])
  t.same(read('A="two\nlines"\nB=end'), [
    ['A', 'two\nlines'],
    ['B', 'end'],
  ])
  t.same(read('A="two\r\nlines"\r\n'), [['A', 'two\nlines']])
  t.same(read('A=1\nA=2'), [
    ['A', '1'],
    ['A again', '2'],
  ])
  t.same(read('A.b-c=dotted\nÄ_1=ü'), [
    ['A.b-c', 'dotted'],
    ['Ä_1', 'ü'],
  ])
  t.same(read('A==='), [['A', '==']])
  t.same(read('export A B_2\nA=1'), [['A', '1']])
})

t.test('where dialects disagree, every reading is registered', async (t) => {
  t.same(read('A=abc#def'), [['A', 'abc#def', 'abc']])
  t.same(read('A=abc # def'), [['A', 'abc', 'abc # def']])
  t.same(read('A=#abc'), [['A', '', '#abc']])
  t.same(read('A=a word or two'), [['A', 'a word or two', 'a']])
  t.same(read('A="x\\ny\\"z"'), [['A', 'x\ny"z', 'x\\ny\\"z', 'x\\ny"z']])
  t.same(read(`A='it'\\''s'`), [['A', `'it'\\''s'`, `it's`]])
  t.same(read('A=pa\\$s'), [['A', 'pa\\$s', 'pa$s']])
  t.same(read(`A=x"y z"'w'`), [['A', `x"y z"'w'`, `xy zw`]])
  t.same(read(`A=it's`), [['A', `it's`]])
  t.same(read('A="a\\\nb"'), [['A', 'a\\\nb', 'ab']])
})

t.test("the first reading or one of the others is Node's own", async (t) => {
  for (const line of ['A=abc#def', 'A=abc # def', 'A="q" # c', "A='s # t'", 'A=a=b', 'A= x ']) {
    const [[, ...values] = ['']] = read(line)
    t.ok(values.includes(parseEnv(line).A!), line)
  }
})

t.test('encodings', async (t) => {
  t.same(read('\ufeffA=bom'), [['A', 'bom']])
  t.same(read(Buffer.from('\ufeffA=wide', 'utf16le')), [['A', 'wide']])
  t.throws(() => read(Buffer.from([0x41, 0x3d, 0xff])), {
    code: 'ERR_SOURCE_FORMAT',
    message: /ünï code\.env" is not UTF-8 text$/,
  })
})

t.test('what is no assignment is an error at its position, without its text', async (t) => {
  for (const [text, position] of [
    ['A=1\nhunter2hunter2\n', '2:1'],
    ['1A=hunter2hunter2', '1:1'],
    ['A=1\n\nB: hunter2hunter2', '3:1'],
    ['A=1\nKEY="hunter2hunter2\nB=2\n', '2:5'],
    ["A='hunter2hunter2", '1:3'],
  ] as const) {
    const error = t.throws(() => read(text), { code: 'ERR_SOURCE_FORMAT' }) as Error
    t.match(error.message, `ünï code.env":${position}: `)
    t.notMatch(error.message, /hunter/)
  }
})
