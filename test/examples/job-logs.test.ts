/** The service stores the logs of many jobs at once, each masked with its own secrets. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { type RequestOptions, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createJobLogServer } from '../../examples/job-logs/server.js'
import { examplePath, folderFor, runExample } from '../helpers/examples.js'

const tokenOf = (job: string) => `tok_${Buffer.from(job).toString('hex')}_9f3KqLz0Vb7X`

async function serve(t: Test) {
  const folder = await folderFor(t)
  const server = createJobLogServer(folder, (id) =>
    id.startsWith('job-') ? { DEPLOY_TOKEN: tokenOf(id) } : undefined,
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { folder, port, at: (id: string) => ({ port, path: `/jobs/${id}/log`, agent: false }) }
}

async function post(options: RequestOptions, chunks: Iterable<string>) {
  const sent = request({ ...options, method: 'POST' })
  const answered = once(sent, 'response')
  await pipeline(Readable.from(chunks, { objectMode: false }), sent)
  const [response] = await answered
  return { status: response.statusCode, body: JSON.parse(await textOf(response)) }
}

t.test('a log goes in and comes out masked', async (t) => {
  const { at, folder, port } = await serve(t)
  const value = tokenOf('job-1')
  const { status, body } = await post(at('job-1'), ['a ', value.slice(0, 7), value.slice(7), '\n'])
  t.equal(status, 201)
  t.equal(body.secrets.DEPLOY_TOKEN.raw.count, 1)
  t.equal(await readFile(path.join(folder, 'job-1.log'), 'utf8'), 'a [secure]\n')
  const stored = await fetch(`http://127.0.0.1:${port}/jobs/job-1/log`)
  t.equal(await stored.text(), 'a [secure]\n')
})

t.test('forty jobs at once, each with its own secret', async (t) => {
  const { at, folder } = await serve(t)
  const jobs = Array.from({ length: 40 }, (_, n) => `job-${n}`)
  const log = (id: string, shown: string) => `${id} prints ${shown} on a line\n`
  await Promise.all(jobs.map((id) => post(at(id), Array(500).fill(log(id, tokenOf(id))))))
  for (const id of jobs) {
    const stored = await readFile(path.join(folder, `${id}.log`), 'utf8')
    t.equal(stored, log(id, '[secure]').repeat(500), id)
  }
})

t.test('a slow disk slows the sender down instead of filling the memory', async (t) => {
  const { at, folder } = await serve(t)
  const chunk = `${'x'.repeat(1023)}\n`.repeat(64)
  const before = process.memoryUsage().rss
  const { status } = await post(at('job-1'), Array(1536).fill(chunk))
  t.equal(status, 201)
  const grown = (process.memoryUsage().rss - before) / 2 ** 20
  t.ok(grown < 64, `96 MiB went through, resident memory grew by ${grown.toFixed(0)} MiB`)
  t.equal((await readFile(path.join(folder, 'job-1.log'))).length, chunk.length * 1536)
})

t.test('an upload that breaks off leaves a masked part, and no log', async (t) => {
  const { at, folder } = await serve(t)
  const sent = request({ ...at('job-1'), method: 'POST' })
  sent.on('error', () => {})
  sent.write(`${tokenOf('job-1')} and ${tokenOf('job-1').slice(0, 12)}`)
  while (!(await readdir(folder)).includes('job-1.part')) await sleep(10)
  sent.destroy()
  await sleep(100)
  t.strictSame(await readdir(folder), ['job-1.part'])
  t.match(
    await readFile(path.join(folder, 'job-1.part'), 'utf8'),
    /^(\[secure\] and (\[secure\])?)?$/,
  )
})

t.test('wrong requests', async (t) => {
  const { at, port } = await serve(t)
  t.equal((await post(at('other'), ['x'])).status, 404, 'an unknown job')
  t.equal((await fetch(`http://127.0.0.1:${port}/jobs/job-9/log`)).status, 404, 'no log yet')
  t.equal((await fetch(`http://127.0.0.1:${port}/jobs/..%2fx/log`)).status, 404, 'no path')
  const first = request({ ...at('job-1'), method: 'POST' })
  first.write('x')
  await sleep(100)
  t.equal((await post(at('job-1'), ['y'])).status, 409, 'a second writer')
  first.end()
  await once(first, 'response')
})

t.test('it says how it is used', async (t) => {
  t.match(await runExample('job-logs/server.js', []), { code: 2, stderr: /^usage: / })
})

t.test('it runs as a program', async (t) => {
  const folder = await folderFor(t)
  const file = path.join(folder, 'secrets.json')
  await writeFile(file, JSON.stringify({ 'job-1': { DEPLOY_TOKEN: tokenOf('job-1') } }))
  const args = [examplePath('job-logs/server.js'), path.join(folder, 'logs'), file, '0']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill())
  const [line] = await once(child.stdout, 'data')
  const url = `http://127.0.0.1:${/port: (\d+)/.exec(String(line))?.[1]}/jobs/job-1/log`
  const answer = await fetch(url, { method: 'POST', body: `is ${tokenOf('job-1')}\n` })
  t.equal(answer.status, 201)
  t.equal(await (await fetch(url)).text(), 'is [secure]\n')
})
