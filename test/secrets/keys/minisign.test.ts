import { generateKeyPairSync, randomBytes } from 'node:crypto'
import t from 'tap'
import { readKeys } from '../../../lib/secrets/keys/index.js'
import { findMinisign } from '../../../lib/secrets/keys/minisign.js'
import { nodeKeyCrypto } from '../../../lib/secrets/keys/open.js'

/** The layout of the manual: 158 bytes, of which the last 104 may be encrypted. */
function secretKey(derivation: string, seed: Uint8Array, publicKey: Uint8Array): string {
  const head = Buffer.from(`Ed${derivation}B2`, 'latin1')
  const limits = Buffer.concat([randomBytes(32), Buffer.alloc(16)])
  const body = Buffer.concat([head, limits, randomBytes(8), seed, publicKey, randomBytes(32)])
  return `untrusted comment: minisign secret key\n${body.toString('base64')}\n`
}

const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
const seed = Buffer.from(d!, 'base64url')
const publicKey = Buffer.from(x!, 'base64url')
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

t.test('a key without a password gives its seed, and not its public half', async (t) => {
  const text = secretKey('\0\0', seed, publicKey)
  const [found, ...others] = findMinisign(text)
  t.equal(others.length, 0)
  t.equal(found!.read().body.bytes.length, 158)
  const [key] = readKeys(bytes(text)).keys
  t.equal(key?.format, 'minisign')
  const holds = (part: Uint8Array) =>
    key!.parts.some(({ bits, bytes }) => bits > 0 && Buffer.from(bytes).equals(part))
  t.ok(holds(seed))
  t.notOk(holds(publicKey))
})

t.test(
  'a key with a password stays locked: opening it takes more memory than a masker may',
  async (t) => {
    const { keys, problems } = readKeys(bytes(secretKey('Sc', seed, publicKey)), {
      passphrases: [bytes('a password')],
      crypto: nodeKeyCrypto,
    })
    const [key] = keys
    t.equal(problems[0]?.code, 'ERR_KEY_LIMIT')
    t.equal(key?.format, 'encrypted minisign')
    t.equal(key?.locked, true)
    const body = Buffer.from(secretKey('Sc', seed, publicKey).split('\n')[1]!, 'base64')
    t.ok(
      key!.parts.some((part) => part.bytes.length === body.length - 54),
      'its ciphertext is masked',
    )
  },
)
