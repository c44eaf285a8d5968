/**
 * File descriptors as reader and writer.
 *
 * In and out: bytes, in large system calls. `process.stdin` and its kin are not
 * used: their import and their events cost more than the masking. Invariant:
 * a short write or EAGAIN (a pipe that somebody made non-blocking) neither
 * loses nor repeats a byte.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  read,
  readSync,
  write,
  writeSync,
} from 'node:fs'
import { reasonOf } from '../secrets/sources/source.js'
import { type ByteReader, type ByteWriter, IoFailure, ReaderGone } from './io.js'

/** Larger than any pipe gives at once, small enough to stay in the second-level cache. */
const BLOCK_SIZE = 256 * 1024
/** Pauses after EAGAIN, in milliseconds: doubled from the first to the last. */
const FIRST_PAUSE = 1
const LAST_PAUSE = 32

/**
 * Reads without waiting as long as there is something, and waits in a thread
 * of Node's pool when there is nothing. On a pipe that takes a second,
 * non-blocking descriptor (Linux gives one through /proc; the flag must not be
 * set on the first, which other processes share). It is about half as long
 * per byte as asking the thread pool every time.
 */
export class DescriptorReader implements ByteReader {
  readonly #fd: number
  readonly #label: string
  /** the descriptor that can be read without waiting */
  readonly #eager: number | undefined
  readonly #block = Buffer.allocUnsafeSlow(BLOCK_SIZE)

  /** `label` names the input in messages. */
  constructor(fd: number, label: string) {
    this.#fd = fd
    this.#label = label
    this.#eager = eagerDescriptor(fd)
  }

  read(): Uint8Array | Promise<Uint8Array> {
    if (this.#eager !== undefined) {
      try {
        return this.#taken(readSync(this.#eager, this.#block, 0, BLOCK_SIZE, null))
      } catch (error) {
        if (!isBusy(error)) throw this.#failure(error)
      }
    }
    return new Promise((resolve, reject) => this.#wait(FIRST_PAUSE, resolve, reject))
  }

  #taken(size: number): Uint8Array {
    return this.#block.subarray(0, size)
  }

  #wait(pause: number, resolve: (bytes: Uint8Array) => void, reject: (error: Error) => void): void {
    read(this.#fd, this.#block, 0, BLOCK_SIZE, null, (error, size) => {
      if (error === null) resolve(this.#taken(size))
      else if (isBusy(error)) setTimeout(() => this.#wait(longer(pause), resolve, reject), pause)
      else reject(this.#failure(error))
    })
  }

  #failure(error: unknown): IoFailure {
    return new IoFailure(`cannot read ${this.#label}: ${reasonOf(error)}`)
  }

  close(): void {
    if (this.#eager !== undefined && this.#eager !== this.#fd) closeSync(this.#eager)
    closeSync(this.#fd)
  }
}

function eagerDescriptor(fd: number): number | undefined {
  try {
    const stat = fstatSync(fd)
    if (stat.isFile()) return fd
    if (!stat.isFIFO() || process.platform !== 'linux') return undefined
    return openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    // a pipe of another user cannot be opened again, and /proc may be absent
    return undefined
  }
}

/**
 * Writes at once and blocks until it is done: for a filter, which has nothing
 * else to do and must not read on before. Several pieces become one system
 * call, so that dense masks do not cost one each.
 */
export class DescriptorWriter implements ByteWriter {
  readonly #fd: number
  readonly #label: string
  #joined = Buffer.alloc(0)

  constructor(fd: number, label: string) {
    this.#fd = fd
    this.#label = label
  }

  write(pieces: readonly Uint8Array[]): void | Promise<void> {
    if (pieces.length > 0) return this.#writeAll(this.#join(pieces), 0)
  }

  #join(pieces: readonly Uint8Array[]): Uint8Array {
    if (pieces.length === 1) return pieces[0]!
    let length = 0
    for (const piece of pieces) length += piece.length
    if (length > this.#joined.length) this.#joined = Buffer.allocUnsafeSlow(length)
    let at = 0
    for (const piece of pieces) {
      this.#joined.set(piece, at)
      at += piece.length
    }
    return this.#joined.subarray(0, length)
  }

  #writeAll(bytes: Uint8Array, from: number, pause = FIRST_PAUSE): void | Promise<void> {
    let at = from
    try {
      while (at < bytes.length) {
        at += writeSync(this.#fd, bytes, at, bytes.length - at)
        pause = FIRST_PAUSE
      }
    } catch (error) {
      if (isBusy(error)) return this.#writeLater(bytes, at, pause)
      throw writeFailure(error, this.#label)
    }
  }

  async #writeLater(bytes: Uint8Array, from: number, pause: number): Promise<void> {
    await passed(pause)
    await this.#writeAll(bytes, from, longer(pause))
  }
}

/**
 * Writes in a thread of Node's pool, for a process that has signals to forward
 * and others to serve while its reader is slow. Pieces must stay untouched
 * until the promise resolves.
 */
export class BackgroundWriter implements ByteWriter {
  readonly #fd: number
  readonly #label: string

  constructor(fd: number, label: string) {
    this.#fd = fd
    this.#label = label
  }

  async write(pieces: readonly Uint8Array[]): Promise<void> {
    const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
    for (let at = 0, pause = FIRST_PAUSE; at < bytes.length; ) {
      const size = await this.#writeSome(bytes, at)
      at += size
      if (size === 0) await passed(pause)
      pause = size === 0 ? longer(pause) : FIRST_PAUSE
    }
  }

  /** Resolves to 0 when the pipe is full. */
  #writeSome(bytes: Uint8Array, at: number): Promise<number> {
    return new Promise((resolve, reject) => {
      write(this.#fd, bytes, at, bytes.length - at, null, (error, size) => {
        if (error === null) resolve(size)
        else if (isBusy(error)) resolve(0)
        else reject(writeFailure(error, this.#label))
      })
    })
  }
}

/** What a failed write means: the reader is gone, or something is broken. */
function writeFailure(error: unknown, label: string): Error {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EPIPE' || code === 'ECONNRESET') return new ReaderGone()
  return new IoFailure(`cannot write ${label}: ${reasonOf(error)}`)
}

function isBusy(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EAGAIN' || code === 'EWOULDBLOCK'
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function longer(pause: number): number {
  return Math.min(pause * 2, LAST_PAUSE)
}
