/**
 * Noise, and the words in it.
 *
 * In: a value of one line. Out: whether it is noise as generators of tokens
 * and passwords make it, apart from words that someone put next to it; and
 * then for each byte the bits it brings, and whether it stands in a word.
 * Noise reads like a word for some letters now and then: a word is only taken
 * for one where words explain it better than noise does, by so many bits that
 * it is no accident.
 */
import {
  INNER_WORD,
  PLAIN_DIGIT,
  pairBits,
  REPEATED,
  runsOf,
  SEPARATOR,
  SYMBOL,
  sum,
  type TextRun,
  WORD,
} from './wording.js'

export interface Noise {
  /** bits of surprise per byte */
  readonly cost: Float64Array
  /** for each byte 0, or whether it stands in a word: LIKELY, or SURE */
  readonly words: Uint8Array
}

export const LIKELY = 1
export const SURE = 2

/** Noise that is shorter may as well be text. */
const SHORTEST = 12
/** Bits per byte of noise outside of sure words, at least … */
const LEAST_BITS = 2.7
/** … and bits by which text may explain it better, at most: one token in ten thousand has more. */
const MOST_TEXT = 12
/** The same for what stands next to sure words: where people wrote them, they may have written more. */
const SHORTEST_REST = 16
const MOST_TEXT_OF_REST = -4
/** And of letters in one case, which are words more often than not. */
const MOST_TEXT_OF_LETTERS = 0
/** Bits by which a word is likely: of a thousand tokens, one has such a run of letters. */
const LIKELY_GAIN = 18
/** A run so long that a piece of it would be all over a log is left alone if it may be a word. */
const DOUBT_GAIN = 8
const LONGEST_UNSEEN = 7
/** No accident. */
const SURE_GAIN = 24
/** In tokens of a known kind, words are rarer by so many bits. */
const KNOWN_KIND = 8

/** Bits of the first letter of a word, and of a change between letters, digits and symbols. */
const FIRST_LETTER = Math.log2(26)
const CHANGE = 3.5
/** Bits of a digit of a number, and of a separator, in a text. */
const DIGIT = 3.3
const TEXT_SEPARATOR = 3
/** Of a separator, or an end of the value, next to a word. */
const FREE_SIDE = 5
const SHORT = 3
/** Kinds of characters, and how many of them noise draws from. */
const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[+/_=-]/, 2],
  [/[^A-Za-z0-9+/_=-]/, 30],
]

/** Undefined where it is no noise. `isKnownKind`: it follows a prefix that only tokens have. */
export function noiseOf(binary: string, isKnownKind: boolean): Noise | undefined {
  const runs = runsOf(binary)
  const prior = isKnownKind ? KNOWN_KIND : 0
  const perChar = Math.log2(
    CLASSES.reduce((sum, [some, size]) => sum + (some.test(binary) ? size : 0), 0),
  )
  const hasSymbols = runs.some(({ kind }) => kind === 'other')
  const gains = wordGains(runs, perChar)
  const cost = new Float64Array(binary.length)
  const words = new Uint8Array(binary.length)
  let text = 0 // outside of sure words
  runs.forEach((run, i) => {
    const { start, end, kind } = run
    const gain = gains[i]!
    const length = end - start
    const isWord =
      kind === 'word' && (gain >= LIKELY_GAIN || (gain >= DOUBT_GAIN && length > LONGEST_UNSEEN))
    cost.fill(isWord ? WORD : bitsIn(runs, gains, i), start, end)
    // what stands between sure words belongs to them
    if (gain >= SURE_GAIN + prior) words.fill(SURE, start, end)
    else if (isWord) words.fill(LIKELY, start, end)
    if (words[start] !== SURE) text += length * perChar - textBits(run, hasSymbols)
  })
  lowerSequences(binary, cost)
  const rest = cost.filter((_, at) => words[at] !== SURE)
  // As long as a word is not sure, noise may have made it
  const bits = sum(rest) + words.filter((each) => each === LIKELY).length * (INNER_WORD - WORD)
  const isMixed = rest.length < binary.length
  const mostText = isMixed ? MOST_TEXT_OF_REST : runs.length > 1 ? MOST_TEXT : MOST_TEXT_OF_LETTERS
  const isNoise =
    rest.length >= (isMixed ? SHORTEST_REST : SHORTEST) &&
    bits >= LEAST_BITS * rest.length &&
    text <= mostText + prior
  return isNoise ? { cost, words } : undefined
}

/** For digits and bytes, where every one brings the same bits. */
export function plainNoise(binary: string, bits: number): Noise {
  const cost = new Float64Array(binary.length).fill(bits)
  lowerSequences(binary, cost)
  return { cost, words: new Uint8Array(binary.length) }
}

/**
 * For each run, by how many bits words explain it better than noise, together
 * with the words next to it; 0 for what is no word.
 */
function wordGains(runs: readonly TextRun[], perChar: number): number[] {
  const gains = runs.map(({ text, sides, kind }) => {
    if (kind !== 'word') return 0
    const gain = text.length * perChar - FIRST_LETTER - pairBits(text) + FREE_SIDE * (2 - sides)
    return Math.max(gain, 0)
  })
  for (let from = 0; from < runs.length; ) {
    let to = from + 1
    if (runs[from]!.kind === 'word') {
      for (let next = nextWord(runs, to); next >= 0; next = nextWord(runs, to)) to = next + 1
    }
    gains.fill(sum(gains.slice(from, to)), from, to)
    from = to
  }
  return gains
}

/** The word at `from`, or behind a separator or `-eu-v1-`, as names of hosts and regions have; -1 = none. */
function nextWord(runs: readonly TextRun[], from: number): number {
  let at = from
  if (runs[at]?.kind === 'separator') {
    at++
    for (let end = shortEnd(runs, at); end > 0; end = shortEnd(runs, at)) at = end
  }
  return runs[at]?.kind === 'word' ? at : -1
}

/** Behind up to three letters or digits and a separator; 0 where there are none. */
function shortEnd(runs: readonly TextRun[], from: number): number {
  let length = 0
  for (let i = from; i < runs.length && length <= SHORT; i++) {
    const { kind, text } = runs[i]!
    if (kind === 'separator') return i > from ? i + 1 : 0
    if (kind !== 'letters' && kind !== 'digits') return 0
    length += text.length
  }
  return 0
}

/** Bits of a run in a text. Passwords that draw symbols draw separators among them. */
function textBits({ text, kind }: TextRun, hasSymbols: boolean): number {
  if (kind === 'word' || kind === 'letters') return CHANGE + FIRST_LETTER + pairBits(text)
  if (kind === 'digits') return CHANGE + DIGIT * text.length
  if (kind === 'other') return CHANGE + SYMBOL * text.length
  return hasSymbols ? CHANGE + SEPARATOR : TEXT_SEPARATOR
}

/** Bits per byte in noise of a run that is no likely word: separators bring little only next to text. */
function bitsIn(runs: readonly TextRun[], gains: readonly number[], i: number): number {
  const { bits, kind } = runs[i]!
  if (kind === 'word') return INNER_WORD
  if (kind !== 'separator') return bits
  const isText = [i - 1, i + 1].some((at) => {
    const next = runs[at]
    return next !== undefined && (gains[at]! >= LIKELY_GAIN || isPlain(next))
  })
  return isText ? SEPARATOR : SYMBOL
}

/** Short words and numbers between separators, and separators. */
function isPlain({ bits, kind }: TextRun): boolean {
  return kind !== 'word' && bits <= PLAIN_DIGIT
}

/** Noise repeats and counts now and then; what goes on with it brings little. */
function lowerSequences(binary: string, cost: Float64Array): void {
  const code = (at: number) => binary.charCodeAt(at)
  for (let i = 2; i < cost.length; i++) {
    const step = code(i) - code(i - 1)
    const isEven = Math.abs(step) <= 1 && step === code(i - 1) - code(i - 2)
    const isInPairs = code(i) === code(i - 2) && code(i - 1) === code(i - 3)
    if (cost[i]! > WORD && (isEven || isInPairs)) cost[i] = REPEATED
  }
}
