import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readConfig } from '../../lib/cli/config.js'
import { run } from './support.js'

const VALUES = { env: ['A_*'], secrets: 's.json', mask: '<hidden>', 'min-length': 8, verify: true }
const SECRETS = '{"DB":"geheimnis-4711"}'

/** Runs the command in a folder with these files. */
async function within(
  t: Pick<Test, 'testdir'>,
  files: Record<string, string>,
  args: readonly string[] = [],
  env: Record<string, string> = {},
) {
  const before = process.cwd()
  process.chdir(t.testdir(files))
  try {
    return await run(args, { stdin: 'x geheimnis-4711 hunter2hunter2', env })
  } finally {
    process.chdir(before)
  }
}

t.test('JSON, YAML, package.json; the first counts', async (t) => {
  const yaml = 'env: A_*\nsecrets: s.json\nmask: <hidden>\nmin-length: 8\n'
  const layouts: Record<string, string>[] = [
    { 'logveil.config.json': JSON.stringify(VALUES) },
    { 'logveil.config.yaml': yaml },
    { 'logveil.config.yml': yaml },
    { 'package.json': JSON.stringify({ name: 'x', logveil: VALUES }) },
    { 'logveil.config.json': JSON.stringify(VALUES), 'package.json': '{"logveil":{"mask":"no"}}' },
  ]
  for (const files of layouts) {
    const env = { A_X: 'hunter2hunter2' }
    const { code, stdout, stderr } = await within(t, { ...files, 's.json': SECRETS }, [], env)
    t.equal(code, 0)
    t.equal(stdout, 'x <hidden> <hidden>', Object.keys(files).join())
    t.match(stderr, /^masked 2: /)
  }
})

t.test('flags win; --config and --no-config', async (t) => {
  const files = { 'logveil.config.json': JSON.stringify(VALUES), 's.json': SECRETS }
  const env = { A_X: 'hunter2hunter2' }
  t.equal((await within(t, files, ['--mask', '#'], env)).stdout, 'x # #')
  t.equal((await within(t, files, ['--no-env'], env)).stdout, 'x <hidden> hunter2hunter2')
  t.match((await within(t, files, ['--no-config'], env)).stdout, 'x geheimnis-4711 hunter2hunter2')
  const other = { ...files, 'o.json': '{"no-env":true,"env-file":"e"}', e: 'E=hunter2hunter2' }
  t.equal(
    (await within(t, other, ['--config', 'o.json'], env)).stdout,
    'x geheimnis-4711 [secure]',
    'paths are relative to the file',
  )
  t.match(await within(t, files, ['--config', 'absent.json']), { code: 2, stdout: '' })
})

t.test('a command takes what it knows', async (t) => {
  const files = { 'logveil.config.json': JSON.stringify(VALUES), 's.json': SECRETS }
  t.match(await within(t, files, ['check', '-']), { code: 1, stdout: /^-:1:3 {2}DB {2}raw\n/ })
})

t.test('options of single commands, which the others ignore', async (t) => {
  const config = { secrets: 's.json', 'no-env': true, jobs: 2, exclude: '*.txt', merge: true }
  const files = { 'logveil.config.json': JSON.stringify(config), 's.json': SECRETS }
  t.equal((await within(t, files)).stdout, 'x [secure] hunter2hunter2')
  const logs = { 'a.log': 'geheimnis-4711', 'b.txt': 'geheimnis-4711' }
  const { stderr } = await within(t, { ...files, ...logs }, [
    'scrub',
    '--out',
    'o',
    'a.log',
    'b.txt',
  ])
  t.match(stderr, '1 of 1 files done')
})

t.test('nothing to configure', async (t) => {
  const dir = t.testdir({ 'package.json': '{"name":"x"}' })
  t.same(await readConfig(dir), {})
  t.same(await readConfig(join(dir, 'absent')), {})
})

t.test('what is refused, by name and without content', async (t) => {
  const dir = t.testdir({})
  for (const [name, text, message] of [
    ['a.json', '{"secret":"hunter2"}', /a\.json": "secret" is not an option/],
    ['a.json', '{"help":true}', /"help" is not an option/],
    ['a.json', '{"in-place":true}', /"in-place" is not an option/],
    ['a.json', '{"toString":true}', /"toString" is not an option/],
    ['a.json', '{"verify":"hunter2"}', /"verify" must be true or false/],
    ['a.json', '{"mask":["hunter2","b"]}', /"mask" must be a text$/],
    ['a.json', '{"env":["hunter2",{}]}', /"env" must be a text or a list of texts/],
    ['a.json', '["hunter2"]', /must be an object/],
    ['a.json', 'null', /must be an object/],
    ['package.json', '{"logveil":"hunter2"}', /must be an object/],
    ['a.json', '{"mask":hunter2}', /a\.json":1:9: expected a value/],
    ['a.json', '{"env":"a","env":"hunter2"}', /a\.json":1:18: this name stands here already/],
    ['a.yaml', 'mask: [hunter2', /a\.yaml" is not YAML, or repeats a name/],
    ['a.yaml', 'mask: a\nmask: hunter2', /a\.yaml" is not YAML, or repeats a name/],
  ] as const) {
    const path = join(dir, name)
    writeFileSync(path, text)
    await t.rejects(readConfig(dir, path), { message })
    await t.rejects(readConfig(dir, path), { message: /^(?:(?!hunter2).)*$/s })
  }
})

t.test('a number and a single text', async (t) => {
  const path = join(t.testdir({ 'a.json': '{"min-length":8,"env":"A","report":"-"}' }), 'a.json')
  t.same(await readConfig('', path), { 'min-length': '8', env: ['A'], report: '-' })
})

t.test('the reader of YAML warns of nothing: it would quote the line', async (t) => {
  const path = join(t.testdir({ 'a.yaml': 'mask: !x hunter2\n' }), 'a.yaml')
  const warnings: Error[] = []
  const listener = (warning: Error) => warnings.push(warning)
  process.on('warning', listener)
  t.teardown(() => process.off('warning', listener))
  t.same(await readConfig('', path), { mask: 'hunter2' })
  await new Promise((resolve) => setImmediate(resolve))
  t.same(warnings, [])
})
