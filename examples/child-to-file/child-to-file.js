/**
 * Runs a command and keeps its masked log in a file.
 *
 *   NPM_TOKEN=… node examples/child-to-file/child-to-file.js build.log npm publish
 *
 * Every environment variable with a secret-looking name is registered. Exits
 * with the command's own exit code.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createMaskStream, SecretRegistry } from 'logveil'

const [file, command, ...args] = process.argv.slice(2)
if (file === undefined || command === undefined) {
  console.error('usage: child-to-file.js FILE COMMAND [ARGUMENT…]')
  process.exit(2)
}

const secrets = new SecretRegistry()
for (const [name, value] of Object.entries(process.env)) {
  if (/_(TOKEN|SECRET|PASSWORD|KEY)$/.test(name)) secrets.add(name, value ?? '')
}

const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'] })
const exited = once(child, 'close')
const log = createWriteStream(file)

// Two streams, two maskers: what stands on stdout and what stands on stderr
// are separate texts. A child's chunks are never written to again: no copy.
const streams = [child.stdout, child.stderr].map((output) => {
  const masked = createMaskStream(secrets, { copy: false })
  return { masked, done: pipeline(output, masked, log, { end: false }) }
})
const [[code, signal]] = await Promise.all([exited, ...streams.map(({ done }) => done)])
log.end()
await once(log, 'close')

const count = streams.reduce((sum, { masked }) => sum + masked.masker.report().occurrences, 0)
console.error(`masked ${count} in ${file}`)
process.exitCode = signal === null ? code : 1
