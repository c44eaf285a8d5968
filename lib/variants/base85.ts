/**
 * Base 85: Ascii85, RFC 1924 (git, Python b85encode) and Z85.
 *
 * In: bytes. Out: five characters for each four bytes, for each of the four
 * phases in which the value may stand in a larger text, and the whole text
 * with its short last group. Invariant: an inner form holds whole groups of
 * the value only, so it is found whatever stands around.
 */
import type { About } from './row.js'
import { codedRow, SPARSE } from './row.js'
import type { Variant } from './types.js'

interface Base85 {
  readonly digits: string
  /** a group of four zero bytes in one character */
  readonly zero?: string
}

const range = (from: number, size: number) =>
  String.fromCharCode(...Array.from({ length: size }, (_, i) => from + i))
const UPPER = range(65, 26)
const LOWER = range(97, 26)
const DIGITS = range(48, 10)

const ASCII85: Base85 = { digits: range(33, 85), zero: 'z' }
const RFC1924: Base85 = { digits: `${DIGITS}${UPPER}${LOWER}!#$%&()*+-;<=>?@^_\`{|}~` }
const Z85: Base85 = { digits: `${DIGITS}${LOWER}${UPPER}.-:+=^!/*?&<>()[]{}@%$#` }

/** Whole groups from `start`; `last` adds the short group, n + 1 characters for n bytes. */
function encode({ digits, zero }: Base85, bytes: Uint8Array, start: number, last: boolean): string {
  let out = ''
  for (let at = start; at < bytes.length; at += 4) {
    const size = Math.min(bytes.length - at, 4)
    if (size < 4 && !last) break
    // Missing bytes are zero
    let rest = 0
    for (let i = 0; i < 4; i++) rest = rest * 256 + (bytes[at + i] ?? 0)
    if (rest === 0 && zero && size === 4) {
      out += zero
      continue
    }
    for (let i = 0; i <= size; i++) {
      out += digits[Math.floor(rest / POWERS[i]!)]
      rest %= POWERS[i]!
    }
  }
  return out
}

/** What each digit of a group stands for. */
const POWERS = [4, 3, 2, 1, 0].map((power) => 85 ** power)

/** An inner form of one group is too short to tell from other text. */
const LEAST = 10

/** Whole text first, then what is inside a larger text in each phase. */
function forms(base: Base85, bytes: Uint8Array): string[] {
  const inside = [0, 1, 2, 3].map((at) => encode(base, bytes, at, false))
  return [encode(base, bytes, 0, true), ...inside.filter((text) => text.length >= LEAST)]
}

const about = (id: string, models: string, example: string): About => ({
  id,
  family: 'base85',
  models,
  example,
  upTo: SPARSE,
})

/** Characters of a group say nothing alone: a piece begins with a whole one. */
const GROUP = 5

export const base85Variants: readonly Variant[] = [
  codedRow(
    about('ascii85', 'Adobe Ascii85, Python a85encode', '<,s[8@PhV6E[ERb-[7!'),
    5 / 4,
    (v) => forms(ASCII85, v.bytes),
    GROUP,
  ),
  codedRow(
    about('base85', 'RFC 1924 base85, git, Python b85encode', 'RB|wNVl-rLawan%CwM0'),
    5 / 4,
    (v) => forms(RFC1924, v.bytes),
    GROUP,
  ),
  codedRow(
    about('z85', 'ZeroMQ RFC 32 Z85, basenc --z85', 'rb%WnvL?RlAWAN+cWm0'),
    5 / 4,
    (v) => forms(Z85, v.bytes),
    GROUP,
  ),
]
