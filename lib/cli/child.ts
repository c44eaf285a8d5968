/**
 * A child process whose output can be read.
 *
 * In: a command. Out: readers for its stdout and stderr, and how it ended.
 * On POSIX the child writes into real pipes (named ones, whose names are
 * removed at once), not into the sockets that `spawn` would make: a socket
 * cannot be opened again, so `>/dev/stderr` in a script would fail.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, openSync, unlinkSync } from 'node:fs'
import { Socket } from 'node:net'
import { constants as osConstants } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { isatty } from 'node:tty'
import { reasonOf } from '../secrets/sources/source.js'
import { usage } from './options.js'
import { StreamReader } from './stream-reader.js'

/** Exit codes of `run` beside the child's own, as env(1), timeout(1) and docker use them. */
export const EXIT_RUN = { failed: 125, notExecutable: 126, notFound: 127, signalBase: 128 } as const

export interface Ending {
  readonly code: number
  /** why it could not be started: a system error code */
  readonly problem?: string
}

export interface Child {
  readonly stdout: StreamReader
  /** absent when both are one stream */
  readonly stderr: StreamReader | undefined
  readonly ended: Promise<Ending>
  kill(signal: NodeJS.Signals): void
}

export interface ChildOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** stdout and stderr are one pipe, in the order in which they were written */
  readonly merge: boolean
  /** a folder that nobody else can enter */
  readonly folder: string
}

/** @throws MaskError ERR_USAGE where the system has no named pipes and one is needed */
export function startChild(
  command: string,
  args: readonly string[],
  { env, merge, folder }: ChildOptions,
): Child {
  const pipes = openPipes(folder, merge ? ['output'] : ['stdout', 'stderr'])
  if (pipes === undefined && merge) throw usage('--merge needs the command mkfifo')
  const [first, second = first] = pipes ?? []
  const child = spawn(command, args, {
    stdio: ['inherit', first?.end ?? 'pipe', second?.end ?? 'pipe'],
    env: { ...env },
  })
  for (const { end } of pipes ?? []) closeSync(end)
  return {
    stdout: new StreamReader(first?.readable ?? child.stdout!),
    stderr: merge ? undefined : new StreamReader(second?.readable ?? child.stderr!),
    ended: endingOf(child),
    kill: (signal) => void child.kill(signal),
  }
}

interface Pipe {
  readonly readable: Readable
  /** the descriptor that the child writes to */
  readonly end: number
}

/** Undefined where there are no named pipes (Windows). */
function openPipes(folder: string, names: readonly string[]): Pipe[] | undefined {
  const paths = names.map((name) => join(folder, name))
  try {
    execFileSync('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  return paths.map((path) => {
    // Not waiting for a writer; then the writer finds a reader and does not wait either
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const end = openSync(path, constants.O_WRONLY)
    unlinkSync(path)
    return { end, readable: new Socket({ fd, readable: true, writable: false }) }
  })
}

function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'ENOENT' ? EXIT_RUN.notFound : EXIT_RUN.notExecutable
      resolve({ code, problem: reasonOf(error) })
    })
    child.once('exit', (code, signal) => {
      resolve({ code: signal === null ? code! : EXIT_RUN.signalBase + osConstants.signals[signal] })
    })
  })
}

/** What is passed on to the child; who sends it to us means the job. */
const FORWARDED: readonly NodeJS.Signals[] = [
  'SIGTERM',
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
]
/** What a terminal sends to all of its foreground processes, the child among them. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']

export interface SignalTarget {
  kill(signal: NodeJS.Signals): void
  /** the terminal's signals do not reach it any more */
  readonly hasEnded?: boolean
}

/** Until the returned function is called, signals do not end this process. */
export function forwardSignals(target: SignalTarget, hasTerminal = isatty(0)): () => void {
  const listeners = FORWARDED.map((signal) => {
    const isDelivered = hasTerminal && FROM_TERMINAL.includes(signal)
    const listener = () => {
      if (target.hasEnded || !isDelivered) target.kill(signal)
    }
    process.on(signal, listener)
    return [signal, listener] as const
  })
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener)
  }
}
