/**
 * A stand-in for cosign, as much of it as the example jobs call.
 *
 *   cosign [--verbose] sign-blob --key KEY --output-signature FILE BLOB
 *   cosign public-key --key KEY
 *   cosign debug-key --key KEY     what a careless debug line prints: the decrypted key
 *
 * KEY is a PEM file, a container that COSIGN_PASSWORD opens, or
 * hashivault://NAME, for which VAULT_ADDR, VAULT_TOKEN and
 * TRANSIT_SECRET_ENGINE_PATH are used as cosign uses them.
 */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { open } from './container.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    key: { type: 'string' },
    'output-signature': { type: 'string' },
    verbose: { type: 'boolean' },
  },
})
const [action = '', blob = ''] = positionals
const key = values.key ?? ''
const vaultName = /^hashivault:\/\/(.+)$/.exec(key)?.[1]

if (action === 'sign-blob') {
  const data = readFileSync(blob)
  const signature = vaultName
    ? await vaultSign(vaultName, data)
    : sign('sha256', data, privateKey())
  writeFileSync(values['output-signature'] ?? '', signature.toString('base64'))
  console.log(`Using payload from: ${blob}\nWrote signature to file ${values['output-signature']}`)
} else if (action === 'public-key') {
  const pem = vaultName ? await vaultPublicKey(vaultName) : publicPem()
  process.stdout.write(pem)
} else if (action === 'debug-key') {
  process.stdout.write(privateKey().export({ type: 'pkcs8', format: 'pem' }))
  console.log(privateKey().export({ format: 'jwk' }))
  console.log(privateKey().export({ type: 'pkcs8', format: 'der' }).toString('hex'))
} else {
  console.error('usage: cosign sign-blob|public-key|debug-key --key KEY …')
  process.exitCode = 2
}

function privateKey() {
  const text = readFileSync(key, 'utf8')
  if (!text.includes('ENCRYPTED')) return createPrivateKey(text)
  const pkcs8 = open(text, process.env.COSIGN_PASSWORD ?? '')
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
}

function publicPem() {
  return createPublicKey(privateKey()).export({ type: 'spki', format: 'pem' }).toString()
}

/** @param {string} name @param {Buffer} data @returns {Promise<Buffer>} */
async function vaultSign(name, data) {
  const { signature } = await vault('POST', `sign/${name}/sha2-256`, {
    input: data.toString('base64'),
  })
  return Buffer.from(signature.replace(/^vault:v\d+:/, ''), 'base64')
}

/** @param {string} name @returns {Promise<string>} */
async function vaultPublicKey(name) {
  const { latest_version, keys } = await vault('GET', `keys/${name}`)
  return keys[latest_version].public_key
}

/** @param {string} method @param {string} resource @param {object} [body] */
async function vault(method, resource, body) {
  const engine = process.env.TRANSIT_SECRET_ENGINE_PATH ?? 'transit'
  const url = `${process.env.VAULT_ADDR}/v1/${engine}/${resource}`
  const token = process.env.VAULT_TOKEN ?? ''
  if (values.verbose) console.log(`> ${method} ${url}\n> X-Vault-Token: ${token}`)
  const response = await fetch(url, {
    method,
    headers: { 'X-Vault-Token': token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`Vault answered ${response.status}`)
  const answer = /** @type {{ data: any }} */ (await response.json())
  return answer.data
}
