/**
 * The union of all spans that have been found and not yet been masked.
 *
 * In: spans, occurrences and windows from the matcher, in any order. Out: runs
 * of overlapping spans, ascending and disjoint; spans that only touch stay
 * apart. Each run keeps what was found in it until its bytes are masked.
 */
import type { Pattern } from '../matcher/pattern.js'
import type { MatchSink } from '../matcher/sink.js'
import { isTerminator } from '../matcher/stretches.js'

export interface Find {
  start: number
  end: number
  readonly pattern: Pattern
}

/** A window, or a piece of one. */
export interface Window {
  /** of the piece */
  readonly start: number
  /** of the window */
  readonly first: number
  readonly pattern: Pattern
  /** it has pieces, with sequences of a terminal between them */
  readonly isShown: boolean
}

export interface Run {
  start: number
  end: number
  /** a span reaches over from the run before, with sequences of a terminal between them */
  isJoined: boolean
  /** whole occurrences, those of one pattern joined while they overlap */
  found: Find[]
  /** starts of windows with the first registered pattern that holds one there */
  windows: Window[]
}

/** So many finds are looked through one by one. */
const FEW = 16

export class Runs implements MatchSink {
  #runs: Run[] = []
  #head = 0
  /** everything before has been masked or released */
  #cursor = 0
  /** of runs with many finds, the last one of each pattern */
  readonly #lastFinds = new WeakMap<Run, Map<Pattern, Find>>()
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
    }
  }

  /** A run is masked up to `offset`: what was found before is not needed any more. */
  begun(run: Run, offset: number): void {
    run.found = run.found.filter(({ end }) => end > offset)
    this.#lastFinds.delete(run)
    run.windows = run.windows.filter(({ start }) => start >= offset)
  }

  /** Everything before `offset` is out; what is found there later cannot be masked any more. */
  passed(offset: number): void {
    this.#cursor = offset
  }

  span(from: number, end: number, after?: number): void {
    const start = Math.max(from, this.#cursor)
    if (start >= end) return
    this.#unite(start, end)
    if (after === undefined) return
    for (let i = this.#indexOf(end - 1); i >= this.#head; i--) {
      const run = this.#runs[i]!
      if (run.start < after) break
      run.isJoined = true
    }
  }

  /** Adds [start, end) to the run that it overlaps, or as one of its own. */
  #unite(start: number, end: number): void {
    const runs = this.#runs
    if (runs.length === 0 || runs[runs.length - 1]!.end <= start) {
      runs.push(newRun(start, end, false))
      return
    }
    const before = this.#indexOf(start)
    const low = before >= this.#head && runs[before]!.end > start ? before : before + 1
    let high = low
    while (high < runs.length && runs[high]!.start < end) high++
    if (low === high) {
      runs.splice(low, 0, newRun(start, end, runs[low]!.isJoined))
      return
    }
    const run = runs[low]!
    run.start = Math.min(run.start, start)
    run.end = Math.max(runs[high - 1]!.end, end)
    for (const other of runs.splice(low + 1, high - low - 1)) {
      // one by one: of many, `push(...)` overflows the stack
      for (const each of other.found) this.#add(run, each)
      for (const each of other.windows) run.windows.push(each)
    }
  }

  occurrence(start: number, end: number, pattern: Pattern): boolean {
    const run = this.#runAt(end)
    if (run === undefined) return false
    const last = this.#lastFind(run, pattern)
    if (last !== undefined && last.end > start && last.start <= start) {
      last.end = Math.max(last.end, end)
      return !this.#isOneLine(pattern)
    }
    this.#add(run, { start, end, pattern })
    return true
  }

  window(start: number, pattern: Pattern, first?: number): void {
    const window = { start, first: first ?? start, pattern, isShown: first !== undefined }
    // Of a window that began in bytes released by time the run has the rest.
    this.#runAt(Math.max(start, this.#cursor) + 1)?.windows.push(window)
  }

  /** The run that holds the byte before `end`. */
  #runAt(end: number): Run | undefined {
    const index = this.#indexOf(end - 1)
    const run = this.#runs[index]
    return index >= this.#head && run!.end >= end ? run : undefined
  }

  /** The last run that begins at or before an offset; the one before the first if none does. */
  #indexOf(offset: number): number {
    let low = this.#head - 1
    let high = this.#runs.length
    // most is found in the order of the input
    if (high > low + 1 && this.#runs[high - 1]!.start <= offset) return high - 1
    while (low + 1 < high) {
      const mid = (low + high) >>> 1
      if (this.#runs[mid]!.start <= offset) low = mid
      else high = mid
    }
    return low
  }

  #add(run: Run, find: Find): void {
    run.found.push(find)
    if (run.found.length > FEW) this.#lastFinds.get(run)?.set(find.pattern, find)
  }

  /** The find of a pattern that was added last. */
  #lastFind(run: Run, pattern: Pattern): Find | undefined {
    const { found } = run
    if (found.length <= FEW) {
      for (let i = found.length - 1; i >= 0; i--) if (found[i]!.pattern === pattern) return found[i]
      return undefined
    }
    let finds = this.#lastFinds.get(run)
    if (finds === undefined) {
      finds = new Map(found.map((find) => [find.pattern, find]))
      this.#lastFinds.set(run, finds)
    }
    return finds.get(pattern)
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

function newRun(start: number, end: number, isJoined: boolean): Run {
  return { start, end, isJoined, found: [], windows: [] }
}
