/** Private numbers as languages print them, in a log: what is left shows fewer than eight bytes in a row. */
import { createPrivateKey } from 'node:crypto'
import { inspect } from 'node:util'
import t from 'tap'
import { Masker } from '../../../lib/masking/masker.js'
import { type Secret, secretParts } from '../../../lib/secrets/keys/numbers.js'
import { SecretRegistry } from '../../../lib/secrets/node.js'
import { file, generate, has, openssl, run, text } from './tools.js'

const keys = {
  rsa: generate('RSA', 'rsa_keygen_bits:1024'),
  ec: generate('EC', 'ec_paramgen_curve:P-256'),
  ed25519: generate('ED25519'),
}

/** Of so many bytes of a secret no run may be readable. */
const RUN = 8

/** What stands before a secret in a file: a row of it, so that every column holds three digits. */
const PREFIX = new Uint8Array(24).fill(162)
const PUBLIC = /162, 162|\.{3}/

/** Ways of printing bytes or a number; the second: characters that show eight bytes. */
const WRITERS: Record<string, readonly [(secret: Buffer) => string, number]> = {
  'str(int)': [(b) => `${numberOf(b)}`, 20],
  'oct(int)': [(b) => `0o${numberOf(b).toString(8)}`, 22],
  'bin(int)': [(b) => `0b${numberOf(b).toString(2)}`, 64],
  'BigInteger.toString(36)': [(b) => numberOf(b).toString(36), 13],
  'hex(int)': [(b) => `0x${numberOf(b).toString(16)}`, 16],
  'X of printf': [(b) => numberOf(b).toString(16).toUpperCase(), 16],
  'toLocaleString()': [(b) => numberOf(b).toLocaleString('en-US'), 26],
  "f'{d:_}'": [(b) => numberOf(b).toLocaleString('en-US').replaceAll(',', '_'), 26],
  '%v of a big.Int': [(b) => `{neg:false abs:[${limbsOf(b).join(' ')}]}`, 20],
  '%#v of a big.Int': [
    (b) =>
      limbsOf(b)
        .map((limb) => `0x${limb.toString(16)}`)
        .join(', '),
    20,
  ],
  'decode("latin1")': [(b) => `"${Buffer.from(b.toString('latin1')).toString('latin1')}"`, 12],
  'inspect of a Uint8Array': [(b) => inspect(new Uint8Array([...PREFIX, ...b])), 38],
  'xxd -b': [(b) => [...b].map((each) => each.toString(2).padStart(8, '0')).join(' '), 8 * 9 - 1],
  'JSON.stringify(…, null, 2)': [(b) => JSON.stringify({ key: b }, null, 2), 8 * 8],
}

/** The same for keys whose numbers begin with the lowest byte. */
const LITTLE: typeof WRITERS = {
  'int.from_bytes(…, "little")': [(b) => `${numberOf(Buffer.from(b).reverse())}`, 20],
  'hex of that': [(b) => Buffer.from(b).reverse().toString('hex'), 16],
}

const numberOf = (secret: Buffer) => BigInt(`0x${secret.toString('hex')}`)

function limbsOf(secret: Buffer): bigint[] {
  const limbs: bigint[] = []
  for (let rest = numberOf(secret); rest > 0n; rest >>= 64n) limbs.push(rest & 0xffffffffffffffffn)
  return limbs
}

function masker(pem: string): (log: string) => string {
  const secrets = new SecretRegistry()
  secrets.addKey('KEY', pem)
  return (log) => {
    const masker = new Masker(secrets)
    return [...masker.write(Buffer.from(log, 'latin1')), ...masker.end()].map(text).join('')
  }
}

function secretsOf(pem: string): Buffer[] {
  const jwk = createPrivateKey(pem).export({ format: 'jwk' })
  return (['d', 'p', 'q', 'dp', 'dq', 'qi'] as const)
    .flatMap((name) => jwk[name] ?? [])
    .map((value) => Buffer.from(value, 'base64url'))
}

/** Whether so many characters of what was written stand in a row in the output. */
const shows = (output: string, written: string, count: number): boolean =>
  Array.from({ length: Math.max(0, written.length - count + 1) }, (_, at) =>
    written.slice(at, at + count),
  ).some((piece) => !PUBLIC.test(piece) && output.includes(piece))

for (const [name, pem] of Object.entries(keys)) {
  t.test(name, async (t) => {
    const mask = masker(pem)
    const writers = name === 'ed25519' ? { ...WRITERS, ...LITTLE } : WRITERS
    for (const secret of secretsOf(pem)) {
      for (const [way, [write, count]] of Object.entries(writers)) {
        const written = write(secret)
        t.ok(shows(`d = ${written}\n`, written, count), `${way}: the check can fail`)
        t.notOk(shows(mask(`d = ${written}\n`), written, count), way)
      }
    }
  })
}

t.test('the DER of a key in base32', { skip: !has('base32') && 'not installed' }, async (t) => {
  for (const [name, pem] of Object.entries(keys)) {
    const der = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' })
    const mask = masker(pem)
    const at = der.indexOf(secretsOf(pem)[0]!)
    // The first digits of the secret depend on what stands before
    const [from, to] = [Math.ceil((at * 8) / 5), Math.floor(((at + 32) * 8) / 5)]
    // A row may end soon after the secret began
    for (const width of [0, 76, 64, from + 14]) {
      const written = text(run('base32', ['-w', `${width}`, file('key.der', der)]))
      const secret = written.replaceAll('\n', '').slice(from, to)
      const left = mask(written).replaceAll('[secure]', '|').replaceAll('\n', '')
      t.notOk(shows(left, secret, Math.ceil((RUN * 8) / 5)), `${name} at ${width}`)
    }
  }
})

t.test(
  'a blob of the other byte order, in a dump',
  { skip: !has('xxd') && 'no xxd' },
  async (t) => {
    const blob = openssl('rsa -outform MSBLOB', keys.rsa)
    const dump = (mask: (log: string) => string, tool: string, args: string[]) =>
      mask(text(run(tool, [...args, file('key.blob', blob)])))
    const mask = masker(keys.rsa)
    for (const [tool, ...args] of [['xxd'], ['od', '-An', '-tx1'], ['hexdump', '-C']] as const) {
      const hex = (log: string) =>
        log
          .replaceAll('[secure]', '|')
          .replace(/^[0-9a-f]{8}:?|\s\s.{16}$|\|.{16}\|$/gm, '')
          .replace(/\s/g, '')
      for (const secret of secretsOf(keys.rsa)) {
        const written = Buffer.from(secret).reverse().toString('hex')
        t.notOk(shows(hex(dump(mask, tool, args)), written, 2 * RUN), tool)
      }
    }
  },
)

t.test('a byte string is no number', async (t) => {
  const kinds = (secret: Secret) => new Set(secretParts(secret).map((part) => part.kind))
  const some = { kind: 'k', bytes: new Uint8Array(20).fill(0xa5) }
  t.notOk(kinds(some).has('k backwards'))
  t.ok(kinds({ ...some, number: 'big' }).has('k backwards'))
  t.ok(kinds({ ...some, number: 'little' }).has('k backwards in decimal'))
})
