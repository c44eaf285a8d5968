/**
 * What may be split into fragments (P1′): the one place that decides.
 *
 * In: the bytes of a value. Out: the bits of secret information per byte, for
 * the whole value or for the stretches of it that bear to be split; 0 where
 * only the whole is secret. Invariant: no run of the length that is masked by
 * itself is a word, a plain number or a public prefix, so that text which is
 * not a secret stays readable.
 */
import type { Value } from '../variants/types.js'
import { visibleRun } from './fragment.js'
import { type Noise, noiseOf, plainNoise, SURE } from './noise.js'
import { costOf, plainCostOf, sum } from './wording.js'

export interface Stretch {
  /** first byte */
  readonly start: number
  /** one past the last byte */
  readonly end: number
  /** bits of secret information per byte, above 0 */
  readonly bits: number
}

export interface Judgement {
  /** bits per byte of the whole value; 0: it is not split all over */
  readonly bits: number
  /** pieces that are split although the whole is not; they may overlap */
  readonly stretches: readonly Stretch[]
}

/** A kind of text, and what each run that is masked by itself must bring. */
interface Alphabet {
  /** bits of secret information per byte */
  readonly bits: number
  /** shortest value, or piece of a value, of this kind that is split */
  readonly shortest: number
  /** bits of surprise in each run */
  readonly least: number
  /** digits and bytes have no words in them; passphrases are made of words */
  readonly kind: 'plain' | 'noise' | 'words'
  /** what each run must hold */
  readonly holds?: RegExp
}

const BINARY: Alphabet = { bits: 8, shortest: 16, least: 32, kind: 'plain' }
const HEX: Alphabet = { bits: 4, shortest: 16, least: 18, kind: 'plain' }
const DECIMAL: Alphabet = { bits: 3.3, shortest: 20, least: 18, kind: 'plain' }
const TOKEN: Alphabet = { bits: 6, shortest: 12, least: 24, kind: 'noise' }
const MIXED: Alphabet = { bits: 5, shortest: 12, least: 21, kind: 'noise' }
/** Passphrases: a word is no secret, words and digits in this order are. */
const PHRASES: readonly Alphabet[] = [
  { bits: 3, shortest: 14, least: 21, kind: 'words' },
  { bits: 2.25, shortest: 20, least: 26, kind: 'words' },
]
/** A word with digits inside, `Corr3ct-h`: shorter runs of it are no words, and no versions or dates. */
const ODD: Alphabet = { bits: 4, shortest: 9, least: 21, kind: 'words', holds: /[a-z]\d+[a-z]/i }

const JOINTS = /(?<=[a-z])[ _+.-](?=[A-Za-z])/g
/** Words of a generator, parted by blanks: pieces of two in this order are in no other text. */
const WORD_LIST: Alphabet = { bits: 3, shortest: 20, least: 19, kind: 'words' }

/** A value of fewer bits than this can be guessed: only the whole is masked. */
const LEAST_BITS = 40
const MOST_STRETCHES = 4
/** Letters of a word of an identifier, on average; of noise, two. */
const MEAN_OF_WORDS = 3
/** A piece of a text with fewer bits per character is none of noise. */
const NOISE_BITS = 3.2
/** Digits and bytes are noise when they bring this share of their bits. */
const PLAIN_NOISE = 0.55
/** What a run of noise must bring: a word of seven letters and a digit are an accident … */
const NOISE_LEAST = 15
/** … unless the word is none: then three characters of noise. */
const WORD_LEAST = 20
/** However a value is cut, fewer characters than this are left of noise. */
const SHOWN = 12
/** What repeats or counts is masked in no gap. */
const GAP_LEAST = 6
/**
 * Public beginnings of tokens: AWS, GitHub, GitLab, Vault, Slack, npm, Stripe, OpenAI, Anthropic,
 * SendGrid, PyPI, DigitalOcean, Docker, Shopify, Google, age, JSON in base64url.
 */
const PUBLIC_PREFIX =
  /^(?:A[KS]IA|gh[oprsu]_|github_pat_|gl[a-z]{2,5}-|hv[sbr]\.|xox[a-z]-(?:\d+-)*|xapp-\d-|npm_|(?:sk|pk|rk)_(?:live|test)_|sk-(?:proj|ant|svcacct)-(?:api\d+-)?|SG\.|pypi-AgEIcHlwaS5vcmc|do[opr]_v1_|dckr_pat_|shp(?:at|ca|pa|ss)_|GOCSPX-|ya29\.|AGE-SECRET-KEY-1|eyJ[A-Za-z0-9_-]*\.)/
/** Bytes of a public prefix that a run may hold next to secret ones. */
const PREFIX_IN_RUN = 6

/** For values that may only be masked as a whole. */
export const WHOLE_ONLY: Judgement = { bits: 0, stretches: [] }

export function judge(value: Value): Judgement {
  const { binary } = value
  const alphabets = alphabetsOf(value)
  if (alphabets.length === 0 || isPeriodic(binary) || isIdentifier(binary)) return WHOLE_ONLY
  const prefix = PUBLIC_PREFIX.exec(binary)?.[0].length ?? 0
  const stretches: Stretch[] = []
  for (const alphabet of alphabets) {
    const { flags, isNoise } = surprising(binary, alphabet, prefix)
    openPrefix(flags, prefix)
    for (const found of joinRuns(flags, alphabet, isNoise)) {
      const stretch = value.text === undefined ? found : wholeCharacters(binary, found)
      const { start, end } = stretch
      if (start === 0 && end === binary.length && stretches.length === 0) {
        return { bits: alphabet.bits, stretches: [] }
      }
      // A piece of a version or a date brings more than a word, and is no secret
      const isPlainText =
        alphabet.kind === 'noise' &&
        !isNoise &&
        informationOf(binary.slice(start, end)) < NOISE_BITS * characters(binary.slice(start, end))
      // A shorter run protects more: the longer ones only add what it leaves out
      if (isPlainText || stretches.some((other) => contains(other, stretch))) continue
      stretches.push(stretch)
    }
  }
  return { bits: 0, stretches }
}

/** Bits of surprise in all of a text: what a guesser would have to find. */
export function informationOf(binary: string): number {
  return sum(costOf(binary))
}

/** Text that ends inside of a character is none, and has no spelling of texts. */
function wholeCharacters(binary: string, { start, end, bits }: Stretch): Stretch {
  let [first, last] = [start, end]
  while (isContinuation(binary, first)) first--
  while (isContinuation(binary, last)) last++
  return { start: first, end: last, bits }
}

function isContinuation(binary: string, at: number): boolean {
  return (binary.charCodeAt(at) & 0xc0) === 0x80
}

/** Characters of UTF-8: its other bytes bring nothing of their own. */
function characters(binary: string): number {
  return binary.replace(/[\x80-\xbf]/g, '').length
}

/** The kinds of text a value may be taken for, the one with the shortest run first. */
function alphabetsOf({ binary, text }: Value): readonly Alphabet[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is asked for
  if (text === undefined || /[\x00-\x08\x0e-\x1f\x7f]/.test(binary)) return [BINARY]
  if (/[\n\r]/.test(binary)) return [] // each line is judged by itself
  if (/^[0-9]+$/.test(binary)) return [DECIMAL]
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(binary) || isUuid(binary)) return [HEX]
  if (/^[A-Za-z0-9+/_=.~-]+$/.test(binary)) {
    return /[a-z]/.test(binary) && /[A-Z]/.test(binary) ? [TOKEN] : [MIXED]
  }
  if (isWordList(binary)) return [WORD_LIST]
  return isPassphrase(binary) ? [MIXED, ODD, ...PHRASES] : [MIXED]
}

/** Five words and more, none of them so long that a run may be a word alone. */
function isWordList(binary: string): boolean {
  return /^[a-z]{3,8}(?: [a-z]{3,8}){4,}$/.test(binary)
}

/** Words with capitals and digits or signs, and not a path, a place or an address. */
function isPassphrase(binary: string): boolean {
  if (/[/\\]|@[\w-]+\.\w/.test(binary)) return false
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9\x80-\xff]/, /[\x80-\xff]/]
  const count = classes.filter((each) => each.test(binary)).length
  // Words of a sentence or a name are not joined in two ways
  return count >= 4 || (count === 3 && new Set(binary.match(JOINTS)).size >= 2)
}

/** Text in the layout of RFC 9562, any version. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

/** True when a period of at most half the length, or the first 8 bytes again, occur. */
function isPeriodic(binary: string): boolean {
  if (binary.indexOf(binary.slice(0, 8), 1) !== -1) return true
  // A value with a period occurs in its own double before the end of the first copy
  return (binary + binary).indexOf(binary, 1) <= binary.length / 2
}

/** `getUserById`: words of program text, joined. */
function isIdentifier(binary: string): boolean {
  if (!/^[a-z]*(?:[A-Z][a-z]+)+[0-9]{0,2}$/.test(binary)) return false
  if (binary.length < MEAN_OF_WORDS * (1 + binary.replace(/[^A-Z]/g, '').length)) return false
  return noiseOf(binary, false) === undefined
}

/** Which runs may be masked by themselves. */
interface Surprise {
  /** one per place: does the run that starts there bring enough? */
  readonly flags: boolean[]
  /** the value is noise apart from its words: however short a piece of it, it is secret */
  readonly isNoise: boolean
}

function surprising(binary: string, alphabet: Alphabet, prefix: number): Surprise {
  const { bits, least, kind, holds } = alphabet
  const cost = kind === 'plain' ? plainCostOf(binary, bits) : costOf(binary)
  const noise = readNoise(binary, alphabet, cost, prefix)
  const run = visibleRun(bits)
  if (noise === undefined && sum(cost) < LEAST_BITS) return { flags: [], isNoise: false }
  if (noise === undefined) {
    const isOdd = (at: number) => holds === undefined || holds.test(binary.slice(at, at + run))
    const flags = runsOf(cost, run).map((each, at) => each >= least && isOdd(at))
    return { flags, isNoise: false }
  }
  const runs = runsOf(noise.cost, run)
  const words = Array.from(runs, (_, at) => Math.max(...noise.words.subarray(at, at + run)))
  const flags = runs.map((each, at) => each >= (words[at]! > 0 ? WORD_LEAST : NOISE_LEAST))
  const open = runs.map((each, at) => (words[at] === SURE || at < prefix ? 0 : each))
  closeGaps(flags, open, SHOWN - run)
  return { flags, isNoise: true }
}

/**
 * In noise, what looks like text for long is an accident: one more run is
 * masked, the one that brings most, until what is left shows too little.
 */
function closeGaps(flags: boolean[], runs: readonly number[], widest: number): void {
  for (let start = 0; start < flags.length; start++) {
    if (flags[start]) continue
    let end = start
    let most = start
    while (flags[end] === false) {
      if (runs[end]! > runs[most]!) most = end
      end++
    }
    if (end - start <= widest || runs[most]! < GAP_LEAST) start = end
    else {
      flags[most] = true
      start-- // the rest of the gap once more
    }
  }
}

/** The bits of each run that a value has. */
function runsOf(cost: Float64Array, run: number): number[] {
  const sums = sumsOf(cost)
  return Array.from(
    { length: Math.max(cost.length - run + 1, 0) },
    (_, at) => sums[at + run]! - sums[at]!,
  )
}

/** How a value reads that is noise, apart from a public prefix and words; else undefined. */
function readNoise(
  binary: string,
  { bits, kind }: Alphabet,
  cost: Float64Array,
  prefix: number,
): Noise | undefined {
  if (kind === 'words') return undefined
  if (kind === 'plain') {
    return sum(cost) < PLAIN_NOISE * bits * cost.length ? undefined : plainNoise(binary, bits)
  }
  const rest = noiseOf(binary.slice(prefix), prefix > 0)
  if (rest === undefined || prefix === 0) return rest
  const noise = { cost: new Float64Array(cost.length), words: new Uint8Array(cost.length) }
  noise.cost.set(rest.cost, prefix)
  noise.words.set(rest.words, prefix)
  return noise
}

/** The sums of the first 0, 1, … numbers. */
function sumsOf(numbers: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(numbers.length + 1)
  for (let i = 0; i < numbers.length; i++) sums[i + 1] = sums[i]! + numbers[i]!
  return sums
}

/** A run may begin in a public prefix, when what follows the prefix is noise. */
function openPrefix(flags: boolean[], prefix: number): void {
  const from = Math.max(prefix - PREFIX_IN_RUN, 0)
  flags.fill(false, 0, from)
  flags.fill(flags[prefix] ?? false, from, prefix)
}

/** Joins neighbouring runs that are flagged; of text the longest stretches win. */
function joinRuns(
  flags: readonly boolean[],
  { bits, shortest }: Alphabet,
  isNoise: boolean,
): Stretch[] {
  const run = visibleRun(bits)
  const stretches: Stretch[] = []
  for (let start = 0; start < flags.length; start++) {
    if (!flags[start]) continue
    let last = start
    while (flags[last + 1]) last++
    const end = last + run
    if (isNoise || end - start >= shortest) stretches.push({ start, end, bits })
    start = last
  }
  if (isNoise) return stretches
  return stretches.sort((a, b) => b.end - b.start - (a.end - a.start)).slice(0, MOST_STRETCHES)
}

function contains(outer: Stretch, inner: Stretch): boolean {
  return outer.start <= inner.start && outer.end >= inner.end
}
