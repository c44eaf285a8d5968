import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { WindowSet } from '../../lib/matcher/windows.js'
import { property } from '../helpers/property.js'
import { anyText, bytesOf, chunkOf, scrambled } from './support.js'

interface Scene {
  readonly text: string
  readonly width: number
  readonly log: string
}

/** Logs are made of pieces of the text, so that there is something to find. */
const scene: fc.Arbitrary<Scene> = fc
  .record({
    text: anyText(12, 80),
    width: fc.integer({ min: 4, max: 12 }),
    pieces: fc.array(fc.tuple(fc.nat(1000), fc.nat(24), anyText(0, 3)), { maxLength: 5 }),
  })
  .map(({ text, width, pieces }) => ({
    text,
    width,
    log: pieces
      .map(([at, length, noise]) => text.slice(at % text.length).slice(0, length) + noise)
      .join(''),
  }))

/** Windows without line ends, and the set of them. */
function build({ text, width }: Scene): { set: WindowSet; windows: Set<string> } {
  const places: number[] = []
  for (let at = 0; at + width <= text.length; at++) {
    if (!/[\r\n]/.test(text.slice(at, at + width))) places.push(at)
  }
  const view = new DataView(bytesOf(`${text}\n\n\n\n\n\n\n\n`).buffer)
  return {
    set: new WindowSet(view, Int32Array.from(places), width),
    windows: new Set(places.map((at) => text.slice(at, at + width))),
  }
}

t.test('find() as a Set', (t) =>
  property(t, 'every place of a log', scene, (value) => {
    const { text, width, log } = value
    const { set, windows } = build(value)
    assert.equal(set.starts.length, windows.size)
    const chunk = chunkOf(log)
    for (let at = 0; at + width <= log.length; at++) {
      const window = log.slice(at, at + width)
      const index = set.find(chunk, at)
      assert.equal(index >= 0, windows.has(window))
      if (index < 0) continue
      assert.equal(set.starts[index], text.indexOf(window), 'the first of equal windows')
    }
  }),
)

t.test('begins() and beginsWith() as a Set of prefixes', (t) =>
  property(t, 'every rest of a log', scene, (value) => {
    const { width, log } = value
    const { set, windows } = build(value)
    const prefixes = new Set<string>()
    for (const window of windows) {
      for (let length = 4; length < width; length++) prefixes.add(window.slice(0, length))
    }
    for (let end = 4; end <= log.length; end++) {
      const chunk = chunkOf(log.slice(0, end))
      for (let at = Math.max(0, end - width + 1); at + 4 <= end; at++) {
        assert.equal(set.begins(chunk, at), prefixes.has(log.slice(at, end)))
      }
    }
    const heads = new Set([...windows].map((window) => window.slice(0, 3)))
    const chunk = chunkOf(log)
    for (let at = 0; at + 4 <= log.length; at++) {
      const triple = chunk.word(at) & 0xffffff
      assert.equal(set.beginsWith(triple), heads.has(log.slice(at, at + 3)))
    }
  }),
)

t.test('extend() goes on while log and text agree on one line', (t) =>
  property(t, 'every window that is found', scene, (value) => {
    const { text, width, log } = value
    const { set } = build(value)
    const chunk = chunkOf(log)
    for (let at = 0; at + width <= log.length; at++) {
      const index = set.find(chunk, at)
      if (index < 0) continue
      const start = set.starts[index]!
      let length = width
      while (
        at + length < log.length &&
        log[at + length] === `${text}\n`[start + length] &&
        !/[\r\n]/.test(log[at + length]!)
      ) {
        length++
      }
      assert.equal(set.extend(chunk, at, index), at + length)
    }
  }),
)

t.test('thousands of windows', async (t) => {
  const value = { text: scrambled(9000, 'abcdefgh'), width: 8, log: '' }
  const { set, windows } = build(value)
  const log = scrambled(3000, 'abcdefgh', 5) + value.text.slice(4000, 5000)
  const chunk = chunkOf(log)
  let found = 0
  for (let at = 0; at + 8 <= log.length; at++) {
    const index = set.find(chunk, at)
    if (index >= 0 !== windows.has(log.slice(at, at + 8))) t.fail(`at ${at}`)
    if (index >= 0) found++
  }
  t.ok(found >= 993)
  t.ok(set.bytes < 8.5 * windows.size, 'six bytes of table for each, eight at most')
})
