/**
 * The patterns of a registry, as the matchers read them.
 *
 * In: drafts with the name they belong to. Out: a list of patterns that is only
 * appended to, so that a running matcher builds the new tail alone. Invariant:
 * within a generation no pattern changes except that owners are added to it; a
 * removal starts a new list and a new generation.
 */
import { writeBytes } from '../variants/value.js'
import type { Pattern, PatternOwner } from './pattern.js'
import { type Draft, protectsMore } from './spell.js'

/** What the matchers may see of a registry. */
export interface PatternBook {
  /** grows when a secret is removed; `patterns` is another list then */
  readonly generation: number
  /** append-only within a generation */
  readonly patterns: readonly Pattern[]
  /** shortest value that is a secret, in bytes */
  readonly minLength: number
  /** No value that a mask would show may be added from now on. */
  reserveMask(mask: string): void
}

interface Entry extends Pattern {
  readonly owners: PatternOwner[]
}

export class Book {
  generation = 0
  #patterns: Entry[] = []
  /** the latest, and so the most protective, pattern of the same bytes */
  #exact = new Map<string, Entry>()
  #loose = new Map<string, Entry>() // with breaks
  /** one object for each name and variant, so that they can be told apart by identity */
  readonly #owners = new Map<string, PatternOwner>()

  get patterns(): readonly Pattern[] {
    return this.#patterns
  }

  /** Adds an owner; returns how many patterns are new. */
  add(name: string, drafts: readonly Draft[]): number {
    const before = this.#patterns.length
    const room = new Room(drafts)
    for (const draft of drafts) {
      const { binary, variant, breaks, fragment, starts } = draft
      const known = (breaks ? this.#loose : this.#exact).get(binary)
      if (known !== undefined && !protectsMore(draft, known)) {
        // Reports count once per name: the first variant stands for its twins
        if (!known.owners.some((owner) => owner.name === name)) {
          known.owners.push(this.#owner(name, variant))
        }
        continue
      }
      const bytes = room.bytesOf(binary)
      const owners = [this.#owner(name, variant)]
      const entry: Entry =
        starts === undefined
          ? { bytes, fragment, breaks, owners }
          : { bytes, fragment, breaks, owners, starts }
      this.#patterns.push(entry)
      const index = breaks ? this.#loose : this.#exact
      index.set(binary, entry)
    }
    return this.#patterns.length - before
  }

  #owner(name: string, variant: string): PatternOwner {
    const key = `${name}\0${variant}`
    const known = this.#owners.get(key)
    if (known !== undefined) return known
    const owner = { name, variant }
    this.#owners.set(key, owner)
    return owner
  }

  /** Starts the next generation without any pattern. */
  restart(): void {
    this.generation++
    this.#patterns = []
    this.#exact = new Map()
    this.#loose = new Map()
  }
}

/** One piece of memory for many patterns: a hundred small ones take longer to get than to fill. */
class Room {
  readonly #drafts: readonly Draft[]
  #bytes: Uint8Array | undefined
  #end = 0

  constructor(drafts: readonly Draft[]) {
    this.#drafts = drafts
  }

  bytesOf(binary: string): Uint8Array {
    this.#bytes ??= new Uint8Array(this.#drafts.reduce((sum, d) => sum + d.binary.length, 0))
    const start = this.#end
    this.#end += binary.length
    return writeBytes(this.#bytes.subarray(start, this.#end), binary)
  }
}
