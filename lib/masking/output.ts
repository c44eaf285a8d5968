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
/** so few pieces are passed on as they are */
const FEW = 8
/** bytes that a piece must have on average to be worth passing on by itself */
const SMALL = 4096

export class Output {
  /** bytes so far */
  written = 0
  /** set by the masker when `verify` is on */
  verifier: Verifier | undefined
  readonly #countLines: boolean
  #line = 1
  #pieces: Uint8Array[] = []
  #taken = 0

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

  /** The pieces since the last call; many small ones are joined. */
  take(): Uint8Array[] {
    const pieces = this.#pieces
    const size = this.written - this.#taken
    this.#taken = this.written
    this.#pieces = []
    return pieces.length > FEW && size < pieces.length * SMALL ? [join(pieces, size)] : pieces
  }

  #push(bytes: Uint8Array): void {
    this.written += bytes.length
    this.#pieces.push(bytes)
  }
}

function join(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
