/**
 * P10: text that is no secret stays as it is.
 *
 * In: real tool output under fixtures/logs/, and secrets of every usual kind
 * that do not occur in it. Holds: the output is byte-identical and the report
 * is empty, whatever the cuts. Values are drawn anew in each run, so that the
 * test cannot be fitted to one set of them.
 */
import { generateKeyPairSync, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { Masker } from '../lib/masking/masker.js'
import { SecretRegistry } from '../lib/secrets/registry.js'

const folder = new URL('fixtures/logs/', import.meta.url)
const logs = readdirSync(folder).map((name) => ({
  name,
  bytes: readFileSync(new URL(name, folder)),
}))
const total = logs.reduce((sum, { bytes }) => sum + bytes.length, 0)

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const draw = (length: number, alphabet = letters) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
const privateKey = (type: 'rsa' | 'ed25519' | 'ec') => {
  const { privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
const part = () => Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT', sub: draw(6) }))

const values: Record<string, string | Uint8Array> = {
  TOKEN: draw(40),
  GITHUB_TOKEN: `ghp_${draw(36)}`,
  AWS_ACCESS_KEY_ID: `AKIA${draw(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
  AWS_SECRET_ACCESS_KEY: draw(40, `${letters}+/`),
  VAULT_TOKEN: `hvs.${draw(90)}`,
  HEX_KEY: randomBytes(32).toString('hex'),
  UUID: randomUUID(),
  PASSWORD: `${draw(6)}&"$ ${draw(4)}'ü`,
  PASSPHRASE: 'quiet mountains borrow seven lanterns',
  WORD: 'marzipanbrot',
  SHORT: 'zq7#Kp',
  DATABASE_URL: `postgres://app:${draw(20)}@localhost:5432/items?sslmode=require`,
  BASIC: `admin:${draw(12)}`,
  PADDED: `  ${draw(16)}  \n`,
  JWT: `${part().toString('base64url')}.${part().toString('base64url')}.${draw(43)}`,
  BINARY: randomBytes(32),
  RSA_KEY: privateKey('rsa'),
  EC_KEY: privateKey('ec'),
  ED_KEY: privateKey('ed25519'),
  KEY_B64: Buffer.from(privateKey('ec')).toString('base64'),
  SERVICE_ACCOUNT: JSON.stringify(
    {
      type: 'service_account',
      project_id: 'sample',
      private_key_id: randomBytes(20).toString('hex'),
      private_key: privateKey('rsa'),
      client_email: 'builder@sample.example',
      token_uri: 'https://localhost/token',
    },
    null,
    2,
  ),
  YAML: `user: ci\npassword: ${draw(18)}\ntags:\n  - a\n  - b\n`,
  LINES: `first ${draw(12)}\n{\n}\n[\n]\n\n-----BEGIN\n  "type":\nlast ${draw(12)}\n`,
  NETRC: `machine localhost\nlogin ci\npassword ${draw(16)}\n`,
}

t.ok(logs.length >= 30 && total >= 300_000, `${logs.length} logs, ${total} bytes`)

const secrets = new SecretRegistry()
for (const [name, value] of Object.entries(values)) {
  t.ok(secrets.add(name, value).registered, `${name} is registered`)
}

for (const cut of [Number.POSITIVE_INFINITY, 4096, 997]) {
  t.test(`byte-identical in chunks of ${cut}`, async (t) => {
    for (const { name, bytes } of logs) {
      const masker = new Masker(secrets)
      const pieces: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += cut) {
        pieces.push(...masker.write(bytes.subarray(at, at + cut)))
      }
      pieces.push(...masker.end())
      const output = Buffer.concat(pieces)
      const changed = firstChange(bytes, output)
      t.equal(changed, undefined, `${name} is unchanged`)
      t.same(masker.report().secrets, {}, `${name}: nothing is reported`)
    }
  })
}

t.test('words that are no secrets are refused', async (t) => {
  const secrets = new SecretRegistry()
  for (const value of ['true', 'false', 'null', '', '   ', '\n\n']) {
    t.equal(secrets.add('FLAG', value).registered, false, JSON.stringify(value))
  }
})

/** The line of the input in which the output begins to differ. */
function firstChange(input: Buffer, output: Buffer): string | undefined {
  if (input.equals(output)) return undefined
  let at = 0
  while (at < input.length && input[at] === output[at]) at += 1
  return input.subarray(input.lastIndexOf(10, at - 1) + 1, at + 60).toString()
}
