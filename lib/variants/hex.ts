/**
 * Plain hex (RFC 4648 section 8): two digits a byte, nothing between.
 *
 * In: a value. Out: one spelling. Groupings with separators are in dumps.ts.
 */
import { HEX, whole } from './radix.js'
import type { Variant } from './types.js'

export const hexLower: Variant = {
  id: 'hex',
  family: 'hex',
  models: 'RFC 4648 base16, lower case (xxd -p, hexdigest)',
  example: '547230756234646f72263320277827',
  spell: (value) => [{ binary: whole(HEX, value.bytes, false), perByte: 2 }],
}

export const hexUpper: Variant = {
  id: 'hex-upper',
  family: 'hex',
  models: 'RFC 4648 base16, upper case (basenc --base16)',
  example: '547230756234646F72263320277827',
  spell: (value) => [{ binary: whole(HEX, value.bytes, false).toUpperCase(), perByte: 2 }],
}
