/**
 * What a process prints is masked, and everything is as before after restore().
 * In this process with streams that stand in for its own; as a user does it,
 * with the real ones, in `test/examples/console.test.ts`.
 */
import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import t, { type Test } from 'tap'
import { MaskError } from '../../lib/errors.js'
import type { Masked } from '../../lib/masking/options.js'
import { type ConsoleOptions, patchConsole } from '../../lib/streams/console.js'
import { FIRST, registry, SECOND, withClock } from '../helpers/streams.js'

const known = registry()

class Terminal extends Writable {
  seen = ''
  isTTY = true
  override _write(chunk: Buffer, _encoding: string, callback: () => void) {
    this.seen += chunk
    callback()
  }
}

/** A console on two terminals that stand in for the process's own, masked. */
function masked(t: Test, options?: ConsoleOptions, secrets = known) {
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
      const patches = [patchConsole(known), patchConsole(known, { mask: '***' })]
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
  stdout.write(`ter2-hunter2x ${FIRST}`)
  t.equal(stdout.seen, 'ends with hun[secure] [secure]')
  stdout.write(`, ${FIRST.slice(0, 9)}`)
  onExit()
  t.equal(stdout.seen, 'ends with hun[secure] [secure], [secure]')
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

t.test('bytes in any view, of any realm', (t) => {
  const REST = `${FIRST.slice(1)}.\n`
  const { stdout } = masked(t)
  const { buffer } = new TextEncoder().encode(`${FIRST}\n${REST}`)
  const foreign = runInNewContext('Uint8Array.from(bytes)', { bytes: [...new Uint8Array(buffer)] })
  for (const view of [
    new DataView(buffer),
    new Uint16Array(buffer),
    new Int8Array(buffer),
    foreign,
  ]) {
    stdout.seen = ''
    stdout.write(view as never)
    t.equal(stdout.seen, `[secure]\n${REST}`)
  }
  stdout.seen = ''
  stdout.end(new DataView(buffer) as never)
  t.equal(stdout.seen, `[secure]\n${REST}`)
  t.throws(() => stdout.write(1 as never), { code: 'ERR_INVALID_ARG_TYPE' })
  t.end()
})

t.test('what logs about a mask comes after it', async (t) => {
  const names = ({ owners }: Masked) => `masked ${owners.map(({ name }) => name)}\n`

  await t.test('onMask', (t) => {
    const { stdout, patch } = masked(t, {
      onMask: (masked) => {
        stdout.write(names(masked))
        stdout.write(Buffer.from('bytes\n').fill('b', 0, 1))
      },
    })
    const log = [`login with `, FIRST, ` done\n`, `${SECOND} ${FIRST}\n`]
    for (const text of log) stdout.write(text)
    t.equal(
      stdout.seen,
      'login with [secure]masked FIRST\nbytes\n done\n' +
        '[secure] [secure]\nmasked SECOND\nbytes\nmasked FIRST\nbytes\n',
    )
    t.equal(patch.stdout.report().occurrences, 3)
    t.end()
  })

  await t.test('a mask function, on the other stream too', (t) => {
    const { stdout, stderr } = masked(t, {
      mask: ({ names }) => {
        stdout.write('out\n')
        stderr.write('err\n')
        return `<${names}>`
      },
    })
    stdout.write(`${FIRST} and ${SECOND}\n`)
    t.equal(stdout.seen, '<FIRST> and <SECOND>\nout\nout\n')
    t.equal(stderr.seen, 'err\nerr\n')
    t.end()
  })

  await t.test('released by time', (t) =>
    withClock(async (pass) => {
      // the end of the one may begin the other
      const secrets = registry({ ONE: 'abcdefabc', OTHER: 'abcxyzxyz' })
      const { stdout } = masked(t, { idleMs: 10, onMask: () => stdout.write('told\n') }, secrets)
      stdout.write('abcdefabc')
      t.equal(stdout.seen, '[secure]')
      await pass(10)
      stdout.write(' more')
      t.equal(stdout.seen, '[secure]told\n more')
    }),
  )

  await t.test('that ends the stream, or the masking', (t) => {
    for (const method of ['end', 'restore'] as const) {
      const { stdout, patch } = masked(t, {
        onMask: () => (method === 'end' ? stdout.end('over\n') : patch.restore()),
      })
      stdout.write(`${FIRST} and hun`)
      t.equal(stdout.seen, method === 'end' ? '[secure] and hunover\n' : '[secure] and hun')
    }
    t.end()
  })
})

t.test('a process that exits while a write is being masked prints no half of it', (t) => {
  const { stdout } = masked(t, { onMask: () => onExit() })
  const onExit = process.listeners('exit').at(-1) as () => void
  stdout.write(`${FIRST} and hun`)
  t.equal(stdout.seen, '[secure] and ')
  onExit()
  t.equal(stdout.seen, '[secure] and hun')
  t.end()
})

t.test('an unknown encoding is an error of the one write', (t) => {
  const { stdout } = masked(t)
  t.throws(() => stdout.write('x', 'nope' as never), { code: 'ERR_UNKNOWN_ENCODING' })
  stdout.write('y')
  t.equal(stdout.seen, 'y')
  t.end()
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
    t.throws(() => patchConsole(known, options as never), MaskError)
    t.equal(process.stdout.write, write)
  }
  t.end()
})
