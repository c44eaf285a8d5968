/**
 * The command as a user starts it: start-up against bare Node, and a large
 * file through `cat | logveil | wc -c` against a program that only pipes.
 * Invariant: as many bytes come out as went in, for the log holds no secret.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { makeCorpus } from '../corpora.js'
import { makeSecrets } from '../secrets.js'
import { median } from '../statistics.js'

const MiB = 2 ** 20
const BIN = path.join(import.meta.dirname, '../../lib/cli/bin.js')
const PIPE = 'process.stdin.pipe(process.stdout)'
/** Leaves the peak memory of the process behind, in KiB. */
const EXIT_HOOK = `import fs from 'node:fs'
process.on('exit', () =>
  fs.writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS)))`

export interface Startup {
  /** seconds, medians */
  readonly node: number
  readonly command: number
}

export interface Piped {
  readonly bytes: number
  /** seconds, medians */
  readonly node: number
  readonly command: number
  /** bytes of resident memory at most */
  readonly peak: number
}

function secretsFile(folder: string, count: number): string {
  const file = path.join(folder, `secrets-${count}.json`)
  const secrets = makeSecrets(count).map(({ name, value }) => [name, value])
  writeFileSync(file, JSON.stringify(Object.fromEntries(secrets)))
  return file
}

const seconds = (work: () => void): number => {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

/** With one secret and an empty log. */
export function startup(folder: string, rounds: number): Startup {
  const args = [BIN, '--no-env', '--secrets', secretsFile(folder, 1)]
  const node: number[] = []
  const command: number[] = []
  for (let round = 0; round < rounds; round++) {
    node.push(seconds(() => execFileSync(process.execPath, ['-e', '0'], { input: '' })))
    command.push(seconds(() => execFileSync(process.execPath, args, { input: '', stdio: 'pipe' })))
  }
  return { node: median(node), command: median(command) }
}

/** With 100 secrets, on a plain log of which 64 MiB repeat. */
export function piped(folder: string, bytes: number, rounds: number): Piped {
  const log = path.join(folder, 'piped')
  const part = makeCorpus('plain', { size: 64 * MiB, leaks: [] })
  const file = openSync(log, 'w')
  for (let written = 0; written < bytes; written += part.length) writeSync(file, part)
  closeSync(file)

  const peakFile = path.join(folder, 'peak')
  const through = (program: readonly string[]): number =>
    seconds(() => {
      const script = 'cat "$1" | { shift; "$@"; } | wc -c'
      const args = ['-c', script, 'sh', log, process.execPath, ...program]
      const env = { ...process.env, BENCH_PEAK: peakFile }
      const { stdout, stderr } = spawnSync('sh', args, { env, encoding: 'utf8' })
      if (Number(stdout) !== bytes) throw new Error(`${stdout} of ${bytes} bytes came: ${stderr}`)
    })
  const hook = `--import=data:text/javascript,${encodeURIComponent(EXIT_HOOK)}`
  const masking = [hook, BIN, '--no-env', '--quiet', '--secrets', secretsFile(folder, 100)]
  const node: number[] = []
  const command: number[] = []
  for (let round = 0; round < rounds; round++) {
    node.push(through(['-e', PIPE]))
    command.push(through(masking))
  }
  const peak = Number(readFileSync(peakFile, 'utf8')) * 1024
  return { bytes, node: median(node), command: median(command), peak }
}
