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
  const latest = new Map<string, string[]>()
  for (const { name, value, alternate } of fromDotenv(path).entries) {
    if (!alternate || !latest.has(name)) {
      latest.set(name, [])
      all.set(all.has(name) ? `${name} again` : name, latest.get(name)!)
    }
    latest.get(name)!.push(Buffer.from(value).toString())
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
  t.same(read(`A='it'\\''s'`), [['A', `'it'\\''s'`, `it's`, `it'\\''s`, `it'''s`]])
  t.same(read('A=pa\\$s'), [['A', 'pa\\$s', 'pa$s']])
  t.same(read(`A=x"y z"'w'`), [['A', `x"y z"'w'`, `xy zw`]])
  t.same(read(`A=it's`), [['A', `it's`]])
  t.same(read('A="a\\\nb"'), [['A', 'a\\\nb', 'ab']])
})

t.test('a backslash before the quote that ends a value', async (t) => {
  const path = 'APP_HOME="C:\\app\\"\nDB_PASSWORD=winter is coming soon\nLOGIN="green apple"\n'
  const all = new Map(read(path).map(([name, ...values]) => [name, values]))
  t.ok(all.get('APP_HOME')!.includes('C:\\app\\'))
  t.same(all.get('DB_PASSWORD'), ['winter is coming soon', 'winter'])
  t.same(all.get('LOGIN'), ['green apple'])
  t.same(read('A="C:\\app\\"\nB=winter')[1], ['B', 'winter'], 'nothing closes it otherwise')
  const [[, ...values] = ['']] = read(`A='hunter\\'s pass phrase'`)
  for (const value of [`hunter\\'s pass phrase`, `hunter's pass phrase`])
    t.ok(values.includes(value))
  t.same(read('A="say \\"hi\\" to all"'), [['A', 'say "hi" to all', 'say \\"hi\\" to all']])
})

t.test('a file in which no quote ends a line is read in one go', async (t) => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `A${i}="value ${i}" and more`)
  const start = performance.now()
  t.equal(read(lines.join('\n')).length, 20_000)
  t.ok(performance.now() - start < 5000, `${performance.now() - start} ms`)
})

t.test('what only a shell reads: $ before a quote, several on a line', async (t) => {
  t.ok(read(`A=$'correct horse'`)[0]!.includes('correct horse'))
  t.ok(read(`A=$"correct horse"`)[0]!.includes('correct horse'))
  t.ok(read(String.raw`A=$'it\'s\x41\101\u00e9\n\e\q'`)[0]!.includes("it'sAAé\n\x1bq"))
  t.ok(read('A=a$').at(0)!.includes('a$'))
  t.ok(read(`A=a$'b`).at(0)!.includes(`a$'b`), 'a quote that nothing closes is one')
  for (const line of [
    'export A="abcdefgh" B="correct horse"',
    'A=abcdefgh; B="correct horse"',
    'A="abcdefgh" && export B="correct horse" # why',
  ]) {
    const all = new Map(read(line).map(([name, ...values]) => [name, values]))
    t.ok(all.get('A')!.includes('abcdefgh'), line)
    t.same(all.get('B')![0], 'correct horse', line)
  }
  t.same(read('A=abcdefgh B-C'), [['A', 'abcdefgh B-C', 'abcdefgh']])
  const many = Array.from({ length: 20_000 }, (_, i) => `N${i}=value-${i}`)
  t.same(read(many.join(' ')).at(-1), ['N19999', 'value-19999'], 'any number of them')
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
