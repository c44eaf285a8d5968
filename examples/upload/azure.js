/**
 * Uploads a masked log to an Azure append blob.
 *
 *   LOG_SECRETS=DEPLOY_TOKEN AZURE_STORAGE_CONNECTION_STRING=… \
 *     node azure.js build.log CONTAINER BLOB
 *
 * Each part is appended on condition that it lands at its own offset, so that
 * a repeated request can neither double nor disorder the log. A run that was
 * interrupted goes on behind what the blob holds. The metadata `complete`
 * closes the log.
 */
import { pathToFileURL } from 'node:url'
import { BlobServiceClient } from '@azure/storage-blob'
import { MaskedLog, secretsFromEnvironment } from './masked-log.js'

/** @param {import('@azure/storage-blob').AppendBlobClient} blob @param {MaskedLog} log */
export async function upload(blob, log) {
  await blob.createIfNotExists({ blobHTTPHeaders: { blobContentType: 'text/plain' } })
  const { contentLength = 0 } = await blob.getProperties()
  for await (const part of log.parts({ acknowledged: contentLength })) {
    if (part.final) await blob.setMetadata({ complete: 'true' })
    else await append(blob, part)
    await log.acknowledge(part)
  }
}

async function append(blob, { bytes, offset }) {
  try {
    await blob.appendBlock(bytes, bytes.length, { conditions: { appendPosition: offset } })
  } catch (error) {
    if (error.statusCode !== 412) throw error
    // Not at its place: fine if an attempt whose answer was lost has put it there.
    const { contentLength } = await blob.getProperties()
    if (contentLength !== offset + bytes.length) throw error
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file, container, name] = process.argv.slice(2)
  const service = BlobServiceClient.fromConnectionString(
    process.env.AZURE_STORAGE_CONNECTION_STRING,
    { retryOptions: { maxTries: 10, retryDelayInMs: 50, maxRetryDelayInMs: 2000 } },
  )
  const blob = service.getContainerClient(container).getAppendBlobClient(name)
  // An append block holds at most 4 MiB.
  const log = await MaskedLog.open(file, secretsFromEnvironment(), { maxBytes: 256 * 1024 })
  await upload(blob, log)
}
