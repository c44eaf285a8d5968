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
    const [entry, ...more] = fromFile('A', path)
    t.equal(entry!.name, 'A')
    t.equal(Buffer.from(entry!.value).toString('latin1'), value, JSON.stringify(content))
    t.same(more, [])
  }
})

t.test('text with a byte order mark is text; the bytes count too', async (t) => {
  const path = join(t.testdir(), 'a secret')
  const text = 'größer als je\r\n'
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le')
  for (const content of [Buffer.from(`\ufeff${text}`), wide, Buffer.from(wide).swap16()]) {
    writeFileSync(path, content)
    const [entry, raw] = fromFile('A', path)
    t.equal(Buffer.from(entry!.value).toString(), 'größer als je')
    t.match(raw, { name: 'A', alternate: true })
    t.equal(Buffer.compare(content.subarray(0, 9), raw!.value.subarray(0, 9)), 0)
  }
  // a key may begin with such bytes
  for (const content of [Buffer.from('fffe00d8', 'hex'), Buffer.from('efbbbfff', 'hex')]) {
    writeFileSync(path, content)
    t.same(fromFile('A', path), [{ name: 'A', value: content }])
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
