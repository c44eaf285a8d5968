/**
 * How much a text looks like something people write.
 *
 * In: a value, one char (0–255) per byte. Out: for each byte the bits of
 * surprise it would bring in a log. Words, separators and plain numbers bring
 * little, letters and digits without order bring their full share. No
 * dictionary: words are known by their letter pairs.
 */

/**
 * Bits of each letter pair: row = first letter, column = second, 1 (frequent)
 * to 9. Counted over 10,000 distinct words and parts of identifiers in the
 * documentation and type declarations of open-source packages.
 */
const PAIR_BITS = [
  '85448758596353959343667868',
  '36563769368278479446399968',
  '38673893594479279463599979',
  '46752769278577489547578969',
  '57435668798453857234867579',
  '47773389299488399455499959',
  '47772754399464469346488977',
  '28972989398666389464598959',
  '55454559997452359543959796',
  '38682798378797269727397989',
  '47762766397585469636597979',
  '37752789297388379855579949',
  '25862999389657439958599979',
  '48433638496786579833669978',
  '66557658686442559345455889',
  '39773875498378349354599979',
  '99799999699599999999179999',
  '37552769396655379544679959',
  '48483794396667449742488969',
  '39682884299678479345597959',
  '54554659498443749333899898',
  '39781969299988499777789989',
  '27863774398594389448897888',
  '46363696399969629962798569',
  '46564667497543429535686977',
  '36871888396568479759799965',
]
/** Below this mean of pair bits a run of letters reads like a word: 98 % of words, 10 % of noise. */
const WORD_MEAN = 5
const SHORTEST_WORD = 4

/** Bits per byte. A word of 8 letters is one of some ten thousands. */
export const WORD = 1.7
const SHORT_RUN = 2 // `of`, `id`, `x` between separators
const ODD_RUN = 3.5 // `mysql`, `xfce` between separators
const LETTER = 4.4
export const DIGIT = 3.3
export const PLAIN_DIGIT = 2 // of years, ports, versions
export const SEPARATOR = 1.5
export const SYMBOL = 4
const HIGH = 2.5 // a byte of a character outside ASCII
export const REPEATED = 0.5
const COUNTED = 1.2
export const INNER_WORD = 3 // a short word inside a token, as noise has them
/** In text, a word inside a token is no longer than this by accident. */
const LONGEST_ACCIDENT = 5
const LONGEST_PLAIN_NUMBER = 6
const LONGEST_ODD_RUN = 7

const SEPARATORS = ' -_./:,=@'

/** A run of letters as identifiers are made of, of digits, of symbols, of other bytes. */
const RUNS = /[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[\x80-\xff]+|[\s\S]/g

/** For text that people write. */
export function costOf(binary: string): Float64Array {
  const cost = new Float64Array(binary.length)
  for (const { start, end, bits } of runsOf(binary)) cost.fill(bits, start, end)
  lowerSteps(binary, cost)
  return cost
}

/** For digits and bytes, where every one brings the same bits unless it follows from the last. */
export function plainCostOf(binary: string, bits: number): Float64Array {
  const cost = new Float64Array(binary.length).fill(bits)
  lowerSteps(binary, cost)
  return cost
}

/** `aaaa`, `1234` and `0f0f` are no noise: what repeats or counts brings little. */
function lowerSteps(binary: string, cost: Float64Array): void {
  let last = Number.NaN
  let before = Number.NaN
  for (let i = 0; i < cost.length; i++) {
    const code = binary.charCodeAt(i)
    const step = Math.abs(code - last)
    // Words have double letters, and cost little as it is
    const bits = step === 0 ? REPEATED : step === 1 || code === before ? COUNTED : Infinity
    if (cost[i]! > WORD && bits < cost[i]!) cost[i] = bits
    before = last
    last = code
  }
}

/** Letters, digits or symbols next to each other, as they stand in a text. */
export interface TextRun {
  readonly start: number
  readonly end: number
  readonly text: string
  /** on how many sides the token goes on, 0 to 2 */
  readonly sides: number
  /** bits of surprise per byte in text */
  readonly bits: number
  readonly kind: 'word' | 'letters' | 'digits' | 'separator' | 'other'
}

export function runsOf(binary: string): TextRun[] {
  return Array.from(binary.matchAll(RUNS), (match) => {
    const [text] = match
    const start = match.index
    const end = start + text.length
    const sides = isPartOfToken(binary, start - 1) + isPartOfToken(binary, end)
    return { start, end, text, sides, bits: runBits(text, sides), kind: kindOf(text) }
  })
}

function kindOf(run: string): TextRun['kind'] {
  const code = run.charCodeAt(0)
  if (isLetter(code)) return run.length >= SHORTEST_WORD && readsLikeWord(run) ? 'word' : 'letters'
  if (isDigit(code)) return 'digits'
  return SEPARATORS.includes(run) ? 'separator' : 'other'
}

/** Bits per byte of one run; `sides`: on how many sides the token goes on. */
function runBits(run: string, sides: number): number {
  const code = run.charCodeAt(0)
  if (code >= 0x80) return HIGH
  if (isDigit(code)) return sides === 0 && run.length <= LONGEST_PLAIN_NUMBER ? PLAIN_DIGIT : DIGIT
  if (!isLetter(code)) return SEPARATORS.includes(run) ? SEPARATOR : SYMBOL
  if (run.length < SHORTEST_WORD) return sides === 0 ? SHORT_RUN : LETTER
  if (readsLikeWord(run)) {
    return sides === 2 && run.length <= LONGEST_ACCIDENT ? INNER_WORD : WORD
  }
  return sides === 0 && run.length <= LONGEST_ODD_RUN ? ODD_RUN : LETTER
}

/** `run` is letters only. */
function readsLikeWord(run: string): boolean {
  return pairBits(run) <= WORD_MEAN * (run.length - 1)
}

/** What the letters of a run after the first bring, if it is a word. */
export function pairBits(run: string): number {
  const lower = run.toLowerCase()
  let sum = 0
  for (let i = 1; i < lower.length; i++) {
    const row = PAIR_BITS[lower.charCodeAt(i - 1) - 0x61]!
    sum += row.charCodeAt(lower.charCodeAt(i) - 0x61) - 0x30
  }
  return sum
}

/** 0 for a separator and beyond the ends, 1 for anything else. */
function isPartOfToken(binary: string, at: number): number {
  return at < 0 || at >= binary.length || SEPARATORS.includes(binary[at]!) ? 0 : 1
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}

export function sum(numbers: Float64Array | readonly number[]): number {
  let sum = 0
  for (const each of numbers) sum += each
  return sum
}
