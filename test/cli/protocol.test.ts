import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import {
  HEADER_LIMIT,
  isName,
  NAME_LIMIT,
  type Request,
  RequestReader,
  requestFor,
  VALUE_LIMIT,
} from '../../lib/cli/protocol.js'
import { property } from '../helpers/property.js'

t.test('requests in chunks of any size', async (t) => {
  const request = fc.tuple(
    fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    fc.uint8Array({ maxLength: 200 }),
  )
  const requests = fc.tuple(fc.array(request, { maxLength: 5 }), fc.integer({ min: 1, max: 50 }))
  await property(t, 'requests', requests, ([all, size]) => {
    const bytes = Buffer.concat(all.map(([name, value]) => requestFor(name, value)))
    const reader = new RequestReader()
    const found: Request[] = []
    for (let at = 0; at < bytes.length; at += size) {
      found.push(...(reader.push(bytes.subarray(at, at + size)) as Iterable<Request>))
    }
    assert.ok(reader.isIdle)
    assert.equal(found.length, all.length)
    for (const [i, { name, value }] of found.entries()) {
      const [expectedName, expectedValue] = all[i]!
      assert.equal(name, expectedName)
      assert.equal(Buffer.compare(value, expectedValue), 0)
    }
  })
})

t.test('what is no request', async (t) => {
  for (const text of [
    'get A\n',
    'add\n',
    'add 0 5\nhello',
    'add -1 5\n',
    'add 1 5 \n',
    'add 01 5\n',
    `add ${NAME_LIMIT + 1} 5\n`,
    `add 1 ${VALUE_LIMIT + 1}\n`,
    'add 1 99999999\n',
    '\n',
    'x'.repeat(HEADER_LIMIT + 1),
    `${'x'.repeat(10_000)}\n`,
    '\u0000\u00ff\n',
  ]) {
    t.same([...new RequestReader().push(Buffer.from(text))], ['malformed'], text.slice(0, 20))
  }
  const reader = new RequestReader()
  t.same([...reader.push(Buffer.from('add'))], [])
  t.notOk(reader.isIdle)
  t.same([...reader.push(Buffer.from('x'.repeat(HEADER_LIMIT)))], ['malformed'])
})

t.test('names', async (t) => {
  for (const name of ['A', 'a b', 'ü', 'x'.repeat(NAME_LIMIT)]) t.ok(isName(name), name)
  for (const name of ['', 'a\nb', 'a\u001b[0m', '\ufffd', 'ü'.repeat(101)]) t.notOk(isName(name))
})
