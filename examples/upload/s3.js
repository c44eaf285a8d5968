/**
 * Uploads a masked log to S3 as a multipart upload.
 *
 *   LOG_SECRETS=DEPLOY_TOKEN node s3.js build.log BUCKET KEY
 *
 * (AWS_… variables as usual; AWS_ENDPOINT_URL_S3 for other stores.) The object
 * appears when the last part has arrived and not before, so a log that is
 * there is whole; after an interruption the upload starts anew. lib-storage
 * cuts the parts itself, behind the mask.
 */
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createMaskStream } from 'logveil'
import { secretsFromEnvironment } from './masked-log.js'

/**
 * @param {S3Client} client
 * @param {{ Bucket: string, Key: string }} target
 * @param {string} file @param {import('logveil').SecretRegistry} secrets
 */
export async function upload(client, target, file, secrets) {
  const masked = createMaskStream(secrets, { idleMs: 0 })
  pipeline(createReadStream(file), masked, () => {}) // an error reaches the upload below
  // lib-storage asks for an instance of Node's own Readable, which this is by behaviour only.
  const Body = Readable.from(masked, { objectMode: false })
  const params = { ...target, Body, ContentType: 'text/plain' }
  // 5 MiB is the least that S3 allows for a part; two of them are in memory at a time.
  await new Upload({ client, params, partSize: 5 * 1024 * 1024, queueSize: 2 }).done()
  return masked.masker.report()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file, Bucket, Key] = process.argv.slice(2)
  const client = new S3Client({
    forcePathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    maxAttempts: 10,
  })
  await upload(client, { Bucket, Key }, file, secretsFromEnvironment())
}
