/**
 * A child process on a terminal of its own (`run --pty`).
 *
 * In: a command. Out: the same as child.ts gives, with stdout and stderr as one
 * stream, as a terminal shows them: colours and progress bars survive. The
 * terminal is made by `node-pty`, an optional peer: it is native code, which
 * nobody should have to install for plain masking.
 */
import { Readable } from 'node:stream'
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
}

export interface PtyModule {
  spawn(file: string, args: readonly string[], options: object): Pty
}

/** Our side: where keys come from and how large the picture is. */
export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: Pick<NodeJS.WriteStream, 'columns' | 'rows' | 'on' | 'off'>
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
  const pty = spawn(command, args, {
    name: env.TERM ?? 'xterm-256color',
    cols: output.columns ?? 80,
    rows: output.rows ?? 24,
    env,
    encoding: null,
  })
  const readable = new Readable({ read: () => pty.resume() })
  pty.onData((data) => {
    if (!readable.push(data)) pty.pause()
  })

  const onInput = (data: Buffer) => pty.write(data)
  const onResize = () => pty.resize(output.columns, output.rows)
  input.on('data', onInput)
  output.on('resize', onResize)
  if (input.isTTY) input.setRawMode(true)
  const ended = new Promise<Ending>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
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
