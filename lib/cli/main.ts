/**
 * The command: arguments in, exit code out.
 *
 * Picks the subcommand, loads it alone, and turns whatever it throws into one
 * line on stderr and an exit code.
 */
import { describeFailure } from './failure.js'
import type { Io } from './io.js'
import { Notices } from './notices.js'

type Command = (args: readonly string[], io: Io, notices: Notices) => Promise<number>

/** One file each, loaded when it is asked for; '' is plain masking. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  '': async () => (await import('./mask.js')).mask,
  run: async () => (await import('./run.js')).run,
  add: async () => (await import('./add.js')).add,
  check: async () => (await import('./check.js')).check,
  scrub: async () => (await import('./scrub.js')).scrub,
  variants: async () => (await import('./variants.js')).variants,
}

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
    const { code, message, exit } = describeFailure(error)
    // what a message repeats of the command line may be a value that stands in the environment
    if (!notices.isHiding) notices.hide(await hidingEnvironment(io.env))
    notices.error(code, message)
    return exit
  }
}

async function hidingEnvironment(env: Io['env']): Promise<(text: string) => string> {
  const { createRegistry } = await import('./secrets.js')
  const { fromEnvironment } = await import('../secrets/sources/environment.js')
  const { maskText } = await import('./mask-text.js')
  const secrets = createRegistry(fromEnvironment(env))
  return (text) => maskText(secrets, text)
}

/** Help and version count wherever they stand, so that a wrong line still gets help. */
async function informationFor(name: string, args: readonly string[]): Promise<string | undefined> {
  const end = args.indexOf('--')
  const options = end < 0 ? args : args.slice(0, end)
  const has = (...spellings: string[]) => spellings.some((option) => options.includes(option))
  if (has('--help', '-h')) return (await import('./help.js')).helpFor(name)
  if (name === '' && has('--version', '-V'))
    return `${await (await import('./version.js')).version()}\n`
  return undefined
}
