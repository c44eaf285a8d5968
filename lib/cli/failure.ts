/**
 * What an error means to the user of the command.
 *
 * In: anything that was thrown. Out: a code, a message and an exit code.
 * Invariant: a message is either our own or a mere code; the text of a foreign
 * error may quote what it was given.
 */
import { MaskError, type MaskErrorCode } from '../errors.js'
import { IoFailure } from './io.js'

/** Exit codes; 0 is done. */
export const EXIT = { found: 1, usage: 2, masking: 3, io: 4 } as const

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

export interface Failure {
  readonly code: string
  readonly message: string
  readonly exit: number
}

export function describeFailure(error: unknown): Failure {
  if (error instanceof IoFailure) return { code: 'ERR_IO', message: error.message, exit: EXIT.io }
  if (!(error instanceof MaskError)) {
    const { code, name } = error as NodeJS.ErrnoException
    const message = `unexpected error (${code ?? name}); nothing more is written`
    return { code: 'ERR_INTERNAL', message, exit: EXIT.masking }
  }
  const { code, message } = error
  if (USAGE_CODES.has(code)) return { code, message, exit: EXIT.usage }
  return { code, message: `${message} (${code})`, exit: EXIT.masking }
}
