/** `@monyone/aho-corasick`, its double-array form, through its public API. */
import { AhoCorasick } from '@monyone/aho-corasick/fast'
import type { CreateEngine } from './engine.js'
import { literals, textEngine } from './text.js'

export const create: CreateEngine = ({ patterns, mask }) => {
  const automaton = new AhoCorasick(literals(patterns))
  return textEngine(patterns, mask, (text, found) => {
    for (const { begin, end } of automaton.matchInText(text)) found(begin, end)
  })
}
