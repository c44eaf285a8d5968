/**
 * winston with a masked transport.
 *
 * winston hands over finished lines, in whatever format it was given, so the
 * masking comes after serialisation and covers all of them.
 */
import { createMaskStream } from 'logveil'
import winston from 'winston'

/**
 * @param {import('logveil').SecretRegistry} secrets
 * @param {NodeJS.WritableStream} output a file stream, process.stdout, …
 * @param {import('winston').LoggerOptions} [options]
 */
export function createLogger(secrets, output, options = {}) {
  const masked = createMaskStream(secrets)
  masked.pipe(output)
  const logger = winston.createLogger({
    format: winston.format.json(),
    ...options,
    transports: [new winston.transports.Stream({ stream: masked })],
  })
  // winston leaves its stream open; what is held comes out with the end.
  logger.on('finish', () => masked.end())
  return { logger, masked }
}
