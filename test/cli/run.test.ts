import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ReaderGone } from '../../lib/cli/io.js'
import { main } from '../../lib/cli/main.js'
import { buildInto, CLEAN_ENV, run, runShell } from './support.js'

const dir = t.testdir({ 's.json': '{"DB":"hunter2hunter2"}' })
const BIN = buildInto(dir)
const SECRETS = ['--no-env', '--secrets', join(dir, 's.json')]
const ENV = { PATH: process.env.PATH! }
const bash = (script: string, ...options: string[]) =>
  run(['run', ...SECRETS, ...options, '--', 'bash', '-c', script], { env: ENV })

/** Starts the command as a process and gathers what it says. */
function start(options: readonly string[], script: string) {
  const child = spawn(
    BIN[0]!,
    [...BIN.slice(1), 'run', ...SECRETS, ...options, '--', 'bash', '-c', script],
    { env: CLEAN_ENV, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => {
    said.stdout += data
  })
  child.stderr.on('data', (data) => {
    said.stderr += data
  })
  return { child, said, closed: once(child, 'close') }
}

t.test('both streams, the exit code, the summary', async (t) => {
  t.same(await bash('echo out hunter2hunter2; echo err hunter2hunter2 >&2; exit 7'), {
    code: 7,
    stdout: 'out [secure]\n',
    stderr: 'err [secure]\nmasked 2: DB 2 (raw 2)\n',
  })
})

t.test('scripts may open their streams again', async (t) => {
  t.match(await bash('echo hunter2hunter2 >/dev/stdout; echo hunter2hunter2 >/dev/stderr', '-q'), {
    code: 0,
    stdout: '[secure]\n',
    stderr: '[secure]\n',
  })
})

t.test('each stream has a masker of its own', async (t) => {
  const { stdout, stderr } = await bash(
    'printf hunter2; printf hunter2 >&2',
    '-q',
    '--min-length=14',
  )
  t.equal(stdout + stderr, 'hunter2hunter2', 'a value is not put together from two streams')
})

t.test('--merge keeps the order', async (t) => {
  const script =
    'for i in 1 2 3; do echo $i; echo e$i >&2; done; printf hunter2; printf hunter2 >&2'
  t.same(await bash(script, '-q', '--merge'), {
    code: 0,
    stdout: '1\ne1\n2\ne2\n3\ne3\n[secure]',
    stderr: '',
  })
})

t.test('--report tells the streams apart', async (t) => {
  const path = join(dir, 'report.json')
  await bash('echo; echo hunter2hunter2; echo hunter2hunter2 >&2', '--report', path)
  t.match(JSON.parse(readFileSync(path, 'utf8')), {
    version: 1,
    occurrences: 2,
    inputs: [
      { stream: 'stdout', secrets: { DB: { raw: { count: 1, firstLine: 2 } } } },
      { stream: 'stderr', secrets: { DB: { raw: { count: 1, firstLine: 1 } } } },
    ],
  })
})

t.test('--commands: what one stream registers, the other masks', async (t) => {
  const script = 'echo ::add-mask::geheimnis-4711; sleep 0.5; echo geheimnis-4711 >&2'
  t.match(await bash(script, '-q', '--commands', 'github'), {
    stdout: '::add-mask::[secure]\n',
    stderr: '[secure]\n',
  })
})

t.test('wrong use', async (t) => {
  for (const args of [[], ['ls'], ['ls', '--', 'ls'], ['--']]) {
    t.match(await run(['run', ...args]), {
      code: 2,
      stdout: '',
      stderr: /^logveil: error: run takes options, then --, then the command/,
    })
  }
})

t.test('commands that cannot be run', async (t) => {
  const cases = [
    ['no such command', 127, 'no such file'],
    [dir, 126, 'permission denied'],
  ] as const
  for (const [command, code, reason] of cases) {
    t.same(await run(['run', '-q', ...SECRETS, '--', command], { env: ENV }), {
      code,
      stdout: '',
      stderr: `logveil: error: cannot run ${JSON.stringify(command)}: ${reason}\n`,
    })
  }
})

t.test('a signal that ended the command is its exit code', async (t) => {
  t.match(await bash('kill -KILL $$', '-q'), { code: 137 })
})

t.test('add inside the job', async (t) => {
  const add = [...BIN, 'add', 'FETCHED'].map((word) => `'${word}'`).join(' ')
  const script = `
    for i in $(seq 20); do
      printf %s "fetched-$i-value" | ${add} && echo "$i fetched-$i-value" && echo "fetched-$i-value" >&2
    done
    test -e "$LOGVEIL_SOCKET" && stat -c %a "$(dirname "$LOGVEIL_SOCKET")"`
  const { stdout, stderr } = await bash(script, '-q')
  const numbers = Array.from({ length: 20 }, (_, i) => i + 1)
  t.equal(stdout, `${numbers.map((i) => `${i} [secure]\n`).join('')}700\n`)
  t.equal(stderr, '[secure]\n'.repeat(20))
})

t.test('the private folder is removed', async (t) => {
  const { stdout } = await bash('echo "$LOGVEIL_SOCKET"', '-q')
  const name = stdout.slice(tmpdir().length + 1).split('/')[0]!
  t.match(name, /^logveil-/)
  t.notOk(readdirSync(tmpdir()).includes(name))
})

t.test('a process that stays behind does not keep the command open', async (t) => {
  const script = '(sleep 0.5; echo late) & sleep 60 & echo first; echo $! >&2'
  const { stdout, stderr } = await bash(script, '-q')
  process.kill(Number(stderr))
  t.equal(stdout, 'first\nlate\n', 'but what it says soon is not lost')
})

t.test('without named pipes it uses sockets, and cannot merge', async (t) => {
  const { PATH } = process.env
  t.teardown(() => {
    process.env.PATH = PATH
  })
  process.env.PATH = dir
  const command = ['--', process.execPath, '-e', 'console.log("hunter2hunter2")']
  t.match(await run(['run', '-q', ...SECRETS, ...command], { env: ENV }), {
    code: 0,
    stdout: '[secure]\n',
  })
  t.match(await run(['run', '-q', '--merge', ...SECRETS, ...command], { env: ENV }), {
    code: 2,
    stderr: 'logveil: error: --merge needs the command mkfifo\n',
  })
})

t.test('a masker that fails: nothing more is shown, the command is ended', async (t) => {
  const written: string[] = []
  let stderr = ''
  const stdout = {
    write: (pieces: readonly Uint8Array[]) => void written.push(...pieces.map(String)),
  }
  const failing = {
    write(pieces: readonly Uint8Array[]) {
      if (String(pieces).includes('boom')) throw new TypeError('hunter2hunter2')
    },
  }
  const script =
    'trap "echo ended; exit 1" TERM; echo before; sleep 0.3; echo boom >&2; for i in $(seq 50); do echo after; sleep 0.1; done'
  const code = await main(['run', '-q', ...SECRETS, '--', 'bash', '-c', script], {
    stdin: { read: () => new Uint8Array(), close() {} },
    stdout,
    background: { stdout, stderr: failing },
    stderr: (text) => {
      stderr += text
    },
    isTerminal: async () => false,
    env: ENV,
  })
  t.equal(code, 125)
  t.equal(stderr, 'logveil: error: unexpected error (TypeError); nothing more is written\n')
  t.match(written.join(''), /^before\n(?:after\n)?$/)
})

t.test('a command that does not want to end is ended', async (t) => {
  const stdout = {
    async write() {
      await new Promise((resolve) => setTimeout(resolve, 300))
      throw new TypeError()
    },
  }
  const script = 'trap "" TERM; echo x; echo y >&2; while :; do echo x; sleep 0.1; done'
  const lines: string[] = []
  // The five seconds that a command is given to end pass quickly here
  const { setTimeout: before } = globalThis
  t.teardown(() => {
    globalThis.setTimeout = before
  })
  globalThis.setTimeout = ((run: () => void, ms?: number) =>
    before(run, ms === 5000 ? 500 : ms)) as typeof setTimeout
  const code = await main(['run', '-q', ...SECRETS, '--', 'bash', '-c', script], {
    stdin: { read: () => new Uint8Array(), close() {} },
    stdout,
    background: { stdout, stderr: stdout },
    stderr: (text) => lines.push(text),
    isTerminal: async () => false,
    env: ENV,
  })
  t.equal(code, 125)
  t.equal(lines.length, 1, 'two failures are reported once')
})

/** Writes for ever to a descriptor, and stays behind; its number is in a file. */
const ticking = (fd: 1 | 2) =>
  `(echo $BASHPID >${join(dir, 'pid')}; while :; do echo tick >&${fd}; sleep 0.05; done) &`

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function hasGone(): Promise<boolean> {
  const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'))
  for (let i = 0; i < 50 && isRunning(pid); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return !isRunning(pid)
}

t.test('what it left behind does not keep a failed run open, and gets SIGPIPE', async (t) => {
  const stdout = {
    write() {
      throw new TypeError()
    },
  }
  const code = await main(
    ['run', '-q', ...SECRETS, '--', 'bash', '-c', `${ticking(1)} sleep 0.3`],
    {
      stdin: { read: () => new Uint8Array(), close() {} },
      stdout,
      background: { stdout, stderr: stdout },
      stderr: () => {},
      isTerminal: async () => false,
      env: ENV,
    },
  )
  t.equal(code, 125)
  t.ok(await hasGone())
})

t.test(
  'in this process: a signal is passed on, and after the end closes what is left',
  async (t) => {
    let stdout = ''
    const writer = {
      write: (pieces: readonly Uint8Array[]) => {
        stdout += Buffer.concat(pieces)
      },
    }
    const has = async (text: string) => {
      for (let i = 0; i < 100 && !stdout.includes(text); i++) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
    const script = `trap 'echo got it; exit 7' USR2; ${ticking(1)} while :; do sleep 0.05; done`
    const ended = main(['run', '-q', ...SECRETS, '--', 'bash', '-c', script], {
      stdin: { read: () => new Uint8Array(), close() {} },
      stdout: writer,
      background: { stdout: writer, stderr: writer },
      stderr: () => {},
      isTerminal: async () => false,
      env: ENV,
    })
    await has('tick')
    process.emit('SIGUSR2')
    await has('got it')
    await new Promise((resolve) => setTimeout(resolve, 500))
    process.emit('SIGUSR2')
    t.equal(await ended, 7)
    t.ok(await hasGone())
  },
)

t.test('nor when it writes to the stream that did not fail', async (t) => {
  const stdout = {
    write() {
      throw new TypeError()
    },
  }
  const script = `${ticking(2)} sleep 0.3; echo x; exec sleep 60`
  const code = await main(['run', '-q', ...SECRETS, '--', 'bash', '-c', script], {
    stdin: { read: () => new Uint8Array(), close() {} },
    stdout,
    background: { stdout, stderr: { write() {} } },
    stderr: () => {},
    isTerminal: async () => false,
    env: ENV,
  })
  t.equal(code, 125)
  t.ok(await hasGone())
})

t.test('a signal ends the run when only what it left behind still writes', async (t) => {
  const { child, closed } = start(['-q'], `${ticking(1)} exit 7`)
  await once(child.stdout, 'data')
  await new Promise((resolve) => setTimeout(resolve, 500))
  child.kill('SIGINT')
  t.same(await closed, [7, null])
  t.ok(await hasGone())
})

t.test('a reader that goes away: the command gets SIGPIPE', async (t) => {
  const script = 'while :; do echo hunter2hunter2; done'
  const stdout = {
    write() {
      throw new ReaderGone()
    },
  }
  let stderr = ''
  const code = await main(['run', ...SECRETS, '--', 'bash', '-c', script], {
    stdin: { read: () => new Uint8Array(), close() {} },
    stdout,
    background: { stdout, stderr: stdout },
    stderr: (text) => {
      stderr += text
    },
    isTerminal: async () => false,
    env: ENV,
  })
  t.equal(code, 141)
  t.equal(stderr, '')
  const shell = runShell(
    BIN,
    `$LOGVEIL run ${SECRETS.join(' ')} -- bash -c '${script}' | head -1; echo "\${PIPESTATUS[0]}"`,
  )
  t.equal(shell.stdout, '[secure]\n141\n')
})

t.test('live: a line appears while the command goes on; its input is ours', async (t) => {
  const { child, said, closed } = start(
    ['-q'],
    'echo hunter2hunter2 x; while read line; do echo "got $line"; done',
  )
  await once(child.stdout, 'data')
  t.equal(said.stdout, '[secure] x\n')
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const written = Date.now()
    child.stdin.write('hunter2hunter2\n')
    await once(child.stdout, 'data')
    times.push(Date.now() - written)
  }
  child.stdin.end()
  t.same(await closed, [0, null])
  t.equal(said.stdout, `[secure] x\n${'got [secure]\n'.repeat(5)}`)
  t.ok(Math.min(...times) < 300, `a line is out after ${times} ms`)
})

t.test('signals reach the command, and its last words are not lost', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const) {
    const name = signal.slice(3)
    const { child, said, closed } = start(
      ['-q'],
      `trap 'echo last hunter2hunter2; exit 9' ${name}; echo ready; while :; do sleep 0.1; done`,
    )
    await once(child.stdout, 'data')
    child.kill(signal)
    t.same(await closed, [9, null], signal)
    t.equal(said.stdout, 'ready\nlast [secure]\n')
  }
})

t.test('a command that is killed loses nothing that it had written', async (t) => {
  const line = 'some line of a log\n'
  const { stdout, code } = await bash(
    `head -c ${line.length * 50_000} < <(yes '${line.trim()}'); kill -KILL $$`,
    '-q',
  )
  t.equal(stdout.length, line.length * 50_000)
  t.equal(code, 137)
})
