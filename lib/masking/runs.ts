/**
 * The union of all spans that have been found and not yet been masked.
 *
 * In: spans, occurrences and windows from the matcher, in any order. Out: runs
 * of overlapping spans, ascending and disjoint; spans that only touch stay
 * apart. Each run keeps what was found in it until its bytes are masked.
 */
import { isTerminator } from '../matcher/fragments.js'
import type { Pattern } from '../matcher/pattern.js'
import type { MatchSink } from '../matcher/sink.js'

export interface Find {
  start: number
  end: number
  readonly pattern: Pattern
}

export interface Run {
  start: number
  end: number
  /** whole occurrences, those of one pattern joined while they overlap */
  found: Find[]
  /** starts of windows with the first registered pattern that holds one there; of equal starts the last counts */
  windows: { start: number; pattern: Pattern }[]
}

export class Runs implements MatchSink {
  #runs: Run[] = []
  #head = 0
  /** everything before has been masked or released */
  #cursor = 0
  readonly #lastFind = new Map<Pattern, Find>()
  readonly #oneLine = new WeakMap<Pattern, boolean>()

  /** The first run, if any. */
  get first(): Run | undefined {
    return this.#runs[this.#head]
  }

  /** The first run is done with. */
  shift(): void {
    this.#head++
    if (this.#head === this.#runs.length) {
      this.#runs.length = 0
      this.#head = 0
      this.#lastFind.clear()
    }
  }

  /** Everything before `offset` is out; what is found there later cannot be masked any more. */
  passed(offset: number): void {
    this.#cursor = offset
  }

  span(from: number, end: number): void {
    const start = Math.max(from, this.#cursor)
    if (start >= end) return
    const runs = this.#runs
    if (runs.length === 0 || runs[runs.length - 1]!.end <= start) {
      runs.push({ start, end, found: [], windows: [] })
      return
    }
    let low = runs.length
    while (low > this.#head && runs[low - 1]!.end > start) low--
    let high = low
    while (high < runs.length && runs[high]!.start < end) high++
    if (low === high) {
      runs.splice(low, 0, { start, end, found: [], windows: [] })
      return
    }
    const run = runs[low]!
    run.start = Math.min(run.start, start)
    run.end = Math.max(runs[high - 1]!.end, end)
    for (const other of runs.splice(low + 1, high - low - 1)) {
      run.found.push(...other.found)
      run.windows.push(...other.windows)
    }
  }

  occurrence(start: number, end: number, pattern: Pattern): boolean {
    const last = this.#lastFind.get(pattern)
    if (last !== undefined && last.end > start && last.start <= start) {
      last.end = Math.max(last.end, end)
      return !this.#isOneLine(pattern)
    }
    const run = this.#runAt(end)
    if (run === undefined) return false
    const find = { start, end, pattern }
    this.#lastFind.set(pattern, find)
    run.found.push(find)
    return true
  }

  window(start: number, pattern: Pattern): void {
    // Of a window that began in bytes released by time the run has the rest.
    this.#runAt(Math.max(start, this.#cursor) + 1)?.windows.push({ start, pattern })
  }

  /** The run that holds the byte before `end`. */
  #runAt(end: number): Run | undefined {
    for (let i = this.#runs.length - 1; i >= this.#head; i--) {
      const run = this.#runs[i]!
      if (run.start < end) return run.end >= end ? run : undefined
    }
    return undefined
  }

  #isOneLine(pattern: Pattern): boolean {
    let known = this.#oneLine.get(pattern)
    if (known === undefined) {
      known = !pattern.breaks && !pattern.bytes.some(isTerminator)
      this.#oneLine.set(pattern, known)
    }
    return known
  }
}
