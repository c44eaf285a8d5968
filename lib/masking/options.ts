/** What a masker can be asked for, and whether it was asked properly. */
import { MaskError, requireOptions } from '../errors.js'
import type { PatternOwner } from '../matcher/pattern.js'
import type { MaskOption } from './mask.js'

export interface MaskerOptions {
  /** what is shown instead of a secret; default `[secure]` */
  readonly mask?: MaskOption
  /** count lines, so that the report can name the first one; default false */
  readonly firstLine?: boolean
  /**
   * search everything that is released once more with an independent engine,
   * and fail with ERR_VERIFY if a whole pattern is found; default false
   */
  readonly verify?: boolean
  /**
   * told of every mask, in order, once all bytes that it stands for have passed; must not
   * write to the masker itself
   */
  readonly onMask?: (masked: Masked) => void
}

/** The input bytes [start, end) of one mask, and their owners. */
export interface Masked {
  readonly start: number
  readonly end: number
  readonly owners: readonly PatternOwner[]
}

/** @throws MaskError ERR_OPTION for another option than is asked for */
export function checkOptions(options: MaskerOptions): void {
  requireOptions(options, 'a masker')
  for (const name of ['firstLine', 'verify'] as const) {
    if (!['boolean', 'undefined'].includes(typeof options[name])) {
      throw new MaskError('ERR_OPTION', `${name} must be true or false`)
    }
  }
  if (!['function', 'undefined'].includes(typeof options.onMask)) {
    throw new MaskError('ERR_OPTION', 'onMask must be a function')
  }
}
