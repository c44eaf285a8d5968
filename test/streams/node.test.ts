/**
 * The Node stream does what the bare Masker does, whatever producer and reader
 * do: cut, slow, silent, reusing their memory, going away.
 */
import { once } from 'node:events'
import { Readable, Transform, Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { setImmediate as nextRound } from 'node:timers/promises'
import { inspect } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { MaskError } from '../../lib/errors.js'
import type { SecretRegistry } from '../../lib/secrets/registry.js'
import { createMaskStream } from '../../lib/streams/node.js'
import { byteByByte, cutBy, cuts } from '../helpers/chunkers.js'
import { property } from '../helpers/property.js'
import {
  FIRST,
  logs,
  maskedAtOnce,
  registry,
  SECOND,
  text,
  utf8,
  withClock,
} from '../helpers/streams.js'

const secrets = registry()

/** Collects everything; `pause()` between chunks makes the reader slow. */
async function read(stream: Readable, pause?: () => Promise<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    chunks.push(chunk)
    if (pause !== undefined) await pause()
  }
  return Buffer.concat(chunks)
}

const codeOf = (error: unknown) => (error instanceof MaskError ? error.code : error)

t.test('chunk-blind, in order, complete, for every cut and a slow reader', async (t) => {
  await property(
    t,
    'stream = masker',
    fc.record({ log: logs, places: cuts, slow: fc.boolean(), copy: fc.boolean() }),
    async ({ log, places, slow, copy }) => {
      const stream = createMaskStream(secrets, { copy })
      const [output] = await Promise.all([
        read(stream, slow ? nextRound : undefined),
        pipeline(Readable.from(cutBy(log, places), { objectMode: false }), stream),
      ])
      const expected = maskedAtOnce(secrets, log)
      if (!output.equals(expected)) throw new Error(`${inspect(text(output))}`)
    },
  )
})

t.test('text is UTF-8, and a surrogate pair cut in two stays one character', async (t) => {
  const line = `a ${SECOND} 🦊 z\n`
  for (let at = 0; at <= line.length; at++) {
    const stream = createMaskStream(secrets)
    stream.write(line.slice(0, at))
    stream.end(line.slice(at))
    t.equal(text(await read(stream)), 'a [secure] 🦊 z\n', `cut at ${at}`)
  }
})

t.test('half a surrogate pair becomes U+FFFD before bytes and at the end', async (t) => {
  const stream = createMaskStream(secrets)
  stream.write('a\ud83e')
  stream.write(utf8('b'))
  stream.end('c\ud83e')
  t.equal(text(await read(stream)), 'a\ufffdbc\ufffd')
})

t.test('other encodings are decoded before they are masked', async (t) => {
  const stream = createMaskStream(secrets)
  stream.write(Buffer.from(FIRST).toString('hex').slice(0, 10), 'hex')
  stream.end(Buffer.from(FIRST).toString('hex').slice(10), 'hex')
  t.equal(text(await read(stream)), '[secure]')
})

t.test('80 KB by single bytes', async (t) => {
  const log = utf8(`${'x'.repeat(79)}\n`.repeat(1000) + FIRST)
  const stream = createMaskStream(secrets)
  const [output] = await Promise.all([
    read(stream),
    pipeline(Readable.from(byteByByte(log), { objectMode: false }), stream),
  ])
  t.ok(output.equals(maskedAtOnce(secrets, log)))
})

t.test('one chunk per write, however dense', async (t) => {
  const stream = createMaskStream(secrets)
  const chunks: Buffer[] = []
  stream.on('data', (chunk) => chunks.push(chunk))
  stream.end(`${FIRST} `.repeat(2000))
  await finished(stream)
  t.equal(Buffer.concat(chunks).toString(), '[secure] '.repeat(2000))
  t.ok(chunks.length <= 2, 'the write and the end')
})

t.test('a producer that refills one buffer, and a reader that keeps every chunk', async (t) => {
  const stream = createMaskStream(secrets)
  const kept: Buffer[] = []
  stream.on('data', (chunk) => kept.push(chunk))
  const buffer = Buffer.alloc(32)
  for (let line = 0; line < 50; line++) {
    buffer.fill('.')
    buffer.write(`line ${line} ${line % 2 ? FIRST : 'nothing'}`)
    await new Promise((resolve) => stream.write(buffer, resolve))
  }
  buffer.fill(FIRST)
  stream.end()
  await finished(stream)
  const output = Buffer.concat(kept).toString()
  t.equal(output.match(/line \d+ nothing/g)?.length, 25)
  t.notOk(output.includes(FIRST))
})

t.test('copy: false passes what is not masked on as a view', async (t) => {
  const chunk = Buffer.from('nothing to hide here')
  for (const copy of [true, false]) {
    const stream = createMaskStream(secrets, { copy })
    stream.end(chunk)
    const [output] = (await once(stream, 'data')) as [Buffer]
    t.equal(output.buffer === chunk.buffer, !copy)
    t.equal(output.toString(), chunk.toString())
  }
})

t.test(
  'copy: false passes large parts on as views although bytes are held and masked between',
  async (t) => {
    const text = 'nothing to hide here '.repeat(400)
    const half = FIRST.slice(0, FIRST.length / 2)
    const first = Buffer.from(`${text}${FIRST} ${text}${half}`)
    const second = Buffer.from(`${FIRST.slice(half.length)}${text}`)
    for (const copy of [true, false]) {
      const stream = createMaskStream(secrets, { copy, idleMs: 0 })
      const output: Buffer[] = []
      stream.on('data', (chunk) => output.push(chunk))
      stream.write(first)
      stream.end(second)
      await finished(stream)
      t.equal(Buffer.concat(output).toString(), `${text}[secure] ${text}[secure]${text}`)
      const views = [first, second].flatMap((chunk) =>
        output.filter((o) => o.buffer === chunk.buffer),
      )
      t.equal(views.length, copy ? 0 : 3)
      t.notOk(
        output.some((o) => o.length < 20 && views.includes(o)),
        'small pieces are copies',
      )
    }
  },
)

t.test('a reader that changes its chunks in place does not change the next mask', async (t) => {
  const stream = createMaskStream(secrets)
  const seen: string[] = []
  stream.on('data', (chunk: Buffer) => {
    seen.push(chunk.toString())
    chunk.fill('#')
  })
  for (let i = 0; i < 3; i++) {
    stream.write(FIRST)
    await nextRound()
  }
  stream.end()
  await finished(stream)
  t.strictSame(seen, ['[secure]', '[secure]', '[secure]'])
})

t.test('backpressure: a producer is stopped while nobody reads', async (t) => {
  const stream = createMaskStream(secrets)
  const chunk = 'x'.repeat(16 * 1024)
  let writes = 0
  while (stream.write(chunk)) writes++
  t.ok(writes <= 8, `${writes} writes of 16 KiB`)
  await nextRound()
  t.ok(stream.readableLength + stream.writableLength <= 160 * 1024)
  stream.resume()
  await once(stream, 'drain')
  stream.destroy()
})

t.test('idle release', async (t) => {
  await t.test('a prompt that looks like the start of a secret comes out', async (t) => {
    await withClock(async (pass) => {
      const stream = createMaskStream(registry({ PASSWORD: 'Password: 123456' }), {})
      let seen = ''
      stream.on('data', (chunk) => {
        seen += chunk
      })
      stream.write('Login\nPass')
      await pass(199)
      t.equal(seen, 'Login\n')
      await pass(1)
      t.equal(seen, 'Login\nPass')
      stream.end('ed\n')
      await finished(stream)
      t.equal(seen, 'Login\nPassed\n', 'nothing twice')
    })
  })

  await t.test('a value typed slowly leaks less than the minimum length', async (t) => {
    await withClock(async (pass) => {
      const stream = createMaskStream(secrets)
      let seen = ''
      stream.on('data', (chunk) => {
        seen += chunk
      })
      for (const byte of byteByByte(utf8(`${FIRST}\n`))) {
        stream.write(byte)
        await pass(300)
      }
      stream.end()
      await finished(stream)
      t.match(seen, /^hunte?\[secure\]\n$/)
    })
  })

  await t.test('every write starts the time again', async (t) => {
    await withClock(async (pass) => {
      const stream = createMaskStream(secrets, { idleMs: 50 })
      let seen = ''
      stream.on('data', (chunk) => {
        seen += chunk
      })
      for (const byte of byteByByte(utf8(`${FIRST}.`))) {
        stream.write(byte)
        await pass(49)
      }
      t.equal(seen, '[secure].')
      stream.destroy()
    })
  })

  await t.test('idleMs: 0 never releases by time', async (t) => {
    await withClock(async (pass) => {
      const stream = createMaskStream(secrets, { idleMs: 0 })
      let seen = ''
      stream.on('data', (chunk) => {
        seen += chunk
      })
      stream.write('hun')
      await pass(1_000_000)
      t.equal(seen, '')
      stream.destroy()
    })
  })
})

t.test('no timer is left after the end or after destroy', async (t) => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const before = timers()
  for (const stop of ['end', 'destroy'] as const) {
    const stream = createMaskStream(secrets, { idleMs: 100_000 }).resume()
    const cleared = t.capture(globalThis, 'clearTimeout', globalThis.clearTimeout)
    stream.write('hunt')
    t.equal(timers(), before, 'a waiting timer does not keep the process alive')
    stream[stop]()
    await finished(stream).catch(() => {})
    t.ok(
      cleared().some(({ args }) => args[0] !== undefined),
      stop,
    )
    cleared.restore()
    t.equal(timers(), before)
  }
})

t.test('a chunk that is neither text nor bytes destroys the stream', async (t) => {
  for (const chunk of [{ secret: FIRST }, 7, null, undefined, new Uint16Array(4), [FIRST]]) {
    for (const how of ['write', 'end'] as const) {
      if (how === 'end' && chunk == null) continue
      const stream = createMaskStream(secrets)
      const told = new Promise((resolve) => {
        stream[how](chunk as never, 'utf8', resolve as () => void)
      })
      const [error] = await once(stream, 'error')
      t.equal(codeOf(error), 'ERR_CHUNK_TYPE')
      t.equal(await told, error, 'the callback hears of it')
      t.ok(stream.destroyed)
      t.notOk(inspect(error, { depth: 9 }).includes(FIRST))
    }
  }
})

t.test('an object stream that is piped in does not end the process', async (t) => {
  const objects = Readable.from([{ a: 1 }, { b: 2 }])
  await t.rejects(pipeline(objects, createMaskStream(secrets)), { code: 'ERR_CHUNK_TYPE' })
})

t.test('end() takes a callback alone, and nothing', async (t) => {
  const stream = createMaskStream(secrets).resume()
  await t.resolves(new Promise<void>((resolve) => void stream.end(resolve)))
  await t.resolves(finished(createMaskStream(secrets).resume().end()))
})

t.test('after an error nothing more comes out', async (t) => {
  let calls = 0
  const mask = () => {
    calls++
    if (calls === 3) throw new Error(`a foreign error that quotes ${FIRST}`)
    return '***'
  }
  const stream = createMaskStream(secrets, { mask, idleMs: 0 })
  let seen = ''
  stream.on('data', (chunk) => {
    seen += chunk
  })
  const failed = once(stream, 'error')
  for (let line = 0; line < 10; line++) stream.write(`${line} ${FIRST}\n`)
  const [error] = await failed
  t.type(error, MaskError)
  t.notOk(inspect(error, { depth: 9, showHidden: true }).includes(FIRST))
  await nextRound()
  t.notMatch(seen, /[3-9] /)
  t.ok(stream.destroyed)
  t.notOk(stream.push('x'), 'not even by hand')
  t.throws(() => stream.masker.write(utf8('x')))
})

t.test('an error in an idle release destroys the stream', async (t) => {
  await withClock(async (pass) => {
    const stream = createMaskStream(secrets)
    stream.masker.releaseIdle = () => {
      throw new Error(FIRST)
    }
    const failed = once(stream, 'error')
    stream.write('hun')
    await pass(200)
    const [error] = await failed
    t.equal(codeOf(error), 'ERR_INTERNAL')
    t.notOk(inspect(error).includes(FIRST))
  })
})

t.test('abort', async (t) => {
  await t.test('at any point: typed error, a prefix of the masked log, no listener left', (t) =>
    property(
      t,
      'abort anywhere',
      fc.record({ log: logs, places: cuts, after: fc.nat(12) }),
      async ({ log, places, after }) => {
        const aborter = new AbortController()
        const listeners = countListeners(aborter.signal)
        const stream = createMaskStream(secrets, { signal: aborter.signal, idleMs: 0 })
        const seen: Buffer[] = []
        stream.on('data', (chunk) => seen.push(chunk))
        const over = finished(stream).catch((error) => error)
        for (const [index, chunk] of cutBy(log, places).entries()) {
          if (index === after) aborter.abort()
          if (!stream.destroyed) stream.write(chunk)
        }
        aborter.abort()
        if (codeOf(await over) !== 'ERR_ABORTED') throw new Error('no typed error')
        const output = Buffer.concat(seen)
        if (!maskedAtOnce(secrets, log).subarray(0, output.length).equals(output)) {
          throw new Error(`not a prefix: ${output}`)
        }
        if (listeners() !== 0) throw new Error('a listener is left')
      },
    ),
  )

  await t.test('before the first chunk: not one byte passes', async (t) => {
    const stream = createMaskStream(secrets, { signal: AbortSignal.abort(FIRST) })
    stream.on('data', () => t.fail('data'))
    stream.write('x')
    const [error] = await once(stream, 'error')
    t.equal(codeOf(error), 'ERR_ABORTED')
    t.notOk(inspect(error).includes(FIRST), 'the reason is not repeated')
  })

  await t.test('after end() it still stops a reader that is behind', async (t) => {
    const aborter = new AbortController()
    const stream = createMaskStream(secrets, { signal: aborter.signal })
    stream.end('x'.repeat(1000))
    await nextRound()
    aborter.abort()
    const [error] = await once(stream, 'error')
    t.equal(codeOf(error), 'ERR_ABORTED')
  })

  await t.test('after the last chunk is read it does nothing', async (t) => {
    const aborter = new AbortController()
    const listeners = countListeners(aborter.signal)
    const stream = createMaskStream(secrets, { signal: aborter.signal }).resume()
    stream.end('x')
    await finished(stream)
    t.equal(listeners(), 0)
    aborter.abort()
    t.equal(stream.errored, null)
  })
})

/** Counts what is registered on a signal from now on. */
function countListeners(signal: AbortSignal): () => number {
  let count = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    count++
    addEventListener.apply(signal, args)
  }
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    count--
    removeEventListener.apply(signal, args)
  }
  return () => Math.max(0, count)
}

t.test('destroy at any point: a prefix, and nothing after it', (t) =>
  property(
    t,
    'destroy anywhere',
    fc.record({ log: logs, places: cuts, after: fc.nat(12), withError: fc.boolean() }),
    async ({ log, places, after, withError }) => {
      const stream = createMaskStream(secrets)
      const seen: Buffer[] = []
      let isDestroyed = false
      stream.on('data', (chunk) => {
        if (isDestroyed) throw new Error('data after destroy')
        seen.push(chunk)
      })
      const over = finished(stream).catch((error) => error)
      for (const [index, chunk] of cutBy(log, places).entries()) {
        if (index === after) break
        stream.write(chunk)
      }
      stream.destroy(withError ? new Error('gone') : undefined)
      isDestroyed = true
      await over
      await nextRound()
      const output = Buffer.concat(seen)
      if (!maskedAtOnce(secrets, log).subarray(0, output.length).equals(output)) {
        throw new Error(`not a prefix: ${output}`)
      }
    },
  ),
)

t.test('a reader that fails destroys the stream, through pipeline', async (t) => {
  const stream = createMaskStream(secrets)
  const broken = new Writable({
    write(_chunk, _encoding, callback) {
      callback(new Error('disk full'))
    },
  })
  await t.rejects(pipeline(Readable.from(['x'], { objectMode: false }), stream, broken), {
    message: 'disk full',
  })
  t.ok(stream.destroyed)
})

t.test('a printed stream shows no input', async (t) => {
  const stream = createMaskStream(secrets)
  const other = 'Zm9vYmFyYmF6cXV4'
  // Nobody reads, so the second chunk waits unmasked in the queue of the writable side.
  stream.write('x'.repeat(128 * 1024))
  stream.write(other)
  stream.write(Buffer.from(other))
  const shown = [inspect(stream, { depth: 9, showHidden: true }), JSON.stringify(stream)].join()
  t.match(shown, /^MaskStream \{ held: 0, destroyed: false \}/)
  t.notOk(shown.includes(other))
  t.notOk(shown.includes(Buffer.from(other).toString('hex').slice(0, 8)))
})

t.test('it is a Transform by behaviour, not by instanceof', (t) => {
  const stream = createMaskStream(secrets)
  t.notOk(stream instanceof Transform)
  t.type(stream.pipe, 'function')
  t.equal(stream.readableHighWaterMark, 64 * 1024)
  t.equal(stream.writableHighWaterMark, 64 * 1024)
  t.end()
})

t.test('the report is at hand', async (t) => {
  const stream = createMaskStream(secrets).resume()
  stream.end(`${FIRST}\n${FIRST}\n`)
  await finished(stream)
  t.equal(stream.masker.report().occurrences, 2)
})

t.test('wrong options are refused at once', (t) => {
  const wrong = [
    { idleMs: -1 },
    { idleMs: Number.NaN },
    { idleMs: 1.5 },
    { idleMs: 2 ** 31 },
    { idleMs: '200' },
    { copy: 'no' },
    { signal: {} },
    { signal: null },
    null,
    'x',
  ]
  for (const options of wrong) {
    t.throws(
      () => createMaskStream(secrets, options as never),
      { code: 'ERR_OPTION' },
      inspect(options),
    )
  }
  t.throws(() => createMaskStream({} as SecretRegistry), { code: 'ERR_OPTION' })
  t.end()
})
