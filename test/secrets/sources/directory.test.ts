import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { fromDirectory } from '../../../lib/secrets/sources/directory.js'

function read(path: string): [string, string][] {
  return fromDirectory(path).entries.map(({ name, value }) => [name, Buffer.from(value).toString()])
}

t.test('files, in the order of their names', async (t) => {
  const dir = t.testdir({ 'b c': 'two\n', a: 'one', '.dockerconfigjson': '{}', ü: 'three' })
  t.same(read(dir), [
    ['.dockerconfigjson', '{}'],
    ['a', 'one'],
    ['b c', 'two'],
    ['ü', 'three'],
  ])
})

t.test('as Kubernetes mounts it', async (t) => {
  const dir = t.testdir({
    '..2026_01_01': { password: 'pw\n', user: 'me' },
    '..data': t.fixture('symlink', '..2026_01_01'),
    password: t.fixture('symlink', '..data/password'),
    user: t.fixture('symlink', '..data/user'),
  })
  const source = fromDirectory(dir)
  t.same(
    source.entries.map(({ name }) => name),
    ['password', 'user'],
  )
  t.equal(Buffer.from(source.entries[0]!.value).toString(), 'pw')
  t.same(source.warnings, [])
})

t.test('the directory itself may be a link', async (t) => {
  const dir = t.testdir({ real: { a: 'one' }, link: t.fixture('symlink', 'real') })
  t.same(read(join(dir, 'link')), [['a', 'one']])
})

t.test('a link that leads out is refused', async (t) => {
  const dir = t.testdir({ out: 'x', in: { a: t.fixture('symlink', '../out') }, inner: 'x' })
  t.throws(() => fromDirectory(join(dir, 'in')), {
    code: 'ERR_SOURCE_FORMAT',
    message: /in\/a" is a link that leads out/,
  })
})

t.test('what is not a file is skipped and named', async (t) => {
  const dir = t.testdir({ a: 'one', sub: { b: 'two' } })
  execFileSync('mkfifo', [join(dir, 'pipe')])
  const { entries, warnings } = fromDirectory(dir)
  t.equal(entries.length, 1)
  t.match(warnings, [
    { code: 'ENTRY_SKIPPED', message: /pipe" is not a file/ },
    { code: 'ENTRY_SKIPPED', message: /sub" is not a file/ },
  ])
})

t.test('what cannot be read', async (t) => {
  const dir = t.testdir({ dangling: t.fixture('symlink', 'nowhere') })
  t.throws(() => fromDirectory(dir), { code: 'ERR_SOURCE_UNREADABLE', message: /dangling"/ })
  t.throws(() => fromDirectory(join(dir, 'absent')), {
    code: 'ERR_SOURCE_UNREADABLE',
    message: /absent": no such file$/,
  })
})
