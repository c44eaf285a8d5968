/**
 * The one error class of the library and its stable codes.
 *
 * A message says what to do. It never holds a secret, a part of one, or text
 * that came from the log: callers may print any MaskError as it is.
 */

/** Every code a {@link MaskError} can carry; the README documents each. */
export type MaskErrorCode =
  | 'ERR_OPTION' // an option has the wrong type or range
  | 'ERR_MASK_TEXT' // the mask is empty, spans lines, or shows a secret
  | 'ERR_CHUNK_TYPE' // a chunk that is neither bytes nor a string
  | 'ERR_ENDED' // write() or end() after end()
  | 'ERR_BUSY' // write() or end() from inside a mask function or onMask of the same masker
  | 'ERR_FAILED' // use after an internal failure
  | 'ERR_ABORTED' // an AbortSignal fired
  | 'ERR_VERIFY' // the second engine saw a whole pattern in the output
  | 'ERR_INTERNAL' // anything unexpected; nothing more is released
  | 'ERR_KEY_FORMAT' // not a private key that can be read
  | 'ERR_KEY_PUBLIC' // a certificate or public key where a private key was expected
  | 'ERR_KEY_PASSPHRASE' // an encrypted key and no, or a wrong, passphrase
  | 'ERR_KEY_LIMIT' // key parameters beyond the accepted bounds
  | 'ERR_SOURCE_UNREADABLE' // a file or folder of secrets cannot be read
  | 'ERR_SOURCE_FORMAT' // a file of secrets is not in its format
  | 'ERR_USAGE' // a wrong command line

export class MaskError extends Error {
  override readonly name = 'MaskError'
  readonly code: MaskErrorCode

  /** `options.cause` must not hold a secret; leave it out when unsure. */
  constructor(code: MaskErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** @throws MaskError ERR_OPTION unless the options `of` something are an object */
export function requireOptions(options: unknown, of: string): void {
  if (typeof options === 'object' && options !== null) return
  throw new MaskError('ERR_OPTION', `the options of ${of} must be an object`)
}
