/** `modern-ahocorasick`, its double-array form, through its public API. */
import AhoCorasick from 'modern-ahocorasick/fast'
import type { CreateEngine } from './engine.js'
import { literals, textEngine } from './text.js'

export const create: CreateEngine = ({ patterns, mask }) => {
  const automaton = new AhoCorasick(literals(patterns))
  return textEngine(patterns, mask, (text, found) => {
    for (const { start, end } of automaton.iterate(text)) found(start, end)
  })
}
