/**
 * The fragment length of a pattern (P1′).
 *
 * In: how many bits a byte of the part carries, and how one spelling writes it.
 * Out: the shortest run of the pattern that is masked by itself, in output
 * bytes; 0 when only the whole pattern is masked. Invariant: every run of that
 * length shows enough of the value to be no accident.
 */
import type { Spelling } from '../variants/types.js'

/**
 * A run of a log is not a run of a given value by accident when it carries
 * this many bits: 9 digits of a hex key turn up once in twenty logs of 60 MB
 * of nothing but checksums. Tools cut and abbreviate to 10 characters.
 */
const RUN_BITS = 36
const SHORTEST = 8
/**
 * Noise of 6 bits and more a byte is rare in an encoding: fewer bytes of it are
 * enough. Of hex digits it takes some more, of words most of a run.
 */
const NOISE_BITS = 6
export const ENCODED_BYTES = 6
const ENCODED_SHARE = 0.75
const ENCODED_PHRASE = 0.85
/** Bits per byte of words in an encoding, where they are rarer than in plain text. */
export const WORD_BITS = 4.5
/** Of words that anybody might write, eleven bytes in an encoding are no accident: a row of a dump has sixteen. */
export const GUESSABLE_BITS = 2.77
/** In this much text there are some words by accident: `CHANT` is in any dump of a licence. */
const LONG_TEXT = 128
const LONG_TEXT_BYTES = 8
/**
 * Base64 and plain hex are everywhere, cut in all places, and worth short
 * windows. Of other encodings, this much is masked by itself: five bytes of
 * hex in words, with less than six beside them where a row ends.
 */
const BASE64_WIDTH = 4 / 3
const SHORTEST_HEX = 12
/** Characters of base32 and base85 bring five bits and more each; their rows end anywhere. */
const DENSE_WIDTHS: readonly (number | undefined)[] = [8 / 5, 5 / 4]
const SHORTEST_DENSE = 9
const SHORTEST_RARE = 14
/**
 * The lengths in use, because each costs the matcher a look-up of its own: six
 * bytes in base64 are 8, in hex 12, in words 14, with separators 17, in octal
 * 23, as `0x41, ` 34. Of bits, 34 are four bytes: their rows end anywhere.
 */
const LENGTHS = [8, 9, 12, 14, 17, 23, 34] as const
const LONGEST = 34
/** In a spelling so sparse that the longest run shows less of a run than this, words are no secret. */
const LEAST_SHOWN = 0.55
const PHRASE_BITS = 4
const NARROWEST = 0.95
/** Three units of 8 / 3 characters are 8. */
const ROUNDING = 1e-6

/**
 * One byte of a value as escape grammars write it: a backslash, percent or
 * `=` sequence, escaped once or more, an entity, a code in angle brackets, a
 * command of LaTeX, or the byte itself.
 */
const UNIT =
  /\\+(?:[a-z]+\{\}|[ux]\{?[0-9a-f]{2,6}\}?|[0-7]{3}|.)|%(?:25)*[0-9a-f]{2}|=[0-9a-f]{2}|&#?[0-9a-z]+;|<(?:U\+)?[0-9a-f]+>|[\s\S]/gi

/** The run of a value that is masked by itself where it stands as it is, in bytes. */
export function visibleRun(bits: number): number {
  return Math.max(Math.round(RUN_BITS / bits), SHORTEST)
}

/**
 * `bits` as in {@link Part}; `length` is that of the part, in bytes. Of a
 * spelling as it is, a run shows what it is; an escape in it counts as the one
 * byte for which it stands.
 */
export function fragmentLength(bits: number, length: number, spelling: Spelling): number {
  const { binary, perByte, whole = false } = spelling
  if (bits === 0 || whole) return 0
  const encoded = encodedRun(bits, length)
  let run = visibleRun(bits)
  if (perByte !== undefined) {
    const least = leastOf(spelling)
    const characters = encoded * widthOf(spelling, length)
    // Of words, no less: six bytes of one are in any dump
    run = Math.max(bits === WORD_BITS ? Math.ceil(characters) : Math.floor(characters), least)
    if (bits < PHRASE_BITS && LONGEST < LEAST_SHOWN * run) return 0
    // A little less of it is as rare
    if (bits >= PHRASE_BITS) run = LENGTHS.findLast((each) => each <= run)!
    if (bits >= NOISE_BITS && least === SHORTEST_HEX) run = least
    run = Math.max(run, filling(binary) + 1)
    if (filling(binary) >= LONGEST) return 0
  } else if (binary.length > length && /[\\%&=<]/.test(binary)) {
    run = Math.max(run, widestRun(binary, encoded))
  }
  const fragment = LENGTHS.find((each) => each >= run) ?? LONGEST
  return fragment < binary.length ? fragment : 0
}

/** Bytes of the value that a run of an encoding shows. */
function encodedRun(bits: number, length: number): number {
  if (bits < PHRASE_BITS || bits === WORD_BITS) return Math.round(ENCODED_PHRASE * visibleRun(bits))
  if (bits < NOISE_BITS) return Math.round(ENCODED_SHARE * visibleRun(bits))
  return bits < 8 && length > LONG_TEXT ? LONG_TEXT_BYTES : ENCODED_BYTES
}

function leastOf({ perByte, unit }: Spelling): number {
  if (perByte === BASE64_WIDTH) return SHORTEST
  if (DENSE_WIDTHS.includes(perByte)) return SHORTEST_DENSE
  return perByte === 2 && unit === undefined ? SHORTEST_HEX : SHORTEST_RARE
}

/** Characters per byte; a spelling that leaves out what its neighbours decide is a little narrower. */
function widthOf({ binary, perByte = 1 }: Spelling, length: number): number {
  return Math.max(binary.length / length, NARROWEST * perByte)
}

/**
 * Where windows of `fragment` bytes may begin: where the text of a byte does,
 * and at the first and the last window, so that they cover the whole pattern.
 * Undefined: anywhere.
 */
export function windowStarts(spelling: Spelling, fragment: number): Int32Array | undefined {
  const { binary, unit, from = 0 } = spelling
  if (unit === undefined || fragment === 0) return undefined
  const last = binary.length - fragment
  const starts = typeof unit === 'number' ? unitsOf(unit, from, last) : afterEach(spelling, last)
  // Windows of one pattern overlap, so that its whole becomes one mask
  for (let i = 1; i < starts.length; i++) {
    if (starts[i]! - starts[i - 1]! >= fragment) return undefined
  }
  return starts
}

/** Secrets have few lengths, and spellings few units: most starts are known already. */
const LONGEST_KNOWN = 512
const known = new Map<number, Map<number, Int32Array[]>>()

function unitsOf(unit: number, from: number, last: number): Int32Array {
  if (last > LONGEST_KNOWN) return everyUnit(unit, from, last)
  let ofUnit = known.get(unit)
  if (ofUnit === undefined) {
    ofUnit = new Map()
    known.set(unit, ofUnit)
  }
  let lengths = ofUnit.get(from)
  if (lengths === undefined) {
    lengths = []
    ofUnit.set(from, lengths)
  }
  lengths[last] ??= everyUnit(unit, from, last)
  return lengths[last]
}

/** 0, the places below `last` at which a unit begins, and `last`. */
function everyUnit(unit: number, from: number, last: number): Int32Array {
  const starts = new Int32Array(Math.ceil((last - from) / unit) + 2)
  let size = 1
  for (let at = from, k = 1; at < last; at = from + k++ * unit) {
    const place = Math.floor(at + ROUNDING)
    if (place > starts[size - 1]! && place < last) starts[size++] = place
  }
  if (last > 0) starts[size++] = last
  return starts.slice(0, size)
}

function afterEach({ binary, unit }: Spelling, last: number): Int32Array {
  const starts: number[] = [0]
  const separator = String(unit)
  for (let at = binary.indexOf(separator); at >= 0; at = binary.indexOf(separator, at + 1)) {
    const place = at + separator.length
    if (place < last) starts.push(place)
  }
  if (last > 0) starts.push(last)
  return Int32Array.from(starts)
}

/** Bytes of the longest run that shows nothing: the zeros that fill the last word of a dump. */
function filling(binary: string): number {
  if (!binary.includes('00000000') && !binary.includes('AAAAAAAA')) return 0
  return Math.max(...Array.from(binary.matchAll(/0{8,}|A{8,}/g), ([run]) => run.length))
}

/** Bytes of the widest run of that many units: what shorter runs show of the value is less. */
function widestRun(binary: string, units: number): number {
  const ends: number[] = [0]
  let most = 0
  for (const [unit] of binary.matchAll(UNIT)) {
    const end = ends[ends.length - 1]! + unit.length
    ends.push(end)
    const start = ends[Math.max(ends.length - 1 - units, 0)]!
    if (end - start > most) most = end - start
  }
  return most
}
