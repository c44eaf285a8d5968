/**
 * The fragment length of a pattern (P1′).
 *
 * In: how many bits a byte of the part carries, and how one spelling writes it.
 * Out: the shortest run of the pattern that is masked by itself, in output
 * bytes; 0 when only the whole pattern is masked. Invariant: every run of that
 * length shows enough of the value to be no accident.
 */

/**
 * A run of a log is not a run of a given value by accident when it carries
 * this many bits: 9 digits of a hex key turn up once in twenty logs of 60 MB
 * of nothing but checksums. Tools cut and abbreviate to 10 characters.
 */
const RUN_BITS = 36
const SHORTEST = 8
/** In an encoding, text that looks like a value is rare: fewer bytes of it are enough … */
const ENCODED_SHARE = 0.75
/** … but never fewer than this, and of passphrases as many as elsewhere. */
export const ENCODED_BYTES = 6
const PHRASE_BITS = 4
/** The lengths in use, because each costs the matcher a look-up of its own; runs are rounded up. */
const LENGTHS = [8, 9, 12, 16, 18, 24, 36] as const
const LONGEST = 36

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
 * `bits` as in {@link Part}; `binary` is the spelling, `perByte` what it says
 * of itself, and `isRaw` whether it is the value as it is.
 */
export function fragmentLength(
  bits: number,
  binary: string,
  perByte: number | undefined,
  isRaw: boolean,
): number {
  if (bits === 0) return 0
  const visible = visibleRun(bits)
  const encoded = bits < PHRASE_BITS ? visible : Math.round(ENCODED_SHARE * visible)
  let run = visible
  if (perByte !== undefined) run = Math.max(Math.round(encoded * perByte), filling(binary) + 1)
  else if (!isRaw && /[\\%&=<]/.test(binary)) run = Math.max(visible, widestRun(binary, encoded))
  const length = LENGTHS.find((each) => each >= run) ?? LONGEST
  return length < binary.length ? length : 0
}

/** Bytes of the longest run that shows nothing: the zeros that fill the last word of a dump. */
function filling(binary: string): number {
  return /0{8,}|A{8,}/.exec(binary)?.[0].length ?? 0
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
