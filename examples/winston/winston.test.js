/** What winston writes is masked, in every format. */
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import test from 'node:test'
import { SecretRegistry } from 'logveil'
import winston from 'winston'
import { createLogger } from './logger.js'

const values = {
  QUOTES: `it's "quoted" \\back\\slashed\\ <&>`,
  LINES: 'first line of the secret\nsecond\tline\r\nthird line of it',
  UNICODE: 'pässwörd-✓-🦊-ключ',
  PLAIN: 'tok_9f3KqLz0Vb7Xw2Rt',
}

const { format } = winston
const formats = {
  json: format.combine(format.errors({ stack: true }), format.json()),
  pretty: format.prettyPrint(),
  simple: format.combine(format.splat(), format.simple()),
  text: format.printf(({ level, message }) => `${level}: ${message}`),
  colours: format.combine(format.colorize({ all: true }), format.simple()),
}

for (const [name, shape] of Object.entries(formats)) {
  test(`format ${name}`, async () => {
    const secrets = new SecretRegistry()
    for (const [key, value] of Object.entries(values)) secrets.add(key, value)
    const output = new PassThrough()
    const written = text(output)
    const { logger } = createLogger(secrets, output, { format: shape })
    for (const value of Object.values(values)) {
      logger.info(`message with ${value} inside`)
      logger.warn('object', { value, nested: { list: ['a', value] } })
      logger.error(new Error(`failed with ${value}`))
    }
    logger.end()
    const log = (await written).replaceAll(/\\(.)/g, '$1')
    assert.match(log, /message with \[secure\]/)
    for (const value of Object.values(values)) {
      for (const piece of value.split(/[\s\\"']+/)) {
        if (piece.length >= 8) assert.ok(!log.includes(piece), `${piece} in ${log}`)
      }
    }
    if (name === 'json') {
      for (const line of (await written).trimEnd().split('\n')) JSON.parse(line)
    }
  })
}
