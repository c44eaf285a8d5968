/**
 * `logveil run [options] -- COMMAND ARG…`: runs a command with its output masked.
 *
 * In: options, a command. Out: its stdout and stderr on ours, each through a
 * masker of its own (one for both with `--merge`), its exit code as ours.
 * Invariant: when a masker fails, nothing of either stream is shown from there
 * on and the command is ended.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quote } from '../secrets/sources/source.js'
import { type Child, EXIT_RUN, forwardSignals, startChild } from './child.js'
import { parseConfigured } from './config.js'
import { describeFailure } from './failure.js'
import { type ByteWriter, type Io, ReaderGone } from './io.js'
import { createMasking } from './masking.js'
import type { Notices } from './notices.js'
import { MASK_OPTIONS, RUN_OPTIONS, usage } from './options.js'
import { SOCKET_VARIABLE } from './protocol.js'
import { type Masking, pump } from './pump.js'
import { announceMasked, openReport } from './report.js'
import { loadSecrets } from './secrets.js'
import { openSocket } from './socket.js'
import type { StreamReader } from './stream-reader.js'
import { summarise } from './summary.js'

const OPTIONS = { ...MASK_OPTIONS, ...RUN_OPTIONS } as const
/** Milliseconds between asking a command to end and ending it. */
const KILL_AFTER = 5000

interface Stream {
  readonly name?: 'stdout' | 'stderr'
  readonly reader: StreamReader
  readonly masker: Masking
  readonly writer: ByteWriter
}

export async function run(args: readonly string[], io: Io, notices: Notices): Promise<number> {
  const end = args.indexOf('--')
  const { values, positionals } = await parseConfigured(
    args.slice(0, end < 0 ? args.length : end),
    OPTIONS,
  )
  const [command, ...rest] = end < 0 ? [] : args.slice(end + 1)
  if (command === undefined || positionals.length > 0) {
    throw usage('run takes options, then --, then the command: logveil run -- make')
  }
  notices.configure(values)
  const { secrets } = await loadSecrets(values, io.env, notices)
  const createMasker = await createMasking(secrets, values, notices)
  const pty = values.pty ? await import('./pty.js') : undefined
  const report = openReport(values.report, notices)
  const folder = mkdtempSync(join(tmpdir(), 'logveil-'))
  const socket = await openSocket(folder, secrets, notices)
  try {
    const env = { ...io.env, [SOCKET_VARIABLE]: socket.path }
    const child =
      pty === undefined
        ? startChild(command, rest, { env, merge: values.merge ?? false, folder })
        : /* c8 ignore next -- native and optional; test/cli/pty.test.ts has it where it is */
          pty.startPty(await pty.loadPty(), command, rest, env)
    const { stdout, stderr } = io.background
    const streams: Stream[] = [
      {
        ...(child.stderr && { name: 'stdout' }),
        reader: child.stdout,
        writer: stdout,
        masker: createMasker(),
      },
    ]
    if (child.stderr !== undefined) {
      streams.push({ name: 'stderr', reader: child.stderr, writer: stderr, masker: createMasker() })
    }
    const { code, problem, isComplete } = await supervise(child, streams, notices)
    if (problem !== undefined) {
      notices.error('ERR_COMMAND', `cannot run ${quote(command)}: ${problem}`)
      return code
    }
    const total = summarise(
      streams.map(({ name, masker }) => ({ ...(name && { stream: name }), ...masker.report() })),
    )
    report(total)
    if (isComplete) announceMasked(total, notices)
    return code
  } finally {
    socket.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Outcome {
  readonly code: number
  readonly problem?: string
  /** all output was taken by its readers */
  readonly isComplete: boolean
}

/** Moves the output until the child and its streams have ended. */
async function supervise(
  child: Child,
  streams: readonly Stream[],
  notices: Notices,
): Promise<Outcome> {
  let hasFailed = false
  let hasEnded = false
  let isComplete = true
  const close = () => {
    for (const { reader } of streams) reader.close()
  }
  const stopForwarding = forwardSignals({
    get hasEnded() {
      return hasEnded
    },
    kill(signal) {
      if (!hasEnded) return child.kill(signal)
      // what it left behind still writes, and whoever sends the signal waits for us
      isComplete = false
      close()
    },
  })
  let killer: NodeJS.Timeout | undefined
  const fail = (error: unknown) => {
    if (hasFailed) return
    hasFailed = true
    const { code, message } = describeFailure(error)
    notices.error(code, message)
    child.kill('SIGTERM')
    killer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER)
  }
  const move = async ({ reader, masker, writer }: Stream) => {
    const guarded: ByteWriter = {
      write: (pieces) => (hasFailed ? undefined : writer.write(pieces)),
    }
    try {
      await pump(reader, masker, guarded)
    } catch (error) {
      if (error instanceof ReaderGone) {
        // As in any pipeline, the writer gets SIGPIPE
        isComplete = false
        reader.close()
        return
      }
      fail(error)
      // Read on, so that the child can write what it has to say before it ends
      while (!hasEnded && (await reader.read()).length > 0);
    }
  }
  const moving = streams.map(move)
  const { code, problem } = await child.ended
  hasEnded = true
  if (hasFailed) close()
  for (const { reader } of streams) reader.drain()
  await Promise.all(moving)
  close()
  clearTimeout(killer)
  stopForwarding()
  if (hasFailed) return { code: EXIT_RUN.failed, isComplete: false }
  return { code, isComplete, ...(problem !== undefined && { problem }) }
}
