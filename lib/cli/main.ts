/**
 * The command: arguments in, exit code out.
 *
 * Picks the subcommand, loads it alone, and turns whatever it throws into one
 * line on stderr and an exit code. Invariant: a message is either our own or a
 * mere code; the text of a foreign error may quote what it was given.
 */
import { MaskError, type MaskErrorCode } from '../errors.js'
import { type Io, IoFailure } from './io.js'
import { Notices } from './notices.js'

/** Exit codes; 0 is done. */
export const EXIT = { found: 1, usage: 2, masking: 3, io: 4 } as const

type Command = (args: readonly string[], io: Io, notices: Notices) => Promise<number>

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  '': async () => (await import('./mask.js')).mask,
}

const USAGE_CODES: ReadonlySet<MaskErrorCode> = new Set([
  'ERR_USAGE',
  'ERR_OPTION',
  'ERR_MASK_TEXT',
  'ERR_SOURCE_UNREADABLE',
  'ERR_SOURCE_FORMAT',
  'ERR_KEY_FORMAT',
  'ERR_KEY_PUBLIC',
  'ERR_KEY_PASSPHRASE',
  'ERR_KEY_LIMIT',
])

export async function main(argv: readonly string[], io: Io): Promise<number> {
  const notices = new Notices(io.stderr)
  const [first = ''] = argv
  const name = first !== '' && Object.hasOwn(COMMANDS, first) ? first : ''
  const args = name === '' ? argv : argv.slice(1)
  try {
    const information = await informationFor(name, args)
    if (information === undefined) return await (await COMMANDS[name]!())(args, io, notices)
    await io.stdout.write([Buffer.from(information)])
    return 0
  } catch (error) {
    return failure(error, notices)
  }
}

/** Help and version count wherever they stand, so that a wrong line still gets help. */
async function informationFor(name: string, args: readonly string[]): Promise<string | undefined> {
  const end = args.indexOf('--')
  const options = end < 0 ? args : args.slice(0, end)
  const has = (...spellings: string[]) => spellings.some((option) => options.includes(option))
  if (has('--help', '-h')) return (await import('./help.js')).helpFor(name)
  if (name === '' && has('--version', '-V')) return `${await version()}\n`
  return undefined
}

async function version(): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

function failure(error: unknown, notices: Notices): number {
  if (error instanceof IoFailure) {
    notices.error('ERR_IO', error.message)
    return EXIT.io
  }
  if (!(error instanceof MaskError)) {
    const { code, name } = error as NodeJS.ErrnoException
    notices.error('ERR_INTERNAL', `unexpected error (${code ?? name}); nothing more is written`)
    return EXIT.masking
  }
  if (!USAGE_CODES.has(error.code)) {
    notices.error(error.code, `${error.message} (${error.code})`)
    return EXIT.masking
  }
  notices.error(error.code, error.message)
  return EXIT.usage
}
