/**
 * What was masked, by secret and variant; never a value.
 *
 * In: the patterns of each finished mask. Out: counts, as a plain object with a stable
 * shape: `{ occurrences, bytes, secrets: { NAME: { VARIANT: { count, firstLine? } } } }`.
 */
import type { Pattern, PatternOwner } from '../matcher/pattern.js'

export interface VariantCount {
  /** masks in which the variant stood */
  count: number
  /** 1-based line of the first of them; only with the option `firstLine` */
  firstLine?: number
}

export interface Report {
  /** masks written */
  occurrences: number
  /** input bytes that the masks stand for, line terminators not counted */
  bytes: number
  /** counts by name of the secret, then by id of the variant */
  secrets: Record<string, Record<string, VariantCount>>
}

/** Masks in which the same patterns stood, in one order; more of them lead on. */
interface Tally {
  readonly longer: Map<Pattern, Tally>
  /** how many owners the last of the patterns had: it may get more */
  readonly owners: number
  count: number
  firstLine: number | undefined
}

/** So many tallies are kept before they are summed up: a log may hold any number of mixtures. */
const MOST_TALLIES = 4096
/** A mask of more patterns is rare, and counted at once. */
const MOST_PATTERNS = 64

export class ReportBuilder {
  occurrences = 0
  bytes = 0
  /** owners are told apart by identity: there is one object for each name and variant */
  readonly #counts = new Map<PatternOwner, VariantCount>()
  /** masks that are not in the counts yet: what many values share has many owners */
  #tallies = tally(0)
  #size = 0

  /**
   * @param patterns that stood in one mask, each once
   * @param line 1-based line of the mask, undefined when lines are not counted
   */
  count(patterns: readonly Pattern[], line: number | undefined): void {
    if (patterns.length > MOST_PATTERNS) this.#add(ownersOf(patterns), 1, line)
    else this.#tally(patterns, line)
    if (this.#size > MOST_TALLIES) this.#sumUp()
  }

  build(): Report {
    this.#sumUp()
    const secrets: Report['secrets'] = Object.create(null)
    for (const [{ name, variant }, entry] of this.#counts) {
      secrets[name] ??= Object.create(null) as Record<string, VariantCount>
      secrets[name][variant] = { ...entry }
    }
    return { occurrences: this.occurrences, bytes: this.bytes, secrets }
  }

  #tally(patterns: readonly Pattern[], line: number | undefined): void {
    let at = this.#tallies
    for (const pattern of patterns) {
      const owners = pattern.owners.length
      let next = at.longer.get(pattern)
      if (next !== undefined && next.owners !== owners) {
        this.#sumUp()
        this.#tally(patterns, line)
        return
      }
      if (next === undefined) {
        next = tally(owners)
        at.longer.set(pattern, next)
        this.#size++
      }
      at = next
    }
    if (at.count++ === 0) at.firstLine = line
  }

  #sumUp(): void {
    this.#addAll(this.#tallies, [])
    this.#tallies = tally(0)
    this.#size = 0
  }

  #addAll({ count, firstLine, longer }: Tally, owners: readonly PatternOwner[]): void {
    if (count > 0) this.#add(new Set(owners), count, firstLine)
    for (const [pattern, next] of longer) {
      this.#addAll(next, [...owners, ...pattern.owners.slice(0, next.owners)])
    }
  }

  /** @param owners each once */
  #add(owners: Iterable<PatternOwner>, count: number, firstLine: number | undefined): void {
    for (const owner of owners) {
      const entry = this.#counts.get(owner)
      if (entry === undefined) {
        this.#counts.set(owner, firstLine === undefined ? { count } : { count, firstLine })
      } else {
        entry.count += count
        if (firstLine! < entry.firstLine!) entry.firstLine = firstLine!
      }
    }
  }
}

function tally(owners: number): Tally {
  return { longer: new Map(), owners, count: 0, firstLine: undefined }
}

/** The owners of some patterns, each once. */
export function ownersOf(patterns: readonly Pattern[]): readonly PatternOwner[] {
  if (patterns.length === 1) return patterns[0]!.owners
  const owners = new Set<PatternOwner>()
  for (const pattern of patterns) for (const owner of pattern.owners) owners.add(owner)
  return [...owners]
}
