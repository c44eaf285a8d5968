/**
 * The job log service with Fastify.
 *
 *   POST /jobs/:id/log   a log of any length, as a stream → 201 and what was masked
 *   GET  /jobs/:id/log   the stored log
 *   GET  /health         { writing, rss }: logs being written, resident memory in bytes
 *
 *   npm start -- FOLDER SECRETS.json [PORT]
 *
 * SECRETS.json: { "job-1": { "DEPLOY_TOKEN": "…" }, … }. One masker per job;
 * memory per job does not depend on the length of its log.
 */
import { createWriteStream, readFileSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import Fastify from 'fastify'
import { createMaskStream, SecretRegistry } from 'logveil'

const params = {
  type: 'object',
  properties: { id: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
}

/**
 * @param {string} folder where logs are stored, as `ID.log`
 * @param {(id: string) => Record<string, string> | undefined} secretsOf what a job must not show
 */
export function createApp(folder, secretsOf) {
  const app = Fastify()
  let writing = 0

  // Bodies stay streams, whatever they are called: nothing is parsed or gathered.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

  app.post('/jobs/:id/log', { schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const values = secretsOf(id)
    if (values === undefined) return reply.code(404).send({ error: 'unknown job' })
    const secrets = new SecretRegistry()
    for (const [name, value] of Object.entries(values)) secrets.add(name, value)

    // Chunks of a socket are never written to again, so none needs to be copied.
    const masked = createMaskStream(secrets, { idleMs: 0, copy: false })
    const part = path.join(folder, `${id}.part`)
    writing++
    try {
      await pipeline(request.body ?? [], masked, createWriteStream(part, { flags: 'wx' }))
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      return reply.code(409).send({ error: 'this log is being written' })
    } finally {
      writing--
    }
    // Only a log that came to its end gets its name; a broken upload stays a masked part.
    await rename(part, path.join(folder, `${id}.log`))
    return reply.code(201).send(masked.masker.report())
  })

  app.get('/jobs/:id/log', { schema: { params } }, async (request, reply) => {
    try {
      const file = await open(path.join(folder, `${request.params.id}.log`))
      return reply.type('text/plain; charset=utf-8').send(file.createReadStream())
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
      return reply.code(404).send({ error: 'no such log' })
    }
  })

  app.get('/health', async () => ({ writing, rss: process.memoryUsage().rss }))
  return app
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, file, port = '8080'] = process.argv.slice(2)
  if (folder === undefined || file === undefined) {
    console.error('usage: server.js FOLDER SECRETS.json [PORT]')
    process.exit(2)
  }
  const secrets = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8'))))
  await mkdir(folder, { recursive: true })
  const app = createApp(folder, (id) => secrets.get(id))
  console.log(await app.listen({ port: Number(port), host: '127.0.0.1' }))
}
