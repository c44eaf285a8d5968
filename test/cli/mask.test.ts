import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from './support.js'

const dir = t.testdir({
  's.json': '{"DB":"hunter2hunter2","OTHER":"geheimnis-4711"}',
  'one ä.log': 'one hunter2hunter2\r\n',
  'two.log': 'two\r\nhunter2',
  'three.log': 'hunter2 three',
})
const at = (name: string) => join(dir, name)
const SECRETS = ['--no-env', '--secrets', at('s.json')]

t.test('stdin, with the variants, and the summary on stderr', async (t) => {
  t.same(await run(SECRETS, { stdin: 'a hunter2hunter2 b aHVudGVyMmh1bnRlcjI= c\n' }), {
    code: 0,
    stdout: 'a [secure] b [secure] c\n',
    stderr: 'masked 2: DB 2 (raw 1, base64 1)\n',
  })
  t.same(await run(SECRETS, { stdin: 'nothing' }), {
    code: 0,
    stdout: 'nothing',
    stderr: 'masked 0\n',
  })
})

t.test('one byte at a time', async (t) => {
  const stdin = [...'a hunter2hunter2 b aHVudGVyMmh1bnRlcjI= c\r\n']
  t.match(await run(SECRETS, { stdin }), { stdout: 'a [secure] b [secure] c\r\n' })
})

t.test('bytes that are not text come through', async (t) => {
  const bytes = Buffer.from(Array.from({ length: 512 }, (_, i) => i & 255))
  t.equal((await run(SECRETS, { stdin: bytes })).stdout, bytes.toString('latin1'))
})

t.test('files, each with a masker of its own; - is stdin', async (t) => {
  const files = [at('one ä.log'), '-', at('two.log'), at('three.log')]
  const { code, stdout, stderr } = await run([...SECRETS, ...files], { stdin: 'in\n' })
  t.equal(code, 0)
  t.equal(
    stdout,
    'one [secure]\r\nin\ntwo\r\n[secure]hunter2 three',
    'a value is not put together from two files; the cut one at an end is masked',
  )
  t.match(stderr, 'masked 2: DB ')
})

t.test('a file that cannot be read: nothing at all is written', async (t) => {
  for (const [file, reason] of [
    [at('absent.log'), 'no such file'],
    [dir, 'it is a directory'],
  ] as const) {
    const { code, stdout, stderr } = await run([...SECRETS, at('two.log'), file])
    t.equal(code, 2)
    t.equal(stdout, '')
    t.equal(stderr, `logveil: error: cannot read ${JSON.stringify(file)}: ${reason}\n`)
  }
})

t.test('--mask', async (t) => {
  const stdin = 'x hunter2hunter2'
  t.match(await run([...SECRETS, '--mask', '***'], { stdin }), { stdout: 'x ***' })
  const shown = await run([...SECRETS, '--mask=<hunter2hunter2>'], { stdin })
  t.match(shown, { code: 2, stdout: '', stderr: /the mask shows a registered secret/ })
  t.notMatch(shown.stderr, /hunter2/)
})

t.test('--verify', async (t) => {
  const { code, stdout } = await run([...SECRETS, '--verify'], { stdin: 'x hunter2hunter2 y' })
  t.equal(code, 0)
  t.equal(stdout, 'x [secure] y')
})

t.test('--quiet', async (t) => {
  const { stderr } = await run(['--quiet', '--env', 'NOPE'], { stdin: 'x' })
  t.equal(stderr, '')
})

t.test('--report', async (t) => {
  const path = at('report ü.json')
  const stdin = 'x\nhunter2hunter2 geheimnis-4711\nhunter2hunter2\n'
  await run([...SECRETS, '--report', path], { stdin })
  const secrets = {
    DB: { raw: { count: 2, firstLine: 2 } },
    OTHER: { raw: { count: 1, firstLine: 2 } },
  }
  const counts = { occurrences: 3, bytes: 42, secrets }
  t.same(JSON.parse(readFileSync(path, 'utf8')), { version: 1, ...counts, inputs: [counts] })

  const { stdout, stderr } = await run([...SECRETS, '--quiet', '--report', '-'], { stdin })
  t.notMatch(stdout, /version/)
  t.match(JSON.parse(stderr), { version: 1, occurrences: 3 })
})

t.test('--report with several files counts lines in each', async (t) => {
  const path = at('report.json')
  const file = at('one ä.log')
  await run([...SECRETS, '--report', path, file, '-'], { stdin: '\nhunter2hunter2' })
  t.match(JSON.parse(readFileSync(path, 'utf8')), {
    secrets: { DB: { raw: { count: 2, firstLine: undefined } } },
    inputs: [
      { file, secrets: { DB: { raw: { count: 1, firstLine: 1 } } } },
      { file: undefined, secrets: { DB: { raw: { count: 1, firstLine: 2 } } } },
    ],
  })
})

t.test('--report to a place that cannot be written', async (t) => {
  t.match(await run([...SECRETS, '--report', at('no/such/folder')], { stdin: 'x' }), {
    code: 2,
    stdout: '',
    stderr: /cannot write the report to ".*folder": no such file\n$/,
  })
})

t.test(
  '--report to a full disk is a failed output, not failed masking',
  {
    skip: !existsSync('/dev/full') && 'no /dev/full here',
  },
  async (t) => {
    t.same(await run([...SECRETS, '--report', '/dev/full'], { stdin: 'x' }), {
      code: 4,
      stdout: 'x',
      stderr: 'logveil: error: cannot write the report to "/dev/full": ENOSPC\n',
    })
  },
)

t.test('--report never holds a value, also in names of secrets and files', async (t) => {
  const folder = t.testdir({
    'hunter2hunter2.log': 'hunter2hunter2 x-hunter2hunter2 y-hunter2hunter2\n',
    's.json': '{"hunter2hunter2":"hunter2hunter2","x-hunter2hunter2":"x-hunter2hunter2"}',
  })
  const args = ['--no-env', '--secrets', join(folder, 's.json'), join(folder, 'hunter2hunter2.log')]
  const path = join(folder, 'report.json')
  const { stderr } = await run([...args, '-q', '--report', '-'])
  await run([...args, '-q', '--report', path])
  t.equal(readFileSync(path, 'utf8'), stderr)
  t.notMatch(stderr, 'hunter2')
  const secrets = {
    '[secure]': { raw: { count: 3 } },
    '[secure] 2': { raw: { count: 1 } },
  }
  t.match(JSON.parse(stderr), {
    secrets,
    inputs: [{ file: join(folder, '[secure].log'), secrets }],
  })
})

t.test('--json --report - is one line among the others', async (t) => {
  const { stderr } = await run([...SECRETS, '--json', '--report', '-'], { stdin: 'hunter2hunter2' })
  const lines = stderr.trim().split('\n')
  t.match(
    lines.map((line) => JSON.parse(line)),
    [{ version: 1 }, { event: 'summary' }],
  )
  t.equal(lines.length, 2)
})

t.test('--json makes every line an object', async (t) => {
  const { stderr } = await run(
    ['--json', '--secrets', at('s.json'), '--except', 'TYPO', at('one ä.log')],
    { env: { A_TOKEN: 'zz', B_TOKEN: 'token-value-1' } },
  )
  t.match(
    stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { level: 'info', code: 'DEFAULT_NAMES', names: ['B_TOKEN'] },
      { level: 'warning', code: 'GLOB_WITHOUT_MATCH' },
      { level: 'warning', code: 'NOT_REGISTERED', refused: { A_TOKEN: 'VALUE_TOO_SHORT' } },
      { event: 'summary', occurrences: 1, secrets: { DB: { raw: { count: 1 } } } },
    ],
  )
})

t.test('a reader that goes away is a quiet end, and the report is written', async (t) => {
  const path = at('report.json')
  const { code, stdout, stderr } = await run([...SECRETS, '--report', path, '-', at('one ä.log')], {
    stdin: ['hunter2hunter2 x\n', 'more\n', 'and more\n'],
    writes: 1,
  })
  t.equal(code, 0)
  t.equal(stdout, '[secure] x\n')
  t.equal(stderr, '')
  t.match(JSON.parse(readFileSync(path, 'utf8')), { occurrences: 1 })
})

t.test('--commands', async (t) => {
  const stdin = '::add-mask::geheim-1234\ngeheim-1234 ##vso[task.setsecret]andere-1234'
  const { stdout, stderr } = await run(['--no-env', '--commands', 'github, azure'], { stdin })
  t.equal(stdout, '::add-mask::[secure]\n[secure] ##vso[task.setsecret][secure]')
  t.match(stderr, 'masked 3: "add-mask 1" 2 (raw 2), "setsecret 1" 1 (raw 1)\n')
  t.match(await run(['--no-env', '-q', '--commands', 'gitlab'], { stdin }), {
    code: 2,
    stdout: '',
    stderr: 'logveil: error: --commands takes github or azure, or both\n',
  })
})
