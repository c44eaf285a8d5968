/**
 * pino with a masked destination, in the same thread.
 *
 * pino writes finished JSON lines, so a value stands in them as JSON escapes
 * it; the `json` variants are what finds it there.
 */
import { createMaskStream } from 'logveil'
import { pino } from 'pino'

/**
 * @param {import('logveil').SecretRegistry} secrets
 * @param {NodeJS.WritableStream} output a file stream, process.stdout, …
 * @param {import('pino').LoggerOptions} [options]
 */
export function createLogger(secrets, output, options = {}) {
  const masked = createMaskStream(secrets)
  masked.pipe(output)
  return { logger: pino(options, masked), masked }
}
