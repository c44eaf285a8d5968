import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fromJson } from '../../../lib/secrets/sources/json.js'

const path = join(t.testdir(), 's.json')

function read(text: string): [string, string][] {
  writeFileSync(path, text)
  return fromJson(path).entries.map(({ name, value }) => [
    name,
    Buffer.from(value).toString('latin1'),
  ])
}

t.test('an object', async (t) => {
  t.same(read('{"DB":"hunter2hunter2","P\\u0041":"\\u00e4\\n","DB":"second"}'), [
    ['DB', 'hunter2hunter2'],
    ['PA', 'Ã¤\n'],
    ['DB', 'second'],
  ])
  t.same(read('\ufeff{}'), [])
})

t.test('a list', async (t) => {
  mkdirSync(join(path, '..', 'keys'))
  writeFileSync(join(path, '..', 'keys', 'k'), 'from file\n')
  const items = [
    { name: 'A', value: 'plain', kind: 'password', owner: { team: ['x', 1] } },
    { name: 'B', base64: '/wD+' },
    { name: 'C', base64: '_wD-\n' },
    { name: 'D', base64: 'YQ==' },
    { name: 'E', base64: 'YQ' },
    { file: 'keys/k', name: 'F' },
  ]
  t.same(read(JSON.stringify(items)), [
    ['A', 'plain'],
    ['B', '\xff\x00\xfe'],
    ['C', '\xff\x00\xfe'],
    ['D', 'a'],
    ['E', 'a'],
    ['F', 'from file'],
  ])
  t.same(read('[]'), [])
})

t.test('errors name the position and no content', async (t) => {
  for (const [text, position] of [
    ['{"A":hunter2hunter2}', '1:6'],
    ['{\n  "A": "hunter2hunter2\n}', '2:23'],
    ['{"A":"hunter2hunter2"', '1:22'],
    ['{"A":["hunter2hunter2"]}', '1:6'],
    ['{"A":123456}', '1:6'],
    ['{"":"hunter2hunter2"}', '1:5'],
    ['"hunter2hunter2"', '1:1'],
    ['["hunter2hunter2"]', '1:2'],
    ['[{"name":"A"}]', '1:2'],
    ['[{"value":"hunter2hunter2"}]', '1:2'],
    ['[{"name":"A","value":"hunter2hunter2","base64":"YQ=="}]', '1:2'],
    ['[{"name":"A","value":"x","value":"hunter2hunter2"}]', '1:2'],
    ['[{"name":"A","name":"B","value":"hunter2hunter2"}]', '1:2'],
    ['[{"name":1,"value":"hunter2hunter2"}]', '1:10'],
    ['[{"name":"","value":"hunter2hunter2"}]', '1:10'],
    ['[{"name":"A","value":["hunter2hunter2"]}]', '1:22'],
    ['[{"name":"A","base64":"hunter2 hunter2!"}]', '1:23'],
    ['[{"name":"A","base64":"+_aa"}]', '1:23'],
    ['[{"name":"A","base64":"YWFhY"}]', '1:23'],
  ] as const) {
    const error = t.throws(() => read(text), { code: 'ERR_SOURCE_FORMAT' }) as Error
    t.match(error.message, `s.json":${position}: `, text)
    t.notMatch(`${error.stack}${JSON.stringify(error)}`, /hunter/)
  }
})

t.test('what cannot be read', async (t) => {
  t.throws(() => fromJson(join(path, 'none')), { code: 'ERR_SOURCE_UNREADABLE' })
  t.throws(() => read('[{"name":"A","file":"absent"}]'), {
    code: 'ERR_SOURCE_UNREADABLE',
    message: /absent": no such file$/,
  })
})
