/** P10: text that is not a secret stays. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { LOG_LINES, randomTokens } from '../helpers/arbitraries.js'
import { cutBy, cuts } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { bytesOf } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'

const masked = (secrets: SecretRegistry, log: string): string =>
  drive(new Masker(secrets), [bytesOf(log)])

/** A private key in PEM; a new one for each run, so that none is in the repository. */
const pem = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey

t.test('P10: a log without secrets is not touched, with all variants', async (t) => {
  const quiet = fc.record({
    tokens: fc.array(randomTokens, { minLength: 1, maxLength: 2 }),
    lines: fc.array(fc.constantFrom(...LOG_LINES), { maxLength: 16 }),
    places: cuts,
  })
  await property(t, 'random tokens', quiet, ({ tokens, lines, places }) => {
    const secrets = new SecretRegistry()
    for (const [index, value] of tokens.entries()) secrets.add(`S${index}`, value)
    const log = lines.join('')
    const masker = new Masker(secrets)
    assert.equal(drive(masker, cutBy(bytesOf(log), places)), log)
    assert.equal(masker.report().occurrences, 0)
  })
})

t.test('P10: what surrounds a secret is not secret', async (t) => {
  const account = JSON.stringify(
    {
      type: 'service_account',
      project_id: 'shop-production',
      private_key_id: '7d1c0f3e9b5a4682c1d3e5f7a9b0c2d4e6f8a1b3',
      private_key: pem,
      client_email: 'deploy@shop-production.iam.example.com',
      token_uri: 'https://oauth2.example.com/token',
    },
    null,
    2,
  )
  const cases: Record<string, { value: string; log: string }> = {
    'a JSON file': {
      value: account,
      log: '{\n  "type": "build",\n  "ok": true\n}\n{}\n[\n  {\n  }\n]\n',
    },
    'the field names of a JSON file': {
      value: account,
      log: '"private_key": "token_uri": "type": client_email\n',
    },
    'a PEM file': {
      value: pem,
      log: '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n',
    },
    'a padded value': {
      value: '      Tr0ub4dor-and-3      ',
      log: '            indented by twelve\n\t      \n',
    },
    'a YAML file': {
      value: 'database:\n  host: localhost\n  password: Tr0ub4dor-and-3\n',
      log: 'database:\n  size: 12\npassword:\n  none\n',
    },
  }
  for (const [name, { value, log }] of Object.entries(cases)) {
    const secrets = new SecretRegistry()
    t.ok(secrets.add('S', value).registered, `${name} is registered`)
    t.equal(masked(secrets, log), log, `${name}: a log of the same form stays`)
    t.notOk(masked(secrets, `> ${value} <`).includes(value.trim()), `${name}: the value does not`)
  }
})

t.test('P10: values that are no secrets are refused, with a code', async (t) => {
  for (const value of ['true', 'false', 'TRUE', 'null', '', ' ', '\t\t\n      \n', 'qx']) {
    const secrets = new SecretRegistry()
    const { registered, code, patterns } = secrets.add('S', value)
    t.same({ registered, patterns }, { registered: false, patterns: 0 }, JSON.stringify(value))
    t.match(code, /^[A-Z_]+$/i, `${JSON.stringify(value)}: ${code}`)
    const log = `true false TRUE null\t\t\n      \n qx ${value}`
    t.equal(masked(secrets, log), log)
  }
})

t.test('P10: a lower limit takes short values', async (t) => {
  const secrets = new SecretRegistry({ minLength: 1, variants: ['raw'] })
  t.ok(secrets.add('S', 'q').registered)
  t.equal(masked(secrets, 'a q b'), 'a [secure] b')
})

t.test('P10: a time in a file name is no piece of a UUID as fish escapes it', async (t) => {
  const secrets = new SecretRegistry()
  secrets.add('CLIENT', '7c9e6679-1033-40de-944b-e07fc1f90ae7')
  const log = 'npm verbose logfile /home/ci/.npm/_logs/2026-11-23T21_30_33_333Z-\n'
  const masker = new Masker(secrets)
  const out = [...masker.write(Buffer.from(log)), ...masker.end()]
  t.equal(Buffer.concat(out).toString(), log)
})
