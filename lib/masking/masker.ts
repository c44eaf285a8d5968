/**
 * Log bytes in, masked bytes out, synchronously.
 *
 * The high level, for each write:
 * 1. the matcher finds spans and says where the longest suffix begins that may
 *    still become an occurrence (the live start);
 * 2. everything before it is released: bytes between runs as they are, each
 *    line of a run as one mask, line terminators kept;
 * 3. the rest is copied and held.
 * Invariant: no released byte belongs to a span. After any failure nothing
 * more is released (P7).
 */
import { MaskError } from '../errors.js'
import type { Pattern } from '../matcher/pattern.js'
import { isTerminator } from '../matcher/stretches.js'
import { StyledMatcher } from '../matcher/styled.js'
import { type Tables, tablesOf } from '../matcher/tables.js'
import { Verifier } from '../matcher/verifier.js'
import type { PatternBook } from '../secrets/book.js'
import { patternBook, type SecretRegistry } from '../secrets/registry.js'
import { contextOf, DEFAULT_MASK, type MaskOption, maskBytes } from './mask.js'
import { checkOptions, type MaskerOptions } from './options.js'
import { Output } from './output.js'
import { Piece } from './piece.js'
import { ownersOf, type Report, ReportBuilder } from './report.js'
import { type Run, Runs } from './runs.js'
import { Source, type Visit } from './source.js'

export interface Offsets {
  /** largest input offset that no found or still possible span crosses */
  readonly settled: number
  /** output length that belongs to it */
  readonly released: number
}

export class Masker {
  readonly #book: PatternBook
  readonly #mask: MaskOption
  #maskBytes: Uint8Array | undefined
  readonly #onMask: MaskerOptions['onMask']
  readonly #output: Output
  readonly #source = new Source()
  readonly #runs = new Runs()
  readonly #report = new ReportBuilder()
  #tables: Tables
  #generation: number
  #patterns: number
  #matcher: StyledMatcher
  #live = 0
  /** input offset up to which output is out */
  #cursor = 0
  /** where the first run began, with what is joined to it, and the output length there */
  #runStart = 0
  #runWritten = 0
  #piece: Piece | undefined
  /** of the runs that are joined, the pattern of the first window: it stands for their pieces */
  #joinedTo: Pattern | undefined
  /** the pattern that the end of the input cut off (P8): all that is known of its lines */
  #cutOff: Pattern | undefined
  /** what `offsets` stay at while bytes released by time may be part of an occurrence */
  #idle: Offsets | undefined
  #state: 'open' | 'busy' | 'ended' | 'failed' = 'open'

  /**
   * @throws MaskError ERR_OPTION for another registry or option than is asked for; ERR_MASK_TEXT
   *   when the mask is empty, spans lines or shows a secret
   */
  constructor(registry: SecretRegistry, options: MaskerOptions = {}) {
    this.#book = patternBook(registry)
    checkOptions(options)
    this.#mask = options.mask ?? DEFAULT_MASK
    this.#onMask = options.onMask
    this.#output = new Output(options.firstLine ?? false)
    this.#tables = tablesOf(this.#book)
    this.#generation = this.#book.generation
    this.#patterns = this.#book.patterns.length
    this.#matcher = new StyledMatcher(this.#tables, this.#runs)
    if (options.verify) this.#output.verifier = new Verifier(this.#book.patterns)
    if (typeof this.#mask !== 'function') {
      this.#maskBytes = maskBytes(this.#mask, this.#tables)
      this.#book.reserveMask(this.#mask)
    }
  }

  /** Input bytes that have been written and are not released. */
  get held(): number {
    return this.#position - this.#heldFrom
  }

  get offsets(): Offsets {
    if (this.#idle !== undefined && this.#live < this.#cursor) return this.#idle
    const run = this.#runs.first
    if (run !== undefined && (run.start < this.#cursor || run.isJoined)) {
      return { settled: this.#runStart, released: this.#runWritten }
    }
    return { settled: this.#cursor, released: this.#output.written }
  }

  report(): Report {
    return this.#report.build()
  }

  /**
   * Takes the next bytes of the log and returns the pieces that are safe to
   * release. Pieces are views of `chunk` where nothing was masked: valid until
   * the caller changes it.
   */
  write(chunk: Uint8Array): Uint8Array[] {
    if (!(chunk instanceof Uint8Array)) {
      throw new MaskError('ERR_CHUNK_TYPE', 'write() takes a Uint8Array: encode strings as UTF-8')
    }
    return this.#guarded(this.#take, chunk)
  }

  /** The input is over: returns the rest. A cut-off occurrence is masked too (P8). */
  end(): Uint8Array[] {
    const rest = this.#guarded(this.#finish, undefined)
    this.#state = 'ended'
    return rest
  }

  /**
   * Releases held bytes because the stream is quiet (P4), but only while the
   * possible occurrence, bytes already released this way included, is shorter
   * than the minimum length. The match state stays alive.
   */
  releaseIdle(): Uint8Array[] {
    return this.#guarded(this.#letGo, undefined)
  }

  get #position(): number {
    return this.#source.end
  }

  readonly #log: Visit = (bytes, start, end) => this.#output.log(bytes, start, end)

  readonly #take = (chunk: Uint8Array): void => {
    this.#synchronise()
    if (chunk.length === 0) return
    this.#source.add(chunk)
    this.#live = this.#matcher.push(chunk)
    this.#release(this.#live)
    this.#source.settle(this.#neededFrom)
  }

  readonly #finish = (): void => {
    this.#synchronise()
    const cut = this.#matcher.end(this.#book.minLength)
    if (cut.start < this.#position) this.#runs.span(cut.start, this.#position)
    this.#cutOff = cut.pattern
    this.#live = this.#position
    this.#release(this.#position)
  }

  readonly #letGo = (): void => {
    if (this.#matcher.liveBytes >= this.#book.minLength || this.held === 0) return
    if (this.#idle === undefined || this.#live >= this.#cursor) this.#idle = this.offsets
    this.#release(this.#position)
  }

  /** A piece whose mask is computed by a function is held until it is complete. */
  get #heldFrom(): number {
    return this.#piece !== undefined && this.#maskBytes === undefined
      ? this.#piece.start
      : this.#cursor
  }

  #guarded<T>(step: (input: T) => void, input: T): Uint8Array[] {
    if (this.#state === 'ended') {
      throw new MaskError('ERR_ENDED', 'the masker has ended: create a new one for more input')
    }
    if (this.#state === 'failed') {
      throw new MaskError('ERR_FAILED', 'the masker has failed before: nothing more is released')
    }
    if (this.#state === 'busy') {
      throw new MaskError('ERR_BUSY', 'a mask function or onMask must not write to its own masker')
    }
    this.#state = 'busy'
    try {
      step(input)
      this.#state = 'open'
    } catch (error) {
      this.#state = 'failed'
      this.#output.take()
      if (error instanceof MaskError) throw error
      throw new MaskError('ERR_INTERNAL', 'masking failed: nothing more is released')
    }
    return this.#output.take()
  }

  /** Bytes that time released are needed as long as they may be part of an occurrence. */
  get #neededFrom(): number {
    return Math.min(this.#cursor, this.#live)
  }

  /** After a change of the registry the held bytes are searched again with the new patterns (P9). */
  #synchronise(): void {
    const { generation, patterns } = this.#book
    if (generation === this.#generation && patterns.length === this.#patterns) return
    this.#tables = tablesOf(this.#book)
    const from = this.#neededFrom
    const held = this.#source.joined(from)
    if (generation === this.#generation) this.#live = this.#matcher.update(this.#tables, held)
    else {
      if (this.#output.verifier) this.#output.verifier = new Verifier(patterns)
      this.#matcher = new StyledMatcher(this.#tables, this.#runs, from)
      this.#live = this.#matcher.push(held)
    }
    this.#generation = generation
    this.#patterns = patterns.length
  }

  #release(to: number): void {
    while (this.#cursor < to) {
      const run = this.#runs.first
      if (run === undefined || run.start >= to) {
        this.#keep(this.#cursor, to)
        break
      }
      if (run.start > this.#cursor) this.#keep(this.#cursor, run.start)
      if (run.start >= this.#cursor && !run.isJoined) {
        this.#runStart = run.start
        this.#runWritten = this.#output.written
      }
      this.#maskRun(run, Math.min(run.end, to))
    }
    this.#runs.passed(this.#cursor)
  }

  #keep(from: number, to: number): void {
    this.#source.read(from, to, this.#log)
    this.#cursor = to
  }

  #maskRun(run: Run, to: number): void {
    this.#source.read(this.#cursor, to, (bytes, from, end) => {
      for (let i = from; i < end; ) {
        let j = i
        if (isTerminator(bytes[i]!)) {
          while (j < end && isTerminator(bytes[j]!)) j++
          this.#piece?.attribute(run, this.#cursor)
          this.#closePiece(run)
          this.#output.log(bytes, i, j)
        } else {
          while (j < end && !isTerminator(bytes[j]!)) j++
          this.#piece ??= this.#openPiece(this.#cursor)
          this.#report.bytes += j - i
        }
        this.#cursor += j - i
        i = j
      }
    })
    this.#piece?.attribute(run, this.#cursor)
    if (run.end <= this.#cursor) {
      this.#closePiece(run)
      this.#runs.shift()
    } else {
      this.#runs.begun(run, this.#cursor)
    }
  }

  #openPiece(start: number): Piece {
    this.#report.occurrences++
    if (this.#maskBytes !== undefined) this.#output.mask(this.#maskBytes)
    return new Piece(start, this.#output.line)
  }

  #closePiece({ isJoined, start: runStart }: Run): void {
    const piece = this.#piece
    if (piece === undefined) return
    this.#piece = undefined
    const { start, line, firstWindow } = piece
    if (!isJoined && start <= runStart) this.#joinedTo = firstWindow
    else this.#joinedTo ??= firstWindow
    const patterns = piece.patterns((isJoined ? this.#joinedTo : firstWindow) ?? this.#cutOff)
    this.#report.count(patterns, line)
    this.#onMask?.({ start, end: this.#cursor, owners: ownersOf(patterns) })
    if (typeof this.#mask === 'function') {
      const text = this.#mask(contextOf(ownersOf(patterns)))
      this.#output.mask(maskBytes(text, this.#tables))
    }
  }
}
