/**
 * Uploads a masked log as a GitLab runner does: `PATCH …/trace`.
 *
 *   LOG_SECRETS=DEPLOY_TOKEN,CI_JOB_TOKEN CI_JOB_TOKEN=… \
 *     node gitlab.js build.log https://gitlab.example.com/api/v4/jobs/1234
 *
 * Each part says where it belongs (`Content-Range: START-END`, inclusive). The
 * server answers 202 with `Range: 0-LENGTH`, or 416 with the same header when a
 * part does not start where its copy ends; then the upload goes on from there,
 * back or forth. `PUT` with a state closes the log.
 * From GitLab's documentation of the runner API, "Incremental build trace update".
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { MaskedLog, secretsFromEnvironment } from './masked-log.js'

/** @param {string} url of the job @param {string} token of the job @param {MaskedLog} log */
export async function upload(url, token, log, { attempts = 10, delay = 50 } = {}) {
  let { acknowledged } = log.state
  for (;;) {
    const stored = await uploadFrom(acknowledged)
    if (stored === undefined) return
    acknowledged = stored
  }

  /** Gives what the server holds where that is not what was expected, undefined when all is done. */
  async function uploadFrom(start) {
    for await (const part of log.parts({ acknowledged: start })) {
      const stored = part.final ? await close() : await send(part)
      if (stored !== part.offset + part.bytes.length && !part.final) return stored
      await log.acknowledge(part)
    }
  }

  async function send({ offset, bytes }) {
    const headers = {
      'content-type': 'text/plain',
      'content-range': `${offset}-${offset + bytes.length - 1}`,
      'job-token': token,
    }
    const response = await request(`${url}/trace`, { method: 'PATCH', headers, body: bytes })
    const length = /^0-(\d+)$/.exec(response.headers.get('range') ?? '')?.[1]
    if ((response.status !== 202 && response.status !== 416) || length === undefined) {
      throw new Error(`the server answered ${response.status} to a part of the log`)
    }
    return Number(length)
  }

  async function close() {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ token, state: 'success' })
    const response = await request(url, { method: 'PUT', headers, body })
    if (!response.ok)
      throw new Error(`the server answered ${response.status} to the end of the log`)
  }

  /** A request that got no answer is repeated: its range makes that harmless. */
  async function request(target, options) {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await fetch(target, options)
        await response.arrayBuffer()
        return response
      } catch (error) {
        if (attempt === attempts) throw error
        await sleep(delay * attempt)
      }
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file, url] = process.argv.slice(2)
  const log = await MaskedLog.open(file, secretsFromEnvironment(), { maxBytes: 128 * 1024 })
  await upload(url, process.env.CI_JOB_TOKEN, log)
}
