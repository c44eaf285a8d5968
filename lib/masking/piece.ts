/**
 * The part of a run on one line, while its bytes pass: it becomes one mask.
 *
 * In: whole occurrences and windows that lie in it. Out: the patterns it
 * stands for. Whole occurrences count before windows.
 */
import type { Pattern } from '../matcher/pattern.js'
import type { Run, Window } from './runs.js'

/** Fewer patterns than this are compared one by one. */
const FEW = 16

export class Piece {
  /** input offset of the first byte */
  readonly start: number
  /** 1-based line, undefined when lines are not counted */
  readonly line: number | undefined
  /** with a whole occurrence in it, each once, in the order in which they were noted */
  readonly #whole: Pattern[] = []
  #known: Set<Pattern> | undefined
  #firstWindow: Pattern | undefined

  constructor(start: number, line: number | undefined) {
    this.start = start
    this.line = line
  }

  /** Notes who the bytes belong to that have passed, those before the input offset `passed`. */
  attribute({ start, found, windows }: Run, passed: number): void {
    for (const find of found) {
      if (find.start < passed && find.end > this.start) this.#note(find.pattern)
    }
    if (this.#firstWindow !== undefined) return
    let first: Window | undefined
    for (const window of windows) {
      if (Math.max(window.start, start) < this.start || window.start >= passed) continue
      if (first === undefined || isBefore(window, first)) first = window
    }
    this.#firstWindow = first?.pattern
  }

  /** The pattern of the first window in it. */
  get firstWindow(): Pattern | undefined {
    return this.#firstWindow
  }

  /** @param fallback what is meant when no whole occurrence was noted */
  patterns(fallback: Pattern | undefined): readonly Pattern[] {
    return this.#whole.length > 0 ? this.#whole : [fallback!]
  }

  #note(pattern: Pattern): void {
    const whole = this.#whole
    if (whole.length < FEW) {
      if (!whole.includes(pattern)) whole.push(pattern)
      return
    }
    this.#known ??= new Set(whole)
    if (this.#known.has(pattern)) return
    this.#known.add(pattern)
    whole.push(pattern)
  }
}

/**
 * Whether `a`, which was told later than `b`, counts before it. Of windows that begin
 * together, what the line shows knows most, and the last one more than those before.
 */
function isBefore(a: Window, b: Window): boolean {
  return a.first === b.first ? a.isShown || !b.isShown : a.first < b.first
}
