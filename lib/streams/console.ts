/**
 * `logveil/console`: masks what this process prints.
 *
 * In: whatever is written to process.stdout and process.stderr, by the console,
 * by pipes, by libraries. Out: the same, masked, on the same two streams, each
 * with a masker of its own. Opt-in, and restorable to what was there before.
 *
 * Not covered, because it does not pass through those two streams: what the
 * runtime prints itself (an uncaught error, a warning, a crash report), child
 * processes that inherit the terminal, an attached debugger, and a stream's
 * private `_write`. `logveil run`
 * covers the first two.
 */
import { MaskError, requireOptions } from '../errors.js'
import type { Masker } from '../masking/masker.js'
import type { MaskerOptions } from '../masking/options.js'
import type { SecretRegistry } from '../secrets/registry.js'
import { StreamAdapter } from './adapter.js'
import { decodeText } from './encoding.js'

export interface ConsoleOptions extends MaskerOptions {
  /** as in MaskStreamOptions; default 200 */
  readonly idleMs?: number
  /**
   * Called once per stream when masking fails; nothing is printed there from
   * then on. Default: one line on standard error with the error's code.
   */
  readonly onError?: (error: MaskError) => void
}

export interface PatchedConsole {
  /** the masker of standard output, for its report */
  readonly stdout: Masker
  /** the masker of standard error, for its report */
  readonly stderr: Masker
  /** Prints what is held and puts the original functions back. May be called again. */
  restore(): void
}

/** What was asked for while a write was being masked, by a mask function or onMask that logs. */
type Waiting = () => unknown
type Callback = (error?: Error | null) => void
type Write = (chunk: unknown, encoding?: unknown, callback?: unknown) => boolean
type End = (...args: unknown[]) => unknown

/** @throws MaskError ERR_OPTION, ERR_MASK_TEXT for wrong options */
export function patchConsole(
  secrets: SecretRegistry,
  options: ConsoleOptions = {},
): PatchedConsole {
  const { stdout, stderr } = process
  const writeError = stderr.write.bind(stderr)
  requireOptions(options, 'patchConsole')
  const { onError = defaultOnError(writeError), ...rest } = options
  if (typeof onError !== 'function') throw new MaskError('ERR_OPTION', 'onError must be a function')
  const patches = [
    new PatchedStream(stdout, secrets, rest, onError),
    new PatchedStream(stderr, secrets, rest, onError),
  ] as const
  const onExit = () => {
    for (const patch of patches) patch.flush()
  }
  process.once('exit', onExit)
  return {
    stdout: patches[0].masker,
    stderr: patches[1].masker,
    restore() {
      process.off('exit', onExit)
      for (const patch of patches) patch.restore()
    },
  }
}

const defaultOnError =
  (writeError: (text: string) => unknown) =>
  ({ code }: MaskError): void => {
    writeError(`logveil: masking failed (${code}): output is dropped from here on\n`)
  }

class PatchedStream {
  readonly masker: Masker
  readonly #stream: NodeJS.WritableStream
  readonly #newAdapter: () => StreamAdapter
  readonly #onError: (error: MaskError) => void
  readonly #originals: { write: Write; end: End }
  #adapter: StreamAdapter
  #failure: MaskError | undefined
  #isRestored = false
  readonly #waiting: Waiting[] = []
  readonly #undo: (() => void)[]

  constructor(
    stream: NodeJS.WritableStream,
    secrets: SecretRegistry,
    options: MaskerOptions & { readonly idleMs?: number },
    onError: (error: MaskError) => void,
  ) {
    this.#stream = stream
    this.#onError = onError
    this.#originals = { write: stream.write as Write, end: stream.end as End }
    this.#newAdapter = () =>
      new StreamAdapter(secrets, options, {
        push: (bytes) => this.#print(bytes),
        fail: (error) => this.#fail(error),
      })
    this.#adapter = this.#newAdapter()
    this.masker = this.#adapter.masker
    this.#undo = [replace(stream, 'write', this.#write), replace(stream, 'end', this.#end)]
  }

  /**
   * Prints what is held, for the end of the process. What later exit handlers
   * print is masked as well, but a possible start of a secret at its very end
   * is not printed: nobody would be left to complete it.
   */
  flush(): void {
    if (this.#isRestored || this.#adapter.isBusy) return
    // a value whose beginning may go is still known when the rest of it comes
    this.#attempt(() => this.#adapter.release())
    if (this.#adapter.masker.held > 0) this.#finish()
    this.#writeWaiting()
  }

  restore(): void {
    if (this.#isWaiting(() => this.restore())) return
    if (!this.#isRestored) this.#finish()
    this.#writeWaiting()
    this.#adapter.close()
    this.#isRestored = true
    for (const undo of this.#undo) undo()
  }

  readonly #write: Write = (chunk, encoding, callback) => {
    const bytes = chunkOf(chunk)
    if (this.#isRestored || bytes === undefined) {
      // The original refuses what is no chunk, with the error its callers know.
      return this.#originals.write.call(this.#stream, chunk, encoding, callback)
    }
    const done = (typeof encoding === 'function' ? encoding : callback) as Callback | undefined
    const named = typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined
    // an encoding that is none throws here, as it does without the patch
    const text = decodeText(bytes, named)
    const copy = typeof text === 'string' || !this.#adapter.isBusy ? text : text.slice()
    if (this.#isWaiting(() => this.#attempt(() => this.#adapter.write(copy), done))) return true
    const isRoom = this.#attempt(() => this.#adapter.write(text), done)
    this.#writeWaiting()
    return isRoom
  }

  readonly #end: End = (...args) => {
    if (this.#isWaiting(() => this.#end(...args))) return this.#stream
    if (!this.#isRestored) {
      if (chunkOf(args[0]) !== undefined) this.#write(args.shift(), args[0])
      this.#finish()
      this.#writeWaiting()
      args = args.filter((arg) => typeof arg === 'function')
    }
    return this.#originals.end.apply(this.#stream, args)
  }

  /** Puts off what comes while a write is being masked. */
  #isWaiting(step: Waiting): boolean {
    if (!this.#adapter.isBusy) return false
    this.#waiting.push(step)
    // what is let go by time has nobody who writes on
    queueMicrotask(() => this.#writeWaiting())
    return true
  }

  #writeWaiting(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next()
  }

  /** Masks what is held as the end of a log; another one begins. */
  #finish(): void {
    this.#attempt(() => {
      const rest = this.#adapter.end()
      this.#adapter = this.#newAdapter()
      return rest
    })
  }

  /** Runs a masking step and prints its result; returns what write() returns. */
  #attempt(step: () => Uint8Array[], done?: Callback): boolean {
    let chunks: Uint8Array[] = []
    if (this.#failure === undefined) {
      try {
        chunks = step()
      } catch (error) {
        this.#fail(error as MaskError)
      }
    }
    const last = chunks.pop()
    for (const bytes of chunks) this.#print(bytes)
    if (last !== undefined) return this.#print(last, done)
    if (done !== undefined) process.nextTick(done, this.#failure ?? null)
    return true
  }

  #print(bytes: Uint8Array, done?: Callback): boolean {
    return this.#originals.write.call(this.#stream, bytes, done)
  }

  #fail(error: MaskError): void {
    this.#failure = error
    this.#onError(error)
  }
}

/** What a stream takes for text or bytes: views of any kind and any realm; undefined for all else. */
function chunkOf(value: unknown): string | Uint8Array | undefined {
  if (typeof value === 'string' || value instanceof Uint8Array) return value
  if (!ArrayBuffer.isView(value)) return undefined
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/**
 * Sets a method and returns its undo. Where somebody else has wrapped the
 * method since, theirs stays; a restored patch passes everything on.
 */
function replace(target: object, name: 'write' | 'end', method: Write | End): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name)
  Object.defineProperty(target, name, {
    value: method,
    configurable: true,
    enumerable: before?.enumerable ?? false,
    writable: true,
  })
  return () => {
    if (Reflect.get(target, name) !== method) return
    if (before === undefined) Reflect.deleteProperty(target, name)
    else Object.defineProperty(target, name, before)
  }
}
