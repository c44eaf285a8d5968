/** The trace upload, against a server written from GitLab's description of the API. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import test from 'node:test'
import { upload } from '../gitlab.js'
import { MaskedLog } from '../masked-log.js'
import {
  assertNoValue,
  assertPrefix,
  flakyProxy,
  folderFor,
  maskedLog,
  rawLog,
  run,
  secretsOf,
  stateOf,
  VALUES,
} from './helpers.js'

const SIZE = 2 * 2 ** 20
const TOKEN = 'job-token-5f1c3b7a9d'

async function traceServer(t) {
  const state = { trace: Buffer.alloc(0), status: 'running', refused: 0 }
  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => undefined)
    if (body === undefined) return // the connection was cut inside the body
    if (request.method === 'PUT' && request.url === '/api/v4/jobs/7') {
      state.status = JSON.parse(body).state
      response.writeHead(200).end()
      return
    }
    assert.equal(`${request.method} ${request.url}`, 'PATCH /api/v4/jobs/7/trace')
    if (request.headers['job-token'] !== TOKEN) return response.writeHead(403).end()
    const [start, end] = request.headers['content-range'].split('-').map(Number)
    const fits = start === state.trace.length && end - start + 1 === body.length
    if (fits) state.trace = Buffer.concat([state.trace, body])
    else state.refused++
    response.writeHead(fits ? 202 : 416, {
      range: `0-${state.trace.length}`,
      'job-status': 'running',
    })
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { state, port: server.address().port }
}

const urlOf = (port) => `http://127.0.0.1:${port}/api/v4/jobs/7`
const open = (file) => MaskedLog.open(file, secretsOf(VALUES), { maxBytes: 64 * 1024 })

test('stores the masked log and closes it', async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const { state, port } = await traceServer(t)
  await upload(urlOf(port), TOKEN, await open(file))
  assert.ok(state.trace.equals(await maskedLog(file)))
  assertNoValue(state.trace)
  assert.equal(state.status, 'success')
  assert.equal(state.refused, 0)
})

for (const direction of ['up', 'down']) {
  test(`connections cut on the way ${direction}: nothing lost, nothing twice`, async (t) => {
    const file = await rawLog(await folderFor(t), SIZE)
    const { state, port } = await traceServer(t)
    const cuts = direction === 'up' ? [300, 90_000, 500_000, 1_000_000] : [10, 700, 1500, 2400]
    const proxy = await flakyProxy(t, port, { cuts, direction })
    await upload(urlOf(proxy.port), TOKEN, await open(file), { delay: 5 })
    assert.equal(proxy.left, 0, 'every fault happened')
    assert.ok(state.trace.equals(await maskedLog(file)))
    // An answer that is lost makes the repeated part a refused one.
    assert.equal(state.refused > 0, direction === 'down')
  })
}

test('a server that has lost the end of its copy gets it again', async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const { state, port } = await traceServer(t)
  const log = await open(file)
  const { acknowledge } = log
  let parts = 0
  log.acknowledge = async (part) => {
    parts++
    if (parts === 9) state.trace = state.trace.subarray(0, 100_001)
    if (parts === 12) state.trace = state.trace.subarray(0, 0)
    await acknowledge.call(log, part)
  }
  await upload(urlOf(port), TOKEN, log)
  assert.equal(state.refused, 2)
  assert.ok(state.trace.equals(await maskedLog(file)))
})

test('a run that is killed leaves a prefix; the next one completes it', async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const masked = await maskedLog(file)
  const { state, port } = await traceServer(t)
  for (const bytes of [1000, 200_000, 400_000, 150_000]) {
    const proxy = await flakyProxy(t, port)
    const { child, done } = run('gitlab.js', [file, urlOf(proxy.port)], { CI_JOB_TOKEN: TOKEN })
    await Promise.race([proxy.reached(bytes), done])
    child.kill('SIGKILL')
    assert.equal(await done, 'SIGKILL')
    assertPrefix(state.trace, masked)
    assert.equal(state.status, 'running')
    if (stateOf(file)) assertNoValue(await readFile(stateOf(file)))
  }
  const proxy = await flakyProxy(t, port)
  const { done } = run('gitlab.js', [file, urlOf(proxy.port)], { CI_JOB_TOKEN: TOKEN })
  assert.equal(await done, 0)
  assert.ok(state.trace.equals(masked))
  assert.equal(state.status, 'success')
  assert.ok(proxy.passed < masked.length, 'the last run sent only what was missing')
})

test('an answer that makes no sense is an error', async (t) => {
  const file = await rawLog(await folderFor(t), 1000)
  const { port } = await traceServer(t)
  await assert.rejects(upload(urlOf(port), 'wrong', await open(file)), /answered 403/)
})
