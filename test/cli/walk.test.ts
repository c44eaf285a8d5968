import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { walk } from '../../lib/cli/walk.js'

const dir = t.testdir({
  'a b.log': 'x',
  'ü.txt': 'xy',
  '.logveil-0b8f6f6e-6b0c-4c3e-9d2b-2f8a6c1f4e11.tmp': 'left behind',
  app: { 'b.log': '', deep: { 'c.log': '', 'd.log.gz': '' } },
  out: { 'e.log': '' },
  link: t.fixture('symlink', 'app'),
  'link.log': t.fixture('symlink', 'a b.log'),
})
const none = { include: [], exclude: [] }
const found = (operands: string[], options = {}) =>
  walk(operands, { ...none, ...options }).files.map(({ relative }) =>
    relative.replace(/^[^/]*\//, ''),
  )

t.test('folders with all below them, links not followed', async (t) => {
  const { files, skipped } = walk([dir, dir], none)
  t.same(
    files.map(({ path }) => path),
    ['a b.log', 'app/b.log', 'app/deep/c.log', 'app/deep/d.log.gz', 'out/e.log', 'ü.txt'].map(
      (name) => join(dir, name),
    ),
  )
  t.match(files.at(-1), { size: 2, relative: /\/ü\.txt$/ })
  t.same(skipped, [join(dir, 'link'), join(dir, 'link.log')])
})

t.test('globs, and the folder of the output', async (t) => {
  const logs = ['a b.log', 'app/b.log', 'app/deep/c.log', 'out/e.log']
  t.same(found([dir], { include: ['*.log'] }), logs)
  t.same(found([dir], { include: ['*.log'], exclude: ['app/deep/**'] }), [
    'a b.log',
    'app/b.log',
    'out/e.log',
  ])
  t.same(found([dir], { include: ['*.log', '*.gz'], except: join(dir, 'out') }), [
    'a b.log',
    'app/b.log',
    'app/deep/c.log',
    'app/deep/d.log.gz',
  ])
  t.same(found([join(dir, 'ü.txt')], { include: ['*.log'] }), [])
  t.same(found([join(dir, 'ü.txt')], { include: ['*.txt'] }), ['ü.txt'])
})

t.test('what cannot be read', async (t) => {
  t.throws(() => walk([join(dir, 'absent')], none), {
    code: 'ERR_USAGE',
    message: /absent": no such file$/,
  })
  const locked = t.testdir({ locked: {} })
  chmodSync(join(locked, 'locked'), 0)
  if (process.getuid?.() === 0) return
  t.throws(() => walk([locked], none), { code: 'ERR_USAGE', message: /permission denied$/ })
})
