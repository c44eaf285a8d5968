/**
 * What leaves the masker.
 *
 * In: log bytes and mask bytes, in order. Out: pieces for the caller, counted
 * in bytes and, if asked for, in lines. Log bytes pass the second engine first
 * when there is one: whatever is refused there was not released.
 */
import { MaskError } from '../errors.js'
import type { Verifier } from '../matcher/verifier.js'

const LF = 10

export class Output {
  /** bytes so far */
  written = 0
  /** set by the masker when `verify` is on */
  verifier: Verifier | undefined
  readonly #countLines: boolean
  #line = 1
  #pieces: Uint8Array[] = []

  constructor(countLines: boolean) {
    this.#countLines = countLines
  }

  /** 1-based line of the next byte; undefined when lines are not counted. */
  get line(): number | undefined {
    return this.#countLines ? this.#line : undefined
  }

  /** @throws MaskError ERR_VERIFY when the second engine finds a whole pattern */
  log(bytes: Uint8Array): void {
    if (this.verifier?.finds(bytes)) {
      throw new MaskError('ERR_VERIFY', 'a secret survived masking: nothing more is released')
    }
    if (this.#countLines) {
      for (let i = bytes.indexOf(LF); i >= 0; i = bytes.indexOf(LF, i + 1)) this.#line++
    }
    this.#push(bytes)
  }

  mask(bytes: Uint8Array): void {
    this.verifier?.reset()
    this.#push(bytes)
  }

  /** The pieces since the last call. */
  take(): Uint8Array[] {
    const pieces = this.#pieces
    this.#pieces = []
    return pieces
  }

  #push(bytes: Uint8Array): void {
    this.written += bytes.length
    this.#pieces.push(bytes)
  }
}
