/**
 * What both kinds of stream share: chunks of a producer in, as few masked chunks
 * as may be out, and the life of the idle timer and the abort signal.
 *
 * Invariants: what comes out is never a view of memory that the producer may
 * write to again (unless `copy: false`); after the first failure nothing comes
 * out any more; after close() no timer and no listener is left. Nothing here
 * imports from Node.
 */
import { MaskError, requireOptions } from '../errors.js'
import { Masker } from '../masking/masker.js'
import type { MaskerOptions } from '../masking/options.js'
import type { SecretRegistry } from '../secrets/registry.js'

export interface MaskStreamOptions extends MaskerOptions {
  /**
   * Milliseconds of silence after which held bytes may be released, as far as
   * the match depth allows. Default 200; 0 = never.
   */
  readonly idleMs?: number
  /** destroys the stream with `ERR_ABORTED`; what is held is dropped */
  readonly signal?: AbortSignal
  /**
   * Default true: every output chunk is memory of its own. `false` passes
   * unmasked input on as views, without a copy: only for producers that never
   * write to a chunk again once they have handed it over (files, sockets,
   * child processes). A producer that refills its buffer would put unmasked
   * bytes into chunks that are still queued.
   */
  readonly copy?: boolean
}

/** The stream, as the adapter sees it. */
export interface StreamSide {
  /** bytes released by time, outside any write */
  push(bytes: Uint8Array): void
  /** a failure outside any write: the stream must be destroyed with it */
  fail(error: MaskError): void
}

/** setTimeout takes a signed 32-bit number of milliseconds; more fires at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1
const DEFAULT_IDLE_MS = 200
/** so many bytes cost more to copy than to pass on as a chunk of their own */
const LARGE = 4096

export class StreamAdapter {
  readonly masker: Masker
  readonly #side: StreamSide
  readonly #idleMs: number
  readonly #copy: boolean
  readonly #signal: AbortSignal | undefined
  readonly #encoder = new TextEncoder()
  /** the first half of a surrogate pair whose second half comes with the next string */
  #highSurrogate = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  #failure: MaskError | undefined
  #isBusy = false

  /** @throws MaskError ERR_OPTION, and whatever Masker throws for its own options */
  constructor(secrets: SecretRegistry, options: MaskStreamOptions, side: StreamSide) {
    requireOptions(options, 'a mask stream')
    const { idleMs = DEFAULT_IDLE_MS, copy = true, signal, ...maskerOptions } = options
    if (!Number.isInteger(idleMs) || idleMs < 0 || idleMs > LONGEST_TIMEOUT) {
      throw new MaskError('ERR_OPTION', `idleMs must be an integer from 0 to ${LONGEST_TIMEOUT}`)
    }
    if (typeof copy !== 'boolean') throw new MaskError('ERR_OPTION', 'copy must be true or false')
    if (signal !== undefined && !isAbortSignal(signal)) {
      throw new MaskError('ERR_OPTION', 'signal must be an AbortSignal')
    }
    this.masker = new Masker(secrets, maskerOptions)
    this.#side = side
    this.#idleMs = idleMs
    this.#copy = copy
    this.#signal = signal
    if (signal?.aborted) {
      // Nothing may pass from now on; the stream itself does not exist yet.
      this.#failure = aborted()
      queueMicrotask(this.#onAbort)
    } else {
      signal?.addEventListener('abort', this.#onAbort, { once: true })
    }
  }

  /** A mask function or onMask is being called: nothing can be written now. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  /**
   * Masks one chunk; the result is what may be released now, in one chunk, and in
   * more only where large parts of the input are passed on without a copy.
   * @throws MaskError; after that every call throws it again
   */
  write(chunk: unknown): Uint8Array[] {
    return this.#guarded(() => {
      this.#stopTimer()
      let output: Uint8Array[]
      if (typeof chunk === 'string') {
        const bytes = this.#encode(chunk)
        output = join(this.masker.write(bytes), bytes)
      } else if (chunk instanceof Uint8Array) {
        const rest = this.#highSurrogate === '' ? [] : this.masker.write(this.#encodeRest())
        output = join([...rest, ...this.masker.write(chunk)], this.#copy ? undefined : chunk)
      } else {
        throw wrongChunk()
      }
      this.#startTimer()
      return output
    })
  }

  /** The rest, after the last write. Throws as write() does. */
  end(): Uint8Array[] {
    return this.#guarded(() => {
      this.#stopTimer()
      return join([...this.masker.write(this.#encodeRest()), ...this.masker.end()])
    })
  }

  /** What may be let go because nothing follows for now; see {@link Masker.releaseIdle}. */
  release(): Uint8Array[] {
    return this.#guarded(() => join(this.masker.releaseIdle()))
  }

  /** Call when the stream is done or destroyed, for whatever reason. May be called again. */
  close(): void {
    this.#stopTimer()
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  /** UTF-8 of the text so far; a surrogate pair cut in two by the producer stays one character. */
  #encode(text: string): Uint8Array {
    const whole = this.#highSurrogate + text
    const last = whole.charCodeAt(whole.length - 1)
    const isHigh = last >= 0xd800 && last <= 0xdbff
    this.#highSurrogate = isHigh ? whole.slice(-1) : ''
    return this.#encoder.encode(isHigh ? whole.slice(0, -1) : whole)
  }

  /** A first half without a second becomes U+FFFD, as everywhere in UTF-8 encoders. */
  #encodeRest(): Uint8Array {
    const rest = this.#encoder.encode(this.#highSurrogate)
    this.#highSurrogate = ''
    return rest
  }

  #startTimer(): void {
    if (this.#idleMs === 0 || this.masker.held === 0) return
    this.#timer = setTimeout(this.#onIdle, this.#idleMs)
    // A watcher that has gone quiet must not keep the process alive; browsers return a number.
    if (typeof this.#timer === 'object') this.#timer.unref()
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  readonly #onIdle = (): void => {
    try {
      for (const bytes of this.release()) this.#side.push(bytes)
    } catch (error) {
      this.#side.fail(error as MaskError)
    }
  }

  readonly #onAbort = (): void => {
    this.#failure ??= aborted()
    this.#side.fail(this.#failure)
  }

  /** Fails closed: the first error is kept, and nothing runs after it. */
  #guarded<T>(step: () => T): T {
    if (this.#failure !== undefined) throw this.#failure
    this.#isBusy = true
    try {
      const result = step()
      this.#isBusy = false
      return result
    } catch (error) {
      this.#isBusy = false
      this.#failure =
        error instanceof MaskError
          ? error
          : // No cause: a foreign error (of a mask function, say) may quote what it was given.
            new MaskError('ERR_INTERNAL', 'masking failed; nothing more is released')
      throw this.#failure
    }
  }
}

/**
 * Few chunks from many pieces: dense output must not become thousands of tiny
 * chunks. All are copies, except for large pieces, and a single one, of `mine`:
 * memory that nobody writes to any more.
 */
function join(pieces: readonly Uint8Array[], mine?: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = []
  let from = 0
  for (const [i, piece] of pieces.entries()) {
    if (piece.buffer !== mine?.buffer) continue
    if (piece.length < (pieces.length > 1 ? LARGE : 1)) continue
    copy(pieces.slice(from, i), chunks)
    chunks.push(piece)
    from = i + 1
  }
  copy(pieces.slice(from), chunks)
  return chunks
}

/** Adds the pieces to the chunks, as one. */
function copy(pieces: readonly Uint8Array[], chunks: Uint8Array[]): void {
  let length = 0
  for (const piece of pieces) length += piece.length
  if (length === 0) return
  const joined = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  chunks.push(joined)
}

export function wrongChunk(): MaskError {
  return new MaskError('ERR_CHUNK_TYPE', 'write a string or a Uint8Array to the stream')
}

/** The signal's reason is the caller's own and may hold anything, so it is not repeated. */
function aborted(): MaskError {
  return new MaskError('ERR_ABORTED', 'the stream was aborted by its signal')
}

function isAbortSignal(value: unknown): value is AbortSignal {
  const signal = value as Partial<AbortSignal> | null
  return (
    typeof signal === 'object' &&
    signal !== null &&
    typeof signal.aborted === 'boolean' &&
    typeof signal.addEventListener === 'function'
  )
}
