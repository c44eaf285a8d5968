/** Parts join to the log, stay within their bounds, and can be resumed at any acknowledged byte. */
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { setImmediate as nextRound } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { createLogParts, type LogPart, type LogPartsOptions } from '../../lib/streams/log-parts.js'
import { createMaskStream } from '../../lib/streams/node.js'
import { ResumePoints } from '../../lib/streams/resume.js'
import { cutBy, cuts, every } from '../helpers/chunkers.js'
import { property } from '../helpers/property.js'
import { logs, maskedAtOnce, registry, text, utf8, withClock } from '../helpers/streams.js'

async function partsOf(chunks: Uint8Array[], options: LogPartsOptions): Promise<LogPart[]> {
  const stream = createLogParts(options)
  const parts: LogPart[] = []
  stream.on('data', (part) => parts.push(part))
  await pipeline(Readable.from(chunks, { objectMode: false }), stream)
  return parts
}

const joined = (parts: LogPart[]) => Buffer.concat(parts.map(({ bytes }) => bytes))

/** Throws unless numbers and offsets are those of one log without gaps, closed by one empty part. */
function checkSequence(parts: LogPart[], sequence = 0, offset = 0): void {
  let at = offset
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1
    if (part.sequence !== sequence + index) throw new Error(`sequence ${part.sequence}`)
    if (part.offset !== at) throw new Error(`offset ${part.offset}, not ${at}`)
    if (part.final !== isLast) throw new Error(`final ${part.final} at ${index}`)
    if ((part.bytes.length === 0) !== isLast) throw new Error(`an empty part at ${index}`)
    at += part.bytes.length
  }
  if (parts.length === 0) throw new Error('no final part')
}

/** Text with characters of one to four bytes, and sometimes bytes that are no UTF-8. */
const anyLog = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'é', '✓', '🦊', '\n', '\r\n', 'a longer line\n').map(utf8),
      fc.uint8Array({ maxLength: 3 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => new Uint8Array(Buffer.concat(pieces)))

t.test('for every log, cut and size: joined again, in bounds, numbered, closed', (t) =>
  property(
    t,
    'log parts',
    fc.record({
      log: anyLog,
      places: cuts,
      maxBytes: fc.integer({ min: 4, max: 40 }),
      splitLines: fc.boolean(),
    }),
    async ({ log, places, maxBytes, splitLines }) => {
      const parts = await partsOf(cutBy(log, places), { maxBytes, splitLines })
      if (!joined(parts).equals(log)) throw new Error('not the log')
      checkSequence(parts)
      if (parts.some(({ bytes }) => bytes.length > maxBytes)) throw new Error('too long')
    },
  ),
)

t.test('a character is never cut', (t) =>
  property(
    t,
    'valid text gives valid parts',
    fc.record({
      log: fc.string({ unit: 'binary', maxLength: 60 }).map(utf8),
      places: cuts,
      maxBytes: fc.integer({ min: 4, max: 9 }),
      splitLines: fc.boolean(),
    }),
    async ({ log, places, maxBytes, splitLines }) => {
      const decoder = new TextDecoder('utf-8', { fatal: true })
      const parts = await partsOf(cutBy(log, places), { maxBytes, splitLines })
      for (const { bytes } of parts) decoder.decode(bytes)
    },
  ),
)

t.test('bytes that are no UTF-8 do not wait for more', async (t) => {
  const cases = { '61 80 80 80': 4, '61 62 63 ff': 4, '61 62 63 f8': 4, '80 80 80 80': 4 }
  for (const [hex, length] of Object.entries(cases)) {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    const [first] = await partsOf([bytes, utf8('more')], { maxBytes: 4 })
    t.equal(first!.bytes.length, length, hex)
  }
  const [first] = await partsOf([Buffer.from('616263f0', 'hex')], { maxBytes: 4 })
  t.equal(first!.bytes.length, 3, 'the start of a character does')
  for (const [char, length] of [
    ['é', 2],
    ['✓', 3],
    ['🦊', 4],
  ] as const) {
    const [first] = await partsOf([utf8(`abc${char}`)], { maxBytes: 2 + length })
    t.equal(first!.bytes.length, 3, `${char} is not cut`)
  }
})

t.test('splitLines', async (t) => {
  const lines = (parts: LogPart[]) => parts.map(({ bytes }) => text(bytes))
  const log = utf8('one\r\ntwo\nthree\nand a line that is too long\nfour\n')
  t.strictSame(lines(await partsOf([log], { maxBytes: 12, splitLines: true })), [
    'one\r\ntwo\n',
    'three\n',
    'and a line t',
    'hat is too l',
    'ong\nfour\n',
    '',
  ])
  t.strictSame(lines(await partsOf([log.subarray(0, 9)], { maxBytes: 12 })), ['one\r\ntwo\n', ''])
})

t.test('time', async (t) => {
  await t.test('sends what has gathered, from the first byte on', async (t) => {
    await withClock(async (pass) => {
      const stream = createLogParts({ maxMs: 100 })
      const seen: string[] = []
      stream.on('data', ({ bytes }) => seen.push(text(bytes)))
      stream.write('a')
      await pass(60)
      stream.write('b')
      await pass(39)
      t.strictSame(seen, [])
      await pass(1)
      t.strictSame(seen, ['ab'])
      await pass(1000)
      t.strictSame(seen, ['ab'], 'no empty parts on a quiet log')
      stream.write(utf8('c🦊').subarray(0, 3))
      await pass(100)
      t.strictSame(seen, ['ab', 'c'], 'not inside a character')
      stream.end(utf8('🦊').subarray(2))
      await finished(stream)
      t.strictSame(seen, ['ab', 'c', '🦊', ''])
    })
  })

  await t.test('with splitLines: whole lines first, then what stands alone', async (t) => {
    await withClock(async (pass) => {
      const stream = createLogParts({ maxMs: 100, splitLines: true })
      const seen: string[] = []
      stream.on('data', ({ bytes }) => seen.push(text(bytes)))
      stream.write('line\nDownload 10%')
      await pass(100)
      t.strictSame(seen, ['line\n'])
      await pass(100)
      t.strictSame(seen, ['line\n', 'Download 10%'])
      stream.destroy()
    })
  })

  await t.test('0: never', async (t) => {
    await withClock(async (pass) => {
      const stream = createLogParts({ maxMs: 0 })
      stream.on('data', () => t.fail('sent by time'))
      stream.write('a')
      await pass(1e9)
      stream.destroy()
      t.pass()
    })
  })

  await t.test('does not lengthen the queue of a reader that is behind', async (t) => {
    await withClock(async (pass) => {
      const stream = createLogParts({ maxMs: 10 })
      for (let line = 0; line < 20; line++) {
        stream.write('line\n')
        await pass(10)
      }
      t.ok(stream.readableLength <= 3, `${stream.readableLength} parts wait`)
      const parts: LogPart[] = []
      stream.on('data', (part) => parts.push(part))
      stream.end()
      await finished(stream)
      t.equal(joined(parts).toString(), 'line\n'.repeat(20))
      checkSequence(parts)
    })
  })

  await t.test('a destroyed stream sends nothing more, and no final part', async (t) => {
    await withClock(async (pass) => {
      const stream = createLogParts({ maxMs: 10 })
      stream.on('data', () => t.fail('a part after destroy'))
      stream.write('a')
      await nextRound()
      stream.destroy()
      await once(stream, 'close')
      await pass(10)
      t.pass()
    })
  })
})

t.test('backpressure: the input waits while nobody takes parts', async (t) => {
  const stream = createLogParts({ maxBytes: 1024, maxMs: 0 })
  let written = 0
  while (stream.write(Buffer.alloc(1024, 'x'))) written++
  await nextRound()
  t.ok(written < 80, `${written} KiB were taken`)
  stream.destroy()
})

t.test('a producer that refills its buffer does not change a part', async (t) => {
  const stream = createLogParts({ maxMs: 0 })
  const parts: LogPart[] = []
  stream.on('data', (part) => parts.push(part))
  const buffer = Buffer.from('first ')
  await new Promise((resolve) => stream.write(buffer, resolve))
  buffer.write('second')
  stream.end()
  await finished(stream)
  t.equal(joined(parts).toString(), 'first ')
})

t.test('resume from an acknowledged offset', async (t) => {
  await t.test('the rest of the same output', (t) =>
    property(
      t,
      'skip what is stored',
      fc.record({ log: anyLog, places: cuts, stored: fc.nat(100), from: fc.nat(50) }),
      async ({ log, places, stored, from }) => {
        const acknowledged = from + Math.min(stored, log.length)
        const options = { maxBytes: 8, sequence: 7, offset: from, acknowledged }
        const parts = await partsOf(cutBy(log, places), options)
        checkSequence(parts, 7, acknowledged)
        if (!joined(parts).equals(log.subarray(acknowledged - from)))
          throw new Error('not the rest')
      },
    ),
  )

  await t.test('a new masker from a noted point stores the same log', (t) =>
    property(
      t,
      'interrupted = uninterrupted',
      fc.record({ log: logs, size: fc.integer({ min: 1, max: 50 }), lost: fc.nat(1000) }),
      async ({ log, size, lost }) => {
        const secrets = registry()
        const expected = maskedAtOnce(secrets, log)

        // The first run is interrupted somewhere: a prefix of its output is stored.
        const points = new ResumePoints()
        const first = createMaskStream(secrets, { idleMs: 0 }).resume()
        for (const chunk of every(log, size)) {
          await new Promise((resolve) => first.write(chunk, resolve))
          points.note(first.masker.offsets)
        }
        const acknowledged = Math.min(
          Math.floor((lost * expected.length) / 1000),
          first.masker.offsets.released,
        )
        first.destroy()

        // The second run knows the point and what is stored, nothing else.
        const point = points.at(acknowledged)
        if (point.released > acknowledged) throw new Error('a point that is not stored')
        const second = createMaskStream(secrets, { idleMs: 0 })
        const resumed = createLogParts({ maxBytes: 16, offset: point.released, acknowledged })
        const parts: LogPart[] = []
        resumed.on('data', (part) => parts.push(part))
        await pipeline(
          Readable.from([log.subarray(point.settled)], { objectMode: false }),
          second,
          resumed,
        )
        const stored = Buffer.concat([expected.subarray(0, acknowledged), joined(parts)])
        if (!stored.equals(expected)) throw new Error(`${stored}`)
      },
    ),
  )
})

t.test('wrong options are refused by name', (t) => {
  const wrong: LogPartsOptions[] = [
    { maxBytes: 3 },
    { maxBytes: 1.5 },
    { maxMs: -1 },
    { maxMs: 2 ** 31 },
    { sequence: -1 },
    { offset: -1 },
    { offset: 5, acknowledged: 4 },
    { acknowledged: Number.NaN },
    { splitLines: 1 as never },
  ]
  t.throws(() => createLogParts(null as never), { code: 'ERR_OPTION' })
  for (const options of wrong) {
    const name = Object.keys(options).at(-1)
    t.throws(() => createLogParts(options), {
      code: 'ERR_OPTION',
      message: new RegExp(`^${name} `),
    })
  }
  t.end()
})
