/**
 * A program that masks what it prints itself, whoever prints it: console,
 * process.stdout, or a library that uses either.
 *
 *   API_TOKEN=… node examples/console/console.js
 */
import { SecretRegistry } from 'logveil'
import { patchConsole } from 'logveil/console'

const secrets = new SecretRegistry()
secrets.add('API_TOKEN', process.env.API_TOKEN ?? '')
const patched = patchConsole(secrets)

console.log('calling the API with %s', process.env.API_TOKEN)
console.table([{ header: 'Authorization', value: `Bearer ${process.env.API_TOKEN}` }])
console.error(JSON.stringify({ level: 'error', token: process.env.API_TOKEN }))
process.stdout.write(`${Buffer.from(`user:${process.env.API_TOKEN}`).toString('base64')}\n`)

const { occurrences } = patched.stdout.report()
patched.restore()
console.log(`${occurrences} on stdout masked; from here on nothing is`)
