/**
 * A service that stores the logs of many jobs, masked.
 *
 *   POST /jobs/:id/log   a log of any length, as a stream → 201 and what was masked
 *   GET  /jobs/:id/log   the stored log
 *
 *   node examples/job-logs/server.js FOLDER SECRETS.json [PORT]
 *
 * SECRETS.json: { "job-1": { "DEPLOY_TOKEN": "…" }, … }. Each job has a masker
 * of its own, so that one job's secrets and state never touch another's. Memory
 * per job is one masker and a few buffers, however long its log is: the sender
 * is slowed down to the speed of the disk. Not one unmasked byte is stored.
 */
import { createWriteStream, readFileSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { createMaskStream, SecretRegistry } from 'logveil'

/**
 * @param {string} folder where logs are stored, as `ID.log`
 * @param {(id: string) => Record<string, string> | undefined} secretsOf what a job
 *   must not show; undefined for an unknown job, whose log is refused
 */
export function createJobLogServer(folder, secretsOf) {
  /** @param {string} id @param {import('node:http').IncomingMessage} request */
  async function store(id, request) {
    const values = secretsOf(id)
    if (values === undefined) return { status: 404, body: { error: 'unknown job' } }
    const secrets = new SecretRegistry()
    for (const [name, value] of Object.entries(values)) secrets.add(name, value)

    const masked = createMaskStream(secrets, { idleMs: 0 })
    const part = path.join(folder, `${id}.part`)
    try {
      await pipeline(request, masked, createWriteStream(part, { flags: 'wx' }))
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
      return { status: 409, body: { error: 'this log is being written' } }
    }
    // Only a log that came to its end gets its name; a broken upload stays a masked part.
    await rename(part, path.join(folder, `${id}.log`))
    return { status: 201, body: masked.masker.report() }
  }

  return createServer(async (request, response) => {
    const id = /^\/jobs\/([\w-]{1,64})\/log$/.exec(request.url ?? '')?.[1]
    try {
      if (id !== undefined && request.method === 'GET') {
        const file = await open(path.join(folder, `${id}.log`))
        response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
        await pipeline(file.createReadStream(), response)
        return
      }
      const { status, body } =
        id !== undefined && request.method === 'POST'
          ? await store(id, request)
          : { status: 404, body: { error: 'POST or GET /jobs/:id/log' } }
      // An answer before the end of the body: the rest is not wanted.
      const headers = request.complete ? {} : { connection: 'close' }
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(body))
    } catch (error) {
      if (response.destroyed || response.headersSent) return
      const { code } = /** @type {NodeJS.ErrnoException} */ (error)
      response.writeHead(code === 'ENOENT' ? 404 : 500, { connection: 'close' })
      response.end()
    }
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, file, port = '8080'] = process.argv.slice(2)
  if (folder === undefined || file === undefined) {
    console.error('usage: server.js FOLDER SECRETS.json [PORT]')
    process.exit(2)
  }
  const secrets = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8'))))
  await mkdir(folder, { recursive: true })
  const server = createJobLogServer(folder, (id) => secrets.get(id))
  server.listen(Number(port), '127.0.0.1', () => {
    console.log('listening on', server.address())
  })
}
