/**
 * What a process prints is masked, and everything is as before after restore().
 * In this process with streams that stand in for its own; as a user does it,
 * with the real ones, in `test/examples/console.test.ts`.
 */
import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import t, { type Test } from 'tap'
import { MaskError } from '../../lib/errors.js'
import { type ConsoleOptions, patchConsole } from '../../lib/streams/console.js'
import { FIRST, registry, withClock } from '../helpers/streams.js'

const secrets = registry()

class Terminal extends Writable {
  seen = ''
  isTTY = true
  override _write(chunk: Buffer, _encoding: string, callback: () => void) {
    this.seen += chunk
    callback()
  }
}

/** A console on two terminals that stand in for the process's own, masked. */
function masked(t: Test, options?: ConsoleOptions) {
  const [stdout, stderr] = [new Terminal(), new Terminal()]
  const put = { stdout: process.stdout, stderr: process.stderr }
  const use = (streams: object) => {
    for (const [name, value] of Object.entries(streams)) {
      Object.defineProperty(process, name, { value, configurable: true, writable: true })
    }
  }
  use({ stdout, stderr })
  const patch = patchConsole(secrets, { idleMs: 0, ...options })
  use(put)
  t.teardown(() => patch.restore())
  return { stdout, stderr, patch, console: new Console(stdout, stderr) }
}

t.test('every way to print is masked', (t) => {
  const { stdout, stderr, console } = masked(t)
  console.log('a %s', FIRST)
  console.log({ nested: [FIRST] })
  console.group('group')
  console.info(FIRST)
  console.groupEnd()
  console.table([{ FIRST }])
  stdout.write(Buffer.from(`${FIRST}\n`))
  stdout.write(Buffer.from(`${FIRST}\n`).toString('base64'), 'base64')
  console.error(new Error(`wrong ${FIRST}`).message)
  console.trace(FIRST)
  console.assert(false, FIRST)
  t.notOk((stdout.seen + stderr.seen).includes(FIRST))
  t.equal(stdout.seen.match(/\[secure\]/g)?.length, 6)
  t.match(stdout.seen, /^a \[secure\]\n\{ nested: \[ '\[secure\]' \] \}\ngroup\n {2}\[secure\]\n/)
  t.match(
    stderr.seen,
    /^wrong \[secure\]\nTrace: \[secure\]\n(.*\n)+Assertion failed: \[secure\]\n$/,
  )
  t.end()
})

t.test('a value printed in two writes; a prompt comes out by time', (t) =>
  withClock(async (pass) => {
    const { stdout } = masked(t, { idleMs: 100 })
    stdout.write(FIRST.slice(0, 10))
    stdout.write(FIRST.slice(10))
    t.equal(stdout.seen, '[secure]')
    stdout.write(' hun')
    t.equal(stdout.seen, '[secure] ')
    await pass(100)
    t.equal(stdout.seen, '[secure] hun')
  }),
)

t.test('long texts are printed in order, and the callback is called once', async (t) => {
  const { stdout } = masked(t)
  const text = 'nothing to hide here '.repeat(400)
  let calls = 0
  await new Promise<void>((done) => {
    stdout.write(`${text}${FIRST} ${text}.`, () => {
      calls++
      setImmediate(done)
    })
  })
  t.equal(stdout.seen, `${text}[secure] ${text}.`)
  t.equal(calls, 1)
})

t.test('stdout and stderr are separate texts', (t) => {
  const { stdout, stderr, patch } = masked(t)
  stdout.write('hunt')
  stderr.write('er2-hunter2x')
  patch.restore()
  t.equal(stdout.seen + stderr.seen, 'hunter2-hunter2x')
  t.end()
})

t.test('callbacks and return values are those of write()', async (t) => {
  const { stdout } = masked(t)
  t.equal(stdout.write('x'), true)
  await new Promise((resolve) => stdout.write('x', resolve as () => void))
  await new Promise((resolve) => stdout.write('x', 'utf8', resolve))
  t.equal(
    await new Promise((resolve) => stdout.write('hun', 'utf8', resolve)),
    null,
    'all of it is held',
  )
  t.throws(() => stdout.write(7), { code: 'ERR_INVALID_ARG_TYPE' })
  t.throws(() => stdout.write(null), { code: 'ERR_STREAM_NULL_VALUES' })
  stdout.write('ted')
  t.equal(stdout.seen, 'xxxhunted', 'a wrong chunk changes nothing')
})

t.test('end() masks its chunk and gives up what is held', async (t) => {
  for (const args of [[], ['x'], ['eA==', 'base64']]) {
    const { stdout } = masked(t)
    stdout.write(`${FIRST} hun`)
    await new Promise<void>((resolve) =>
      (stdout.end as (...a: unknown[]) => void)(...args, resolve),
    )
    t.equal(stdout.seen, `[secure] hun${args.length > 0 ? 'x' : ''}`)
  }
})

t.test('restore', async (t) => {
  await t.test('puts back exactly what was there', (t) => {
    const { stdout, patch } = masked(t)
    t.not(stdout.write, Terminal.prototype.write)
    stdout.write('hun')
    patch.restore()
    patch.restore()
    t.equal(stdout.seen, 'hun', 'what was held is printed once')
    t.notOk(Object.hasOwn(stdout, 'write'))
    t.notOk(Object.hasOwn(stdout, 'end'))
    stdout.write(FIRST)
    t.ok(stdout.seen.endsWith(FIRST))
    t.end()
  })

  await t.test('keeps the wrapper that somebody else has put around it', (t) => {
    const { stdout, patch } = masked(t)
    const ours = stdout.write
    const theirs: typeof stdout.write = (chunk: string) => ours.call(stdout, `<${chunk}>`, 'utf8')
    stdout.write = theirs
    patch.restore()
    t.equal(stdout.write, theirs)
    stdout.write('x')
    t.equal(stdout.seen, '<x>')
    t.end()
  })

  await t.test('two patches, taken off in either order', (t) => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const stream = new Terminal()
      const put = process.stdout
      Object.defineProperty(process, 'stdout', { value: stream, configurable: true })
      const patches = [patchConsole(secrets), patchConsole(secrets, { mask: '***' })]
      Object.defineProperty(process, 'stdout', { value: put, configurable: true })
      stream.write(`${FIRST} `)
      patches[order[0]!]!.restore()
      stream.write(`${FIRST} `)
      patches[order[1]!]!.restore()
      stream.write('plain')
      t.match(stream.seen, /^\*\*\* (\*\*\*|\[secure\]) plain$/)
    }
    t.end()
  })

  await t.test('leaves no listener on the process', (t) => {
    const before = process.listenerCount('exit')
    const { patch } = masked(t)
    t.equal(process.listenerCount('exit'), before + 1)
    patch.restore()
    t.equal(process.listenerCount('exit'), before)
    t.end()
  })
})

t.test('when the process exits, what is held is printed; later output is masked too', (t) => {
  const { stdout } = masked(t)
  const onExit = process.listeners('exit').at(-1) as () => void
  stdout.write('ends with hun')
  t.equal(stdout.seen, 'ends with ')
  onExit()
  t.equal(stdout.seen, 'ends with hun')
  stdout.write(`late ${FIRST}`)
  t.equal(stdout.seen, 'ends with hunlate [secure]')
  t.end()
})

t.test('fails closed', async (t) => {
  const mask = () => {
    throw new Error(`quotes ${FIRST}`)
  }
  await t.test('one line on stderr, then nothing on the stream that failed', async (t) => {
    const { stdout, stderr } = masked(t, { mask })
    stdout.write(`${FIRST}\n`)
    const error = await new Promise((resolve) => stdout.write('more\n', resolve))
    stdout.write('and more\n')
    stderr.write('stderr still works\n')
    t.equal(stdout.seen, '')
    t.match(
      stderr.seen,
      /^logveil: masking failed \(ERR_\w+\): output is dropped .*\nstderr still works\n$/,
    )
    t.type(error, MaskError)
  })

  await t.test('onError instead; also from an idle release', (t) =>
    withClock(async (pass) => {
      const errors: MaskError[] = []
      const { stderr, patch } = masked(t, { onError: (error) => errors.push(error), idleMs: 10 })
      patch.stderr.releaseIdle = () => {
        throw new Error(FIRST)
      }
      stderr.write('hun')
      await pass(10)
      stderr.write('more')
      t.equal(stderr.seen, '')
      t.strictSame(
        errors.map(({ code }) => code),
        ['ERR_INTERNAL'],
      )
      t.notOk(inspect(errors).includes(FIRST))
    }),
  )
})

t.test('reports', (t) => {
  const { stdout, patch } = masked(t)
  stdout.write(FIRST)
  t.equal(patch.stdout.report().occurrences, 1)
  t.equal(patch.stderr.report().occurrences, 0)
  t.end()
})

t.test('wrong options are refused before anything is patched', (t) => {
  for (const options of [{ onError: 1 }, { idleMs: -1 }, { mask: '' }]) {
    const { write } = process.stdout
    t.throws(() => patchConsole(secrets, options as never), MaskError)
    t.equal(process.stdout.write, write)
  }
  t.end()
})
