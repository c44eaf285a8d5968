import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openFile, requireReadable } from '../../lib/cli/files.js'
import { run } from './support.js'

t.test('what can be read, and what cannot', async (t) => {
  const folder = t.testdir({ 'ä b': 'x' })
  const file = join(folder, 'ä b')
  closeSync(openFile(file))
  t.same(requireReadable(file), { isPipe: false })
  for (const attempt of [openFile, requireReadable]) {
    t.throws(() => attempt(folder), { code: 'ERR_USAGE', message: /it is a directory$/ })
    t.throws(() => attempt(join(folder, 'none')), { code: 'ERR_USAGE', message: /no such file$/ })
    t.throws(() => attempt(join(file, 'none')), { code: 'ERR_USAGE', message: /^cannot read "/ })
  }
})

/** A pipe with a name, into which a line is written once somebody reads. */
function pipe(t: Test, name: string) {
  const folder = t.testdir({ 's.json': '{"DB":"geheimnis-4711"}' })
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  const writer = spawn('sh', ['-c', 'echo x geheimnis-4711 >"$1"', 'sh', path])
  t.teardown(() => writer.kill())
  const secrets = ['--no-env', '-q', '--secrets', join(folder, 's.json')]
  return { path, secrets, written: once(writer, 'close') }
}

const skip = process.platform === 'win32' && 'no pipes with names here'

t.test('a pipe is opened once, by whoever reads it', { skip }, async (t) => {
  for (const [command, code, output] of [
    [[], 0, 'x [secure]\n'],
    [['check'], 1, /pipe .*\.gz:1:3 {2}DB {2}raw\n$/],
  ] as const) {
    await t.test(`${command}`, async (t) => {
      const { path, secrets, written } = pipe(t, 'pipe ü.gz')
      t.match(await run([...command, ...secrets, path]), { code, stdout: output, stderr: '' })
      t.same(await written, [0, null])
    })
  }
})

t.test('SARIF reads twice', { skip }, async (t) => {
  const { path, secrets } = pipe(t, 'pipe')
  t.match(await run(['check', '--sarif', ...secrets, path]), {
    code: 2,
    stderr: 'logveil: error: --sarif needs files that can be read twice, not pipes\n',
  })
})
