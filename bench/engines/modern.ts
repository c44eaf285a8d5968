/**
 * `modern-ahocorasick` through its public API. It looks for whole graphemes and
 * slows down with the length of a text that is not ASCII alone, so it gets the
 * log in pieces of 4 KiB; its double-array form is slower on such text.
 */
import AhoCorasick from 'modern-ahocorasick'
import type { CreateEngine } from './engine.js'
import { literals, textEngine } from './text.js'

const WINDOW = 4096

export const create: CreateEngine = ({ patterns, mask }) => {
  const automaton = new AhoCorasick(literals(patterns))
  return textEngine(
    patterns,
    mask,
    (text, found) => {
      for (const { start, end } of automaton.iterate(text)) found(start, end)
    },
    WINDOW,
  )
}
