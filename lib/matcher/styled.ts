/**
 * A matcher that looks through colours.
 *
 * In: bytes. Out: what {@link Matcher} finds in them, and on each line that
 * holds terminal sequences what it finds in the line as it is shown
 * (`shown.ts`): `grep --color`, word diffs and highlighted code put such
 * sequences between any two characters. Of an occurrence only the shown bytes
 * are a span, each piece for itself; the sequences stay. Lines without
 * ESC are searched once.
 */
import { findByte } from './find-byte.js'
import { Matcher } from './matcher.js'
import type { Pattern } from './pattern.js'
import { Shown } from './shown.js'
import type { MatchSink } from './sink.js'
import { isTerminator } from './stretches.js'
import type { Tables } from './tables.js'
import type { Cut } from './words.js'

const ESC = 27
/** What is found on lines as they are shown joins the rest piece by piece, and so in order. */
const PIECE = 65_536
/** Windows of which it is known that they were told, before old ones are forgotten. */
const FEW = 256

export class StyledMatcher {
  readonly #plain: Matcher
  readonly #sink: MatchSink
  #tables: Tables
  #position: number
  /** of the lines as they are shown; made when the first sequence has come */
  #lines: Matcher | undefined
  #shown = new Shown()
  /** live start in the shown text, and in the input as it is */
  #live = 0
  #plainLive = 0
  /** the end of a line without a sequence so far, from its live start on */
  readonly #tail = new Tail()

  /** @param position input offset of the first byte that will be pushed */
  constructor(tables: Tables, sink: MatchSink, position = 0) {
    this.#plain = new Matcher(tables, sink, position)
    this.#sink = sink
    this.#tables = tables
    this.#position = position
    this.#plainLive = position
    this.#tail.reset(position)
  }

  /** Bytes of the longest possible occurrence so far, without the sequences in it. */
  get liveBytes(): number {
    const plain = this.#position - this.#plainLive
    return Math.max(plain, this.#shown.liveBytes(this.#live))
  }

  /** As {@link Matcher.push}. */
  push(bytes: Uint8Array): number {
    if (!this.#shown.isOpen && findByte(bytes, ESC) < 0) return this.#pass(bytes)
    if (bytes.length <= PIECE) return this.#look(bytes)
    let live = this.#position
    for (let at = 0; at < bytes.length; at += PIECE) {
      live = this.#look(bytes.subarray(at, at + PIECE))
    }
    return live
  }

  /** As {@link Matcher.update}; lines as they are shown are read again. */
  update(tables: Tables, held: Uint8Array): number {
    const live = this.#plain.update(tables, held)
    this.#plainLive = live
    this.#tables = tables
    const from = this.#position - held.length
    this.#tail.reset(from)
    if (this.#lines === undefined && findByte(held, ESC) < 0) {
      this.#tail.follow(held, 0, from, live)
      return live
    }
    this.#lines = undefined
    this.#shown = new Shown()
    this.#live = 0
    this.#forgetTold()
    this.#position = from
    return this.#show(held, live)
  }

  /** As {@link Matcher.end}; what is cut off on a line as it is shown has been told, piece by piece. */
  end(minLength: number): Cut {
    const cut = this.#plain.end(minLength)
    const found = this.#lines?.end(minLength)
    const shown = this.#shown
    if (!shown.isOpen || found?.pattern === undefined) return cut
    const pieces = shown.piecesOf(found.start, shown.end)
    // without a sequence inside or behind it, the bytes as they are say it all
    if (pieces.length === 2 && pieces[1] === this.#position) return cut
    this.#tellSpan(pieces)
    return { start: cut.start, pattern: cut.pattern ?? found.pattern }
  }

  /** Bytes of lines without a sequence. */
  #pass(bytes: Uint8Array): number {
    const live = this.#plain.push(bytes)
    this.#plainLive = live
    this.#tail.follow(bytes, 0, this.#position, live)
    this.#position += bytes.length
    return live
  }

  #look(bytes: Uint8Array): number {
    return this.#show(bytes, this.#plain.push(bytes))
  }

  /** Searches the lines that hold sequences. `live`: live start of the bytes as they are. */
  #show(bytes: Uint8Array, live: number): number {
    const shown = this.#shown
    if (this.#lines === undefined) shown.absent = this.#tables.absent
    const base = this.#position
    this.#position += bytes.length
    this.#plainLive = live
    let done = shown.isOpen ? shown.read(bytes, 0, base) : 0
    while (!shown.isOpen) {
      const first = findByte(bytes, ESC, done)
      if (first < 0) break
      let start = first
      while (start > done && !isTerminator(bytes[start - 1]!)) start--
      shown.open()
      const tail = this.#tail
      if (start === 0) shown.add(tail.bytes, 0, tail.bytes.length, tail.start)
      shown.add(bytes, start, first, base + start)
      // a cut by a sequence may be an ESC that begins another one
      done = Math.max(shown.read(bytes, first, base), first + 1)
    }
    if (shown.isOpen) this.#tail.reset(this.#position)
    else this.#tail.follow(bytes, done, base, live)
    const text = shown.take()
    if (text.length > 0) {
      this.#lines ??= new Matcher(this.#tables, this.#inLines, shown.end - text.length)
      this.#live = this.#lines.push(text)
    }
    const from = Math.min(live, shown.heldFrom(this.#live))
    if (!shown.isOpen) this.#forgetTold()
    shown.forget(this.#live)
    if (this.#windows.size > FEW) this.#forgetWindows()
    return from
  }

  /** Passes on what has a sequence inside; the rest is known without. */
  readonly #inLines: MatchSink = {
    span: (start, end) => {
      this.#spanEnd = end
      this.#tellSpan(this.#news(undefined, start, end))
    },
    occurrence: (start, end, pattern) => {
      // of what is split it is told when the masks of the first pieces are closed: they count for windows
      if (pattern.fragment > 0 && !pattern.breaks) return false
      const pieces = this.#news(pattern, start, end)
      // what is nested may be news although this is none
      let isNews = pieces.length === 0
      for (let i = 0; i < pieces.length; i += 2) {
        if (this.#sink.occurrence(pieces[i]!, pieces[i + 1]!, pattern)) isNews = true
      }
      return isNews
    },
    // told after its span; of more bytes another pattern may be the first one
    window: (start, pattern) => {
      const end = this.#spanEnd
      if (!this.#shown.isBroken(start, end)) return
      const known = this.#windows.get(start)
      const isKnown = known?.pattern === pattern
      if (isKnown && end <= known.end) return
      this.#windows.set(start, { pattern, end })
      const pieces = this.#shown.piecesOf(isKnown ? known.end - 1 : start, end)
      const first = this.#shown.inputOf(start)
      for (let i = 0; i < pieces.length; i += 2) this.#sink.window(pieces[i]!, pattern, first)
    },
  }
  #spanEnd = 0
  /** by their start, the windows that were passed on, each with the end of its span */
  readonly #windows = new Map<number, { readonly pattern: Pattern; readonly end: number }>()
  /** the last range that was passed on, of spans and of each pattern */
  readonly #told = new Map<Pattern | undefined, { start: number; end: number }>()

  #forgetTold(): void {
    this.#told.clear()
    this.#windows.clear()
  }

  /** What begins before the live start is not asked for again. */
  #forgetWindows(): void {
    for (const start of this.#windows.keys()) if (start < this.#live) this.#windows.delete(start)
  }

  #tellSpan(pieces: readonly number[]): void {
    for (let i = 0; i < pieces.length; i += 2) {
      this.#sink.span(pieces[i]!, pieces[i + 1]!, pieces[i - 1])
    }
  }

  /** The pieces of a range that were not passed on with the last one, which it may overlap. */
  #news(key: Pattern | undefined, start: number, end: number): readonly number[] {
    if (!this.#shown.isBroken(start, end)) return []
    const last = this.#told.get(key)
    const isNext = last !== undefined && last.start <= start && start < last.end
    if (isNext && end <= last.end) return []
    const pieces = this.#shown.piecesOf(isNext ? last.end - 1 : start, end)
    if (pieces.length > 0) this.#told.set(key, { start: isNext ? last.start : start, end })
    return pieces
  }
}

/** The last bytes of a line, as many as are live. */
class Tail {
  /** input offset of the first one */
  start = 0
  #buffer = new Uint8Array(256)
  #from = 0
  #to = 0

  get bytes(): Uint8Array {
    return this.#buffer.subarray(this.#from, this.#to)
  }

  reset(start: number): void {
    this.#from = 0
    this.#to = 0
    this.start = start
  }

  /** bytes[done, …) follow, whose bytes[0] stands at `base`; with them, `live` is the live start. */
  follow(bytes: Uint8Array, done: number, base: number, live: number): void {
    const first = Math.max(done, live - base)
    let start = bytes.length
    while (start > first && !isTerminator(bytes[start - 1]!)) start--
    if (start > 0) this.reset(base + start)
    else {
      const over = Math.min(Math.max(live - this.start, 0), this.#to - this.#from)
      this.#from += over
      this.start += over
    }
    if (start < bytes.length) this.#append(bytes, start)
  }

  /** Adds bytes[from, …). */
  #append(bytes: Uint8Array, from: number): void {
    const size = bytes.length - from
    const length = this.#to - this.#from
    if (this.#to + size > this.#buffer.length) {
      const old = this.bytes
      if (2 * (length + size) > this.#buffer.length) {
        this.#buffer = new Uint8Array(4 * (length + size))
      }
      this.#buffer.set(old)
      this.#from = 0
      this.#to = length
    }
    const buffer = this.#buffer
    for (let i = from; i < bytes.length; i++) buffer[this.#to++] = bytes[i]!
  }
}
