/**
 * The fragment length of a pattern (P1′).
 *
 * In: how many bits a byte of the part carries, and how one spelling writes it.
 * Out: the shortest run of the pattern that is masked by itself, in output
 * bytes; 0 when only the whole pattern is masked.
 */
import type { Spelling } from '../variants/types.js'

/** A run that carries this many bits does not stand in a log by accident. */
const RUN_BITS = 48
/** In an encoding, text that looks like a value is rare: fewer bytes of it are enough. */
const ENCODED_SHARE = 0.75
/** Bytes of the value that an encoded run shows, for values of 6 bits and more a byte. */
const ENCODED_BYTES = 6
const SHORTEST_ENCODED = 8

/** Each length costs a look-up of its own around a hit: a run is rounded down to one of a few. */
const WIDTHS = [8, 12, 18, 24, 36]

/** `bits` as in {@link Part}; `length` is the length of the spelling in bytes. */
export function fragmentLength(bits: number, perByte: Spelling['perByte'], length: number): number {
  if (bits === 0) return 0
  const visible = Math.round(RUN_BITS / bits)
  const run = perByte === undefined ? Math.max(visible, SHORTEST_ENCODED) : encoded(bits, perByte)
  const width = WIDTHS.findLast((w) => w <= run)!
  return width < length ? width : 0
}

function encoded(bits: number, perByte: number): number {
  // A value of less than 6 bits a byte needs a longer run; hex text (4) is excepted,
  // because hex digits that are encoded once more are as rare as any other text
  const valueBytes = bits >= 4 ? ENCODED_BYTES : Math.round((ENCODED_SHARE * RUN_BITS) / bits)
  return Math.max(Math.round(valueBytes * perByte), SHORTEST_ENCODED)
}
