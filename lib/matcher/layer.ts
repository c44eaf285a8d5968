/**
 * The engines over one batch of patterns: built once, never changed, shared by
 * all matchers.
 *
 * A pattern with fragments goes to the windows; a whole pattern, and one that
 * spans lines (whose short lines no window covers), goes to an automaton.
 */
import { BreakTables, breakFreePrefix } from './breaks.js'
import { FragmentTables } from './fragments.js'
import type { Needle } from './needle.js'
import type { Pattern } from './pattern.js'
import { isTerminator, startsIn, stretchesOf } from './stretches.js'
import { WordTables } from './words.js'

export class Layer {
  readonly patterns: readonly Pattern[]
  readonly words: WordTables | undefined
  readonly breaks: BreakTables | undefined
  readonly fragments: FragmentTables | undefined

  /** @param patterns in the order of registration */
  constructor(patterns: readonly Pattern[]) {
    this.patterns = patterns
    const whole = patterns.filter(isWhole)
    const broken = patterns.filter((p) => p.breaks)
    const split = patterns.filter((p) => p.fragment > 0)
    if (whole.length > 0) this.words = new WordTables(whole)
    if (broken.length > 0) this.breaks = new BreakTables(broken)
    if (split.length > 0) this.fragments = new FragmentTables(split)
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return (
      (this.words?.bytes ?? 0) + (this.breaks?.automaton.bytes ?? 0) + (this.fragments?.bytes ?? 0)
    )
  }
}

/** What the filter has to find of some patterns. */
export function needlesOf(patterns: readonly Pattern[]): Needle[] {
  const needles: Needle[] = []
  for (const p of patterns) {
    if (p.fragment > 0) {
      for (const stretch of stretchesOf(p.bytes, p.fragment)) {
        const { start, end } = stretch
        const starts = startsIn(p, stretch)
        if (starts?.length === 0) continue
        needles.push({
          text: p.bytes,
          start,
          end,
          shortest: p.fragment,
          anywhere: true,
          ...(starts && { starts }),
        })
      }
    }
    if (p.breaks) needles.push(wholeNeedle(breakFreePrefix(p.bytes)))
    else if (isWhole(p)) needles.push(wholeNeedle(p.bytes))
  }
  return needles
}

function isWhole(p: Pattern): boolean {
  return !p.breaks && (p.fragment === 0 || p.bytes.some(isTerminator))
}

function wholeNeedle(text: Uint8Array): Needle {
  return { text, start: 0, end: text.length, shortest: text.length, anywhere: false }
}
