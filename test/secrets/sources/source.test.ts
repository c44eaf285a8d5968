import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  malformed,
  quote,
  readBytes,
  readText,
  reasonOf,
  SOURCE_LIMIT,
} from '../../../lib/secrets/sources/source.js'

t.test('an endless or huge file ends at the limit', async (t) => {
  t.throws(() => readBytes('/dev/zero'), {
    code: 'ERR_SOURCE_UNREADABLE',
    message: /larger than 16 MiB$/,
  })
  const path = join(t.testdir(), 'big')
  writeFileSync(path, Buffer.alloc(SOURCE_LIMIT, 0x61))
  t.equal(readBytes(path).length, SOURCE_LIMIT)
  t.equal(readText(path).length, SOURCE_LIMIT)
})

t.test('messages', async (t) => {
  t.equal(quote('a "b"\u001b[0m\u202e\u009b'), '"a \\"b\\"\\u001b[0m\\u202e\\u009b"')
  t.equal(reasonOf({ code: 'EIO' }), 'EIO')
  t.equal(reasonOf(null), 'unknown error')
  t.equal(malformed('f', 'ab\ncd', 4, 'why').message, '"f":2:2: why')
  t.equal(malformed('f', '', 0, 'why').message, '"f":1:1: why')
})
