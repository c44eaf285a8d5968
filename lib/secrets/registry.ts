/**
 * The registry: what must not be seen.
 *
 * In: names with their values. Out: for the user, whether a value was taken
 * and what it costs; for the matchers, its patterns. Invariant: no value
 * leaves through the public face (errors, results, inspection, JSON), and what
 * was added once is masked until its name is removed.
 */
import { MaskError, requireOptions } from '../errors.js'
import { selectVariants } from '../variants/table.js'
import type { Variant } from '../variants/types.js'
import { toValue, utf8 } from '../variants/value.js'
import { Book, type PatternBook } from './book.js'
import { type KeyCrypto, type KeyReading, requireKeys } from './keys/index.js'
import { looksLikePassphrase } from './names.js'
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
  /** an encrypted key that no passphrase opened: only its encrypted form is masked */
  readonly locked?: true
}

export interface AddKeyOptions {
  /** opens an encrypted key; it is not registered by this */
  readonly passphrase?: string | Uint8Array | undefined
}

/** One registered value; its names in the order of their registration. */
interface Entry {
  readonly secret: Secret
  readonly names: Set<string>
  drafts: readonly Draft[]
  readonly dropped: readonly string[]
  /** holds an encrypted key that is not open yet */
  locked: boolean
}

/** A generated pattern shorter than this would be all over any log. */
const SHORTEST_GENERATED = 4
/** Registered values that are tried on an encrypted key: each may cost a fifth of a second. */
const MOST_PASSPHRASES = 16
const LONGEST_PASSPHRASE = 1024

let open: (registry: SecretRegistry) => PatternBook

export class SecretRegistry {
  readonly #minLength: number
  readonly #variants: readonly Variant[]
  readonly #fragments: boolean
  readonly #crypto: KeyCrypto | undefined
  readonly #book = new Book()
  readonly #masks = new Set<string>() // binary strings
  /** by value, as a binary string */
  readonly #entries = new Map<string, Entry>()
  readonly #view: PatternBook

  /**
   * `keyCrypto` opens encrypted keys; the Node entry brings its own.
   * @throws {MaskError} ERR_OPTION for an option of the wrong type or range
   */
  constructor(options: RegistryOptions = {}, keyCrypto?: KeyCrypto) {
    requireOptions(options, 'a registry')
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
    this.#crypto = keyCrypto
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
    open = (registry) => {
      if (typeof registry === 'object' && registry !== null && #view in registry) {
        return registry.#view
      }
      throw new MaskError('ERR_OPTION', 'secrets must be a SecretRegistry of this logveil package')
    }
  }

  /**
   * Registers a value: a string (its UTF-8) or bytes, which are copied. A name
   * may be given several values; the same value may have several names.
   * @throws {MaskError} ERR_OPTION for a wrong type; never because of a value
   */
  add(name: string, value: string | Uint8Array): AddResult {
    return this.#add(new Secret(name, value), this.#passphrases())
  }

  /**
   * Registers a private key and all that can be derived from it. Without a
   * passphrase, one that is registered already may open it, or one that is
   * registered later.
   * @throws {MaskError} ERR_OPTION for a wrong type; ERR_KEY_FORMAT, ERR_KEY_PUBLIC,
   *   ERR_KEY_PASSPHRASE or ERR_KEY_LIMIT for a key that cannot be read
   */
  addKey(name: string, key: string | Uint8Array, options: AddKeyOptions = {}): AddResult {
    const secret = new Secret(name, key)
    const { passphrase } = options
    const given =
      passphrase === undefined ? [] : [reveal(new Secret(`passphrase of ${name}`, passphrase))]
    const reading = requireKeys(reveal(secret), { passphrases: given, crypto: this.#crypto })
    // To open a key costs up to a second: it is read again only if another passphrase may do it
    if (!reading.keys.some((key) => key.locked)) return this.#add(secret, given, reading)
    return this.#add(secret, this.#passphrases())
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

  /** The names of encrypted keys that no passphrase opened: only their encrypted form is masked. */
  get locked(): readonly string[] {
    const all = [...this.#entries.values()].filter((entry) => entry.locked)
    return [...new Set(all.flatMap(({ names }) => [...names]))]
  }

  #add(secret: Secret, passphrases: readonly Uint8Array[], reading?: KeyReading): AddResult {
    const { name } = secret
    const { bytes, binary, text } = toValue(reveal(secret))
    let entry = this.#entries.get(binary)
    if (entry === undefined || entry.locked) {
      const code = refusalOf(bytes, text, this.#minLength)
      if (code !== undefined) return refused(code)
      const names = entry?.names ?? new Set<string>()
      entry = { secret, names, ...this.#spell(bytes, passphrases, reading) }
      if (this.#isInMask(entry)) return refused('VALUE_IN_MASK')
      this.#entries.set(binary, entry)
    }
    const result = this.#enter(name, entry)
    if (!looksLikePassphrase(name)) return result
    return { ...result, patterns: result.patterns + this.#unlock(bytes) }
  }

  /** What an entry knows of a value. */
  #spell(bytes: Uint8Array, passphrases: readonly Uint8Array[], reading?: KeyReading) {
    const minLength = this.#minLength
    const crypto = this.#crypto
    const { parts, locked } = recognise(bytes, { minLength, passphrases, crypto, reading })
    const spelled = spell(parts, {
      variants: this.#variants,
      shortest: Math.max(minLength, SHORTEST_GENERATED),
      fragments: this.#fragments,
    })
    return { ...spelled, locked }
  }

  #isInMask({ drafts }: Pick<Entry, 'drafts'>): boolean {
    for (const mask of this.#masks) {
      if (drafts.some(({ binary }) => mask.includes(binary))) return true
    }
    return false
  }

  /** Registered values whose names say that they open something. */
  #passphrases(): Uint8Array[] {
    const found: Uint8Array[] = []
    for (const { secret, names } of this.#entries.values()) {
      const bytes = reveal(secret)
      if (bytes.length <= LONGEST_PASSPHRASE && [...names].some(looksLikePassphrase)) {
        found.push(bytes)
      }
    }
    return found.slice(-MOST_PASSPHRASES)
  }

  /** Tries a new value on the keys that are still locked; returns how many patterns are new. */
  #unlock(passphrase: Uint8Array): number {
    let patterns = 0
    if (passphrase.length > LONGEST_PASSPHRASE) return patterns
    for (const entry of this.#entries.values()) {
      if (!entry.locked) continue
      const { drafts, locked } = this.#spell(reveal(entry.secret), [passphrase])
      if (locked || this.#isInMask({ drafts })) continue
      Object.assign(entry, { drafts, locked })
      for (const name of entry.names) patterns += this.#book.add(name, drafts)
    }
    return patterns
  }

  #enter(name: string, entry: Entry): AddResult {
    entry.names.add(name)
    let patterns = 0
    for (const each of entry.names) patterns += this.#book.add(each, entry.drafts)
    const { dropped, locked } = entry
    return { registered: true, patterns, dropped, ...(locked && { locked }) }
  }
}

/**
 * The side of a registry that the matchers read; not part of the public face.
 * @throws {MaskError} ERR_OPTION for anything else
 */
export function patternBook(registry: SecretRegistry): PatternBook {
  return open(registry)
}

function refused(code: RefusalCode): AddResult {
  return { registered: false, code, patterns: 0, dropped: [] }
}
