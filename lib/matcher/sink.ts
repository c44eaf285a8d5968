import type { Pattern } from './pattern.js'

/** Where the engines report what they find. Offsets are input bytes, ends exclusive. */
export interface MatchSink {
  /** No byte in [start, end) may be seen. */
  span(start: number, end: number): void
  /**
   * A whole occurrence, told after its span. Returns whether this is news for
   * the current mask; if not, neither is what is nested at its end.
   */
  occurrence(start: number, end: number, pattern: Pattern): boolean
  /** `pattern` is the first registered one that holds the window at `start`. */
  window(start: number, pattern: Pattern): void
}
