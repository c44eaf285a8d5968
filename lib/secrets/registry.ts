/**
 * The registry: what must not be seen.
 *
 * In: names with their values. Out: for the user, whether a value was taken
 * and what it costs; for the matchers, its patterns. Invariant: no value
 * leaves through the public face (errors, results, inspection, JSON), and what
 * was added once is masked until its name is removed.
 */
import { MaskError } from '../errors.js'
import { selectVariants } from '../variants/table.js'
import type { Variant } from '../variants/types.js'
import { toValue, utf8 } from '../variants/value.js'
import { Book, type PatternBook } from './book.js'
import { recognise } from './recognise.js'
import { type RefusalCode, refusalOf } from './refusal.js'
import { reveal, Secret } from './secret.js'
import { type Draft, spell } from './spell.js'

export interface RegistryOptions {
  /** shortest value that is a secret, in bytes; default 6, at least 1 */
  readonly minLength?: number
  /** ids or families of the variant table; default all of them */
  readonly variants?: 'all' | readonly string[]
  /** mask pieces of values that carry enough information (P1′); default true */
  readonly fragments?: boolean
}

export interface AddResult {
  /** false: the value is not masked, for the reason in `code` */
  readonly registered: boolean
  readonly code?: RefusalCode
  /** patterns that this value brought and no earlier one had */
  readonly patterns: number
  /** variants of which a spelling was too short to be a pattern */
  readonly dropped: readonly string[]
}

/** One registered value; its names in the order of their registration. */
interface Entry {
  readonly secret: Secret
  readonly names: Set<string>
  readonly drafts: readonly Draft[]
  readonly dropped: readonly string[]
}

/** A generated pattern shorter than this would be all over any log. */
const SHORTEST_GENERATED = 4

let open: (registry: SecretRegistry) => PatternBook

export class SecretRegistry {
  readonly #minLength: number
  readonly #variants: readonly Variant[]
  readonly #fragments: boolean
  readonly #book = new Book()
  readonly #masks = new Set<string>() // binary strings
  /** by value, as a binary string */
  readonly #entries = new Map<string, Entry>()
  readonly #view: PatternBook

  /** @throws {MaskError} ERR_OPTION for an option of the wrong type or range */
  constructor(options: RegistryOptions = {}) {
    if (typeof options !== 'object' || options === null) {
      throw new MaskError('ERR_OPTION', 'The options of a registry must be an object')
    }
    const { minLength = 6, variants = 'all', fragments = true } = options
    if (!Number.isSafeInteger(minLength) || minLength < 1) {
      throw new MaskError('ERR_OPTION', 'minLength must be a whole number of bytes, at least 1')
    }
    if (typeof fragments !== 'boolean') {
      throw new MaskError('ERR_OPTION', 'fragments must be true or false')
    }
    this.#minLength = minLength
    this.#variants = selectVariants(variants)
    this.#fragments = fragments
    const book = this.#book
    const masks = this.#masks
    this.#view = {
      minLength,
      get generation() {
        return book.generation
      },
      get patterns() {
        return book.patterns
      },
      reserveMask: (mask) => void masks.add(utf8(mask)),
    }
  }

  static {
    open = (registry) => registry.#view
  }

  /**
   * Registers a value: a string (its UTF-8) or bytes, which are copied. A name
   * may be given several values; the same value may have several names.
   * @throws {MaskError} ERR_OPTION for a wrong type; never because of a value
   */
  add(name: string, value: string | Uint8Array): AddResult {
    const secret = new Secret(name, value)
    const { bytes, binary, text } = toValue(reveal(secret))
    const known = this.#entries.get(binary)
    if (known !== undefined) return this.#enter(name, known)
    const code = refusalOf(bytes, text, this.#minLength)
    if (code !== undefined) return refused(code)
    const entry: Entry = { secret, names: new Set(), ...this.#spell(bytes) }
    if (this.#isInMask(entry)) return refused('VALUE_IN_MASK')
    this.#entries.set(binary, entry)
    return this.#enter(name, entry)
  }

  /**
   * Removes every value of a name; other names of the same values stay.
   * Returns whether there was one.
   */
  remove(name: string): boolean {
    let found = false
    for (const [binary, { names }] of this.#entries) {
      if (!names.delete(name)) continue
      found = true
      if (names.size === 0) this.#entries.delete(binary)
    }
    if (!found) return false
    this.#book.restart()
    for (const { names, drafts } of this.#entries.values()) {
      for (const owner of names) this.#book.add(owner, drafts)
    }
    return true
  }

  has(name: string): boolean {
    for (const { names } of this.#entries.values()) if (names.has(name)) return true
    return false
  }

  /** The names of all registered values, each once. */
  get names(): readonly string[] {
    const all = new Set<string>()
    for (const { names } of this.#entries.values()) for (const name of names) all.add(name)
    return [...all]
  }

  #spell(bytes: Uint8Array) {
    const minLength = this.#minLength
    return spell(recognise(bytes, { minLength }), {
      variants: this.#variants,
      shortest: Math.max(minLength, SHORTEST_GENERATED),
      fragments: this.#fragments,
    })
  }

  #isInMask({ drafts }: Entry): boolean {
    for (const mask of this.#masks) {
      if (drafts.some(({ binary }) => mask.includes(binary))) return true
    }
    return false
  }

  #enter(name: string, entry: Entry): AddResult {
    entry.names.add(name)
    const patterns = this.#book.add(name, entry.drafts)
    return { registered: true, patterns, dropped: entry.dropped }
  }
}

/** The side of a registry that the matchers read; not part of the public face. */
export function patternBook(registry: SecretRegistry): PatternBook {
  return open(registry)
}

function refused(code: RefusalCode): AddResult {
  return { registered: false, code, patterns: 0, dropped: [] }
}
