/**
 * P5: work is O(1) per input byte, whatever the secrets and the input; memory
 * does not depend on the length of the input.
 *
 * Work is measured as processor time, which other load on the machine changes
 * little. Both inputs are longer than the longest hold. For four times the
 * input, linear work takes four times as long and quadratic work sixteen times;
 * the limit lies between.
 */
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { createMaskStream } from '../../lib/streams/node.js'
import { every } from '../helpers/chunkers.js'
import { bytesOf } from '../helpers/oracle.js'

/** Inputs that make a naive search go back again and again, with the secrets for it. */
const CASES: Record<string, { values: string[]; unit: string; fragments?: boolean }> = {
  'a run of one byte against a longer one': { values: ['x'.repeat(80 * 1024 + 1)], unit: 'x' },
  'a run of one byte that ends wrong': { values: [`${'x'.repeat(2000)}y`], unit: 'x' },
  'a run of one byte that starts wrong': { values: [`y${'x'.repeat(2000)}`], unit: 'x' },
  'occurrences that overlap by all but one byte': { values: ['x'.repeat(500)], unit: 'x' },
  'values nested in each other': {
    values: Array.from({ length: 200 }, (_, index) => 'x'.repeat(6 + index)),
    unit: 'x',
  },
  'a period that almost matches': { values: [`${'abcab'.repeat(100)}abd`], unit: 'abcab' },
  'values with the same long start': {
    values: Array.from({ length: 1000 }, (_, index) => `the-same-20-bytes--:${index}`),
    unit: 'the-same-20-bytes--:',
  },
  'white space against breaks': { values: [`abcdef${' \n'.repeat(20)}ghijkl`], unit: 'abcdef ' },
  'nothing but white space': { values: ['abcdef ghijkl\nmnopqr'], unit: ' ' },
  'starts of a value of many breaks': {
    values: [`abcdef ${'a\n'.repeat(500)}b`],
    unit: 'abcdef a\na a ',
  },
  'pieces that are one byte too short': {
    values: ['Zk3vQ9xLw2RtY7uPb5NcM8sD1fGh4JaE'],
    unit: 'Zk3vQ9x Zk3vQ9- Lw2RtY7 ',
    fragments: true,
  },
  'one token without an end': {
    values: ['Zk3vQ9xLw2RtY7uPb5NcM8sD1fGh4JaE'.repeat(2)],
    unit: 'Zk3vQ9xLw2RtY7uPb5NcM8sD1fGh4JaE',
    fragments: true,
  },
}

const KIB = 1024

/** The least processor time of three rounds, in ms. */
function time(work: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3; round++) {
    const start = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

for (const [name, { values, unit, fragments = false }] of Object.entries(CASES)) {
  t.test(`P5: ${name}`, async (t) => {
    const variants = ['raw', 'lines']
    const secrets = new SecretRegistry({ variants, fragments })
    for (const [index, value] of values.entries()) secrets.add(`S${index}`, value)
    const input = bytesOf(unit.repeat(Math.ceil((1280 * KIB) / unit.length)))
    const bound = Math.max(...values.map((value) => value.replace(/\s+/g, '#'.repeat(64)).length))
    for (const [how, size, length] of [
      ['in chunks of 4 KiB', 4 * KIB, 1280 * KIB],
      ['byte by byte', 1, 400 * KIB],
    ] as const) {
      let held = 0
      const run = (bytes: Uint8Array): void => {
        const masker = new Masker(secrets)
        for (const chunk of every(bytes, size)) {
          masker.write(chunk)
          held = Math.max(held, masker.held)
        }
        masker.end()
      }
      const short = time(() => run(input.subarray(0, length / 4)))
      const long = time(() => run(input.subarray(0, length)))
      t.ok(
        long < 10 * short + 20,
        `${how}: ${(length / 1000 / long).toFixed(1)} MB/s, ${(long / short).toFixed(1)} times the time for 4 times the input`,
      )
      t.ok(held <= bound, `${how}: at most ${held} bytes held, the longest pattern has ${bound}`)
    }
  })
}

t.test('P5: a long value with a sequence behind each character', async (t) => {
  const words = Array.from({ length: 12_000 }, (_, i) => `word${i % 89}`).join(' ')
  const run = (length: number): number => {
    const value = `${words.slice(0, length - 1)}.`
    const secrets = new SecretRegistry({ variants: ['raw'], fragments: false })
    secrets.add('S', value)
    const log = bytesOf(value.replace(/./g, '$&\x1b[m'))
    return time(() => {
      const masker = new Masker(secrets)
      masker.write(log)
      masker.end()
      t.equal(masker.report().occurrences, length)
    })
  }
  const [short, long] = [run(16 * KIB), run(64 * KIB)]
  t.ok(long < 10 * short + 20, `${long} ms for four times the ${short} ms of a quarter`)
})

t.test('P5: a reader that does not read stops the writer', async (t) => {
  const secrets = new SecretRegistry()
  secrets.add('S', 'hunter2hunter2')
  const stream = createMaskStream(secrets, { idleMs: 0 })
  const chunk = bytesOf('a line of a log without secrets\n'.repeat(512))
  let written = 0
  while (stream.write(chunk) && written < 1000) {
    written++
    await setImmediate()
  }
  const limit = stream.writableHighWaterMark + stream.readableHighWaterMark
  t.ok((written - 1) * chunk.length <= limit, `${written} chunks were taken`)
  let read = 0
  stream.on('data', (bytes: Uint8Array) => {
    read += bytes.length
  })
  stream.end()
  await new Promise((resolve) => stream.on('end', resolve))
  t.equal(read, (written + 1) * chunk.length)
})
