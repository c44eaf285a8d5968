/**
 * A secret: a named value that never prints itself.
 *
 * In: a name and a value. Out: nothing, except to code that imports
 * {@link reveal}. Invariant: every way in which JavaScript turns an object into
 * text (string conversion, templates, JSON, `util.inspect`) shows the name and
 * a length class that is too coarse to help a guesser.
 */
import { MaskError } from '../errors.js'

/** What may be said about a length: under 16 bytes, under 64, or more. */
export type LengthClass = 'short' | 'medium' | 'long'

let read: (secret: Secret) => Uint8Array

export class Secret {
  readonly name: string
  readonly #bytes: Uint8Array

  /**
   * `value` is copied; a string is taken as UTF-8.
   * @throws {MaskError} ERR_OPTION for an empty name or another type of value
   */
  constructor(name: string, value: string | Uint8Array) {
    if (typeof name !== 'string' || name === '') {
      throw new MaskError('ERR_OPTION', 'The name of a secret must be a string that is not empty')
    }
    this.name = name
    if (typeof value === 'string') this.#bytes = new TextEncoder().encode(value)
    else if (isBytes(value)) this.#bytes = Uint8Array.from(value)
    else {
      // the name is not repeated: who forgot it has given the value in its place
      throw new MaskError(
        'ERR_OPTION',
        'The value of a secret must be a string or a Uint8Array: add(name, value)',
      )
    }
  }

  static {
    read = (secret) => secret.#bytes
  }

  get lengthClass(): LengthClass {
    const { length } = this.#bytes
    return length < 16 ? 'short' : length < 64 ? 'medium' : 'long'
  }

  toString(): string {
    return `[Secret ${this.name} (${this.lengthClass})]`
  }

  toJSON(): string {
    return this.toString()
  }

  /** What `util.inspect` and `console.log` of Node show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** The bytes of a secret, not a copy: for the code that spells and matches them. */
export function reveal(secret: Secret): Uint8Array {
  return read(secret)
}

/** True for a Uint8Array of any realm, Node's Buffer included. */
function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]'
}
