/**
 * Two hundred jobs at once send a gibibyte (an eighth of it outside CI) to the
 * service, which runs as a process of its own. `LOGVEIL_TOTAL_MIB` sets the size.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { json, text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createApp } from './server.js'

const MIB = 2 ** 20
const JOBS = 200
const TOTAL = Number(process.env.LOGVEIL_TOTAL_MIB ?? (process.env.CI ? 1024 : 128)) * MIB

const ids = Array.from({ length: JOBS }, (_, n) => `job-${n}`)
const tokenOf = (id) => createHash('sha256').update(id).digest('base64url')

/** A piece of a job's log, of about 64 KiB, and what must become of it. */
function pieceOf(id) {
  let log = ''
  for (let line = 0; log.length < 64 * 1024 - 77; line += 500) {
    log += 'compiling module, nothing to see here\n'.repeat(line % 89)
    log += `+ curl -H "Authorization: Bearer ${tokenOf(id)}"\n`
  }
  return { log: Buffer.from(log), masked: Buffer.from(log.replaceAll(tokenOf(id), '[secure]')) }
}

async function start(folder) {
  const file = path.join(folder, 'secrets.json')
  await writeFile(
    file,
    JSON.stringify(Object.fromEntries(ids.map((id) => [id, { DEPLOY_TOKEN: tokenOf(id) }]))),
  )
  const program = fileURLToPath(new URL('server.js', import.meta.url))
  const child = spawn(process.execPath, [program, path.join(folder, 'logs'), file, '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return { child, url: String(line).trim() }
}

async function post(url, agent, chunks) {
  const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'text/plain' } })
  const answered = once(sent, 'response')
  await pipeline(Readable.from(chunks, { objectMode: false }), sent)
  const [response] = await answered
  return { status: response.statusCode, body: await json(response) }
}

test(`${JOBS} jobs at once, ${TOTAL / MIB} MiB: memory flat, no value stored`, async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'logveil fastify '))
  const { child, url } = await start(folder)
  const agent = new Agent({ maxSockets: Infinity })
  try {
    const memory = []
    const watching = new AbortController()
    const watched = (async () => {
      while (!watching.signal.aborted) {
        const { rss, writing } = await json((await fetch(`${url}/health`)).body)
        if (writing >= JOBS / 2) memory.push(rss / MIB)
        await sleep(100)
      }
    })()

    const began = performance.now()
    await Promise.all(
      ids.map(async (id) => {
        const { log } = pieceOf(id)
        const count = Math.ceil(TOTAL / JOBS / log.length)
        const { status, body } = await post(`${url}/jobs/${id}/log`, agent, Array(count).fill(log))
        assert.equal(status, 201)
        assert.ok(body.occurrences > 0)
      }),
    )
    const seconds = (performance.now() - began) / 1000
    watching.abort()
    await watched

    const [early, late] = [memory.slice(0, memory.length / 2), memory.slice(memory.length / 2)]
    const peaks = [early, late].map((half) => Math.max(...half).toFixed(0))
    t.diagnostic(`${(TOTAL / MIB / seconds).toFixed(0)} MiB/s`)
    t.diagnostic(`resident memory, MiB: ${peaks[0]} in the first half, ${peaks[1]} in the second`)
    assert.ok(memory.length >= 4, 'the memory was watched')
    assert.ok(Math.max(...late) < Math.max(...early) + 64, 'memory does not grow with the logs')

    for (const id of ids) {
      const { log, masked } = pieceOf(id)
      const expected = createHash('sha256')
      for (let n = Math.ceil(TOTAL / JOBS / log.length); n > 0; n--) expected.update(masked)
      const stored = createHash('sha256')
      await pipeline(createReadStream(path.join(folder, 'logs', `${id}.log`)), stored)
      assert.equal(stored.digest('hex'), expected.digest('hex'), id)
    }
  } finally {
    agent.destroy()
    child.kill()
    await rm(folder, { recursive: true })
  }
})

test('requests that are refused', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'logveil fastify '))
  const app = createApp(folder, (id) => (id === 'job-1' ? { TOKEN: tokenOf(id) } : undefined))
  try {
    const inject = async (method, url, payload) => {
      const headers = payload === undefined ? {} : { 'content-type': 'application/json' }
      const { statusCode, body } = await app.inject({ method, url, payload, headers })
      return [statusCode, body]
    }
    assert.equal((await inject('POST', '/jobs/other/log', 'x'))[0], 404)
    assert.equal((await inject('POST', '/jobs/a%2Fb/log', 'x'))[0], 400)
    assert.equal((await inject('GET', '/jobs/job-1/log'))[0], 404)
    assert.equal((await inject('POST', '/jobs/job-1/log', `"${tokenOf('job-1')}"`))[0], 201)
    assert.deepEqual(await inject('GET', '/jobs/job-1/log'), [200, '"[secure]"'])
    assert.equal((await inject('POST', '/jobs/job-1/log'))[0], 201, 'an empty log')
  } finally {
    await app.close()
    await rm(folder, { recursive: true })
  }
})

test('an upload that breaks off leaves a masked part, and no log', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'logveil fastify '))
  const app = createApp(folder, (id) => ({ TOKEN: tokenOf(id) }))
  try {
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const sent = request(`${url}/jobs/job-1/log`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
    })
    sent.on('error', () => {})
    sent.write(`${tokenOf('job-1')} and ${tokenOf('job-1').slice(0, 20)}`)
    while (!(await readdir(folder)).includes('job-1.part')) await sleep(10)
    sent.destroy()
    await sleep(100)
    assert.deepEqual(await readdir(folder), ['job-1.part'])
    const part = await text(createReadStream(path.join(folder, 'job-1.part')))
    assert.match(part, /^(\[secure\] and (\[secure\])?)?$/)
  } finally {
    await app.close()
    await rm(folder, { recursive: true })
  }
})
