/**
 * The engines over one batch of patterns: built once, never changed, shared by
 * all matchers.
 *
 * A pattern with fragments goes to the windows; a whole pattern, and one that
 * spans lines (whose short lines no window covers), goes to an automaton.
 */
import { BreakTables, breakFreePrefix } from './breaks.js'
import type { Needle } from './filter.js'
import { FragmentTables, isTerminator, stretchesOf } from './fragments.js'
import type { Pattern } from './pattern.js'
import { WordTables } from './words.js'

export class Layer {
  readonly patterns: readonly Pattern[]
  readonly words: WordTables | undefined
  readonly breaks: BreakTables | undefined
  readonly fragments: FragmentTables | undefined
  /** what the filter has to find of this layer */
  readonly needles: readonly Needle[]

  /** @param patterns in the order of registration */
  constructor(patterns: readonly Pattern[]) {
    this.patterns = patterns
    const whole: Pattern[] = []
    const broken: Pattern[] = []
    const split: Pattern[] = []
    const needles: Needle[] = []
    for (const p of patterns) {
      if (p.fragment > 0) {
        split.push(p)
        for (const { start, end } of stretchesOf(p.bytes, p.fragment)) {
          needles.push({ text: p.bytes, start, end, shortest: p.fragment, anywhere: true })
        }
      }
      if (p.breaks) {
        broken.push(p)
        needles.push(wholeNeedle(breakFreePrefix(p.bytes)))
      } else if (p.fragment === 0 || p.bytes.some(isTerminator)) {
        whole.push(p)
        needles.push(wholeNeedle(p.bytes))
      }
    }
    if (whole.length > 0) this.words = new WordTables(whole)
    if (broken.length > 0) this.breaks = new BreakTables(broken)
    if (split.length > 0) this.fragments = new FragmentTables(split)
    this.needles = needles
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return (
      (this.words?.automaton.bytes ?? 0) +
      (this.breaks?.automaton.bytes ?? 0) +
      (this.fragments?.bytes ?? 0)
    )
  }
}

function wholeNeedle(text: Uint8Array): Needle {
  return { text, start: 0, end: text.length, shortest: text.length, anywhere: false }
}
