/**
 * From parts to drafts of patterns.
 *
 * In: the parts of a value and the variants that are switched on. Out: the
 * distinct spellings, each with its variant and fragment length. Invariant: of
 * equal spellings the first variant is named and the shortest fragment length
 * holds, so that nothing is protected less because it was spelled twice.
 */
import type { Variant } from '../variants/types.js'
import { toValue } from '../variants/value.js'
import { fragmentLength, GUESSABLE_BITS, WORD_BITS, windowStarts } from './fragment.js'
import type { Part } from './part.js'

/** A pattern before it has an owner. */
export interface Draft {
  /** the bytes, one char (0–255) per byte */
  readonly binary: string
  readonly variant: string
  readonly breaks: boolean
  readonly fragment: number
  readonly starts?: Int32Array | undefined
}

export interface Spelled {
  readonly drafts: readonly Draft[]
  /** ids of variants that wrote a part in fewer bytes than a pattern may have */
  readonly dropped: readonly string[]
}

export interface SpellOptions {
  readonly variants: readonly Variant[]
  /** shortest generated pattern in bytes; the raw spelling is exempt */
  readonly shortest: number
  /** false: every pattern is masked as a whole only */
  readonly fragments: boolean
}

/**
 * What is longer than this, and hidden only as a whole, is broken into rows by
 * dumps and lists, where the whole never stands: only these families write it.
 */
const LONGEST_ON_ONE_LINE = 64
/** Families and ids. */
const OF_WHOLE: readonly string[] = [
  'raw',
  'base64',
  'hex',
  'percent',
  'json',
  'lines',
  'pem',
  'shell',
  'literal',
  'data',
  'markup',
  'terminal',
  'nested',
  'number',
  'list-lines', // no rows: every byte has a line
  'list-rows', // rows that depend on the whole
]
/** The family that leaves characters as they are: words stay words in it. */
const IN_SIGHT = 'evasion'

/** The variant that writes eight characters with a mark: of noise, the eight are found alone. */
const BESIDE_ROWS = 'text-column'
const NOISE_BITS = 5

/** Bits per byte of what has no words in it, where it stands as it is and in an encoding. */
const DIGIT_BITS = 3.3
const CODED_BITS = 5

/** The variant that writes a value as it is. */
const RAW = 'raw'

export function spell(parts: readonly Part[], options: SpellOptions): Spelled {
  const { variants, shortest, fragments } = options
  const drafts = new Map<string, Draft>()
  const loose = new Map<string, Draft>() // the same for spellings with breaks
  const dropped = new Set<string>()
  for (const part of parts) {
    if (part.isPiece && !fragments) continue
    const { bytes, bits } = part
    const value = toValue(bytes)
    const families = familiesOf(part)
    for (const variant of variants) {
      const { id, family } = variant
      if (families !== undefined && !families.includes(family) && !families.includes(id)) continue
      if (id === BESIDE_ROWS && bits >= NOISE_BITS) continue
      if (variant.noiseOnly && bits < NOISE_BITS) continue
      if (variant.wordsOnly && !isWords(part) && !part.isUnsplit) continue
      const isCode = family !== IN_SIGHT
      const written: Draft[] = []
      for (const spelling of variant.spell(value)) {
        const { binary, perByte, breaks = false } = spelling
        if (binary.length < shortest && id !== RAW) dropped.add(id)
        else if (binary.length > 0) {
          const shown = isCode && perByte ? codedBits(part) : bits
          const fragment = fragments ? fragmentLength(shown, bytes.length, spelling) : 0
          const starts = windowStarts(spelling, fragment)
          written.push({ binary, variant: id, breaks, fragment, starts })
        }
      }
      for (const draft of withoutInner(written)) keep(draft.breaks ? loose : drafts, draft)
    }
  }
  return { drafts: [...drafts.values(), ...loose.values()], dropped: [...dropped] }
}

/** In an encoding, words are rarer than in plain text, and so are digits. */
function codedBits(part: Part): number {
  const { bits } = part
  if (isWords(part)) return WORD_BITS
  if (bits === 0) return part.isUnsplit ? GUESSABLE_BITS : 0
  return Math.max(bits, CODED_BITS)
}

function isWords({ bits, hasWords = false }: Part): boolean {
  return hasWords || (bits > 0 && bits < DIGIT_BITS)
}

/** Families that may write a part. */
function familiesOf({ bytes, bits, hasWords, families }: Part): readonly string[] | undefined {
  if (families !== undefined || bits > 0 || hasWords) return families
  return bytes.length > LONGEST_ON_ONE_LINE ? OF_WHOLE : undefined
}

/**
 * The drafts of a variant without those that stand inside of another one: the
 * text of base64 is the beginning of the same with `=`. The longer one masks
 * all that the shorter one did, at the same places.
 */
function withoutInner(drafts: Draft[]): readonly Draft[] {
  if (drafts.length < 2) return drafts
  for (let i = 0; i < drafts.length; i++) {
    for (let j = 0; j < drafts.length; j++) {
      const [inner, outer] = [drafts[i]!, drafts[j]!]
      if (inner.binary.length >= outer.binary.length || !holds(outer, inner)) continue
      drafts[j] = joined(outer, inner)
      drafts.splice(i--, 1)
      break
    }
  }
  return drafts
}

function holds(outer: Draft, inner: Draft): boolean {
  if (outer.fragment === 0 || outer.fragment !== inner.fragment) return false
  if (outer.breaks || inner.breaks) return false
  if (outer.starts !== undefined && inner.starts === undefined) return false
  return outer.binary.includes(inner.binary) && !/[\n\r]/.test(inner.binary)
}

function joined(outer: Draft, { binary, starts }: Draft): Draft {
  if (outer.starts === undefined) return outer
  const at = outer.binary.indexOf(binary)
  const more = starts!.map((start) => start + at).filter((start) => !outer.starts!.includes(start))
  if (more.length === 0) return outer
  const all = new Int32Array(outer.starts.length + more.length)
  all.set(outer.starts)
  all.set(more, outer.starts.length)
  return { ...outer, starts: all.sort() }
}

function keep(drafts: Map<string, Draft>, draft: Draft): void {
  const known = drafts.get(draft.binary)
  if (known === undefined) drafts.set(draft.binary, draft)
  else if (protectsMore(draft, known)) {
    drafts.set(draft.binary, { ...known, fragment: draft.fragment, starts: draft.starts })
  }
}

/** Of two drafts of the same bytes: shorter pieces, or as short ones at more places. */
export function protectsMore(draft: Protection, than: Protection): boolean {
  // 0 stands for the whole pattern, the longest fragment there is
  const [length, other] = [draft.fragment || Infinity, than.fragment || Infinity]
  if (length !== other) return length < other
  return than.starts !== undefined && draft.starts === undefined
}

type Protection = Pick<Draft, 'fragment' | 'starts'>
