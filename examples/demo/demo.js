/**
 * npm run demo: a signing job that leaks on purpose, and its masked log.
 *
 *   npm run demo                    the masked log, its report, and the verdict of a search
 *   npm run demo -- --unmasked      the same job without the mask
 *   DEMO_PASSWORD=… npm run demo    with a password of your own
 *
 * Exit code 0 only if an independent search finds no secret in what was
 * printed, and the public key is still readable in it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { byName, keyTargets, pieceTarget, search, wholeTarget } from './search.js'

const unmasked = process.argv.includes('--unmasked')
const command = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url))
const job = fileURLToPath(new URL('job.sh', import.meta.url))
const password = process.env.DEMO_PASSWORD ?? "Tr0ub4dor&3 'horse'"

if (Buffer.byteLength(password) < 6) {
  console.error('demo: DEMO_PASSWORD has fewer than 6 bytes, which no masker can tell from words')
  process.exit(2)
}

const folder = mkdtempSync(path.join(tmpdir(), 'logveil-demo-'))
try {
  process.exitCode = await main()
} finally {
  rmSync(folder, { recursive: true })
}

async function main() {
  const token = randomBytes(30).toString('base64url')
  const env = {
    PATH: process.env.PATH,
    ...(process.env.DEMO_NO_OPENSSL ? { DEMO_NO_OPENSSL: '1' } : {}),
    SIGNING_PASSWORD: password,
    DEPLOY_TOKEN: token,
    RELEASE_URL: `https://ci:${encodeURIComponent(token)}@releases.example/upload`,
  }
  const made = spawnSync('sh', [job, 'key'], { cwd: folder, env, stdio: 'inherit' })
  if (made.status !== 0) return 1

  const { log, masked, report, status } = await run(env)
  const shown = masked ?? log
  process.stdout.write(shown)
  if (status !== 0) {
    console.error(`demo: the job or the masking command failed with exit code ${status}`)
    return 1
  }

  const key = readFileSync(path.join(folder, 'signing.key'), 'utf8')
  const publicKey = readFileSync(path.join(folder, 'signing.pub'), 'utf8')
  const targets = [
    wholeTarget('SIGNING_PASSWORD', password),
    pieceTarget('DEPLOY_TOKEN', token),
    ...keyTargets('SIGNING_KEY', key, publicKey),
  ]
  const leaked = search(log, targets)
  const found = search(shown, targets)
  const readable = shown.includes(publicKey)

  if (report !== undefined) printReport(report)
  console.log('\n== verdict of an independent search')
  console.log('without a mask')
  printFinds(leaked)
  if (leaked.length === 0) {
    console.log('the search found nothing in the unmasked log: it is broken')
    return 1
  }
  if (unmasked) return 0
  console.log(`with logveil${found.length === 0 ? ': nothing found' : ''}`)
  printFinds(found)
  console.log(`the public key ${readable ? 'is readable' : 'WAS MASKED'}`)
  return found.length === 0 && readable ? 0 : 1
}

/**
 * Runs the job; unless it is to be seen unmasked, its log goes through the
 * command as it appears. `log` is what the job wrote, for the search only.
 *
 * @param {NodeJS.ProcessEnv} env
 */
async function run(env) {
  const child = spawn('sh', ['-c', 'exec sh "$0" sign 2>&1', job], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  if (unmasked) {
    const log = await collect(child.stdout)
    return { log, status: (await ended)[0] }
  }
  const reportFile = path.join(folder, 'report.json')
  const sources = ['--env', 'SIGNING_PASSWORD', '--env', 'DEPLOY_TOKEN', '--key', 'signing.key']
  const mask = spawn(process.execPath, [command, ...sources, '--report', reportFile, '--quiet'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const maskEnded = once(mask, 'close')
  // a mask that fails closes its input; its exit code says so below
  mask.stdin.on('error', () => {})
  child.stdout.pipe(mask.stdin)
  const [log, masked] = await Promise.all([collect(child.stdout), collect(mask.stdout)])
  const status = (await ended)[0] || (await maskEnded)[0]
  return {
    log,
    masked,
    status,
    report: status === 0 ? JSON.parse(readFileSync(reportFile, 'utf8')) : undefined,
  }
}

/** @param {import('node:stream').Readable} stream */
async function collect(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** @param {{ occurrences: number, bytes: number, secrets: Record<string, Record<string, { count: number }>> }} report */
function printReport({ occurrences, bytes, secrets }) {
  console.log(`\n== report: ${occurrences} masks for ${bytes} bytes`)
  for (const [name, variants] of Object.entries(secrets)) {
    const counts = Object.entries(variants).map(([variant, { count }]) => `${variant} ${count}`)
    console.log(`${name.padEnd(18)} ${counts.join(', ')}`)
  }
}

/** @param {import('./search.js').Find[]} finds */
function printFinds(finds) {
  for (const [name, readings] of byName(finds)) {
    console.log(`  ${name.padEnd(16)} found, read as ${readings.join(', ')}`)
  }
}
