import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fromFile } from '../../../lib/secrets/sources/file.js'

t.test('one final line break does not count', async (t) => {
  const path = join(t.testdir(), 'a secret')
  for (const [content, value] of [
    ['x', 'x'],
    ['x\n', 'x'],
    ['x\r\n', 'x'],
    ['x\n\n', 'x\n'],
    ['x\r', 'x\r'],
    ['x\ny\n', 'x\ny'],
    ['\n', ''],
    ['', ''],
    ['\xff\0 \n', '\xff\0 '],
  ] as const) {
    writeFileSync(path, content, 'latin1')
    const entry = fromFile('A', path)
    t.equal(entry.name, 'A')
    t.equal(Buffer.from(entry.value).toString('latin1'), value, JSON.stringify(content))
  }
})

t.test('what cannot be read', async (t) => {
  const dir = t.testdir()
  t.throws(() => fromFile('A', join(dir, 'none')), {
    code: 'ERR_SOURCE_UNREADABLE',
    message: `cannot read ${JSON.stringify(join(dir, 'none'))}: no such file`,
  })
  t.throws(() => fromFile('A', dir), { message: /: it is a directory$/ })
})
