/**
 * What is shown instead of a secret.
 *
 * In: the `mask` option, a text or a function of what was found. Out: mask
 * bytes that are safe to print: not empty, on one line, and free of anything
 * that is itself a pattern; otherwise a MaskError with ERR_MASK_TEXT.
 */
import { MaskError } from '../errors.js'
import { Matcher } from '../matcher/matcher.js'
import type { PatternOwner } from '../matcher/pattern.js'
import type { Tables } from '../matcher/tables.js'

/** What a mask function is told about one mask; in order of registration, without repeats. */
export interface MaskContext {
  /** names of the secrets */
  readonly names: readonly string[]
  /** ids of the variants */
  readonly variants: readonly string[]
}

export type MaskOption = string | ((found: MaskContext) => string)

export const DEFAULT_MASK = '[secure]'

const encoder = new TextEncoder()

/** The bytes of a mask text, checked against the patterns in `tables`. */
export function maskBytes(text: unknown, tables: Tables): Uint8Array {
  if (typeof text !== 'string') {
    throw new MaskError('ERR_MASK_TEXT', 'a mask must be a string: return one from the function')
  }
  if (text === '') throw new MaskError('ERR_MASK_TEXT', 'a mask must not be empty')
  if (/[\r\n]/.test(text)) {
    throw new MaskError('ERR_MASK_TEXT', 'a mask must stand on one line: remove its line breaks')
  }
  const bytes = encoder.encode(text)
  if (holdsPattern(bytes, tables)) {
    throw new MaskError('ERR_MASK_TEXT', 'the mask shows a registered secret: choose another text')
  }
  return bytes
}

export function contextOf(owners: Iterable<PatternOwner>): MaskContext {
  const names = new Set<string>()
  const variants = new Set<string>()
  for (const owner of owners) {
    names.add(owner.name)
    variants.add(owner.variant)
  }
  return { names: [...names], variants: [...variants] }
}

function holdsPattern(bytes: Uint8Array, tables: Tables): boolean {
  let found = false
  const sink = {
    span: () => {
      found = true
    },
    occurrence: () => false,
    window: () => {},
  }
  new Matcher(tables, sink).push(bytes)
  return found
}
