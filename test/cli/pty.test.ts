import { EventEmitter } from 'node:events'
import { chmodSync, existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { loadPty, type Pty, type PtyModule, startPty, type Terminal } from '../../lib/cli/pty.js'
import { run } from './support.js'

/** A command that can be run. */
const NODE = process.execPath

/** A terminal and a pty that only remember what they were told. */
function setUp(
  isTTY: boolean,
  size: { columns?: number; rows?: number } = {},
  ptsName: string | undefined = undefined,
) {
  const calls: unknown[][] = []
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args])
    }
  const input = Object.assign(new EventEmitter(), {
    isTTY,
    setRawMode: note('raw'),
    pause: note('pause input'),
  })
  const output = Object.assign(new EventEmitter(), size)
  let data: Parameters<Pty['onData']>[0] = () => {}
  let exit: Parameters<Pty['onExit']>[0] = () => {}
  const module: PtyModule = {
    spawn: (file, args, options) => {
      calls.push(['spawn', file, args, options])
      return {
        onData: (listener) => {
          data = listener
        },
        onExit: (listener) => {
          exit = listener
        },
        write: note('write'),
        resize: note('resize'),
        kill: note('kill'),
        pause: note('pause'),
        resume: note('resume'),
        ...(ptsName !== undefined && { ptsName }),
      }
    },
  }
  const terminal = { input, output } as unknown as Terminal
  return {
    module,
    terminal,
    input,
    output,
    calls,
    data: (text: string) => data(Buffer.from(text)),
    exit: (ending: { exitCode: number; signal?: number }) => exit(ending),
  }
}

t.test('keys, sizes and output go through; the terminal is restored', async (t) => {
  const { module, terminal, input, output, calls, data, exit } = setUp(true, {
    columns: 100,
    rows: 30,
  })
  const child = startPty(module, NODE, ['-x'], { TERM: 'vt100' }, terminal)
  t.equal(child.stderr, undefined)
  t.match(calls.shift(), [
    'spawn',
    NODE,
    ['-x'],
    { name: 'vt100', cols: 100, rows: 30, encoding: null },
  ])
  t.same(calls.splice(0), [['raw', true]])
  input.emit('data', Buffer.from('q'))
  Object.assign(output, { columns: 90 })
  output.emit('resize')
  child.kill('SIGTERM')
  t.same(calls.splice(0), [
    ['write', Buffer.from('q')],
    ['resize', 90, 30],
    ['kill', 'SIGTERM'],
  ])
  data('hello')
  t.equal(Buffer.from(await child.stdout.read()).toString(), 'hello')
  exit({ exitCode: 3, signal: 0 })
  t.same(await child.ended, { code: 3 })
  t.equal((await child.stdout.read()).length, 0)
  const last = calls.filter(([name]) => name !== 'resume')
  t.same(last, [['raw', false], ['pause input']])
  t.equal(input.listenerCount('data') + output.listenerCount('resize'), 0)
})

t.test('without a terminal; backpressure; a signal', async (t) => {
  const { module, terminal, calls, data, exit } = setUp(false)
  const child = startPty(module, NODE, [], {}, terminal)
  t.match(calls, [['spawn', NODE, [], { name: 'xterm-256color', cols: 80, rows: 24 }]])
  for (let i = 0; i < 20; i++) data('x'.repeat(10_000))
  t.ok(calls.some(([name]) => name === 'pause'))
  let length = 0
  while (length < 200_000) length += (await child.stdout.read()).length
  t.ok(calls.some(([name]) => name === 'resume'))
  exit({ exitCode: 0, signal: 15 })
  t.same(await child.ended, { code: 143 })
  t.equal((await child.stdout.read()).length, 0)
})

t.test('it is not paused for long: what is unread when it ends would be lost', async (t) => {
  const { module, terminal, calls, data, exit } = setUp(false)
  const child = startPty(module, NODE, [], {}, terminal)
  data('x'.repeat(100_000))
  t.same(calls.at(-1), ['pause'])
  await new Promise((resolve) => setTimeout(resolve, 100))
  t.same(calls.at(-1), ['resume'])
  exit({ exitCode: 0 })
  await child.ended
})

t.test("the command's side stays open until it has ended", async (t) => {
  const device = join(t.testdir({ device: '' }), 'device')
  const isOpen = () =>
    readdirSync('/proc/self/fd').some((fd) => {
      try {
        return readlinkSync(join('/proc/self/fd', fd)) === device
      } catch {
        return false // the one that reads the folder
      }
    })
  for (const [name, wanted] of [
    [device, true],
    [join(device, 'none'), false],
  ] as const) {
    const { module, terminal, exit } = setUp(false, {}, name)
    const child = startPty(module, NODE, [], {}, terminal)
    if (existsSync('/proc/self/fd')) t.equal(isOpen(), wanted)
    exit({ exitCode: 0 })
    await child.ended
    if (existsSync('/proc/self/fd')) t.notOk(isOpen())
  }
})

t.test('a reader that goes: the command is told, and what it still says is dropped', async (t) => {
  const { module, terminal, calls, data, exit } = setUp(false)
  const child = startPty(module, NODE, [], {}, terminal)
  data('first')
  child.stdout.close()
  await new Promise((resolve) => setTimeout(resolve))
  t.ok(calls.some(([name, signal]) => name === 'kill' && signal === 'SIGHUP'))
  calls.length = 0
  data('x'.repeat(100_000))
  t.same(calls, [], 'not paused')
  exit({ exitCode: 0, signal: 1 })
  t.same(await child.ended, { code: 129 })
})

t.test('commands that cannot be run', async (t) => {
  const dir = t.testdir({ plain: '', folder: {}, bin: { 'a-tool': '', folder: {} } })
  chmodSync(join(dir, 'bin/a-tool'), 0o755)
  const ending = (command: string, PATH?: string) => {
    const { module, terminal, exit } = setUp(false)
    const child = startPty(module, command, [], { PATH }, terminal)
    exit({ exitCode: 0 })
    return child.ended
  }
  t.same(await ending(join(dir, 'none')), { code: 127, problem: 'no such file' })
  t.same(await ending(join(dir, 'folder')), { code: 126, problem: 'permission denied' })
  t.same(await ending('a-tool', `${dir}:/nonexistent`), { code: 127, problem: 'no such file' })
  t.same(await ending('folder', join(dir, 'bin')), { code: 126, problem: 'permission denied' })
  t.same(await ending('a-tool', `/nonexistent:${join(dir, 'bin')}`), { code: 0 })
  t.same(await ending('a-tool'), { code: 127, problem: 'no such file' })
  const { module, terminal } = setUp(false)
  const child = startPty(module, join(dir, 'none'), [], {}, terminal)
  child.kill('SIGTERM')
  t.equal((await child.stdout.read()).length, 0)
  chmodSync(join(dir, 'plain'), 0o644)
  t.same(await ending(join(dir, 'plain')), { code: 126, problem: 'permission denied' })
})

t.test('node-pty is optional', async (t) => {
  const dir = t.testdir({})
  const [esm, cjs] = [join(dir, 'a.mjs'), join(dir, 'b.cjs')]
  writeFileSync(esm, 'export const spawn = 1')
  writeFileSync(cjs, 'exports.spawn = 2')
  t.equal((await loadPty(pathToFileURL(esm).href)).spawn, 1)
  t.equal((await loadPty(pathToFileURL(cjs).href)).spawn, 2)
  await t.rejects(loadPty('no-such-package'), {
    code: 'ERR_USAGE',
    message: '--pty needs the package node-pty: npm install node-pty',
  })
})

const isInstalled = await loadPty().then(
  () => true,
  () => false,
)

t.test('the real one, or a clear message', async (t) => {
  const result = await run(['run', '-q', '--no-env', '--pty', '--', 'bash', '-c', 'test -t 1'], {
    env: { PATH: process.env.PATH! },
  })
  if (isInstalled) t.equal(result.code, 0, 'stdout is a terminal')
  else t.match(result, { code: 2, stdout: '', stderr: /--pty needs the package node-pty/ })
})
