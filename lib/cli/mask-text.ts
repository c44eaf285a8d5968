/**
 * One text with every value masked, for lines and names that may hold one.
 *
 * In: the registry as it is now, and a text. Out: the text as it may be shown.
 */
import { Masker } from '../masking/masker.js'
import type { SecretRegistry } from '../secrets/registry.js'

/** Whatever mask the user chose, these are used: that one may be what the line complains of. */
const MASKS = ['[secure]', '***', '###']

/** The text with every value masked, under a mask that can be shown. */
export function maskText(secrets: SecretRegistry, text: string): string {
  for (const mask of MASKS) {
    try {
      const masker = new Masker(secrets, { mask })
      const pieces = [...masker.write(new TextEncoder().encode(text)), ...masker.end()]
      return Buffer.concat(pieces).toString()
    } catch {
      // this mask would show a value; the next may not
    }
  }
  return 'logveil: a message that cannot be shown, because every mask is a secret here'
}
