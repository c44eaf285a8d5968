/**
 * Lines as a terminal shows them: without the sequences that only colour them.
 *
 * In: bytes of a line, as they come. Out: the same without SGR (`ESC [ … m`),
 * EL (`ESC [ K`, which grep adds) and choices of a character set (`ESC ( B`,
 * which `tput sgr0` adds), and for each place of that text the one in the
 * input. Any other sequence, and the end of the line, end the text: a CUT that
 * no pattern holds follows. Invariant: what is shown of one line, between two
 * cuts, stands in the input with nothing but such sequences between.
 */
import { isTerminator } from './fragments.js'

const ESC = 27
const FIRST_PARAMETER = 0x30
const LAST_PARAMETER = 0x3f
const CSI = '['.charCodeAt(0)
const CHARSET = '('.charCodeAt(0)
const SGR = 'm'.charCodeAt(0)
const EL = 'K'.charCodeAt(0)
/** A longer sequence colours nothing. */
const LONGEST = 40
/** Bytes of sequences that may stand between two characters: what is held is bounded. */
export const MAX_GAP = 128
/** A line end ends most of what is live, and what follows it the rest. */
const CUT = Uint8Array.of(10, ESC)
/** Bytes of shown text before the live start of which the places are kept: whole occurrences are told late. */
const KEPT = 65_536
const FEW = 256

/** Input offset of a cut, which stands nowhere. */
const NOWHERE = -1

export class Shown {
  #text = new Uint8Array(1024)
  /** where pieces without a sequence inside begin: in the shown text, and in the input */
  #starts: number[] = []
  #inputs: number[] = []
  /** offset in the shown text of #text[0], and of the end of it */
  #base = 0
  #end = 0
  /** bytes of a sequence that has begun: 0, or its number so far, and what follows its ESC */
  #sequence = 0
  #introducer = 0
  /** bytes of sequences since the last character */
  #gap = 0
  /** the place after the last sequence on this line */
  #lastGap = 0
  #lineStart = 0
  /** a line is being read: a sequence has begun on it, and it has not ended */
  isOpen = false

  /** Offset after the text so far. */
  get end(): number {
    return this.#end
  }

  /** The text since the last call; valid until more is read. */
  take(): Uint8Array {
    const text = this.#text.subarray(0, this.#end - this.#base)
    this.#base = this.#end
    return text
  }

  /** Begins a line, or what is left of it. */
  open(): void {
    this.isOpen = true
    this.#lineStart = this.#end
    this.#lastGap = this.#end
    this.#sequence = 0
    this.#gap = 0
  }

  /** Adds text without a sequence in it: bytes[from, to), of which the first stands at `input`. */
  add(bytes: Uint8Array, from: number, to: number, input: number): void {
    if (from >= to) return
    this.#gap = 0
    const length = this.#end - this.#base
    if (length + to - from > this.#text.length) {
      const larger = new Uint8Array(2 * (length + to - from))
      larger.set(this.#text.subarray(0, length))
      this.#text = larger
    }
    this.#text.set(bytes.subarray(from, to), length)
    this.#begin(input)
    this.#end += to - from
  }

  /**
   * Reads on in an open line from bytes[at], whose bytes[0] stands at `base`,
   * until the line is cut or the bytes end. Returns where it stopped.
   */
  read(bytes: Uint8Array, from: number, base: number): number {
    let start = from
    let at = from
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (this.#sequence === 0) {
        if (byte !== ESC && !isTerminator(byte)) continue
        this.add(bytes, start, at, base + start)
        if (byte !== ESC) break
        this.#sequence = 1
      } else if (this.#sequence === 1) {
        if (byte !== CSI && byte !== CHARSET) break
        this.#introducer = byte
        this.#sequence = 2
      } else if (this.#introducer === CHARSET || byte === SGR || byte === EL) {
        if (isTerminator(byte) || byte === ESC) break
        this.#gap += this.#sequence + 1
        if (this.#gap > MAX_GAP) break
        this.#sequence = 0
        this.#lastGap = this.#end
        start = at + 1
      } else if (byte >= FIRST_PARAMETER && byte <= LAST_PARAMETER && this.#sequence < LONGEST) {
        this.#sequence++
      } else break
    }
    if (at < bytes.length) this.#cut()
    else if (this.#sequence === 0) this.add(bytes, start, at, base + start)
    return at
  }

  /**
   * The input offset from which bytes must be held when something is live from
   * `live` on; Infinity when no sequence is inside of it.
   */
  heldFrom(live: number): number {
    if (!this.isOpen || live >= this.#end) return Infinity
    if (live >= this.#lastGap && this.#sequence === 0) return Infinity
    return this.inputOf(Math.max(live, this.#lineStart))
  }

  /** Forgets the places that nothing needs that is live from `live` on. */
  forget(live: number): void {
    const starts = this.#starts
    if (!this.isOpen) {
      starts.length = 0
      this.#inputs.length = 0
    } else if (starts.length > FEW) {
      const first = this.#indexOf(Math.min(live, this.#end - KEPT))
      if (2 * first < starts.length) return
      starts.splice(0, first)
      this.#inputs.splice(0, first)
    }
  }

  /** The input offset of a place in the text. */
  inputOf(place: number): number {
    const index = this.#indexOf(place)
    return this.#inputs[index]! + place - this.#starts[index]!
  }

  /** Whether a sequence stands inside of [start, end). */
  isBroken(start: number, end: number): boolean {
    return this.#indexOf(start) !== this.#indexOf(end - 1)
  }

  /** The pieces of [start, end) in the input, as pairs of offsets; none where it is cut. */
  piecesOf(start: number, end: number): readonly number[] {
    const pieces: number[] = []
    let at = Math.max(start, this.#starts[0]!)
    for (let i = this.#indexOf(at); at < end; i++) {
      const input = this.#inputs[i]!
      if (input === NOWHERE) return []
      const to = Math.min(this.#starts[i + 1] ?? end, end)
      const shift = input - this.#starts[i]!
      pieces.push(at + shift, to + shift)
      at = to
    }
    return pieces
  }

  #cut(): void {
    this.isOpen = false
    this.#sequence = 0
    this.add(CUT, 0, CUT.length, NOWHERE)
  }

  #begin(input: number): void {
    const last = this.#starts.length - 1
    const isNext = last >= 0 && this.#inputs[last]! + this.#end - this.#starts[last]! === input
    if (isNext && this.#inputs[last] !== NOWHERE) return
    this.#starts.push(this.#end)
    this.#inputs.push(input)
  }

  /** The last piece that begins at or before a place; the first one when none does. */
  #indexOf(place: number): number {
    let low = 0
    let high = this.#starts.length
    while (low + 1 < high) {
      const mid = (low + high) >>> 1
      if (this.#starts[mid]! <= place) low = mid
      else high = mid
    }
    return low
  }
}
