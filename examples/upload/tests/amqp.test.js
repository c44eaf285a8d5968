/** The parts over AMQP, against RabbitMQ; skipped where that is not installed (`.ci/run` installs it). */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test, { after, before } from 'node:test'
import { connect } from 'amqplib'
import { upload } from '../amqp.js'
import { MaskedLog } from '../masked-log.js'
import {
  assertNoValue,
  assertPrefix,
  flakyProxy,
  folderFor,
  freePort,
  listening,
  maskedLog,
  rawLog,
  run,
  secretsOf,
  stateOf,
  VALUES,
} from './helpers.js'

const SIZE = 2 ** 20
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server'
const skip = existsSync(SERVER) ? false : 'rabbitmq-server is not installed'

let folder
let broker
let port
let epmdPort

before(async () => {
  if (skip) return
  folder = await mkdtemp(path.join(tmpdir(), 'logveil-rabbitmq-'))
  port = await freePort()
  epmdPort = await freePort()
  const plugins = path.join(folder, 'plugins')
  const config = path.join(folder, 'rabbitmq.conf')
  await writeFile(plugins, '[].')
  await writeFile(config, `listeners.tcp.default = 127.0.0.1:${port}\nlog.console = false\n`)
  broker = spawn(SERVER, [], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      ERL_EPMD_PORT: String(epmdPort),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_NODENAME: `logveil${process.pid}@localhost`,
      RABBITMQ_DIST_PORT: String(await freePort()),
      RABBITMQ_CONFIG_FILE: config,
      RABBITMQ_CONF_ENV_FILE: path.join(folder, 'none'),
      RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
      RABBITMQ_MNESIA_BASE: folder,
      RABBITMQ_LOG_BASE: folder,
      RABBITMQ_PID_FILE: path.join(folder, 'pid'),
    },
    stdio: 'ignore',
    detached: true,
  })
  await listening(port, { seconds: 120 })
})

after(async () => {
  if (skip) return
  const closed = new Promise((resolve) => broker.on('exit', resolve))
  process.kill(-broker.pid, 'SIGTERM')
  await closed
  // Erlang's port mapper outlives its nodes; this one was started for this test alone.
  spawnSync('epmd', ['-port', String(epmdPort), '-kill'])
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

const urlOf = (through) => `amqp://guest:guest@127.0.0.1:${through}`
const open = (file) => MaskedLog.open(file, secretsOf(VALUES), { maxBytes: 16 * 1024 })
let count = 0
const newQueue = () => `logs-${count++}`

/** Takes everything out of a queue, as a consumer would that wants each part once and in order. */
async function received(queue) {
  const connection = await connect(urlOf(port))
  const channel = await connection.createChannel()
  await channel.assertQueue(queue, { durable: true })
  const messages = []
  for (;;) {
    const message = await channel.get(queue, { noAck: true })
    if (message === false) break
    messages.push(JSON.parse(message.content.toString()))
  }
  await connection.close()
  return messages
}

/** Puts parts in order, drops repeated ones, and fails if those are not the same. */
function assemble(messages) {
  const parts = []
  for (const message of messages) {
    assert.deepEqual(Object.keys(message), ['id', 'number', 'log', 'final'])
    assert.equal(message.id, 7)
    parts[message.number] ??= message
    assert.deepEqual(message, parts[message.number], 'a repeated part is the same part')
  }
  assert.equal(Object.keys(parts).length, parts.length, 'no part is missing')
  return {
    log: Buffer.from(parts.map(({ log }) => log).join('')),
    isClosed: parts.at(-1)?.final === true,
    repeated: messages.length - parts.length,
  }
}

test('delivers the masked log and closes it', { skip }, async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const queue = newQueue()
  await upload(urlOf(port), queue, 7, await open(file))
  const messages = await received(queue)
  const { log, isClosed, repeated } = assemble(messages)
  assert.ok(log.equals(await maskedLog(file)))
  assertNoValue(log)
  assert.ok(isClosed)
  assert.equal(repeated, 0)
  assert.deepEqual(messages.at(-1), { id: 7, number: messages.length - 1, log: '', final: true })
})

for (const direction of ['up', 'down']) {
  test(`connections cut on the way ${direction}: nothing lost`, { skip }, async (t) => {
    const file = await rawLog(await folderFor(t), SIZE)
    const queue = newQueue()
    const cuts = direction === 'up' ? [5, 400, 100_000, 300_000, 500_000] : [50, 800, 1600, 2700]
    const proxy = await flakyProxy(t, port, { cuts, direction })
    await upload(urlOf(proxy.port), queue, 7, await open(file), { delay: 5 })
    assert.equal(proxy.left, 0, 'every fault happened')
    const { log, isClosed, repeated } = assemble(await received(queue))
    assert.ok(log.equals(await maskedLog(file)))
    assert.ok(isClosed)
    t.diagnostic(`${repeated} parts were delivered twice`)
  })
}

test('a run that is killed leaves a prefix; the next one completes it', { skip }, async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const masked = await maskedLog(file)
  const queue = newQueue()
  const messages = []
  const start = (through) => run('amqp.js', [file, queue, '7'], { AMQP_URL: urlOf(through) })
  for (const bytes of [1000, 100_000, 250_000]) {
    const proxy = await flakyProxy(t, port)
    const { child, done } = start(proxy.port)
    await Promise.race([proxy.reached(bytes), done])
    child.kill('SIGKILL')
    assert.equal(await done, 'SIGKILL')
    messages.push(...(await received(queue)))
    const { log, isClosed } = assemble(messages)
    assertPrefix(log, masked)
    assert.ok(!isClosed)
    if (stateOf(file)) assertNoValue(await readFile(stateOf(file)))
  }
  assert.equal(await start(port).done, 0)
  messages.push(...(await received(queue)))
  const { log, isClosed } = assemble(messages)
  assert.ok(log.equals(masked))
  assert.ok(isClosed)
})
