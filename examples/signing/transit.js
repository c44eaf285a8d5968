/**
 * A stand-in for Vault's transit engine, on loopback: signs for whoever has
 * the token, and never gives the key away. As much of Vault's HTTP API as
 * cosign's hashivault:// uses: POST …/sign/NAME/sha2-256, GET …/keys/NAME.
 */
import { createPublicKey, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * @param {{ token: string, engine: string, name: string, key: import('node:crypto').KeyObject }} options
 * @returns {Promise<{ address: string, close(): void }>}
 */
export async function startTransit({ token, engine, name, key }) {
  const server = createServer(async (request, response) => {
    const [status, answer] = await handle(request)
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    response.end(JSON.stringify(answer))
  })

  /** @param {import('node:http').IncomingMessage} request @returns {Promise<[number, object]>} */
  async function handle(request) {
    const body = await text(request)
    if (request.headers['x-vault-token'] !== token) return [403, { errors: ['permission denied'] }]
    const resource = `${request.method} ${request.url}`
    if (resource === `GET /v1/${engine}/keys/${name}`) {
      const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' })
      const keys = { 1: { public_key: pem } }
      return [200, { data: { type: 'ecdsa-p256', latest_version: 1, keys } }]
    }
    if (resource === `POST /v1/${engine}/sign/${name}/sha2-256`) {
      const input = Buffer.from(JSON.parse(body).input, 'base64')
      const signature = `vault:v1:${sign('sha256', input, key).toString('base64')}`
      return [200, { data: { signature } }]
    }
    return [404, { errors: [] }]
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { address: `http://127.0.0.1:${port}`, close: () => server.close() }
}
