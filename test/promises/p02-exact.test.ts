/** P2: every byte that is not masked comes out once, in order, unchanged; no line is lost. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { anyText } from '../helpers/arbitraries.js'
import { cutBy, cuts } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { binary, bytesOf } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { forEachKind, KINDS, MASK, subjectOf } from '../helpers/subject.js'

const terminators = (text: string): string => text.replace(/[^\r\n]/g, '')

/**
 * Whether the output is the input with some stretches of bytes, none of them a
 * line terminator, replaced by the mask. Follows all ways to align the two.
 */
function isMaskedCopy(input: string, output: string): boolean {
  const [first, ...rest] = output.split(MASK)
  if (!input.startsWith(first!)) return false
  let ends = new Set([first!.length])
  for (const piece of rest) {
    const next = new Set<number>()
    for (const end of ends) {
      for (let at = end; at < input.length && !/[\r\n]/.test(input[at]!); at++) {
        if (input.startsWith(piece, at + 1)) next.add(at + 1 + piece.length)
      }
    }
    ends = next
  }
  return ends.has(input.length)
}

t.test('P2: the output is a copy with masks in it', (t) =>
  forEachKind(t, {
    'a copy with masks': (subject, places) => {
      const input = binary(subject.input)
      if ([...MASK].some((char) => input.includes(char))) return
      const output = drive(subject.masker(), cutBy(subject.input, places))
      assert.equal(terminators(output), terminators(input))
      assert.ok(isMaskedCopy(input, output), 'more than masked bytes differ')
    },
  }),
)

t.test('P2: without an occurrence any bytes pass', async (t) => {
  const bytes = fc.record({
    bytes: fc.uint8Array({ maxLength: 400 }),
    secret: fc.boolean(),
    places: cuts,
  })
  await property(t, 'bytes', bytes, ({ bytes, secret, places }) => {
    const values = secret ? ['~~ not in the input ~~'] : []
    const log = binary(bytes)
    if (log.includes('~~')) return
    const subject = subjectOf({ values, minLength: 6, log }, KINDS.whole)
    assert.equal(drive(subject.masker(), cutBy(bytes, places)), log)
  })
})

t.test("P2: the caller's chunks are not written to", async (t) => {
  await property(t, 'bytes', anyText(0, 100), (before) => {
    const bytes = bytesOf(before)
    const subject = subjectOf({ values: [before.slice(0, 8)], minLength: 1, log: '' }, KINDS.whole)
    const masker = subject.masker()
    masker.write(bytes)
    masker.end()
    assert.equal(binary(bytes), before)
  })
})
