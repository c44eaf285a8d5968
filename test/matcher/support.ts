/** Patterns, chunks and sinks for the tests of single engines. */
import fc from 'fast-check'
import { Chunk } from '../../lib/matcher/chunk.js'
import type { Needle } from '../../lib/matcher/needle.js'
import type { Pattern } from '../../lib/matcher/pattern.js'
import type { MatchSink } from '../../lib/matcher/sink.js'
import { bytesOf, type Range } from '../helpers/oracle.js'

export { binary, bytesOf, type Range, unite } from '../helpers/oracle.js'

export function patternOf(text: string, fragment = 0, breaks = false): Pattern {
  return { bytes: bytesOf(text), fragment, breaks, owners: [{ name: text, variant: 'raw' }] }
}

/** A chunk in the middle of a larger buffer, as Node's pool makes them. */
export function chunkOf(text: string, base = 0, before = 3): Chunk {
  const buffer = new Uint8Array(before + text.length + 8).fill(0x7e)
  buffer.set(bytesOf(text), before)
  const chunk = new Chunk()
  chunk.set(buffer.subarray(before, before + text.length), base)
  return chunk
}

export interface Told extends Range {
  readonly pattern: Pattern
}

/** Keeps what an engine reports; `wanted` is what it answers to an occurrence. */
export class Recorder implements MatchSink {
  readonly spans: Range[] = []
  readonly found: Told[] = []
  readonly windows: { readonly start: number; readonly pattern: Pattern }[] = []
  wanted = true

  span(start: number, end: number): void {
    this.spans.push({ start, end })
  }

  occurrence(start: number, end: number, pattern: Pattern): boolean {
    this.found.push({ start, end, pattern })
    return this.wanted
  }

  window(start: number, pattern: Pattern): void {
    this.windows.push({ start, pattern })
  }
}

/** One text per occurrence, sorted, for comparison. */
export const listed = (found: readonly Told[]): string[] =>
  found.map(({ start, end, pattern }) => `${start}–${end} ${pattern.owners[0]!.name}`).sort()

/** Every place at which the pattern stands, by brute force. */
export function standsAt(text: string, pattern: Pattern): Told[] {
  const found: Told[] = []
  const needle = pattern.owners[0]!.name
  for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + 1)) {
    found.push({ start, end: start + needle.length, pattern })
  }
  return found
}

export const wholeNeedle = (text: string): Needle => ({
  text: bytesOf(text),
  start: 0,
  end: text.length,
  shortest: text.length,
  anywhere: false,
})

export const windowsNeedle = (text: string, shortest: number): Needle => ({
  text: bytesOf(text),
  start: 0,
  end: text.length,
  shortest,
  anywhere: true,
})

/** Text over few characters, so that pieces of it repeat. */
export const textOver = (
  alphabet: string,
  minLength: number,
  maxLength: number,
): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength, maxLength })
    .map((characters) => characters.join(''))

/** Few characters, or any bytes. */
export const anyText = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    textOver('ab', minLength, maxLength),
    textOver('abc\n', minLength, maxLength),
    textOver('\0\x01\x7f\x80\xff', minLength, maxLength),
    fc
      .uint8Array({ minLength, maxLength })
      .map((bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')),
  )

/** The same text on every run. */
export function scrambled(length: number, alphabet: string, seed = 1): string {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  let text = ''
  for (let i = 0; i < length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    text += alphabet[(state >>> 0) % alphabet.length]
  }
  return text
}
