/**
 * The table of record: every way of writing a value that is known, in the
 * order in which reports and the documentation show them.
 *
 * Invariant: ids are unique; no id equals the name of another family. To add
 * a way of writing, add a row to the family's file, and its test.
 */
import { MaskError } from '../errors.js'
import { base64, base64url } from './base64.js'
import { base85Variants } from './base85.js'
import { baseVariants } from './bases.js'
import { dataVariants } from './data.js'
import { dumpTextVariants } from './dump-text.js'
import { dumpVariants } from './dumps.js'
import { evasionVariants } from './evasion.js'
import { hexLower, hexUpper } from './hex.js'
import { jsonVariants } from './json.js'
import { lines } from './lines.js'
import { listVariants } from './lists.js'
import { literalVariants } from './literals.js'
import { mailVariants } from './mail.js'
import { markupVariants } from './markup.js'
import { nestedVariants } from './nested.js'
import { pem } from './pem.js'
import { percentVariants } from './percent.js'
import { shellVariants } from './shell.js'
import { slugVariants } from './slug.js'
import { terminalVariants } from './terminal.js'
import type { Variant } from './types.js'
import { unicodeVariants } from './unicode.js'
import { wrappedVariants } from './wrapped.js'

const raw: Variant = {
  id: 'raw',
  family: 'raw',
  models: 'the value as it is',
  example: "Tr0ub4dor&3 'x'",
  spell: ({ binary }) => [{ binary }],
}

export const VARIANTS: readonly Variant[] = [
  raw,
  base64,
  base64url,
  hexLower,
  hexUpper,
  ...percentVariants,
  ...jsonVariants,
  lines,
  pem,
  ...shellVariants,
  ...literalVariants,
  ...dataVariants,
  ...markupVariants,
  ...terminalVariants,
  ...slugVariants,
  ...mailVariants,
  ...unicodeVariants,
  ...baseVariants,
  ...base85Variants,
  ...dumpVariants,
  ...dumpTextVariants,
  ...listVariants,
  ...nestedVariants,
  ...wrappedVariants,
  ...evasionVariants,
]

/**
 * The variants named by id or family, in table order.
 * @throws MaskError ERR_OPTION for a name that is neither, or no list
 */
export function selectVariants(selection: 'all' | readonly string[]): readonly Variant[] {
  if (selection === 'all') return VARIANTS
  if (!Array.isArray(selection)) {
    throw new MaskError('ERR_OPTION', "variants must be 'all' or a list of ids or families")
  }
  const wanted = new Set<unknown>(selection)
  for (const name of wanted) {
    if (!VARIANTS.some((v) => v.id === name || v.family === name)) {
      throw new MaskError(
        'ERR_OPTION',
        `variants holds a name that is none; known families are ${families().join(', ')}`,
      )
    }
  }
  return VARIANTS.filter((v) => wanted.has(v.id) || wanted.has(v.family))
}

function families(): string[] {
  return [...new Set(VARIANTS.map((v) => v.family))]
}
