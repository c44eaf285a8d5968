/**
 * The Web stream does what the bare Masker does, whatever producer and reader
 * do, and both of its sides learn of every failure.
 */
import { setImmediate as nextRound } from 'node:timers/promises'
import { inspect } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { MaskError } from '../../lib/errors.js'
import type { Masker } from '../../lib/masking/masker.js'
import { createMaskTransformStream } from '../../lib/streams/web.js'
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

const source = <T>(chunks: Iterable<T>): ReadableStream<T> => {
  const iterator = chunks[Symbol.iterator]()
  return new ReadableStream<T>({
    pull(controller) {
      const { done, value } = iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}

async function read(
  stream: ReadableStream<Uint8Array>,
  pause?: () => Promise<unknown>,
): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) {
    chunks.push(chunk)
    if (pause !== undefined) await pause()
  }
  return Buffer.concat(chunks)
}

const codeOf = (error: unknown) => (error instanceof MaskError ? error.code : error)
const codeOfRejection = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error) => codeOf(error),
  )

t.test('chunk-blind, in order, complete, for every cut and a slow reader', async (t) => {
  await property(
    t,
    'stream = masker',
    fc.record({ log: logs, places: cuts, slow: fc.boolean(), copy: fc.boolean() }),
    async ({ log, places, slow, copy }) => {
      const masked = source(cutBy(log, places)).pipeThrough(
        createMaskTransformStream(secrets, { copy }),
      )
      const output = await read(masked, slow ? nextRound : undefined)
      if (!output.equals(maskedAtOnce(secrets, log))) throw new Error(inspect(text(output)))
    },
  )
})

t.test('text is UTF-8, and a surrogate pair cut in two stays one character', async (t) => {
  const line = `a ${SECOND} 🦊 z\n`
  for (let at = 0; at <= line.length; at++) {
    const halves = [line.slice(0, at), line.slice(at)]
    const output = await read(source(halves).pipeThrough(createMaskTransformStream(secrets)))
    t.equal(text(output), 'a [secure] 🦊 z\n', `cut at ${at}`)
  }
})

t.test('the body of a Response goes through', async (t) => {
  const body = new Response(`token: ${FIRST}\n`).body!
  const masked = new Response(body.pipeThrough(createMaskTransformStream(secrets)))
  t.equal(await masked.text(), 'token: [secure]\n')
})

t.test('it is a TransformStream with the masker at hand', async (t) => {
  const stream = createMaskTransformStream(secrets)
  t.ok(stream instanceof TransformStream)
  await read(source([FIRST]).pipeThrough(stream))
  t.equal(stream.masker.report().occurrences, 1)
  t.notOk(inspect(stream, { depth: 9 }).includes(FIRST))
})

t.test('a producer that refills one buffer', async (t) => {
  const stream = createMaskTransformStream(secrets)
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  const kept: Uint8Array[] = []
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      kept.push(value)
    }
  })()
  const buffer = new Uint8Array(32)
  for (let line = 0; line < 50; line++) {
    buffer.fill(46)
    buffer.set(utf8(`line ${line} ${line % 2 ? FIRST : 'nothing'}`))
    await writer.write(buffer)
  }
  buffer.set(utf8(FIRST))
  await writer.close()
  await reading
  const output = Buffer.concat(kept).toString()
  t.equal(output.match(/line \d+ nothing/g)?.length, 25)
  t.notOk(output.includes(FIRST))
})

t.test('backpressure: no more is taken in than one chunk ahead of the reader', async (t) => {
  let taken = 0
  const endless = new ReadableStream<string>(
    {
      pull(controller) {
        taken++
        controller.enqueue('x'.repeat(1024))
      },
    },
    { highWaterMark: 0 },
  )
  const reader = endless.pipeThrough(createMaskTransformStream(secrets)).getReader()
  await nextRound()
  t.ok(taken <= 2, `${taken} chunks before the first read`)
  for (let i = 0; i < 10; i++) await reader.read()
  await nextRound()
  t.ok(taken <= 13, `${taken} chunks after ten reads`)
  await reader.cancel()
})

t.test('a writer may wait for ready before anybody reads', async (t) => {
  const stream = createMaskTransformStream(secrets)
  const writer = stream.writable.getWriter()
  await writer.ready
  void writer.write('a')
  void writer.close()
  t.equal(text(await read(stream.readable)), 'a')
})

t.test('idle release', async (t) => {
  await t.test('a value typed slowly leaks less than the minimum length', async (t) => {
    await withClock(async (pass) => {
      const stream = createMaskTransformStream(secrets)
      const output = read(stream.readable)
      const writer = stream.writable.getWriter()
      for (const byte of byteByByte(utf8(`${FIRST}\n`))) {
        await writer.write(byte)
        await pass(300)
      }
      await writer.close()
      t.match(text(await output), /^hunte?\[secure\]\n$/)
    })
  })

  await t.test('an error in it errors both sides', async (t) => {
    await withClock(async (pass) => {
      const stream = createMaskTransformStream(secrets)
      const masker = stream.masker as { -readonly [K in keyof Masker]: Masker[K] }
      masker.releaseIdle = () => {
        throw new Error(FIRST)
      }
      const writer = stream.writable.getWriter()
      const output = codeOfRejection(read(stream.readable))
      await writer.write('hun')
      await pass(200)
      t.equal(await output, 'ERR_INTERNAL')
      t.equal(await codeOfRejection(writer.closed), 'ERR_INTERNAL')
    })
  })

  await t.test('a reader that has cancelled is not written to', async (t) => {
    await withClock(async (pass) => {
      const stream = createMaskTransformStream(secrets)
      stream.masker.releaseIdle = () => {
        t.fail('the timer is still there')
        return []
      }
      const writer = stream.writable.getWriter()
      const reader = stream.readable.getReader()
      const written = writer.write('x hun')
      t.equal(text((await reader.read()).value!), 'x ')
      await written
      await reader.cancel('enough')
      t.equal(await codeOfRejection(writer.closed), 'enough', 'the writer learns why')
      await pass(1000)
      t.pass()
    })
  })
})

t.test('a chunk that is neither text nor bytes errors both sides', async (t) => {
  for (const chunk of [{ secret: FIRST }, 7, null, undefined, new Uint16Array(4), [FIRST]]) {
    const stream = createMaskTransformStream(secrets)
    const output = codeOfRejection(read(stream.readable))
    const writer = stream.writable.getWriter()
    t.equal(await codeOfRejection(writer.write(chunk as never)), 'ERR_CHUNK_TYPE')
    t.equal(await output, 'ERR_CHUNK_TYPE')
    t.equal(await codeOfRejection(writer.closed), 'ERR_CHUNK_TYPE')
  }
})

t.test('after an error nothing more comes out', async (t) => {
  let calls = 0
  const mask = () => {
    calls++
    if (calls === 3) throw new Error(`a foreign error that quotes ${FIRST}`)
    return '***'
  }
  const stream = createMaskTransformStream(secrets, { mask, idleMs: 0 })
  const lines = Array.from({ length: 10 }, (_, line) => `${line} ${FIRST}\n`)
  let seen = ''
  let failure: unknown
  try {
    for await (const chunk of source(lines).pipeThrough(stream)) seen += text(chunk)
  } catch (error) {
    failure = error
  }
  t.type(failure, MaskError)
  t.notOk(inspect(failure, { depth: 9, showHidden: true }).includes(FIRST))
  t.notMatch(seen, /[3-9] /)
})

t.test('abort', async (t) => {
  await t.test('at any point: both sides get the typed error, the output is a prefix', (t) =>
    property(
      t,
      'abort anywhere',
      fc.record({ log: logs, places: cuts, after: fc.nat(12) }),
      async ({ log, places, after }) => {
        const aborter = new AbortController()
        const stream = createMaskTransformStream(secrets, { signal: aborter.signal, idleMs: 0 })
        const writer = stream.writable.getWriter()
        const closed = codeOfRejection(writer.closed)
        const seen: Uint8Array[] = []
        const reading = (async () => {
          for await (const chunk of stream.readable) seen.push(chunk)
        })()
        const read = codeOfRejection(reading)
        for (const [index, chunk] of cutBy(log, places).entries()) {
          if (index === after) aborter.abort()
          await writer.write(chunk).catch(() => {})
        }
        aborter.abort()
        if ((await read) !== 'ERR_ABORTED') throw new Error(`the reader got ${await read}`)
        if ((await closed) !== 'ERR_ABORTED') throw new Error(`the writer got ${await closed}`)
        const output = Buffer.concat(seen)
        if (!maskedAtOnce(secrets, log).subarray(0, output.length).equals(output)) {
          throw new Error(`not a prefix: ${output}`)
        }
      },
    ),
  )

  await t.test('reaches a reader that waits for the first chunk', async (t) => {
    const aborter = new AbortController()
    const stream = createMaskTransformStream(secrets, { signal: aborter.signal })
    const reader = stream.readable.getReader()
    const writer = stream.writable.getWriter()
    const waiting = codeOfRejection(reader.read())
    await nextRound()
    aborter.abort()
    t.equal(await waiting, 'ERR_ABORTED')
    t.equal(await codeOfRejection(writer.write('x')), 'ERR_ABORTED')
  })

  await t.test('reaches a writer that nobody reads', async (t) => {
    const aborter = new AbortController()
    const stream = createMaskTransformStream(secrets, { signal: aborter.signal })
    const writer = stream.writable.getWriter()
    const waiting = codeOfRejection(writer.write('x'))
    await nextRound()
    aborter.abort()
    t.equal(await waiting, 'ERR_ABORTED')
    t.equal(await codeOfRejection(writer.closed), 'ERR_ABORTED')
    t.equal(await codeOfRejection(read(stream.readable)), 'ERR_ABORTED')
  })

  await t.test('before the stream is made', async (t) => {
    const stream = createMaskTransformStream(secrets, { signal: AbortSignal.abort(FIRST) })
    const output = codeOfRejection(read(stream.readable))
    const writer = stream.writable.getWriter()
    t.equal(await codeOfRejection(writer.write('x')), 'ERR_ABORTED')
    t.equal(await output, 'ERR_ABORTED')
  })

  await t.test('leaves no listener behind after end, cancel or error', async (t) => {
    for (const how of ['end', 'cancel', 'abort', 'wrong chunk'] as const) {
      const { signal } = new AbortController()
      const removed = t.capture(signal, 'removeEventListener', signal.removeEventListener)
      const stream = createMaskTransformStream(secrets, { signal })
      const writer = stream.writable.getWriter()
      if (how === 'cancel') await stream.readable.cancel()
      else if (how === 'abort') await writer.abort(new Error('gone'))
      else {
        const output = codeOfRejection(read(stream.readable))
        if (how === 'wrong chunk') await writer.write(7 as never).catch(() => {})
        else await writer.close()
        await output
      }
      await nextRound()
      t.ok(removed().length > 0, how)
    }
  })
})

t.test('an aborted writer ends the reader with its reason', async (t) => {
  const stream = createMaskTransformStream(secrets)
  const output = codeOfRejection(read(stream.readable))
  const writer = stream.writable.getWriter()
  await writer.write('x hun')
  await writer.abort('no more')
  t.equal(await output, 'no more')
})
