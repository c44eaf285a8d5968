/**
 * A Node stream as a reader: one chunk per read, paused in between.
 *
 * In: a readable stream. Out: its chunks. A stream that fails ends: what
 * failed is the pipe of a process that is gone.
 */
import type { Readable } from 'node:stream'
import type { ByteReader } from './io.js'

const NOTHING = new Uint8Array(0)
/** Milliseconds without output after which a drained stream counts as ended. */
const DRAIN_MS = 2000

export class StreamReader implements ByteReader {
  readonly #stream: Readable
  readonly #queue: Uint8Array[] = []
  #isEnded = false
  #isDraining = false
  #deliver: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(stream: Readable) {
    this.#stream = stream
    stream.on('data', (chunk: Uint8Array) => {
      this.#queue.push(chunk)
      stream.pause()
      this.#deliver?.()
    })
    for (const event of ['end', 'close', 'error']) stream.on(event, () => this.#end())
    stream.pause()
  }

  read(): Promise<Uint8Array> {
    return new Promise((resolve) => {
      this.#deliver = () => {
        if (this.#queue.length === 0 && !this.#isEnded) return
        this.#deliver = undefined
        clearTimeout(this.#timer)
        resolve(this.#queue.shift() ?? NOTHING)
      }
      if (this.#isDraining) this.#startTimer()
      this.#deliver()
      if (this.#deliver !== undefined) this.#stream.resume()
    })
  }

  /**
   * The process that wrote is gone. What it left is still read, but a process
   * that it left behind does not keep the stream open for ever.
   */
  drain(): void {
    this.#isDraining = true
    if (this.#deliver !== undefined) this.#startTimer()
  }

  /** Whoever writes from now on gets SIGPIPE. */
  close(): void {
    this.#stream.destroy()
    this.#end()
  }

  #startTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#end(), DRAIN_MS)
  }

  #end(): void {
    this.#isEnded = true
    this.#deliver?.()
  }
}
