/**
 * `logveil check FILE…`: says where secrets stand, and changes nothing.
 *
 * In: logs. Out, on stdout: a line `file:line:column  NAME  variant` for each
 * name and variant of each occurrence, or the same as JSON lines or SARIF.
 * Exit code 1 if there was one, 4 if a log could not be read to its end. A place
 * is found here if and only if it would be masked: the masker itself looks, and
 * its output is thrown away.
 */
import { Masker } from '../masking/masker.js'
import type { PatternOwner } from '../matcher/pattern.js'
import type { SecretRegistry } from '../secrets/registry.js'
import { parseConfigured } from './config.js'
import { describeFailure, EXIT } from './failure.js'
import { requireReadable } from './files.js'
import { type ByteReader, type Io, ReaderGone } from './io.js'
import { LineIndex, type Position } from './lines.js'
import { openLog } from './log-file.js'
import { maskText } from './mask-text.js'
import type { Notices } from './notices.js'
import { COMMON_OPTIONS, SECRET_OPTIONS, usage } from './options.js'
import { loadSecrets } from './secrets.js'
import { plain } from './summary.js'
import { version } from './version.js'

const OPTIONS = { ...SECRET_OPTIONS, ...COMMON_OPTIONS, sarif: { type: 'boolean' } } as const

export interface Finding extends Position, PatternOwner {
  readonly file: string
  /** input bytes before it */
  readonly offset: number
}

export async function check(args: readonly string[], io: Io, notices: Notices): Promise<number> {
  const { values, positionals } = await parseConfigured(args, OPTIONS)
  if (positionals.length === 0) throw usage('check needs at least one file; - is stdin')
  if (values.sarif && values.json) throw usage('--json and --sarif exclude each other')
  if (values.sarif && positionals.includes('-')) throw usage('--sarif needs files, not stdin')
  notices.configure({ ...values, json: false })
  const { secrets } = await loadSecrets(values, io.env, notices)
  for (const file of positionals) {
    if (file !== '-' && requireReadable(file).isPipe && values.sarif) {
      throw usage('--sarif needs files that can be read twice, not pipes')
    }
  }

  const print = (text: string) => io.stdout.write([Buffer.from(`${maskText(secrets, text)}\n`)])
  const all: Finding[] = []
  let count = 0
  const exits: number[] = []
  const fail = (error: unknown) => {
    const { code, message, exit } = describeFailure(error)
    notices.error(code, message)
    exits.push(exit)
  }
  try {
    for (const file of new Set(positionals)) {
      for await (const findings of search(file, secrets, io, fail)) {
        count += findings.length
        if (values.sarif) for (const finding of findings) all.push(finding)
        else await print(findings.map(values.json ? jsonFor : lineFor).join('\n'))
      }
    }
    if (values.sarif) {
      const { sarifFor } = await import('./sarif.js')
      await print(await sarifFor(all, await version()))
    }
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error
  }
  return Math.max(count > 0 ? EXIT.found : 0, ...exits)
}

function lineFor({ file, line, column, name, variant }: Finding): string {
  return `${/\p{Cc}/u.test(file) ? plain(file) : file}:${line}:${column}  ${plain(name)}  ${variant}`
}

function jsonFor({ file, line, column, name, variant }: Finding): string {
  return JSON.stringify({ file, line, column, name, variant })
}

/**
 * The findings of each read that had some, in the order of the file. A file
 * that cannot be read to its end is told to `fail`; the others are searched.
 */
async function* search(
  file: string,
  secrets: SecretRegistry,
  io: Io,
  fail: (error: unknown) => void,
): AsyncGenerator<Finding[], void> {
  const lines = new LineIndex()
  let found: Finding[] = []
  const masker = new Masker(secrets, {
    onMask({ start, owners }) {
      const position = lines.locate(start)
      for (const { name, variant } of owners) {
        found.push({ file, ...position, offset: start, name, variant })
      }
    },
  })
  const input = file === '-' ? io.stdin : openLog(file)
  try {
    for (let isOpen = true; isOpen; ) {
      const bytes = await next(input, fail)
      if (bytes === undefined) return
      isOpen = bytes.length > 0
      lines.add(bytes)
      if (isOpen) masker.write(bytes)
      else masker.end()
      if (found.length > 0) yield found
      found = []
      lines.forget(masker.offsets.settled)
    }
  } finally {
    input.close()
  }
}

async function next(
  input: ByteReader,
  fail: (error: unknown) => void,
): Promise<Uint8Array | undefined> {
  try {
    return await input.read()
  } catch (error) {
    fail(error)
    return undefined
  }
}
