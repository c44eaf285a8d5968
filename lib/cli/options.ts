/**
 * Command lines.
 *
 * In: arguments. Out: typed options and operands, or a MaskError ERR_USAGE
 * that names the option. Invariant: a message repeats option names only, never
 * an argument: what stands in the wrong place may be a value.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { MaskError } from '../errors.js'

export type OptionTable = NonNullable<ParseArgsConfig['options']>

/** Where secrets come from; the same in every command that masks. */
export const SECRET_OPTIONS = {
  env: { type: 'string', multiple: true },
  'env-file': { type: 'string', multiple: true },
  secrets: { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  'key-passphrase-env': { type: 'string' },
  'secrets-dir': { type: 'string', multiple: true },
  travis: { type: 'string', multiple: true },
  except: { type: 'string', multiple: true },
  'no-env': { type: 'boolean' },
  'min-length': { type: 'string' },
} as const satisfies OptionTable

export const COMMON_OPTIONS = {
  json: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
} as const satisfies OptionTable

export const MASK_OPTIONS = {
  ...SECRET_OPTIONS,
  ...COMMON_OPTIONS,
  mask: { type: 'string' },
  verify: { type: 'boolean' },
  report: { type: 'string' },
  commands: { type: 'string' },
} as const satisfies OptionTable

export const RUN_OPTIONS = {
  merge: { type: 'boolean' },
  pty: { type: 'boolean' },
} as const satisfies OptionTable

export const SCRUB_OPTIONS = {
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  jobs: { type: 'string' },
} as const satisfies OptionTable

/** What a configuration file may hold. Where output goes is said for each call. */
export const FILE_OPTIONS = {
  ...MASK_OPTIONS,
  ...RUN_OPTIONS,
  ...SCRUB_OPTIONS,
} as const satisfies OptionTable

/** What {@link SECRET_OPTIONS} parse to. */
export interface SecretValues {
  readonly env?: string[]
  readonly 'env-file'?: string[]
  readonly secrets?: string[]
  readonly key?: string[]
  readonly 'key-passphrase-env'?: string
  readonly 'secrets-dir'?: string[]
  readonly travis?: string[]
  readonly except?: string[]
  readonly 'no-env'?: boolean
  readonly 'min-length'?: string
}

export interface MaskValues extends SecretValues {
  readonly mask?: string
  readonly verify?: boolean
  readonly report?: string
  readonly commands?: string
}

export function usage(message: string): MaskError {
  return new MaskError('ERR_USAGE', message)
}

/** What `parseArgs` returns for a table of options. */
export type Parsed<T extends OptionTable> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>

/** @throws MaskError ERR_USAGE */
export function parse<T extends OptionTable>(args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw explained(error)
  }
}

/** Node's messages say what is wrong; only the option's name is taken from them. */
function explained(error: unknown): MaskError {
  const { code, message } = error as NodeJS.ErrnoException
  // Of `-q=x` Node takes apart the characters, down to an option `-=`
  const [, option = '-'] = /^[^']*'(?:-[^-], )?(--?[^\s'=]+)/.exec(message) ?? []
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return usage(`unknown option ${option}; see --help`)
  if (message.includes('does not take')) return usage(`${option} takes no value`)
  const dashed = message.includes('ambiguous')
    ? `; one that starts with a dash is written ${option}=…`
    : ''
  return usage(`${option} needs a value${dashed}`)
}

/** @throws MaskError ERR_USAGE */
export function positiveInteger(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usage(`${option} needs a whole number from 1 on`)
  return Number(text)
}
