/**
 * `logveil check FILE…`: says where secrets stand, and changes nothing.
 *
 * In: logs. Out, on stdout: a line `file:line:column  NAME  variant` for each
 * name and variant of each occurrence, or the same as JSON lines or SARIF.
 * Exit code 1 if there was one. A place is found here if and only if it would
 * be masked: the masker itself looks, and its output is thrown away.
 */
import { Masker } from '../masking/masker.js'
import type { PatternOwner } from '../matcher/pattern.js'
import type { SecretRegistry } from '../secrets/registry.js'
import { parseConfigured } from './config.js'
import { EXIT } from './failure.js'
import { requireReadable } from './files.js'
import { type Io, ReaderGone } from './io.js'
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
  try {
    for (const file of new Set(positionals)) {
      for await (const findings of search(file, secrets, io)) {
        count += findings.length
        if (values.sarif) all.push(...findings)
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
  return count > 0 ? EXIT.found : 0
}

function lineFor({ file, line, column, name, variant }: Finding): string {
  return `${/\p{Cc}/u.test(file) ? plain(file) : file}:${line}:${column}  ${plain(name)}  ${variant}`
}

function jsonFor({ file, line, column, name, variant }: Finding): string {
  return JSON.stringify({ file, line, column, name, variant })
}

/** The findings of each read that had some, in the order of the file. */
async function* search(
  file: string,
  secrets: SecretRegistry,
  io: Io,
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
      const bytes = await input.read()
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
