/**
 * The definition of what must be masked, by brute force and without state:
 * every occurrence of every pattern, every window of a pattern's fragment
 * length. The expected counts and hashes of the benchmark come from here.
 */
import type { Pattern } from '../../lib/matcher/pattern.js'
import { Release } from '../release.js'
import type { CreateEngine } from './engine.js'
import { binary } from './text.js'

const BLANKS = /[\t-\r ]+/

export const create: CreateEngine = ({ patterns, mask }) => ({
  mask(log, _chunks, sink) {
    const release = new Release(log, Buffer.from(mask), sink)
    const text = binary(log)
    for (const pattern of patterns) {
      if (pattern.breaks) broken(pattern, text, release)
      else literal(pattern, text, release)
    }
    windows(patterns, text, release)
    release.settle(log.length)
  },
})

function literal({ bytes }: Pattern, text: string, release: Release): void {
  const value = binary(bytes)
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    release.span(at, at + value.length)
  }
}

function broken({ bytes }: Pattern, text: string, release: Release): void {
  const words = binary(bytes)
    .split(BLANKS)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const expression = new RegExp(words.join('[\\t-\\r ]{1,64}'), 'g')
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    release.span(match.index, match.index + match[0].length)
    expression.lastIndex = match.index + 1
  }
}

function windows(patterns: readonly Pattern[], text: string, release: Release): void {
  const byLength = new Map<number, Set<string>>()
  for (const { bytes, fragment } of patterns) {
    if (fragment === 0) continue
    const value = binary(bytes)
    const set = byLength.get(fragment) ?? new Set()
    byLength.set(fragment, set)
    for (let at = 0; at + fragment <= value.length; at++) {
      const window = value.slice(at, at + fragment)
      if (!/[\r\n]/.test(window)) set.add(window)
    }
  }
  for (const [length, set] of byLength) {
    for (let at = 0; at + length <= text.length; at++) {
      if (set.has(text.slice(at, at + length))) release.span(at, at + length)
    }
  }
}
