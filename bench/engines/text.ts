/**
 * Turns an engine that searches strings into one that masks a chunked log.
 *
 * Each chunk becomes a string (one char per byte) together with as much of the
 * log before it as may hold the beginning of an occurrence; what is found goes
 * to `Release`. Searching that overlap again is what an engine without state
 * has to do.
 */
import type { Pattern } from '../../lib/matcher/pattern.js'
import { Release } from '../release.js'
import type { Engine } from './engine.js'

/** Reports every occurrence in `text`, as offsets in it. */
export type Search = (text: string, found: (start: number, end: number) => void) => void

/** The bytes of a pattern as a string, one char each. */
export const binary = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

export function literals(patterns: readonly Pattern[]): string[] {
  if (patterns.some((pattern) => pattern.breaks)) {
    throw new Error('this engine knows no breaks: give it patterns without them')
  }
  return patterns.map((pattern) => binary(pattern.bytes))
}

/** @param window longest piece of log to search at once, in bytes, overlap not counted */
export function textEngine(
  patterns: readonly Pattern[],
  mask: string,
  search: Search,
  window = Number.POSITIVE_INFINITY,
): Engine {
  const overlap = patterns.reduce((longest, p) => Math.max(longest, p.bytes.length), 1) - 1
  const maskBytes = Buffer.from(mask)
  return {
    mask(log, chunks, sink) {
      const release = new Release(log, maskBytes, sink)
      const whole = Buffer.from(log.buffer, log.byteOffset, log.byteLength)
      let from = 0
      let end = 0
      for (const chunk of chunks) {
        const chunkEnd = end + chunk.length
        while (end < chunkEnd) {
          end = Math.min(end + window, chunkEnd)
          const base = from
          const text = whole.toString('latin1', base, end)
          search(text, (start, stop) => release.span(base + start, base + stop))
          from = Math.max(from, end - overlap)
          release.settle(from)
        }
      }
      release.settle(log.length)
    },
  }
}
