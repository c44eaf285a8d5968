/** The append blob upload, against Azurite. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import test, { after, before } from 'node:test'
import { BlobServiceClient } from '@azure/storage-blob'
import { upload } from '../azure.js'
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
  VALUES,
} from './helpers.js'

const SIZE = 3 * 2 ** 20
const ACCOUNT = 'devstoreaccount'
const KEY = Buffer.from('a key of this test and of nothing else').toString('base64')

let azurite
let port

before(async () => {
  port = await freePort()
  const program = path.join(
    path.dirname(createRequire(import.meta.url).resolve('azurite/package.json')),
    'dist/src/blob/main.js',
  )
  const args = ['--inMemoryPersistence', '--silent', '--skipApiVersionCheck', '--disableTelemetry']
  azurite = spawn(process.execPath, [program, '--blobPort', String(port), ...args], {
    env: { PATH: process.env.PATH, AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await listening(port)
})

after(() => azurite.kill())

const connectionString = (through) =>
  `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};` +
  `BlobEndpoint=http://127.0.0.1:${through}/${ACCOUNT};`

const retryOptions = { maxTries: 10, retryDelayInMs: 5, maxRetryDelayInMs: 50 }

let count = 0

/** A blob of its own for each test, seen directly and through a proxy. */
async function newBlob() {
  const name = `log-${count++}`
  const at = (through) =>
    BlobServiceClient.fromConnectionString(connectionString(through), { retryOptions })
      .getContainerClient('logs')
      .getAppendBlobClient(name)
  await BlobServiceClient.fromConnectionString(connectionString(port))
    .getContainerClient('logs')
    .createIfNotExists()
  return { name, at, blob: at(port) }
}

const open = (file) => MaskedLog.open(file, secretsOf(VALUES), { maxBytes: 128 * 1024 })

const stored = async (blob) =>
  (await blob.exists()) ? await blob.downloadToBuffer() : Buffer.alloc(0)

test('stores the masked log and closes it', async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const { blob } = await newBlob()
  await upload(blob, await open(file))
  assert.ok((await stored(blob)).equals(await maskedLog(file)))
  assertNoValue(await stored(blob))
  assert.equal((await blob.getProperties()).metadata.complete, 'true')
})

for (const direction of ['up', 'down']) {
  test(`connections cut on the way ${direction}: nothing lost, nothing twice`, async (t) => {
    const file = await rawLog(await folderFor(t), SIZE)
    const { at, blob } = await newBlob()
    const cuts = direction === 'up' ? [200, 150_000, 800_000, 1_500_000] : [50, 1500, 3000, 4500]
    const proxy = await flakyProxy(t, port, { cuts, direction })
    await upload(at(proxy.port), await open(file))
    assert.equal(proxy.left, 0, 'every fault happened')
    assert.ok((await stored(blob)).equals(await maskedLog(file)))
  })
}

test('a run that is killed leaves a prefix; the next one completes it', async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const masked = await maskedLog(file)
  const { name, blob } = await newBlob()
  const start = (through) =>
    run('azure.js', [file, 'logs', name], {
      AZURE_STORAGE_CONNECTION_STRING: connectionString(through),
    })
  for (const bytes of [1000, 300_000, 600_000]) {
    const proxy = await flakyProxy(t, port)
    const { child, done } = start(proxy.port)
    await Promise.race([proxy.reached(bytes), done])
    child.kill('SIGKILL')
    assert.equal(await done, 'SIGKILL')
    assertPrefix(await stored(blob), masked)
  }
  const proxy = await flakyProxy(t, port)
  assert.equal(await start(proxy.port).done, 0)
  assert.ok((await stored(blob)).equals(masked))
  assert.equal((await blob.getProperties()).metadata.complete, 'true')
  assert.ok(proxy.passed < masked.length, 'the last run sent only what was missing')
})

test('somebody else has written to the blob: an error, not a mixture', async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const { blob } = await newBlob()
  const log = await open(file)
  const { acknowledge } = log
  log.acknowledge = async (part) => {
    await acknowledge.call(log, part)
    if (part.sequence === 3) await blob.appendBlock('foreign', 7)
  }
  await assert.rejects(upload(blob, log), { statusCode: 412 })
})
