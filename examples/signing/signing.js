/**
 * npm run demo:signing: three ways in which a CI job signs a release.
 *
 *   key file      an unencrypted key
 *   cosign key    cosign's encrypted container and its password
 *   Vault         a token that may use a key which stays in Vault
 *
 * Each job is a .travis.yml under jobs/. Its commands run as they would at
 * Travis CI, and leak on purpose; `logveil --travis .travis.yml` masks the
 * log, told by that file alone what is secret. Shown are the masked log and
 * what would have leaked. Exit code 0 only if an independent search finds no
 * secret, and addresses, references and public keys are still readable.
 */
import { spawn, spawnSync } from 'node:child_process'
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  verify,
} from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import {
  byName,
  keyTargets,
  pieceTarget,
  publicForms,
  search,
  wholeTarget,
} from '../demo/search.js'
import { open, seal } from './container.js'
import { startTransit } from './transit.js'

/**
 * @typedef {object} Job
 * @property {string} title
 * @property {string} folder under jobs/
 * @property {string} [key] what travis_key writes
 * @property {Record<string, string>} env
 * @property {import('../demo/search.js').Target[]} targets what must not be found
 * @property {string[]} readable what must stay
 * @property {string} publicKey
 */

const here = fileURLToPath(new URL('.', import.meta.url))
const command = path.join(here, '../../dist/cli/bin.js')
const work = mkdtempSync(path.join(tmpdir(), 'logveil-signing-'))
const tools = installTools()

try {
  const vault = await vaultJob()
  let good = true
  for (const job of [keyFileJob(), cosignJob(), vault.job]) good = (await show(job)) && good
  vault.close()
  process.exitCode = good ? 0 : 1
} finally {
  rmSync(work, { recursive: true })
}

/** @returns {Job} */
function keyFileJob() {
  const { pem, publicKey } = newKey()
  return {
    title: 'a key file without a password',
    folder: 'key-file',
    key: pem,
    env: {},
    targets: keyTargets('SIGNING_KEY', pem, publicForms(publicKey)),
    readable: [publicKey],
    publicKey,
  }
}

/** @returns {Job} */
function cosignJob() {
  // no plus sign, which a form reads as a blank: the search would count the plain text less
  const password = `${randomBytes(9).toString('base64').replaceAll('+', '/')}-&'x`
  const container = realCosignKey(password) ?? seal(newKey().der, password)
  const { pem, publicKey } = forms(
    createPrivateKey({
      key: Buffer.from(open(container, password)),
      format: 'der',
      type: 'pkcs8',
    }),
  )
  const body = container.split('\n').filter((line) => line !== '' && !line.startsWith('-----'))
  return {
    title: "a key in cosign's encrypted container",
    folder: 'cosign-key',
    key: container,
    env: { COSIGN_PASSWORD: password },
    targets: [
      wholeTarget('COSIGN_PASSWORD', password),
      ...body.map((line, i) => pieceTarget(`encrypted key, line ${i + 1}`, line)),
      ...keyTargets('decrypted key', pem, publicForms(publicKey)),
    ],
    readable: [publicKey, 'COSIGN_PASSWORD'],
    publicKey,
  }
}

/** @returns {Promise<{ job: Job, close(): void }>} */
async function vaultJob() {
  const { key, publicKey } = newKey()
  const token = `hvs.${randomBytes(69).toString('base64url')}`
  const engine = 'transit/release'
  const { address, close } = await startTransit({ token, engine, name: 'release-key', key })
  const job = {
    title: 'a key in Vault, used with a token',
    folder: 'vault',
    env: { VAULT_ADDR: address, VAULT_TOKEN: token, TRANSIT_SECRET_ENGINE_PATH: engine },
    targets: [pieceTarget('VAULT_TOKEN', token)],
    readable: [address, engine, 'hashivault://release-key', publicKey],
    publicKey,
  }
  return { job, close }
}

/**
 * Runs one job, prints what came of it, and says whether all is well.
 *
 * @param {Job} job
 */
async function show(job) {
  console.log(`\n\x1b[1m=== ${job.title}\x1b[0m\n`)
  const { log, masked, status, signature } = await run(job)
  process.stdout.write(masked)
  if (status !== 0) {
    console.error(`signing: the job or the masking command failed with exit code ${status}`)
    return false
  }
  const signed = verify('sha256', Buffer.from('release 1.0\n'), job.publicKey, signature)
  const leaked = byName(search(log, job.targets))
  const found = byName(search(masked, job.targets))
  const gone = job.readable.filter((text) => count(masked, text) < count(log, text))

  console.log('\nthis would have leaked:')
  for (const [name, readings] of leaked) console.log(`  ${name.padEnd(18)} ${readings.join(', ')}`)
  for (const [name, readings] of found)
    console.log(`  STILL THERE: ${name}: ${readings.join(', ')}`)
  for (const text of gone) console.log(`  MASKED, but no secret: ${text}`)
  console.log(`the signature ${signed ? 'is good' : 'IS NOT GOOD'}`)
  const good = signed && leaked.size > 0 && found.size === 0 && gone.length === 0
  console.log(good ? 'no secret is in the masked log, and what is public can be read' : 'FAILED')
  return good
}

/** @param {Job} job */
async function run({ folder, key, env }) {
  const cwd = path.join(work, folder)
  mkdirSync(cwd)
  const file = path.join(cwd, '.travis.yml')
  copyFileSync(path.join(here, 'jobs', folder, '.travis.yml'), file)
  writeFileSync(path.join(cwd, 'release.txt'), 'release 1.0\n')
  const settings = path.join(work, `${folder}.keys`)
  mkdirSync(settings)
  if (key !== undefined) writeFileSync(path.join(settings, 'SIGNING_KEY'), key, { mode: 0o600 })

  const { before_script = [], script } = parse(readFileSync(file, 'utf8'))
  const options = { cwd, env: { PATH: `${tools}:${process.env.PATH}`, ...env } }
  spawnSync('sh', ['-c', shell(before_script, settings)], { ...options, stdio: 'inherit' })

  const mask = spawn(process.execPath, [command, '--no-env', '--travis', file, '--quiet'], {
    ...options,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const child = spawn('sh', ['-c', `exec 2>&1\n${shell(script, settings)}`], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ends = Promise.all([once(child, 'close'), once(mask, 'close')])
  // a mask that fails closes its input; its exit code says so below
  mask.stdin.on('error', () => {})
  child.stdout.pipe(mask.stdin)
  const [log, masked] = await Promise.all([buffer(child.stdout), buffer(mask.stdout)])
  const [[jobStatus], [maskStatus]] = await ends
  const status = jobStatus || maskStatus
  const signature = status === 0 ? readFileSync(path.join(cwd, 'release.sig'), 'utf8') : ''
  return { log, masked, status, signature: Buffer.from(signature, 'base64') }
}

/**
 * The commands as Travis CI runs them: each is shown, then run in one shell.
 *
 * @param {string[]} commands
 * @param {string} settings folder with the keys that travis_key hands out
 */
function shell(commands, settings) {
  return [
    `travis_key() { cp ${quoted(settings)}/"$1" "$2"; }`,
    ...commands.flatMap((line) => [`printf '$ %s\\n' ${quoted(line.trimEnd())}`, line]),
  ].join('\n')
}

/**
 * A folder for the PATH in which the stand-in is called cosign.
 */
function installTools() {
  const folder = path.join(work, 'bin')
  const script = `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(path.join(here, 'cosign.js'))} "$@"\n`
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'cosign'), script, { mode: 0o755 })
  return folder
}

/** @param {string} text a word for the shell */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function newKey() {
  return forms(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
}

/** @param {import('node:crypto').KeyObject} key */
function forms(key) {
  return {
    key,
    der: key.export({ type: 'pkcs8', format: 'der' }),
    pem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/**
 * A key made by the real cosign, where it is on the PATH.
 *
 * @param {string} password
 */
function realCosignKey(password) {
  const cwd = path.join(work, 'cosign')
  mkdirSync(cwd)
  const { status } = spawnSync('cosign', ['generate-key-pair'], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, COSIGN_PASSWORD: password },
    stdio: 'ignore',
  })
  return status === 0 ? readFileSync(path.join(cwd, 'cosign.key'), 'utf8') : undefined
}

/** @param {Buffer} log @param {string} text */
function count(log, text) {
  return log.toString('latin1').split(text).length - 1
}
