/**
 * Values that cannot be secrets.
 *
 * In: a value. Out: the code of a reason to refuse it, or undefined. To mask
 * `true` or a blank would make every log unreadable and hide nothing.
 */

/** Why a value was not registered; stable, shown to users next to the name. */
export type RefusalCode =
  | 'VALUE_EMPTY'
  | 'VALUE_BLANK' // white space only
  | 'VALUE_TOO_SHORT' // fewer bytes than the minimum length
  | 'VALUE_COMMON_WORD' // true, null, none, …
  | 'VALUE_IN_MASK' // the mask text itself would show it

/** Words that stand in configuration as switches or placeholders, in lower case. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  (
    'true false null undefined none yes no on off nil nan void empty unset default unknown ' +
    'enabled disabled enable disable production development staging localhost'
  ).split(' '),
)

/** `value` holds the bytes; `text` the same decoded, when it is valid UTF-8. */
export function refusalOf(
  value: Uint8Array,
  text: string | undefined,
  minLength: number,
): RefusalCode | undefined {
  if (value.length === 0) return 'VALUE_EMPTY'
  const trimmed = text?.trim()
  if (trimmed === '') return 'VALUE_BLANK'
  if (trimmed !== undefined && isCommonWord(trimmed)) return 'VALUE_COMMON_WORD'
  // Surrounding white space does not make a value long enough
  const { length } = trimmed === undefined ? value : new TextEncoder().encode(trimmed)
  return length < minLength ? 'VALUE_TOO_SHORT' : undefined
}

/** True for words that configuration files are full of, in any case. */
export function isCommonWord(text: string): boolean {
  return text.length <= 12 && COMMON_WORDS.has(text.toLowerCase())
}
