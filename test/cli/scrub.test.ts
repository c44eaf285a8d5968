import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { gunzipSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { runTasks, serveTasks } from '../../lib/cli/pool.js'
import { scrubFile } from '../../lib/cli/scrub-file.js'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { buildInto, CLEAN_ENV, run } from './support.js'

const dir = t.testdir({ 's.json': '{"DB":"geheimnis-4711"}' })
const BIN = buildInto(dir)
const SECRETS = ['--no-env', '--secrets', join(dir, 's.json')]
const scrub = (...args: string[]) => run(['scrub', ...SECRETS, ...args])
const read = (path: string) => readFileSync(path, 'latin1')

/** A folder of logs in which all but one hold the secret. */
function logs(t: Test): string {
  const folder = t.testdir({
    'a ü.log': 'x geheimnis-4711\r\n',
    'clean.log': 'clean\n',
    deep: { 'binary.log': 'x' },
  })
  const bytes = Buffer.concat([Buffer.from([0, 255, 10]), Buffer.from('geheimnis-4711')])
  writeFileSync(join(folder, 'deep/binary.log'), bytes)
  writeFileSync(join(folder, 'deep/packed.log.gz'), gzipSync('y geheimnis-4711 z'.repeat(5000)))
  return folder
}

function assertScrubbed(t: Test, folder: string): void {
  t.equal(read(join(folder, 'a ü.log')), 'x [secure]\r\n')
  t.equal(read(join(folder, 'clean.log')), 'clean\n')
  t.equal(read(join(folder, 'deep/binary.log')), '\0\xff\n[secure]')
  const packed = gunzipSync(readFileSync(join(folder, 'deep/packed.log.gz'))).toString()
  t.equal(packed === 'y [secure] z'.repeat(5000), true)
  t.same(readdirSync(folder).sort(), ['a ü.log', 'clean.log', 'deep'])
  t.same(readdirSync(join(folder, 'deep')).sort(), ['binary.log', 'packed.log.gz'])
}

t.test('--in-place keeps mode and times, and leaves clean files alone', async (t) => {
  const folder = logs(t)
  const file = join(folder, 'a ü.log')
  chmodSync(file, 0o640)
  utimesSync(file, 1_600_000_000, 1_500_000_000)
  const before = statSync(join(folder, 'clean.log'))
  t.match(await scrub('--in-place', folder), {
    code: 0,
    stdout: '',
    stderr: 'logveil: 4 of 4 files done, 3 held secrets\nmasked 5002: DB 5002 (raw 5002)\n',
  })
  assertScrubbed(t, folder)
  const { mode, mtimeMs } = statSync(file)
  t.equal(mode & 0o7777, 0o640)
  t.equal(mtimeMs, 1_500_000_000_000)
  t.equal(statSync(join(folder, 'clean.log')).ino, before.ino)
})

t.test('--out writes copies of all, and leaves the logs', async (t) => {
  const folder = logs(t)
  const out = join(folder, 'out')
  t.match(await scrub('-q', '--out', out, folder), { code: 0, stdout: '', stderr: '' })
  const copy = join(out, readdirSync(out)[0]!)
  assertScrubbed(t, copy)
  t.equal(read(join(folder, 'a ü.log')), 'x geheimnis-4711\r\n')
  const times = [copy, folder].map((where) => statSync(join(where, 'clean.log')).mtimeMs)
  t.ok(Math.abs(times[0]! - times[1]!) < 0.1, 'to the microsecond, which is what can be set')
  t.match(await scrub('-q', '--out', out, folder), { code: 0 })
  t.same(readdirSync(out).length, 1, 'the folder of the output is not scrubbed itself')
})

t.test('--report, --include, --exclude', async (t) => {
  const folder = logs(t)
  const path = join(folder, '..', 'report.json')
  await scrub('--in-place', '--report', path, '--include', '*.log', '--exclude', 'deep/*', folder)
  t.match(JSON.parse(readFileSync(path, 'utf8')), {
    version: 1,
    occurrences: 1,
    inputs: [{ file: join(folder, 'a ü.log'), secrets: { DB: { raw: { firstLine: 1 } } } }],
  })
  t.match(read(join(folder, 'deep/binary.log')), /geheimnis/)
})

t.test('a terminal sees progress', async (t) => {
  const folder = logs(t)
  const { stderr } = await run(['scrub', ...SECRETS, '--in-place', '-q', folder], {
    isTerminal: true,
  })
  t.ok(stderr.endsWith('\r\u001b[K'))
})

t.test('links and the like are skipped with a warning', async (t) => {
  const folder = t.testdir({ a: 'geheimnis-4711', b: t.fixture('symlink', 'a') })
  const named = await scrub('--in-place', join(folder, 'b'))
  t.match(named, { code: 2, stderr: /error: ".*b" is neither a file nor a folder$/m })
  t.equal(read(join(folder, 'a')), 'geheimnis-4711')
  const { stderr } = await scrub('--in-place', folder)
  t.match(stderr, /warning: ".*b" is neither a file nor a folder and was skipped/)
})

t.test(
  'a log with a name elsewhere is masked under this one alone, and that is said',
  async (t) => {
    const folder = t.testdir({
      logs: { 'a.log': 'geheimnis-4711', 'b.log': 'geheimnis-4711', 'clean.log': 'clean' },
      other: {},
    })
    const logs = join(folder, 'logs')
    linkSync(join(logs, 'a.log'), join(folder, 'other/a.log'))
    linkSync(join(logs, 'clean.log'), join(folder, 'other/clean.log'))
    linkSync(join(logs, 'b.log'), join(logs, 'c.log'))
    const { stderr } = await scrub('--in-place', logs)
    t.match(stderr, /warning: ".*a\.log" was masked, but the old log has another name/)
    t.equal(stderr.split('warning').length, 2, 'no warning where all names were masked, or none')
    t.same(
      ['a.log', 'b.log', 'c.log', '../other/a.log'].map((name) => read(join(logs, name))),
      ['[secure]', '[secure]', '[secure]', 'geheimnis-4711'],
    )
  },
)

t.test('wrong use: nothing is touched', async (t) => {
  const folder = logs(t)
  cpSync(join(folder, 'a ü.log'), join(folder, 'deep/a ü.log'))
  for (const [args, message] of [
    [['--in-place'], /scrub needs files or folders/],
    [[folder], /either --out DIR or --in-place/],
    [['--in-place', '--out', 'x', folder], /either --out DIR or --in-place/],
    [['--in-place', '--commands', 'github', folder], /takes no --commands/],
    [['--in-place', '--jobs', '0', folder], /--jobs needs a whole number/],
    [['--in-place', '--mask', '', folder], /a mask must not be empty/],
    [['--in-place', join(folder, 'absent')], /no such file/],
    [
      ['--out', 'x', join(folder, 'a ü.log'), join(folder, 'deep/a ü.log')],
      /would both become "x\/a ü\.log"/,
    ],
  ] as const) {
    const { code, stdout, stderr } = await scrub(...args)
    t.equal(code, 2, `${message}`)
    t.equal(stdout, '')
    t.match(stderr, message)
  }
  t.match(read(join(folder, 'a ü.log')), /geheimnis/)
})

t.test('a file that cannot be done is named, the others are done', async (t) => {
  const folder = logs(t)
  const cut = join(folder, 'deep/packed.log.gz')
  writeFileSync(cut, readFileSync(cut).subarray(0, 100))
  const { code, stderr } = await scrub('--in-place', folder)
  t.equal(code, 4)
  t.match(stderr, /error: cannot read ".*packed\.log\.gz": Z_BUF_ERROR\n/)
  t.match(stderr, '3 of 4 files done, 2 held secrets\n', 'it does not count as done')
  t.equal(read(join(folder, 'a ü.log')), 'x [secure]\r\n')
  t.equal(statSync(cut).size, 100)
  t.same(readdirSync(join(folder, 'deep')).length, 2, 'nothing is left behind')
})

t.test('a log that changes while it is read is left alone', async (t) => {
  const file = join(t.testdir({ 'a.log': 'geheimnis-4711' }), 'a.log')
  const secrets = new SecretRegistry()
  secrets.add('DB', 'geheimnis-4711')
  await t.rejects(
    scrubFile({ path: file, target: file }, new Masker(secrets), (bytes) => {
      if (bytes === 14) appendFileSync(file, ' more')
    }),
    { name: 'IoFailure', message: /changed while it was read/ },
  )
  t.equal(read(file), 'geheimnis-4711 more')
})

t.test('a target that cannot be written', async (t) => {
  const folder = t.testdir({ 'a.log': 'x', 'b.gz': '', out: 'a file' })
  writeFileSync(join(folder, 'b.gz'), gzipSync('x'))
  for (const name of ['a.log', 'b.gz', 'absent']) {
    const task = { path: join(folder, name), target: join(folder, 'out/x') }
    await t.rejects(scrubFile(task, new Masker(new SecretRegistry())), {
      name: 'IoFailure',
      message:
        /^cannot (?:write ".*out\/x": (?:EEXIST|it is not a directory)|read .*: no such file)$/,
    })
  }
})

t.test('a large packed log', async (t) => {
  const folder = t.testdir({})
  const file = join(folder, 'big.gz')
  const lines = Array.from({ length: 100_000 }, (_, i) => `${i} ${Math.random()} geheimnis-4711\n`)
  writeFileSync(file, gzipSync(lines.join('')))
  t.match(await scrub('-q', '--in-place', file), { code: 0 })
  const masked = lines.join('').replaceAll('geheimnis-4711', '[secure]')
  t.equal(gunzipSync(readFileSync(file)).toString() === masked, true)
})

t.test('a worker answers each task', async (t) => {
  const file = join(t.testdir({ 'a.log': 'geheimnis-4711' }), 'a.log')
  const { port1, port2 } = new MessageChannel()
  t.teardown(() => port1.close())
  const entries = [{ name: 'DB', value: Buffer.from('geheimnis-4711') }]
  await serveTasks(port2, { recipe: { entries, minLength: 6 }, values: {} })
  for (const [path, expected] of [
    [file, { report: { occurrences: 1 } }],
    [`${file} absent`, { failure: { code: 'ERR_IO' } }],
  ] as const) {
    port1.postMessage({ path, target: file })
    t.match(await new Promise((resolve) => port1.once('message', resolve)), expected)
  }
  t.equal(read(file), '[secure]')
})

t.test('nothing is begun once it is stopped', async (t) => {
  const file = join(t.testdir({ 'a.log': 'geheimnis-4711' }), 'a.log')
  await runTasks(
    [{ path: file, target: file }],
    1,
    { recipe: { entries: [] }, values: {} },
    {
      isStopped: () => true,
      onRead: () => t.fail(),
      onResult: () => t.fail(),
    },
  )
  t.equal(read(file), 'geheimnis-4711')
})

/** Many files, old and new. */
function many(folder: string, count: number): { old: string; new: string } {
  const old = 'line of a log with geheimnis-4711 in it\n'.repeat(200)
  mkdirSync(folder)
  for (let i = 0; i < count; i++) writeFileSync(join(folder, `${i}.log`), old)
  return { old, new: old.replaceAll('geheimnis-4711', '[secure]') }
}

t.test('--jobs: the same files as with one', async (t) => {
  const folder = logs(t)
  const args = [...BIN.slice(1), 'scrub', ...SECRETS, '--in-place', '--jobs', '9', folder]
  const child = spawn(BIN[0]!, args, { env: CLEAN_ENV })
  let stderr = ''
  child.stderr.on('data', (data) => {
    stderr += data
  })
  t.same(await once(child, 'close'), [0, null])
  t.match(stderr, 'masked 5002: DB 5002 (raw 5002)\n')
  assertScrubbed(t, folder)
})

t.test('--jobs in this process', async (t) => {
  const folder = logs(t)
  t.match(await scrub('--in-place', '--jobs', '2', folder), { code: 0 })
  assertScrubbed(t, folder)
})

t.test('a signal: files in work are finished, the exit code says so', async (t) => {
  const folder = join(t.testdir({}), 'logs')
  const content = many(folder, 500)
  const args = [...BIN.slice(1), 'scrub', ...SECRETS, '--in-place', folder]
  const child = spawn(BIN[0]!, args, { env: CLEAN_ENV })
  while (read(join(folder, '0.log')) === content.old) {
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  child.kill('SIGTERM')
  t.same(await once(child, 'close'), [143, null])
  const contents = readdirSync(folder).map((name) => read(join(folder, name)))
  t.equal(contents.length, 500, 'no file is left behind')
  t.ok(contents.every((text) => text === content.old || text === content.new))
})

t.test('a signal in this process', async (t) => {
  const folder = join(t.testdir({}), 'logs')
  const content = many(folder, 200)
  const before = process.listeners('SIGTERM')
  const timer = setInterval(() => {
    const ours = process.listeners('SIGTERM').find((listener) => !before.includes(listener))
    ours?.('SIGTERM')
  })
  t.teardown(() => clearInterval(timer))
  t.match(await scrub('-q', '--in-place', folder), { code: 143 })
  const contents = readdirSync(folder).map((name) => read(join(folder, name)))
  t.ok(contents.includes(content.old), 'not all were done')
  t.ok(contents.every((text) => text === content.old || text === content.new))
})

/** Each is a process with two threads over a thousand files. */
const ROUNDS = process.env.CI ? 20 : 5

t.test('killed at random moments, every file is old or new', async (t) => {
  const base = t.testdir({})
  let mixed = 0
  for (let round = 0; round < ROUNDS; round++) {
    const folder = join(base, `round ${round}`)
    const content = many(folder, 1000)
    const args = [...BIN.slice(1), 'scrub', ...SECRETS, '--in-place', '--jobs', '2', folder]
    const child = spawn(BIN[0]!, args, { env: CLEAN_ENV, stdio: 'ignore' })
    const closed = once(child, 'close')
    const file = join(folder, `${Math.trunc(Math.random() * 1000)}.log`)
    while (child.exitCode === null && read(file) === content.old) {
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
    child.kill('SIGKILL')
    await closed
    let done = 0
    for (const name of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
      const text = read(join(folder, name))
      if (text === content.new) done++
      else if (text !== content.old) t.fail(`half a file: ${name}`)
    }
    if (done > 0 && done < 1000) mixed++
  }
  t.comment(`${mixed} of ${ROUNDS} rounds were interrupted in the middle`)
  t.ok(mixed > ROUNDS / 2)
})
