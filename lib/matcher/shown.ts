/**
 * Lines as a terminal shows them: without the sequences that only colour them.
 *
 * In: bytes of a line, as they come. Out: the same without SGR (`ESC [ … m`),
 * EL (`ESC [ K`, which grep adds) and choices of a character set (`ESC ( B` or
 * SI, which `tput sgr0` adds), and for each place of that text the one in the
 * input. Any other sequence, and the end of the line, end the text: a cut that
 * no pattern holds follows. Invariant: what is shown of one line, between two
 * cuts, stands in the input with nothing but such sequences between.
 */
import { isTerminator } from './stretches.js'

const ESC = 27
const LF = 10
const CR = 13
const FIRST_PARAMETER = 0x30
const LAST_PARAMETER = 0x3f
const CSI = '['.charCodeAt(0)
/** What chooses a character set, with one byte behind it (ECMA-35): `ESC ( B`, `ESC % G`. */
const CHARSETS = [...'%()*+-./'].map((char) => char.charCodeAt(0))
/** Back to the first character set: terminfo's sgr0 of screen, tmux and linux is SGR and SI. */
const SI = 15
const SGR = 'm'.charCodeAt(0)
const EL = 'K'.charCodeAt(0)
/** Bytes of sequences that may stand between two characters: what is held is bounded. */
export const MAX_GAP = 128
/** Bytes of shown text before the live start of which the places are kept: whole occurrences are told late. */
const KEPT = 65_536
const FEW = 256

/** Input offset of a cut, which stands nowhere. */
const NOWHERE = -1

export class Shown {
  #text = new Uint8Array(1024)
  /** where pieces without a sequence inside begin: in the shown text, and in the input */
  #starts = new Float64Array(FEW)
  #inputs = new Float64Array(FEW)
  #pieces = 0
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
  /** index of the first piece of this line, unless some were forgotten */
  #firstPiece = 0
  /** A line end ends most of what is live, and a byte that is in no pattern the rest. */
  readonly #cutBytes = Uint8Array.of(LF, ESC)
  /** a line is being read: a sequence has begun on it, and it has not ended */
  isOpen = false

  /** @param byte one that no pattern holds */
  set absent(byte: number) {
    this.#cutBytes[1] = byte
  }

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
    this.#firstPiece = this.#pieces
    this.#lineStart = this.#end
    this.#lastGap = this.#end
    this.#sequence = 0
    this.#gap = 0
  }

  /** Adds text without a sequence in it: bytes[from, to), of which the first stands at `input`. */
  add(bytes: Uint8Array, from: number, to: number, input: number): void {
    if (from >= to) return
    this.#reserve(to - from)
    this.#begin(input)
    const text = this.#text
    let length = this.#end - this.#base
    for (let at = from; at < to; at++) text[length++] = bytes[at]!
    this.#end += to - from
  }

  /**
   * Reads on in an open line from bytes[at], whose bytes[0] stands at `base`,
   * until the line is cut or the bytes end. Returns where it stopped.
   */
  read(bytes: Uint8Array, from: number, base: number): number {
    const end = bytes.length
    this.#reserve(end - from)
    for (let at = from; at < end; ) {
      if (this.#sequence === 0) at = this.#readText(bytes, at, base)
      else at = this.#readSequence(bytes, at)
      if (!this.isOpen) return at
    }
    return end
  }

  /** Up to the next ESC or the end of the line; returns its place, or the one after the ESC. */
  #readText(bytes: Uint8Array, from: number, base: number): number {
    const text = this.#text
    const end = bytes.length
    const start = this.#end - this.#base
    let length = start
    let at = from
    let byte = 0
    while (at < end && bytes[at] === SI && this.#gap > 0 && this.#gap < MAX_GAP) {
      this.#gap++
      at++
    }
    const first = at
    while (at < end) {
      byte = bytes[at]!
      if (byte === ESC || byte === LF || byte === CR) break
      text[length++] = byte
      at++
    }
    if (length > start) {
      this.#begin(base + first)
      this.#end += length - start
    }
    if (at === end) return at
    if (byte === ESC) {
      this.#sequence = 1
      return at + 1
    }
    this.#cut()
    return at
  }

  /** Returns the place after the sequence, or after the bytes, or the one that makes it another sequence. */
  #readSequence(bytes: Uint8Array, from: number): number {
    let read = this.#sequence
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (read === 1 && (byte === CSI || CHARSETS.includes(byte))) this.#introducer = byte
      else if (read === 1) return this.#cutAt(at)
      else if (this.#introducer !== CSI || byte === SGR || byte === EL) {
        const isNone = isTerminator(byte) || byte === ESC
        this.#gap += read + 1
        if (isNone || this.#gap > MAX_GAP) return this.#cutAt(at)
        this.#sequence = 0
        this.#lastGap = this.#end
        return at + 1
      } else if (byte < FIRST_PARAMETER || byte > LAST_PARAMETER || this.#gap + read >= MAX_GAP) {
        return this.#cutAt(at)
      }
      read++
    }
    this.#sequence = read
    return bytes.length
  }

  /**
   * The input offset from which bytes must be held when something is live from
   * `live` on; Infinity when no sequence is inside of it.
   */
  heldFrom(live: number): number {
    return this.liveBytes(live) === 0 ? Infinity : this.inputOf(Math.max(live, this.#lineStart))
  }

  /** How many bytes of the text those are; 0 when no sequence is inside. */
  liveBytes(live: number): number {
    const from = Math.max(live, this.#lineStart)
    if (!this.isOpen || from >= this.#end) return 0
    if (from >= this.#lastGap && this.#sequence === 0) return 0
    return this.#end - from
  }

  /** Forgets the places that nothing needs that is live from `live` on. */
  forget(live: number): void {
    if (!this.isOpen) this.#pieces = 0
    else if (this.#pieces > FEW) {
      const first = this.#indexOf(Math.min(live, this.#end - KEPT))
      if (2 * first < this.#pieces) return
      this.#starts.copyWithin(0, first, this.#pieces)
      this.#inputs.copyWithin(0, first, this.#pieces)
      this.#pieces -= first
      this.#firstPiece = Math.max(this.#firstPiece - first, 0)
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
      const to = i + 1 < this.#pieces ? Math.min(this.#starts[i + 1]!, end) : end
      const shift = input - this.#starts[i]!
      pieces.push(at + shift, to + shift)
      at = to
    }
    return pieces
  }

  /** Room for so many bytes and a cut. */
  #reserve(size: number): void {
    const length = this.#end - this.#base
    if (length + size + this.#cutBytes.length <= this.#text.length) return
    const larger = new Uint8Array(2 * (length + size + this.#cutBytes.length))
    larger.set(this.#text.subarray(0, length))
    this.#text = larger
  }

  #cutAt(at: number): number {
    this.#cut()
    return at
  }

  #cut(): void {
    this.isOpen = false
    const first = this.#firstPiece
    if (this.#pieces - first < 2 && this.#lineStart >= this.#base) {
      // no sequence stands between two characters: the line as it is says it all
      this.#sequence = 0
      this.#end = this.#lineStart
      this.#pieces = first
      return
    }
    this.#sequence = 0
    this.add(this.#cutBytes, 0, this.#cutBytes.length, NOWHERE)
  }

  #begin(input: number): void {
    this.#gap = 0
    const last = this.#pieces - 1
    if (last >= 0 && this.#inputs[last] !== NOWHERE) {
      if (this.#inputs[last]! + this.#end - this.#starts[last]! === input) return
    }
    if (this.#pieces === this.#starts.length) {
      this.#starts = larger(this.#starts)
      this.#inputs = larger(this.#inputs)
    }
    this.#starts[this.#pieces] = this.#end
    this.#inputs[this.#pieces++] = input
  }

  /** The last piece that begins at or before a place; the first one when none does. */
  #indexOf(place: number): number {
    let low = 0
    let high = this.#pieces
    while (low + 1 < high) {
      const mid = (low + high) >>> 1
      if (this.#starts[mid]! <= place) low = mid
      else high = mid
    }
    return low
  }
}

function larger(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const twice = new Float64Array(2 * numbers.length)
  twice.set(numbers)
  return twice
}
