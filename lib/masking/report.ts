/**
 * What was masked, by secret and variant; never a value.
 *
 * In: one call per finished mask. Out: counts, as a plain object with a stable
 * shape: `{ occurrences, bytes, secrets: { NAME: { VARIANT: { count, firstLine? } } } }`.
 */
import type { PatternOwner } from '../matcher/pattern.js'

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

export class ReportBuilder {
  occurrences = 0
  bytes = 0
  /** owners are told apart by identity: there is one object for each name and variant */
  readonly #counts = new Map<PatternOwner, VariantCount>()

  /** @param line 1-based line of the mask, undefined when lines are not counted */
  count(owners: Iterable<PatternOwner>, line: number | undefined): void {
    for (const owner of owners) {
      const entry = this.#counts.get(owner)
      if (entry !== undefined) entry.count++
      else
        this.#counts.set(owner, line === undefined ? { count: 1 } : { count: 1, firstLine: line })
    }
  }

  build(): Report {
    const secrets: Report['secrets'] = Object.create(null)
    for (const [{ name, variant }, entry] of this.#counts) {
      secrets[name] ??= Object.create(null) as Record<string, VariantCount>
      secrets[name][variant] = { ...entry }
    }
    return { occurrences: this.occurrences, bytes: this.bytes, secrets }
  }
}
