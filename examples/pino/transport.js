/**
 * pino with a masked transport, in a worker thread:
 *
 *   pino({ transport: {
 *     target: new URL('transport.js', import.meta.url).pathname,
 *     options: { names: ['DB_PASSWORD'], file: 'app.log' },
 *   } })
 *
 * The options carry names only. The values are taken from the environment,
 * which the worker shares, so that none is copied into a configuration.
 */
import { createWriteStream } from 'node:fs'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createMaskStream, SecretRegistry } from 'logveil'

/** @param {{ names: string[], file: string }} options */
export default function transport({ names, file }) {
  const secrets = new SecretRegistry()
  for (const name of names) secrets.add(name, process.env[name] ?? '')

  const masked = createMaskStream(secrets)
  const output = masked.pipe(createWriteStream(file, { flags: 'a' }))
  // The worker ends when this stream has finished: that must wait for the file.
  const entry = new Writable({
    write: (chunk, _encoding, callback) => void masked.write(chunk, callback),
    final: (callback) => {
      masked.end()
      finished(output).then(() => callback(), callback)
    },
  })
  masked.on('error', (error) => entry.destroy(error))
  output.on('error', (error) => entry.destroy(error))
  return entry
}
