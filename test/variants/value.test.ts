import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import {
  binaryValue,
  isWhiteSpace,
  toBinary,
  toBytes,
  toValue,
  utf8,
} from '../../lib/variants/value.js'
import { property } from '../helpers/property.js'

t.test('any bytes survive the way to a binary string and back', async (t) => {
  await property(t, 'any bytes', fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assert.deepEqual(Buffer.from(toBinary(bytes), 'latin1'), Buffer.from(bytes))
    assert.deepEqual(toBytes(toBinary(bytes)), bytes)
    assert.deepEqual(binaryValue(toBinary(bytes)).bytes, bytes)
  })
  const long = Uint8Array.from({ length: 1_000_003 }, (_, i) => (i * 7) & 255)
  t.ok(Buffer.from(toBinary(long), 'latin1').equals(long), 'longer than one slice')
})

t.test('text is there exactly when the bytes are valid UTF-8', async (t) => {
  const any = fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.string({ unit: 'binary' }))
  await property(t, 'bytes and text', any, (v) => {
    const bytes = typeof v === 'string' ? new TextEncoder().encode(v) : v
    const buffer = Buffer.from(bytes)
    const valid = Buffer.from(buffer.toString('utf8'), 'utf8').equals(buffer)
    assert.equal(toValue(bytes).text, valid ? buffer.toString('utf8') : undefined)
  })
  t.equal(toValue(Uint8Array.of(0xef, 0xbb, 0xbf, 65)).text, '\ufeffA', 'a byte order mark stays')
})

t.test('utf8', (t) => {
  t.equal(utf8('a\0'), 'a\0')
  t.equal(utf8('ä🔑'), Buffer.from('ä🔑').toString('latin1'))
  t.end()
})

t.test('isWhiteSpace', (t) => {
  const found = Array.from({ length: 256 }, (_, i) => i).filter(isWhiteSpace)
  t.same(found, [9, 10, 11, 12, 13, 32])
  t.end()
})
