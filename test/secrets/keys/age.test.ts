import t from 'tap'
import { findAge } from '../../../lib/secrets/keys/age.js'
import { readKeys, requireKeys } from '../../../lib/secrets/keys/index.js'

/** The identity of the age test suite: 32 bytes of 0x42 (C2SP, age testkit). */
const IDENTITY = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

t.test('an identity gives its scalar, in either case', async (t) => {
  for (const text of [IDENTITY, IDENTITY.toLowerCase()]) {
    const [found, ...others] = findAge(`# created: today\n${text}\n`)
    t.equal(others.length, 0)
    t.same(found!.read(), new Uint8Array(32).fill(0x42))
    const [key] = readKeys(bytes(text)).keys
    t.equal(key?.format, 'age')
    t.ok(key!.parts.some((part) => Buffer.from(part.bytes).equals(Buffer.alloc(32, 0x42))))
    t.ok(key!.parts.some((part) => text.endsWith(Buffer.from(part.bytes).toString())))
  }
})

t.test('any character changed is a wrong checksum', async (t) => {
  for (let at = IDENTITY.indexOf('1') + 1; at < IDENTITY.length; at++) {
    const other = IDENTITY[at] === 'Q' ? 'P' : 'Q'
    const broken = IDENTITY.slice(0, at) + other + IDENTITY.slice(at + 1)
    t.throws(() => requireKeys(bytes(broken)), { code: 'ERR_KEY_FORMAT', message: /checksum/ })
  }
})

t.test('a recipient is no identity', async (t) => {
  t.equal(findAge('age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj').length, 0)
})
