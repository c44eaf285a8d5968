/**
 * One regular expression, longest pattern first. It finds one occurrence at a
 * time and goes on behind it, so the tail of an overlapping one stays visible.
 */
import type { CreateEngine } from './engine.js'
import { literals, textEngine } from './text.js'

export const create: CreateEngine = ({ patterns, mask }) => {
  const sources = literals(patterns)
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const expression = new RegExp(sources.join('|'), 'g')
  return textEngine(patterns, mask, (text, found) => {
    for (const match of text.matchAll(expression)) found(match.index, match.index + match[0].length)
  })
}
