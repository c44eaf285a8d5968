import type { Pattern } from './pattern.js'

/** Where the engines report what they find. Offsets are input bytes, ends exclusive. */
export interface MatchSink {
  /**
   * No byte in [start, end) may be seen.
   * @param after end of the piece before, if the span is one of several pieces: told in order
   */
  span(start: number, end: number, after?: number): void
  /**
   * A whole occurrence, told after its span. Returns whether this is news for
   * the current mask; if not, neither is what is nested at its end.
   */
  occurrence(start: number, end: number, pattern: Pattern): boolean
  /**
   * `pattern` is the first registered one that holds the window at `start`.
   * @param first where it begins, if only as a terminal shows the line: `start` is its next piece then, or the same
   */
  window(start: number, pattern: Pattern, first?: number): void
}
