/**
 * A stage in front of a masker that obeys registration commands in the log.
 *
 * In: the log in any pieces. Out: the same bytes, in the same order, through
 * the masker; a value that a command names is registered before the command's
 * own line reaches the masker, so that the line is masked too. Invariant: what
 * happens does not depend on how the log was cut. Held here, and never released
 * by time: the start of a possible command (at most 10 bytes) and a command
 * that has not reached the end of its line.
 */
import { MaskError } from '../errors.js'
import type { SecretRegistry } from '../secrets/registry.js'
import { visible } from '../secrets/sources/source.js'
import {
  type CommandFamily,
  type CommandValue,
  MARKERS,
  type Marker,
  readingsOf,
} from './commands.js'
import type { Notices } from './notices.js'
import { VALUE_LIMIT } from './protocol.js'
import type { Masking } from './pump.js'

/** Longest command, in bytes: what is held must be bounded. */
export const COMMAND_LIMIT = 1024 * 1024
/** What a log may register in all: what is kept must be bounded too. */
export const VALUE_LIMITS = { values: 10_000, bytes: 1024 * 1024 } as const

const LF = 0x0a
const CR = 0x0d
/** space, tab, vertical tab, form feed */
const BLANKS: readonly number[] = [0x20, 0x09, 0x0b, 0x0c]
const NOTHING = Buffer.alloc(0)

interface ByteMarker extends Marker {
  readonly bytes: Buffer
}

export class InBandStage implements Masking {
  readonly #masker: Masking
  readonly #markers: readonly ByteMarker[]
  readonly #register: (value: CommandValue) => void
  /** only white space so far on the line that goes on now */
  #isBlank = true
  /** bytes that may become a marker */
  #carry: Buffer = NOTHING
  #marker: Marker | undefined
  /** the command that began with the marker, in the pieces it came in */
  #command: Buffer[] = []
  #length = 0

  constructor(
    masker: Masking,
    families: readonly CommandFamily[],
    register: (value: CommandValue) => void,
  ) {
    this.#masker = masker
    this.#markers = families
      .flatMap((family) => MARKERS[family])
      .map((marker) => ({ ...marker, bytes: Buffer.from(marker.text) }))
    this.#register = register
  }

  /** What the masker holds: the rest is not released by time. */
  get held(): number {
    return this.#masker.held
  }

  report(): ReturnType<Masking['report']> {
    return this.#masker.report()
  }

  releaseIdle(): Uint8Array[] {
    return this.#masker.releaseIdle()
  }

  write(chunk: Uint8Array): Uint8Array[] {
    const out: Uint8Array[] = []
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    const text = this.#carry.length === 0 ? bytes : Buffer.concat([this.#carry, bytes])
    this.#carry = NOTHING
    // GitHub's runner knows its commands in any case; markers are ASCII in lower case
    const folded = Buffer.from(text.toString('latin1').toLowerCase(), 'latin1')
    const ahead = new Map<ByteMarker, number>()
    for (let at = 0; at < text.length; ) {
      at =
        this.#marker === undefined
          ? this.#readText(text, folded, at, ahead, out)
          : this.#readCommand(text, at, out)
    }
    return out
  }

  end(): Uint8Array[] {
    const out: Uint8Array[] = []
    if (this.#marker !== undefined) this.#finishCommand(out)
    this.#pass(this.#carry, out)
    out.push(...this.#masker.end())
    return out
  }

  #pass(bytes: Uint8Array, out: Uint8Array[]): void {
    if (bytes.length > 0) out.push(...this.#masker.write(bytes))
  }

  /** Passes text up to a command; returns the offset behind the marker, or the end. */
  #readText(
    text: Buffer,
    folded: Buffer,
    from: number,
    ahead: Map<ByteMarker, number>,
    out: Uint8Array[],
  ): number {
    let start = text.length
    let found: ByteMarker | undefined
    for (const marker of this.#markers) {
      // Looked up again only when passed: many commands must not make this quadratic
      let at = ahead.get(marker) ?? -1
      if (at < from) {
        at = this.#find(marker, folded, from)
        ahead.set(marker, at)
      }
      if (at >= start) continue
      start = at
      found = at + marker.bytes.length <= text.length ? marker : undefined
    }
    this.#pass(text.subarray(from, start), out)
    this.#isBlank = this.#isBlankUpTo(text, from, start)
    if (found === undefined) {
      this.#carry = Buffer.from(text.subarray(start))
      return text.length
    }
    this.#marker = found
    this.#command = [Buffer.from(text.subarray(start, start + found.bytes.length))]
    this.#length = found.bytes.length
    return start + found.bytes.length
  }

  /** Where a marker, or at the end a prefix of it, stands first; past the end if nowhere. */
  #find({ bytes, first }: ByteMarker, text: Buffer, from: number): number {
    const isAllowed = (at: number) => !first || this.#isBlankUpTo(text, from, at)
    for (let at = text.indexOf(bytes, from); at >= 0; at = text.indexOf(bytes, at + 1)) {
      if (isAllowed(at)) return at
    }
    for (let at = Math.max(from, text.length - bytes.length + 1); at < text.length; at++) {
      const isPrefix = text.compare(bytes, 0, text.length - at, at) === 0
      if (isPrefix && isAllowed(at)) return at
    }
    return Number.POSITIVE_INFINITY
  }

  /** Takes the command up to the end of its line; returns the offset of that, or the end. */
  #readCommand(text: Buffer, from: number, out: Uint8Array[]): number {
    const end = lineEnd(text, from)
    // A copy: the caller may reuse its memory before the command is complete
    const part = Buffer.from(text.subarray(from, end ?? text.length))
    this.#command.push(part)
    this.#length += part.length
    if (this.#length > COMMAND_LIMIT) {
      throw new MaskError(
        'ERR_INTERNAL',
        'a registration command in the log is longer than 1 MiB: nothing more is released',
      )
    }
    if (end === undefined) return text.length
    this.#finishCommand(out)
    return end
  }

  /** Whether the line on which `end` stands holds only white space before it. */
  #isBlankUpTo(text: Buffer, from: number, end: number): boolean {
    for (let at = end - 1; at >= from; at--) {
      const byte = text[at]!
      if (byte === LF || byte === CR) return true
      if (!BLANKS.includes(byte)) return false
    }
    return this.#isBlank
  }

  #finishCommand(out: Uint8Array[]): void {
    const command = Buffer.concat(this.#command)
    const value = this.#marker!.read(command.toString('latin1'))
    this.#marker = undefined
    this.#command = []
    this.#isBlank = false
    if (value !== undefined) this.#register(value)
    this.#pass(command, out)
  }
}

/** Offset of the next LF or CR. */
function lineEnd(text: Buffer, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === LF || text[at] === CR) return at
  }
  return undefined
}

/**
 * Registers what commands name, under the name they give or a running number.
 * One for all streams of a job, so that the numbers are unique. A value that is
 * one too many would be shown, so that the stream fails instead.
 */
export function createRegistrar(
  secrets: SecretRegistry,
  notices: Notices,
  limits: { readonly values: number; readonly bytes: number } = VALUE_LIMITS,
): (value: CommandValue) => void {
  let values = 0
  let bytes = 0
  const serials = new Map<string, number>()
  return ({ name, command, escaped }) => {
    const serial = (serials.get(command) ?? 0) + 1
    serials.set(command, serial)
    if (escaped.length > VALUE_LIMIT) {
      throw new MaskError(
        'ERR_INTERNAL',
        `a command in the log registers a value of more than ${VALUE_LIMIT} bytes: nothing more is released`,
      )
    }
    const secret = name === undefined ? `${command} ${serial}` : fromLatin1(name).toString()
    const results = readingsOf(escaped).map((text) => secrets.add(secret, fromLatin1(text)))
    if (results.some(({ patterns }) => patterns > 0)) {
      values++
      bytes += escaped.length
      if (values > limits.values || bytes > limits.bytes) {
        throw new MaskError(
          'ERR_INTERNAL',
          'the commands in the log register too many values: nothing more is released',
        )
      }
    }
    if (results.some(({ registered }) => registered)) return
    const { code } = results[0]!
    notices.warn('NOT_REGISTERED', `not registered: ${visible(secret)} (${code})`, {
      refused: { [secret]: code },
    })
  }
}

function fromLatin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}
