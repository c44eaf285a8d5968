/**
 * How rare four bytes are in the logs of tools, in bits.
 *
 * In: a place in pattern text. Out: an estimate of −log2 of their share of all
 * places of a log. The model is a Markov chain over kinds of characters, each
 * kind with its own distribution, counted on test/fixtures/logs and rounded.
 * It only steers which grams the filter looks for: a wrong estimate costs
 * time, never a secret.
 */

const KINDS = ['lower', 'upper', 'digit', 'space', 'control', 'sign', 'high'] as const

/** Bits of a first character of each kind. */
const FIRST = [1, 4.5, 3.5, 2.5, 5, 2.5, 6.5]

/** Bits of a character of each kind (columns) after one of each kind (rows). */
const AFTER = [
  [0.4, 6.5, 5.6, 3.6, 6.2, 3.1, 6.5],
  [1.5, 1.3, 6.3, 4.4, 7.6, 3.5, 8],
  [2.6, 5.5, 1.1, 3.6, 6.5, 2.5, 8],
  [2.2, 4.8, 4.3, 0.9, 8, 3.6, 5],
  [2.7, 5.2, 4.3, 1.6, 2.7, 2.9, 4],
  [1.6, 4.2, 2.2, 2.9, 4.8, 2.3, 6],
  [5, 8, 8, 4, 6, 4, 0.8],
].map((row) => Float64Array.from(row))

/** Frequent characters first, and the bits of the first and of each further rank. */
const RANKS: readonly (readonly [characters: string, first: number, step: number])[] = [
  ['etisramnoldcpuhgfbyxkwvjzq', 3.2, 0.2],
  ['TACSMEDINLROGFPKXUWYBZHVJQ', 3, 0.2],
  ['0123456789', 2.8, 0.1],
  [' ', 0, 0],
  ['\n\x1b\r\t', 1, 1.5],
  ['.-:/"[,_()+=\';~{}|]<\\>@^*%#`&$!?', 2.7, 0.3],
]
const UNRANKED = [9, 9, 9, 9, 12, 9, 5]

const kindOf = new Uint8Array(256)
const within = new Float64Array(256)
for (let byte = 0; byte < 256; byte++) {
  const character = String.fromCharCode(byte)
  const kind = KINDS.indexOf(kindName(character))
  const [characters, first, step] = RANKS[kind] ?? ['', 0, 0]
  const rank = characters.indexOf(character)
  kindOf[byte] = kind
  within[byte] = rank < 0 ? UNRANKED[kind]! : first + rank * step
}

function kindName(character: string): (typeof KINDS)[number] {
  if (/[a-z]/.test(character)) return 'lower'
  if (/[A-Z]/.test(character)) return 'upper'
  if (/[0-9]/.test(character)) return 'digit'
  if (character === ' ') return 'space'
  if (character < ' ' || character === '\x7f') return 'control'
  return character < '\x7f' ? 'sign' : 'high'
}

/** Bits of the `length` bytes at `at`. */
export function rarity(text: Uint8Array, at: number, length: number): number {
  let kind = kindOf[text[at]!]!
  let bits = FIRST[kind]! + within[text[at]!]!
  for (let k = at + 1; k < at + length; k++) {
    const next = kindOf[text[k]!]!
    bits += AFTER[kind]![next]! + within[text[k]!]!
    kind = next
  }
  return bits
}
