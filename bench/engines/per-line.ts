/**
 * `indexOf` for each value on each line, as the runner of GitHub Actions works.
 * A pattern that spans lines is never found.
 */
import type { CreateEngine } from './engine.js'
import { literals, textEngine } from './text.js'

export const create: CreateEngine = ({ patterns, mask }) => {
  const values = literals(patterns)
  return textEngine(patterns, mask, (text, found) => {
    for (let from = 0; from < text.length; ) {
      const newline = text.indexOf('\n', from)
      const end = newline < 0 ? text.length : newline + 1
      const line = text.slice(from, end)
      for (const value of values) {
        for (let at = line.indexOf(value); at >= 0; at = line.indexOf(value, at + 1)) {
          found(from + at, from + at + value.length)
        }
      }
      from = end
    }
  })
}
