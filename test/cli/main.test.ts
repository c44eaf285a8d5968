import t from 'tap'
import { IoFailure } from '../../lib/cli/io.js'
import { COMMANDS, main } from '../../lib/cli/main.js'
import { MaskError } from '../../lib/errors.js'
import { run } from './support.js'

t.test('help and version go to stdout', async (t) => {
  for (const option of ['--help', '-h']) {
    const { code, stdout, stderr } = await run(['--nonsense', option])
    t.equal(code, 0)
    t.match(stdout, /^Usage: logveil /)
    t.equal(stderr, '')
  }
  for (const option of ['--version', '-V']) {
    t.match(await run([option]), { code: 0, stdout: /^\d+\.\d+\.\d+\S*\n$/, stderr: '' })
  }
})

t.test('each command has its help', async (t) => {
  for (const command of Object.keys(COMMANDS)) {
    const { code, stdout } = await run([...(command ? [command] : []), '--help'])
    t.equal(code, 0)
    t.match(stdout, `logveil ${command}`)
    t.match(stdout, /Examples?:\n/)
    for (const line of stdout.split('\n')) t.ok(line.length <= 90, line)
  }
})

t.test('after -- they are operands', async (t) => {
  t.match(await run(['--', '--help']), { code: 2, stdout: '', stderr: /"--help": no such file/ })
})

t.test('errors that are not ours show their code or kind, never their text', async (t) => {
  const failing = async (error: Error): Promise<[number, string]> => {
    let stderr = ''
    const stdout = { write: () => {} }
    const code = await main(['--no-env', '--quiet'], {
      stdin: {
        read: () => {
          throw error
        },
        close: () => {},
      },
      stdout,
      background: { stdout, stderr: stdout },
      stderr: (text) => {
        stderr += text
      },
      isTerminal: async () => false,
      env: {},
    })
    return [code, stderr]
  }
  t.same(await failing(new TypeError('hunter2hunter2')), [
    3,
    'logveil: error: unexpected error (TypeError); nothing more is written\n',
  ])
  t.same(await failing(Object.assign(new Error('hunter2hunter2'), { code: 'EWHAT' })), [
    3,
    'logveil: error: unexpected error (EWHAT); nothing more is written\n',
  ])
  t.same(await failing(new MaskError('ERR_VERIFY', 'a pattern survived')), [
    3,
    'logveil: error: a pattern survived (ERR_VERIFY)\n',
  ])
  t.same(await failing(new IoFailure('cannot read stdin: EIO')), [
    4,
    'logveil: error: cannot read stdin: EIO\n',
  ])
})

t.test('a value of the environment that stands where a name or a path was expected', async (t) => {
  const token = 'aZ4kW0q9LmXr7Tb2'
  for (const args of [
    ['--secrets', token],
    ['--key', token],
    ['--config', token],
    ['--secrets-dir', token],
    [`--${token}`],
    ['--env', token],
    ['--no-env', '--except', token],
  ]) {
    const { stderr } = await run(args, { env: { API_TOKEN: token } })
    t.match(stderr, /\[secure\]/, args.at(-2) ?? 'an option')
    t.notMatch(stderr, /aZ4k|7Tb2/)
  }
  const inline = await run(['--no-env', '--secrets', '{"DB_PASSWORD":"hunter2hunter2"}'])
  t.match(inline, {
    code: 2,
    stderr: 'logveil: error: --secrets takes the path of a file, not the JSON itself\n',
  })
})
