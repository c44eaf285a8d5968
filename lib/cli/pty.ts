/**
 * A child process on a terminal of its own (`run --pty`).
 *
 * In: a command. Out: the same as child.ts gives, with stdout and stderr as one
 * stream, as a terminal shows them: colours and progress bars survive. The
 * terminal is made by `node-pty`, an optional peer: it is native code, which
 * nobody should have to install for plain masking.
 */
import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { reasonOf } from '../secrets/sources/source.js'
import { type Child, type Ending, EXIT_RUN } from './child.js'
import { usage } from './options.js'
import { StreamReader } from './stream-reader.js'

/** What is used of `node-pty` 1.x. */
export interface Pty {
  onData(listener: (data: Buffer) => void): void
  onExit(listener: (ending: { exitCode: number; signal?: number }) => void): void
  write(data: Buffer): void
  resize(columns: number, rows: number): void
  kill(signal: string): void
  pause(): void
  resume(): void
  /** the device of the command's side; not on Windows */
  readonly ptsName?: string
}

export interface PtyModule {
  spawn(file: string, args: readonly string[], options: object): Pty
}

/** Our side: where keys come from and how large the picture is. */
export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: Pick<NodeJS.WriteStream, 'columns' | 'rows' | 'on' | 'off'>
}

/**
 * Milliseconds for which the terminal is not read at most. node-pty drops what is unread 200 ms
 * after its command has ended; a reader that is slower than this costs memory.
 */
const LONGEST_PAUSE = 50

/**
 * The command's side of the terminal, opened once more: when nobody has it open any more,
 * Linux ends the stream, and node-pty loses what it has not read by then.
 */
function openSide(device: string | undefined): number | undefined {
  if (device === undefined) return undefined
  try {
    return openSync(device, constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return undefined
  }
}

/** Why a command cannot be run, as execvp(3) looks for it: node-pty only ends with 1. */
function refusalOf(command: string, path = ''): Ending | undefined {
  /* c8 ignore next -- Windows looks in other places, and node-pty says what it did not find */
  if (process.platform === 'win32') return undefined
  const places = command.includes('/') ? [''] : path.split(':').map((dir) => `${dir || '.'}/`)
  let problem = 'ENOENT'
  for (const place of places) {
    try {
      accessSync(place + command, constants.X_OK)
      if (!statSync(place + command).isDirectory()) return undefined
      problem = 'EACCES'
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EACCES') problem = code
    }
  }
  const code = problem === 'ENOENT' ? EXIT_RUN.notFound : EXIT_RUN.notExecutable
  return { code, problem: reasonOf({ code: problem }) }
}

/** @throws MaskError ERR_USAGE where node-pty is not installed */
export async function loadPty(name = 'node-pty'): Promise<PtyModule> {
  try {
    const loaded = (await import(name)) as PtyModule & { default?: PtyModule }
    return loaded.default ?? loaded
  } catch {
    throw usage('--pty needs the package node-pty: npm install node-pty')
  }
}

export function startPty(
  { spawn }: PtyModule,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  { input, output }: Terminal = { input: process.stdin, output: process.stdout },
): Child {
  const refusal = refusalOf(command, env.PATH)
  if (refusal !== undefined) {
    const nothing = new StreamReader(Readable.from([]))
    return { stdout: nothing, stderr: undefined, ended: Promise.resolve(refusal), kill() {} }
  }
  const pty = spawn(command, args, {
    name: env.TERM ?? 'xterm-256color',
    cols: output.columns ?? 80,
    rows: output.rows ?? 24,
    env,
    encoding: null,
  })
  const side = openSide(pty.ptsName)
  let hasEnded = false
  const readable = new Readable({
    read: () => pty.resume(),
    destroy(error, callback) {
      // Whoever reads is gone: so is the terminal, for the command
      if (!hasEnded) pty.kill('SIGHUP')
      pty.resume()
      callback(error)
    },
  })
  pty.onData((data) => {
    if (readable.destroyed || readable.push(data)) return
    pty.pause()
    setTimeout(() => pty.resume(), LONGEST_PAUSE)
  })

  const onInput = (data: Buffer) => pty.write(data)
  const onResize = () => pty.resize(output.columns, output.rows)
  input.on('data', onInput)
  output.on('resize', onResize)
  if (input.isTTY) input.setRawMode(true)
  const ended = new Promise<Ending>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      hasEnded = true
      if (side !== undefined) closeSync(side)
      if (input.isTTY) input.setRawMode(false)
      input.off('data', onInput)
      input.pause()
      output.off('resize', onResize)
      readable.push(null)
      resolve({ code: signal ? EXIT_RUN.signalBase + signal : exitCode })
    })
  })
  return {
    stdout: new StreamReader(readable),
    stderr: undefined,
    ended,
    kill: (signal) => pty.kill(signal),
  }
}
