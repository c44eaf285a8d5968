/**
 * The judge: does a log still give a secret away?
 *
 * In: a log, the ways in which it may be read, what is secret. Out: the first
 * run of secret bytes that is long enough to matter, or none. Invariant: it
 * does not ask what was masked, only what can be read.
 */
import { BREAK, decode } from './decoders.js'

export interface Leak {
  /** decoders that brought it back, in order */
  readonly reading: string
  /** bytes of the secret in a row */
  readonly bytes: number
}

/** A shorter run says too little, whatever the secret. */
const LEAST = 6
/** A longer one always matters. */
const MOST = 16
const SHARE = 0.4

/** Readings in which a byte takes about one character: they need the longer run. */
const PLAIN =
  /^(?:raw|join|blank|colour|prefix|continued|single|segments|doubled|bytes|units|entities|printable|caret|percent20|percent|reverse|backwards|rot13|swapped|separators|beside)$/

export function findLeak(
  log: Uint8Array,
  mask: string,
  readings: readonly (readonly string[])[],
  secrets: readonly string[],
): Leak | undefined {
  const text = Buffer.from(log).toString('latin1').replaceAll(mask, BREAK)
  for (const reading of readings) {
    const plain = reading.every((name) => PLAIN.test(name))
    const fold = reading.includes('caseless')
    const names = reading.filter((name) => name !== 'caseless')
    for (const read of decode(names, text)) {
      for (const secret of secrets) {
        const least = plain
          ? Math.max(LEAST, Math.min(MOST, Math.ceil(secret.length * SHARE)))
          : LEAST
        const bytes = fold
          ? longestRun(read.toLowerCase(), secret.toLowerCase(), least)
          : longestRun(read, secret, least)
        if (bytes > 0) return { reading: reading.join(' ') || 'raw', bytes }
      }
    }
  }
  return undefined
}

/** Length of the longest common run of at least `least`, or 0. */
export function longestRun(text: string, secret: string, least: number): number {
  if (secret.length < least) return 0
  let longest = 0
  for (let at = 0; at + least <= secret.length; at++) {
    const found = text.indexOf(secret.substr(at, Math.max(least, longest + 1)))
    if (found < 0 || at + Math.max(least, longest + 1) > secret.length) continue
    let length = Math.max(least, longest + 1)
    while (at + length < secret.length && text.includes(secret.substr(at, length + 1))) length++
    longest = length
  }
  return longest
}
