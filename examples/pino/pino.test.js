/** What pino writes is masked: as a destination in this thread, and as a transport in a worker. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { SecretRegistry } from 'logveil'
import { createLogger } from './destination.js'

const values = {
  QUOTES: `it's "quoted" \\back\\slashed\\ <&>`,
  LINES: 'first line of the secret\nsecond\tline\r\nthird line of it',
  UNICODE: 'pässwörd-✓-🦊-ключ',
  PLAIN: 'tok_9f3KqLz0Vb7Xw2Rt',
}

/** Logs every value in every place that pino has for one. */
function logAll(logger) {
  for (const [name, value] of Object.entries(values)) {
    logger.info(`message with ${value} inside`)
    logger.warn({ [name]: value, nested: { list: ['a', value] } }, 'object')
    logger.error(new Error(`failed with ${value}`))
    logger.child({ bound: value }).info('%s', value)
  }
}

/** Throws if a value can be read in the log, or if a line is no JSON any more. */
function check(log) {
  const lines = log.trimEnd().split('\n')
  assert.equal(lines.length, 16)
  for (const line of lines) {
    const shown = JSON.stringify(JSON.parse(line), null, 1).replaceAll(/\\(.)/g, '$1')
    for (const value of Object.values(values)) {
      for (const piece of value.split(/[\s\\"]+/)) {
        if (piece.length >= 8) assert.ok(!shown.includes(piece), `${piece} in ${shown}`)
      }
    }
    assert.match(line, /\[secure\]/)
  }
}

test('destination', async () => {
  const secrets = new SecretRegistry()
  for (const [name, value] of Object.entries(values)) secrets.add(name, value)
  const output = new PassThrough()
  const log = text(output)
  const { logger, masked } = createLogger(secrets, output)
  logAll(logger)
  masked.end()
  check(await log)
  assert.deepEqual(Object.keys(masked.masker.report().secrets).sort(), Object.keys(values).sort())
})

test('transport in a worker thread', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'logveil pino '))
  try {
    const file = path.join(folder, 'app.log')
    const target = fileURLToPath(new URL('transport.js', import.meta.url))
    const program = `
      import { pino } from 'pino'
      const values = ${JSON.stringify(Object.keys(values))}.map((name) => [name, process.env[name]])
      const logger = pino({ transport: {
        target: ${JSON.stringify(target)},
        options: { names: ${JSON.stringify(Object.keys(values))}, file: process.env.LOG_FILE },
      } })
      ;(${logAll.toString().replace('Object.entries(values)', 'values')})(logger)`
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: import.meta.dirname,
      env: { PATH: process.env.PATH, LOG_FILE: file, ...values },
    })
    check(await readFile(file, 'utf8'))
  } finally {
    await rm(folder, { recursive: true })
  }
})
