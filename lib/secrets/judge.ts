/**
 * What may be split into fragments (P1′): the one place that decides.
 *
 * In: the bytes of a value. Out: the bits of secret information per byte, for
 * the whole value or for the stretches of it that bear to be split; 0 where
 * only the whole is secret. Invariant: no window of the length that is masked
 * by itself is a word, a plain number or a public prefix, so that text which is
 * not a secret stays readable.
 */
import type { Value } from '../variants/types.js'
import { wordingOf } from './wording.js'

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

/** Bits per byte and the window that is masked by itself, of each kind of text. */
interface Alphabet {
  readonly bits: number
  /** shortest value of this kind that is split */
  readonly shortest: number
  /** bytes that are masked by themselves, in the raw spelling */
  readonly window: number
  /** bits of surprise that each window must bring */
  readonly least: number
}

const BINARY: Alphabet = { bits: 8, shortest: 16, window: 8, least: 5 }
const HEX: Alphabet = { bits: 4, shortest: 16, window: 12, least: 5 }
const DECIMAL: Alphabet = { bits: 3, shortest: 20, window: 16, least: 5 }
const TOKEN: Alphabet = { bits: 6, shortest: 16, window: 8, least: 24 }
const MIXED: Alphabet = { bits: 5, shortest: 12, window: 10, least: 27 }

/** A value of fewer bits than this can be guessed: only the whole is masked. */
const LEAST_BITS = 40
const MOST_STRETCHES = 4
/** A token this long, and this surprising per byte, is noise: a word in it is an accident. */
const NOISE_LENGTH = 20
const NOISE_BITS = 3.8
const NOISE_WORD = 5

/**
 * Public beginnings of tokens, longer than a window bears: GitHub, GitLab,
 * Vault, Slack, npm, Stripe, OpenAI, Anthropic, SendGrid, PyPI, DigitalOcean,
 * Docker, Shopify, Google, age, JSON in base64url.
 */
const PUBLIC_PREFIX =
  /^(?:github_pat_|gl[a-z]{2,5}-|hv[sbr]\.(?:CAES)?|xox[a-z]-(?:\d+-)*|xapp-\d-|npm_|(?:sk|pk|rk)_(?:live|test)_|sk-(?:proj|ant|svcacct)-(?:api\d+-)?|SG\.|pypi-AgEIcHlwaS5vcmc|do[opr]_v1_|dckr_pat_|shp(?:at|ca|pa|ss)_|GOCSPX-|ya29\.|AGE-SECRET-KEY-1|eyJ[A-Za-z0-9_-]*\.)/
/** Bytes of a public prefix that a window may hold next to secret ones. */
const PREFIX_IN_WINDOW = 3

const WHOLE_ONLY: Judgement = { bits: 0, stretches: [] }

export function judge(value: Value): Judgement {
  const { binary, text } = value
  const alphabet = alphabetOf(binary, text)
  if (alphabet === undefined || binary.length < alphabet.shortest || isPeriodic(binary)) {
    return WHOLE_ONLY
  }
  const noise =
    alphabet === TOKEN || alphabet === MIXED
      ? surprising(binary, alphabet)
      : varied(binary, alphabet)
  const stretches = joinWindows(noise, alphabet, publicStart(binary))
  const [first] = stretches
  if (first !== undefined && first.start === 0 && first.end === binary.length) {
    return { bits: alphabet.bits, stretches: [] }
  }
  return { bits: 0, stretches }
}

/** Bits of surprise in all of a text: what a guesser would have to find. */
export function informationOf(binary: string): number {
  return wordingOf(binary).cost.reduce((sum, bits) => sum + bits, 0)
}

function alphabetOf(binary: string, text: string | undefined): Alphabet | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is asked for
  if (text === undefined || /[\x00-\x08\x0e-\x1f\x7f]/.test(binary)) return BINARY
  if (/[\n\r]/.test(binary)) return undefined // each line is judged by itself
  if (/^[0-9]+$/.test(binary)) return DECIMAL
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(binary) || isUuid(binary)) return HEX
  if (/^[A-Za-z0-9+/_=.~-]+$/.test(binary)) {
    return /[a-z]/.test(binary) && /[A-Z]/.test(binary) ? TOKEN : MIXED
  }
  return MIXED
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

/** One flag per window start: does the window bring enough surprise? */
function surprising(binary: string, { window, least }: Alphabet): boolean[] {
  const { cost, longestWord } = wordingOf(binary)
  const total = cost.reduce((sum, bits) => sum + bits, 0)
  const windows = binary.length - window + 1
  if (total < LEAST_BITS) return new Array(windows).fill(false)
  const isNoise =
    binary.length >= NOISE_LENGTH &&
    longestWord <= NOISE_WORD &&
    total >= NOISE_BITS * binary.length
  if (isNoise) return new Array(windows).fill(true)
  const flags: boolean[] = []
  let sum = 0
  for (let i = 0; i < binary.length; i++) {
    sum += cost[i]!
    if (i >= window) sum -= cost[i - window]!
    if (i >= window - 1) flags.push(sum >= least)
  }
  return flags
}

/** One flag per window start: does the window hold enough different bytes? */
function varied(binary: string, { window, least }: Alphabet): boolean[] {
  const flags: boolean[] = []
  for (let i = 0; i + window <= binary.length; i++) {
    flags.push(new Set(binary.slice(i, i + window)).size >= least)
  }
  return flags
}

/** The first byte that a fragment may hold. */
function publicStart(binary: string): number {
  const prefix = PUBLIC_PREFIX.exec(binary)?.[0].length ?? 0
  return prefix > PREFIX_IN_WINDOW + 1 ? prefix - PREFIX_IN_WINDOW : 0
}

/** Joins neighbouring windows that are flagged; the longest stretches win. */
function joinWindows(flags: readonly boolean[], alphabet: Alphabet, from: number): Stretch[] {
  const { bits, window, shortest } = alphabet
  const stretches: Stretch[] = []
  for (let start = from; start < flags.length; start++) {
    if (!flags[start]) continue
    let last = start
    while (flags[last + 1]) last++
    const end = last + window
    if (end - start >= shortest) stretches.push({ start, end, bits })
    start = last
  }
  return stretches.sort((a, b) => b.end - b.start - (a.end - a.start)).slice(0, MOST_STRETCHES)
}
