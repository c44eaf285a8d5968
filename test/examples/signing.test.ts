/** The signing jobs: what their files declare is masked, and nothing else. */
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import t from 'tap'
import { open, seal } from '../../examples/signing/container.js'
import { startTransit } from '../../examples/signing/transit.js'
import { readKeys } from '../../lib/secrets/keys/index.js'
import { nodeKeyCrypto } from '../../lib/secrets/keys/open.js'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

t.test('the three jobs', async (t) => {
  t.ok(existsSync('dist/cli/bin.js'), 'npm run build was run before')
  const { status, stdout, stderr } = spawnSync(process.execPath, ['examples/signing/signing.js'], {
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr)
  t.equal(stdout.split('no secret is in the masked log').length - 1, 3)
  t.notMatch(stdout, /STILL THERE|MASKED|NOT GOOD|FAILED/)
  for (const readable of [
    /^TRANSIT_SECRET_ENGINE_PATH=transit\/release$/m,
    /^VAULT_ADDR=http:\/\/127\.0\.0\.1:\d+$/m,
    /^\+ cosign --verbose sign-blob --key hashivault:\/\/release-key /m,
    /^VAULT_TOKEN=\[secure\]$/m,
    /^COSIGN_PASSWORD=\[secure\]$/m,
  ]) {
    t.match(stdout, readable)
  }
  for (const leak of [
    /SIGNING_KEY +plain, base64/,
    /COSIGN_PASSWORD +plain, percent, base64/,
    /decrypted key +plain, base64, hex/,
    /VAULT_TOKEN +plain, .*base64/,
  ]) {
    t.match(stdout, leak, 'the search would have found it')
  }
})

t.test('the container is the one that the library reads', async (t) => {
  // The library's own reader is tested on published keys of cosign
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' })
  const container = seal(pkcs8, 'a password')
  t.same(Buffer.from(open(container, 'a password')), pkcs8)
  t.throws(() => open(container, 'another'))
  const options = { crypto: nodeKeyCrypto, passphrases: [Buffer.from('a password')] }
  const [key] = readKeys(Buffer.from(container), options).keys
  t.equal(key?.locked, false)
  const d = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')
  t.ok(key?.parts.some(({ bytes }) => d.equals(bytes)))
})

t.test('the stand-in for Vault asks for the token', async (t) => {
  const vault = await startTransit({
    token: 'hvs.1',
    engine: 'transit',
    name: 'k',
    key: privateKey,
  })
  t.teardown(() => vault.close())
  const status = async (path: string, token: string) =>
    (await fetch(`${vault.address}/v1/${path}`, { headers: { 'X-Vault-Token': token } })).status
  t.equal(await status('transit/keys/k', 'hvs.1'), 200)
  t.equal(await status('transit/keys/k', 'hvs.2'), 403)
  t.equal(await status('transit/keys/other', 'hvs.1'), 404)
})
