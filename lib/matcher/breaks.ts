/**
 * Patterns in which every white-space run stands for any run of 1 to 64 bytes
 * of white space: a key printed by an unquoted `echo $KEY`, with CRLF, indented.
 *
 * The same automaton as for bytes, over symbols: a byte, or a white-space run,
 * which is one symbol however long. A ring of symbol starts gives the byte
 * length of an occurrence. A longer run ends every possible occurrence.
 */
import { Automaton } from './automaton.js'
import type { Chunk } from './chunk.js'
import type { Pattern } from './pattern.js'
import type { MatchSink } from './sink.js'
import { type Cut, DEEP } from './words.js'

/** the symbol of a white-space run */
const BREAK = 256
/** bytes of white space that one break may match */
export const MAX_BREAK = 64

export function isBlank(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13)
}

/** The white-space-free bytes with which a pattern begins: what the filter can look for. */
export function breakFreePrefix(bytes: Uint8Array): Uint8Array {
  const end = bytes.findIndex(isBlank)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

export class BreakTables {
  readonly automaton: Automaton
  readonly patterns: readonly Pattern[]
  /** by word: indices of the patterns that are written so, in which only white space differs */
  readonly twins: readonly (readonly number[])[]

  /** @param patterns that neither begin nor end with white space */
  constructor(patterns: readonly Pattern[]) {
    this.patterns = patterns
    const twins = new Map<string, number[]>()
    const words: Uint16Array[] = []
    for (const [i, { bytes }] of patterns.entries()) {
      const symbols = symbolsOf(bytes)
      const key = symbols.join()
      const known = twins.get(key)
      if (known !== undefined) known.push(i)
      else {
        twins.set(key, [i])
        words.push(symbols)
      }
    }
    this.twins = [...twins.values()]
    this.automaton = new Automaton(words, (w) => this.firstWhole(w) >= 0, BREAK + 1)
  }

  /** Index of the first pattern of a word that is only masked whole, -1 = none. */
  firstWhole(word: number): number {
    return this.twins[word]!.find((i) => this.patterns[i]!.fragment === 0) ?? -1
  }
}

function symbolsOf(bytes: Uint8Array): Uint16Array {
  const symbols: number[] = []
  for (const b of bytes) {
    if (!isBlank(b)) symbols.push(b)
    else if (symbols.at(-1) !== BREAK) symbols.push(BREAK)
  }
  return Uint16Array.from(symbols)
}

export class BreakWalker {
  /** next byte of the chunk to be walked */
  at = 0
  readonly #tables: BreakTables
  readonly #sink: MatchSink
  #state = 0
  /** input offsets at which the last symbols began */
  readonly #starts: Float64Array
  #symbols = 0
  /** bytes of the white-space run that the walker stands in */
  #blanks = 0

  constructor(tables: BreakTables, sink: MatchSink) {
    this.#tables = tables
    this.#sink = sink
    this.#starts = new Float64Array(tables.automaton.maxDepth + 1)
  }

  /** As {@link WordWalker.nextChunk}. */
  nextChunk(chunk: Chunk): void {
    this.at = 0
    if (this.#state !== 0) this.walk(chunk, -1)
  }

  /** As {@link WordWalker.liveStart}. */
  liveStart(position: number): number {
    const s = this.#tables.automaton.liveState(this.#state)
    return s === 0 ? position : this.#startOf(s)
  }

  /** As {@link WordWalker.cut}. */
  cut(position: number): Cut {
    const { automaton, patterns } = this.#tables
    const s = automaton.cutState(this.#state)
    if (s === 0) return { start: position, pattern: undefined }
    const first = automaton.firstBelow(s, (word) => this.#tables.firstWhole(word))
    return { start: this.#startOf(s), pattern: patterns[first] }
  }

  moveTo(at: number): void {
    if (at < this.at) return
    this.at = at
    this.#state = 0
    this.#blanks = 0
  }

  /** As {@link WordWalker.walk}. */
  walk({ bytes, end, base }: Chunk, until: number): number {
    const { hit, root } = this.#tables.automaton
    let i = this.at
    while (i < end && this.#goesOn(base + i, base + until)) {
      if (this.#state === 0) {
        // nothing begins with most bytes
        const from = i
        while (i < end && i <= until && root[bytes[i]!] === 0 && !isBlank(bytes[i]!)) i++
        if (i > from) this.#blanks = 0
        if (i === end || i > until) break
      }
      const b = bytes[i++]!
      if (isBlank(b)) {
        this.#blanks++
        if (this.#blanks > MAX_BREAK) this.#state = 0
        if (this.#blanks > 1) continue
        this.#step(BREAK, base + i - 1)
        continue
      }
      this.#blanks = 0
      this.#step(b, base + i - 1)
      if (hit[this.#state] !== 0) this.#report(hit[this.#state]!, base + i)
    }
    this.at = i
    return i === end ? end : this.liveStart(base + i) - base
  }

  #goesOn(position: number, until: number): boolean {
    if (this.liveStart(position) <= until) return true
    return this.#tables.automaton.depth[this.#state]! >= DEEP
  }

  #step(symbol: number, start: number): void {
    this.#starts[this.#symbols++ % this.#starts.length] = start
    this.#state = this.#tables.automaton.next(this.#state, symbol)
  }

  #startOf(state: number): number {
    const depth = this.#tables.automaton.depth[state]!
    return this.#starts[(this.#symbols - depth) % this.#starts.length]!
  }

  #report(state: number, end: number): void {
    const { automaton, patterns, twins } = this.#tables
    const { fail, hit, word } = automaton
    this.#sink.span(this.#startOf(state), end)
    for (let h = state; h !== 0; h = hit[fail[h]!]!) {
      const start = this.#startOf(h)
      let isNews = false
      for (const i of twins[word[h]!]!) {
        if (this.#sink.occurrence(start, end, patterns[i]!)) isNews = true
      }
      if (!isNews) break
    }
  }
}
