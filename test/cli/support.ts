/** Runs the command: inside this process with memory for its streams, or as a process. */
import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type ByteReader, type ByteWriter, type Io, ReaderGone } from '../../lib/cli/io.js'
import { main } from '../../lib/cli/main.js'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface World {
  readonly stdin?: string | Uint8Array | readonly (string | Uint8Array)[]
  readonly env?: Record<string, string>
  readonly isTerminal?: boolean
  /** stdout is closed by its reader after this many writes */
  readonly writes?: number
}

export async function run(argv: readonly string[], world: World = {}): Promise<Outcome> {
  const written: Uint8Array[] = []
  let stderr = ''
  const stdout = writerTo(written, world.writes)
  const io: Io = {
    stdin: readerOf(typeof world.stdin === 'string' ? [world.stdin] : (world.stdin ?? [])),
    stdout,
    background: {
      stdout,
      stderr: {
        write(pieces) {
          stderr += Buffer.concat(pieces)
        },
      },
    },
    stderr: (text) => {
      stderr += text
    },
    isTerminal: async () => world.isTerminal ?? false,
    env: world.env ?? {},
  }
  const code = await main(argv, io)
  return { code, stdout: Buffer.concat(written).toString('latin1'), stderr }
}

/** One read per chunk. */
export function readerOf(chunks: Uint8Array | readonly (string | Uint8Array)[]): ByteReader {
  const queue = chunks instanceof Uint8Array ? [chunks] : [...chunks]
  return {
    read: () => Buffer.from((queue.shift() ?? '') as string),
    close: () => {},
  }
}

/** Copies what is written, as a descriptor does. */
export function writerTo(written: Uint8Array[], writes = Number.POSITIVE_INFINITY): ByteWriter {
  return {
    write(pieces) {
      if (written.length >= writes) throw new ReaderGone()
      if (pieces.length > 0) written.push(Buffer.concat(pieces))
    },
  }
}

/** Under the system's folder: the path of a socket must be short. */
export function privateFolder(t: Pick<Test, 'teardown'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'logveil-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** How to start the command from its sources, slowly, so that coverage counts. */
export const FROM_SOURCES: readonly string[] = [
  process.execPath,
  ...process.execArgv.filter((arg) => !arg.includes('@tapjs/typescript')),
  'lib/cli/bin.ts',
]

/**
 * How to start what a user installs: the bundle of the command, always fresh.
 * `dir` is a folder inside the package, so that its dependencies are found.
 * tap gives every process its own modules to load first; not to this one.
 */
export function buildInto(dir: string): readonly string[] {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
  const [program = '', ...args] = manifest.scripts['build:command'].split(' ')
  const out = join(dir, 'dist', 'cli')
  execFileSync(
    join('node_modules', '.bin', program),
    args.map((arg: string) => arg.replace('--outdir=dist/cli', `--outdir=${out}`)),
  )
  copyFileSync('package.json', join(dir, 'package.json'))
  return ['env', '-u', 'NODE_OPTIONS', process.execPath, join(out, 'bin.js')]
}

/** The environment without what looks secret on the machine that runs the tests. */
export const CLEAN_ENV: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(?:PATH|HOME|TMPDIR|NODE_|_TAPJS)/.test(name)),
)

/** A shell script in which `$LOGVEIL` starts the command. */
export function runShell(
  bin: readonly string[],
  script: string,
  env: Record<string, string> = {},
): SpawnSyncReturns<string> {
  const command = bin.map((word) => `'${word}'`).join(' ')
  return spawnSync('bash', ['-o', 'pipefail', '-c', script.replaceAll('$LOGVEIL', command)], {
    env: { ...CLEAN_ENV, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
}
