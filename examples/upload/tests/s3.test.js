/** The multipart upload, against s3rver. */
import assert from 'node:assert/strict'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import test from 'node:test'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import S3rver from 's3rver'
import { upload } from '../s3.js'
import {
  assertNoValue,
  flakyProxy,
  folderFor,
  maskedLog,
  rawLog,
  run,
  secretsOf,
  VALUES,
} from './helpers.js'

const MIB = 2 ** 20
const SIZE = 17 * MIB // its masked log takes three parts
const BUCKET = 'logs'
const KEY = 'build.log'

async function s3(t) {
  const directory = path.join(await folderFor(t), 's3')
  await mkdir(directory)
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: BUCKET }],
  })
  const { port } = await server.run()
  t.after(() => server.close())
  const at = (through) =>
    new S3Client({
      endpoint: `http://127.0.0.1:${through}`,
      region: 'us-east-1',
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
      maxAttempts: 10,
    })
  const get = async () => {
    try {
      const { Body } = await at(port).send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }))
      return await buffer(Body)
    } catch (error) {
      if (error.name === 'NoSuchKey') return undefined
      throw error
    }
  }
  return { port, directory, at, get }
}

/** Everything that the server has on its disk, parts of unfinished uploads included. */
async function onDisk(directory) {
  const names = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile())
  return Promise.all(files.map((entry) => readFile(path.join(entry.parentPath, entry.name))))
}

test('stores the masked log', async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const { port, at, get, directory } = await s3(t)
  const report = await upload(at(port), { Bucket: BUCKET, Key: KEY }, file, secretsOf(VALUES))
  assert.deepEqual(Object.keys(report.secrets).sort(), Object.keys(VALUES).sort())
  assert.ok((await get()).equals(await maskedLog(file)))
  for (const bytes of await onDisk(directory)) assertNoValue(bytes)
})

for (const direction of ['up', 'down']) {
  test(`connections cut on the way ${direction}: nothing lost, nothing twice`, async (t) => {
    const file = await rawLog(await folderFor(t), SIZE)
    const { port, at, get, directory } = await s3(t)
    const cuts = direction === 'up' ? [100, 2 * MIB, 7 * MIB, 13 * MIB] : [20, 800]
    const proxy = await flakyProxy(t, port, { cuts, direction })
    await upload(at(proxy.port), { Bucket: BUCKET, Key: KEY }, file, secretsOf(VALUES))
    assert.equal(proxy.left, 0, 'every fault happened')
    assert.ok((await get()).equals(await maskedLog(file)))
    for (const bytes of await onDisk(directory)) assertNoValue(bytes)
  })
}

test('a run that is killed leaves no object; the next one stores it', async (t) => {
  const file = await rawLog(await folderFor(t), SIZE)
  const { port, get, directory } = await s3(t)
  const start = (through) =>
    run('s3.js', [file, BUCKET, KEY], {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${through}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    })
  for (const bytes of [1000, 4 * MIB, 11 * MIB]) {
    const proxy = await flakyProxy(t, port)
    const { child, done } = start(proxy.port)
    await Promise.race([proxy.reached(bytes), done])
    child.kill('SIGKILL')
    assert.equal(await done, 'SIGKILL')
    assert.equal(await get(), undefined)
    for (const bytes of await onDisk(directory)) assertNoValue(bytes)
  }
  assert.equal(await start(port).done, 0)
  assert.ok((await get()).equals(await maskedLog(file)))
})

test('a raw log that cannot be read leaves no object', async (t) => {
  const { port, at, get } = await s3(t)
  const file = path.join(await folderFor(t), 'no-such.log')
  const uploaded = upload(at(port), { Bucket: BUCKET, Key: KEY }, file, secretsOf(VALUES))
  await assert.rejects(uploaded, { code: 'ENOENT' })
  assert.equal(await get(), undefined)
})
