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
/** fewer bytes are copied one by one */
const TINY = 64

export class Output {
  /** bytes so far */
  written = 0
  /** set by the masker when `verify` is on */
  verifier: Verifier | undefined
  readonly #countLines: boolean
  #line = 1
  /** what was not taken yet: sources[i][starts[i], ends[i]) */
  readonly #sources: Uint8Array[] = []
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  #taken = 0

  constructor(countLines: boolean) {
    this.#countLines = countLines
  }

  /** 1-based line of the next byte; undefined when lines are not counted. */
  get line(): number | undefined {
    return this.#countLines ? this.#line : undefined
  }

  /**
   * Log bytes [start, end) of `bytes`.
   * @throws MaskError ERR_VERIFY when the second engine finds a whole pattern
   */
  log(bytes: Uint8Array, start: number, end: number): void {
    if (this.verifier?.finds(bytes.subarray(start, end))) {
      throw new MaskError('ERR_VERIFY', 'a secret survived masking: nothing more is released')
    }
    if (this.#countLines) {
      const part = bytes.subarray(start, end)
      for (let i = part.indexOf(LF); i >= 0; i = part.indexOf(LF, i + 1)) this.#line++
    }
    this.#push(bytes, start, end)
  }

  mask(bytes: Uint8Array): void {
    this.verifier?.reset()
    this.#push(bytes, 0, bytes.length)
  }

  /** The pieces since the last call; many small ones are joined. */
  take(): Uint8Array[] {
    const count = this.#sources.length
    if (count === 0) return []
    const size = this.written - this.#taken
    this.#taken = this.written
    const pieces = count > FEW && size < count * SMALL ? [this.#join(size)] : this.#views()
    this.#sources.length = 0
    this.#starts.length = 0
    this.#ends.length = 0
    return pieces
  }

  #push(bytes: Uint8Array, start: number, end: number): void {
    this.written += end - start
    this.#sources.push(bytes)
    this.#starts.push(start)
    this.#ends.push(end)
  }

  /** A view made by its constructor is faster than `subarray` on a Buffer, and the same for every input. */
  #views(): Uint8Array[] {
    return this.#sources.map((bytes, i) => {
      const start = this.#starts[i]!
      const size = this.#ends[i]! - start
      return size === bytes.length
        ? bytes
        : new Uint8Array(bytes.buffer, bytes.byteOffset + start, size)
    })
  }

  #join(size: number): Uint8Array {
    const joined = new Uint8Array(size)
    let at = 0
    for (let i = 0; i < this.#sources.length; i++) {
      const bytes = this.#sources[i]!
      const start = this.#starts[i]!
      const end = this.#ends[i]!
      if (end - start < TINY) for (let k = start; k < end; k++) joined[at++] = bytes[k]!
      else {
        joined.set(bytes.subarray(start, end), at)
        at += end - start
      }
    }
    return joined
  }
}
