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
/** Bytes of shown text before the live start of which the places are kept: whole occurrences are told late. */
const KEPT = 65_536
const FEW = 256
/** fewer bytes are copied one by one */
const TINY = 64

/** Input offset of a cut, which stands nowhere. */
const NOWHERE = -1

export class Shown {
  #text = new Uint8Array(1024)
  /** where pieces without a sequence inside begin: in the shown text, and in the input */
  #starts = new Float64Array(FEW)
  #inputs = new Float64Array(FEW)
  /** how many there are */
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
  /** A line end ends most of what is live, and a byte that is in no pattern the rest. */
  readonly #cutBytes = Uint8Array.of(10, ESC)
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
    this.#lineStart = this.#end
    this.#lastGap = this.#end
    this.#sequence = 0
    this.#gap = 0
  }

  /** Adds text without a sequence in it: bytes[from, to), of which the first stands at `input`. */
  add(bytes: Uint8Array, from: number, to: number, input: number): void {
    if (from >= to) return
    const size = to - from
    this.#reserve(size)
    const text = this.#text
    let at = this.#end - this.#base
    if (size < TINY) for (let i = from; i < to; i++) text[at++] = bytes[i]!
    else text.set(bytes.subarray(from, to), at)
    this.#take(size, input)
  }

  /**
   * Reads on in an open line from bytes[from], whose bytes[0] stands at `base`,
   * until the line is cut or the bytes end. Returns where it stopped.
   */
  read(bytes: Uint8Array, from: number, base: number): number {
    const { length } = bytes
    this.#reserve(length - from)
    const text = this.#text
    for (let at = from; at < length; ) {
      if (this.#sequence > 0) {
        if (!this.#goesOn(bytes[at]!)) return this.#cut(at)
        at++
        continue
      }
      const start = at
      let byte = 0
      for (let to = this.#end - this.#base; at < length; at++) {
        byte = bytes[at]!
        if (byte <= ESC && (byte === ESC || isTerminator(byte))) break
        text[to++] = byte
      }
      if (at > start) this.#take(at - start, base + start)
      if (at === length) break
      if (byte !== ESC) return this.#cut(at)
      const style = styleLength(bytes, at)
      if (style > 0 && this.#gap + style <= MAX_GAP) {
        this.#passSequence(style)
        at += style
      } else {
        // cut off by the end of the chunk, or by what it is
        this.#sequence = 1
        at++
      }
    }
    return length
  }

  /** The next byte of a sequence; false when it is none that only colours, or too much of it. */
  #goesOn(byte: number): boolean {
    if (this.#sequence === 1) {
      this.#introducer = byte
      this.#sequence = 2
      return byte === CSI || byte === CHARSET
    }
    if (this.#introducer === CHARSET || byte === SGR || byte === EL) {
      if (isTerminator(byte) || byte === ESC) return false
      this.#passSequence(this.#sequence + 1)
      this.#sequence = 0
      return this.#gap <= MAX_GAP
    }
    this.#sequence++
    return byte >= FIRST_PARAMETER && byte <= LAST_PARAMETER && this.#sequence <= LONGEST
  }

  #passSequence(length: number): void {
    this.#gap += length
    this.#lastGap = this.#end
  }

  /**
   * The input offset from which bytes must be held when something is live from
   * `live` on; Infinity when no sequence is inside of it.
   */
  heldFrom(live: number): number {
    const from = Math.max(live, this.#lineStart)
    if (!this.isOpen || from >= this.#end) return Infinity
    if (from >= this.#lastGap && this.#sequence === 0) return Infinity
    return this.inputOf(from)
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

  #reserve(size: number): void {
    const length = this.#end - this.#base
    if (length + size <= this.#text.length) return
    const larger = new Uint8Array(2 * (length + size))
    larger.set(this.#text.subarray(0, length))
    this.#text = larger
  }

  /** Text of `size` bytes has been added, of which the first stands at `input`. */
  #take(size: number, input: number): void {
    this.#gap = 0
    this.#begin(input)
    this.#end += size
  }

  /** The line is cut at a byte of a chunk. */
  #cut(at: number): number {
    this.isOpen = false
    this.#sequence = 0
    this.add(this.#cutBytes, 0, this.#cutBytes.length, NOWHERE)
    return at
  }

  #begin(input: number): void {
    const n = this.#pieces
    const isNext = n > 0 && this.#inputs[n - 1]! + this.#end - this.#starts[n - 1]! === input
    if (isNext && this.#inputs[n - 1] !== NOWHERE) return
    if (n === this.#starts.length) {
      this.#starts = doubled(this.#starts)
      this.#inputs = doubled(this.#inputs)
    }
    this.#starts[n] = this.#end
    this.#inputs[n] = input
    this.#pieces = n + 1
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

/** Length of a whole sequence that only colours, of which the ESC stands at `at`; 0 for anything else. */
function styleLength(bytes: Uint8Array, at: number): number {
  const introducer = bytes[at + 1]
  if (introducer === CHARSET) {
    const byte = bytes[at + 2] ?? ESC
    return isTerminator(byte) || byte === ESC ? 0 : 3
  }
  if (introducer !== CSI) return 0
  const last = Math.min(bytes.length - 1, at + LONGEST)
  for (let i = at + 2; i <= last; i++) {
    const byte = bytes[i]!
    if (byte === SGR || byte === EL) return i + 1 - at
    if (byte < FIRST_PARAMETER || byte > LAST_PARAMETER) return 0
  }
  return 0
}

function doubled(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * numbers.length)
  larger.set(numbers)
  return larger
}
