/**
 * The naive oracle: patterns and the whole input in, what a masker must do out.
 *
 * Everything is brute force over the definitions: each pattern is tried at each
 * position, spans are collected, merged and replaced. It shares no code with
 * the engines, keeps no state and is only fit for inputs of some hundred bytes.
 * Bytes are handled as binary strings (one char, 0–255, per byte).
 */
import type { Pattern } from '../../lib/matcher/pattern.js'
import { shownStretches } from './shown.js'

/** The most white space that one break in a pattern can match, in bytes. */
export const BREAK_LIMIT = 64

/** A span of the input, and what was found there. */
export interface Found {
  readonly start: number
  readonly end: number
  /** index into the patterns */
  readonly pattern: number
  /** `whole` pattern, `window` (fragment) of one, or `cut` by the end of input (P8) */
  readonly kind: 'whole' | 'window' | 'cut'
  /** of a piece of something that is broken by terminal sequences: where that begins */
  readonly first?: number
}

/** A half-open range of input bytes. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface NaiveReport {
  readonly occurrences: number
  readonly bytes: number
  readonly secrets: Record<string, Record<string, { count: number; firstLine: number }>>
}

/**
 * The stretch of the input in which a pattern is looked for; default all of it.
 * A pattern that is gone before the end of the input cannot be cut by it.
 */
export interface Sight {
  readonly from?: number
  readonly to?: number
}

export interface OracleOptions {
  /** shortest prefix that is masked at the end of the input, in bytes (P8) */
  readonly minLength: number
  readonly mask?: string
  /** lines are also searched as a terminal shows them, as maskers do and matchers do not */
  readonly shown?: boolean
  /** for secrets that came or went: what a pattern (by index) sees of the input */
  readonly sight?: (pattern: number) => Sight
}

export const binary = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

const isTerminator = (char: string | undefined): boolean => char === '\n' || char === '\r'

/** The white space of a break: blank, tab, LF, VT, FF, CR. */
const isBlank = (char: string | undefined): boolean =>
  char === ' ' || (char !== undefined && char >= '\t' && char <= '\r')

/** End of the run of white space that starts at `at`. */
function blanksEnd(text: string, at: number): number {
  let end = at
  while (isBlank(text[end])) end++
  return end
}

/** How far one pattern or window goes when it is laid over the text at one position. */
interface Laid {
  /** end of the match in the text, undefined if it does not match */
  readonly end: number | undefined
  /** the text from the position up to here, and no further, is a proper prefix of a match */
  readonly live: number
}

function layString(needle: string, text: string, at: number): Laid {
  return layPiece(needle, { start: 0, end: needle.length }, text, at)
}

function layPiece(needle: string, { start, end }: Range, text: string, at: number): Laid {
  let length = 0
  while (start + length < end && needle[start + length] === text[at + length]) length++
  return start + length === end
    ? { end: at + length, live: at + length - 1 }
    : { end: undefined, live: at + length }
}

/** Each run of white space in the needle matches a maximal run of 1 to 64 bytes of it. */
function layBreaks(needle: string, text: string, at: number): Laid {
  let here = at
  let index = 0
  while (index < needle.length) {
    if (isBlank(needle[index])) {
      const end = blanksEnd(text, here)
      if (end === here) return { end: undefined, live: here }
      if (end - here > BREAK_LIMIT) return { end: undefined, live: here + BREAK_LIMIT }
      here = end
      index = blanksEnd(needle, index)
    } else {
      if (needle[index] !== text[here]) return { end: undefined, live: here }
      here++
      index++
    }
  }
  return { end: here, live: here - 1 }
}

/** All pieces of a pattern that are masked by themselves: those without a line terminator. */
function windowsOf(needle: string, { fragment, starts }: Pattern): Range[] {
  if (fragment === 0) return []
  const allowed = starts && new Set(starts)
  const windows: Range[] = []
  let terminator = needle.length // the first one from `start` on
  for (let start = needle.length - 1; start >= 0; start--) {
    if (isTerminator(needle[start])) terminator = start
    const end = start + fragment
    if (end <= terminator && (allowed?.has(start) ?? true)) windows.push({ start, end })
  }
  return windows
}

/** The positions of each byte of a text: nothing that begins with another byte matches there. */
function positionsOf(text: string): Map<string, number[]> {
  const positions = new Map<string, number[]>()
  for (let at = 0; at < text.length; at++) {
    const known = positions.get(text[at]!)
    if (known === undefined) positions.set(text[at]!, [at])
    else known.push(at)
  }
  return positions
}

/** Joins spans that share at least one byte; spans that only touch stay apart. */
export function unite(spans: readonly Range[]): Range[] {
  const runs: { start: number; end: number }[] = []
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = runs.at(-1)
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end)
    else runs.push({ start, end })
  }
  return runs
}

/** The parts of the runs that a mask stands for: one per line that has other bytes than terminators. */
export function maskedParts(text: string, runs: readonly Range[]): Range[] {
  const parts: Range[] = []
  for (const run of runs) {
    let start = run.start
    for (let at = run.start; at <= run.end; at++) {
      if (at < run.end && !isTerminator(text[at])) continue
      if (at > start) parts.push({ start, end: at })
      start = at + 1
    }
  }
  return parts
}

/** The text with one mask in place of each part. */
export function replaceParts(text: string, parts: readonly Range[], mask: string): string {
  let output = ''
  let from = 0
  for (const { start, end } of parts) {
    output += text.slice(from, start) + mask
    from = end
  }
  return output + text.slice(from)
}

/** The places of characters as ranges without a gap. */
function piecesOf(places: readonly number[]): Range[] {
  const pieces: { start: number; end: number }[] = []
  for (const place of places) {
    const last = pieces.at(-1)
    if (last?.end === place) last.end++
    else pieces.push({ start: place, end: place + 1 })
  }
  return pieces
}

export class Oracle {
  readonly text: string
  readonly patterns: readonly Pattern[]
  /** every occurrence and every window in the whole text */
  readonly found: readonly Found[]
  /** where they are, each place once, by their start */
  readonly #places: readonly Range[]
  readonly #minLength: number
  readonly #mask: string
  /** per position: the largest n for which text[position, n) may still become a span */
  readonly #live: number[]
  /** the same for patterns that are masked as a whole only, with the pattern that reaches furthest */
  readonly #cut: { live: number; pattern: number }[]
  /** the same for pieces that sequences break; `end` after the last piece is that of the text */
  /** from the first piece to the last of what is broken by sequences */
  readonly #across: Range[] = []
  readonly #shownCut: { pieces: Range[]; length: number; pattern: number }[] = []

  constructor(patterns: readonly Pattern[], text: string, options: OracleOptions) {
    this.text = text
    this.patterns = patterns
    this.#minLength = options.minLength
    this.#mask = options.mask ?? '[secure]'
    this.#live = Array.from(text, (_, at) => at)
    this.#cut = Array.from(text, (_, at) => ({ live: at, pattern: -1 }))
    const found: Found[] = []
    this.found = found
    const positions = positionsOf(text)
    for (const [pattern, each] of patterns.entries()) {
      const { bytes, fragment, breaks } = each
      const needle = binary(bytes)
      if (breaks && (isBlank(needle[0]) || isBlank(needle.at(-1)))) {
        throw new Error('a pattern with breaks begins or ends with white space')
      }
      const lay = breaks ? layBreaks : layString
      // A pattern that its windows do not cover wholly has to be waited for as a whole.
      const waits = fragment === 0 || breaks || /[\r\n]/.test(needle)
      const { from = 0, to } = options.sight?.(pattern) ?? {}
      const seen = text.slice(0, to)
      const isAll = from === 0 && to === undefined
      const placesOf = (byte: string): number[] => {
        const all = positions.get(byte) ?? []
        return isAll ? all : all.filter((at) => at >= from && at < seen.length)
      }
      for (const at of placesOf(needle[0]!)) {
        const whole = lay(needle, seen, at)
        if (whole.end !== undefined)
          found.push({ start: at, end: whole.end, pattern, kind: 'whole' })
        if (waits) this.#live[at] = Math.max(this.#live[at]!, whole.live)
        if (fragment === 0 && to === undefined && whole.live > this.#cut[at]!.live) {
          this.#cut[at] = { live: whole.live, pattern }
        }
      }
      const windows = windowsOf(needle, each)
      for (const window of windows) {
        for (const at of placesOf(needle[window.start]!)) {
          const { end, live } = layPiece(needle, window, seen, at)
          if (end !== undefined) found.push({ start: at, end, pattern, kind: 'window' })
          this.#live[at] = Math.max(this.#live[at]!, live)
        }
      }
      if (options.shown) this.#searchShown(pattern, lay, windows, waits, seen, from)
    }
    const places = new Map(found.map((span) => [`${span.start} ${span.end}`, span]))
    this.#places = [...places.values()].sort((a, b) => a.start - b.start)
  }

  /** One pattern in the lines as they are shown. */
  #searchShown(
    pattern: number,
    lay: typeof layString,
    windows: readonly Range[],
    waits: boolean,
    seen: string,
    from: number,
  ): void {
    const { bytes, fragment, breaks } = this.patterns[pattern]!
    const isWhole = fragment === 0 || breaks
    const needle = binary(bytes)
    const found = this.found as Found[]
    for (const { text, places, cut } of shownStretches(seen)) {
      const tell = (at: number, end: number, kind: Found['kind']) => {
        const pieces = piecesOf(places.slice(at, end))
        if (pieces.length === 1) return
        const first = places[at]!
        this.#across.push({ start: first, end: pieces.at(-1)!.end })
        for (const piece of pieces) found.push({ ...piece, pattern, kind, first })
      }
      for (let at = 0; at < text.length; at++) {
        const place = places[at]!
        if (place < from) continue
        const alive = (live: number) => {
          this.#live[place] = Math.max(this.#live[place]!, places[live] ?? cut)
        }
        const whole = lay(needle, text, at)
        // of what is split, the windows count
        if (whole.end !== undefined && isWhole) tell(at, whole.end, 'whole')
        if (waits) alive(whole.live)
        if (fragment === 0 && whole.live >= text.length && cut === this.text.length) {
          const pieces = piecesOf(places.slice(at))
          const length = text.length - at
          if (pieces.length > 1 || pieces[0]!.end < cut) {
            this.#shownCut.push({ pieces, length, pattern })
          }
        }
        for (const window of windows) {
          if (needle[window.start] !== text[at]) continue
          const { end, live } = layPiece(needle, window, text, at)
          if (end !== undefined) tell(at, end, 'window')
          alive(live)
        }
      }
    }
  }

  /** Start of the longest suffix of the first `length` bytes that may still become (part of) a span. */
  liveStart(length: number): number {
    for (let at = 0; at < length; at++) if (this.#live[at]! >= length) return at
    return length
  }

  /** The span of P8: what is held at the end of input and long enough to be masked. */
  cutSpan(): Found | undefined {
    const end = this.text.length
    for (let start = 0; end - start >= Math.max(1, this.#minLength); start++) {
      const { live, pattern } = this.#cut[start]!
      if (live >= end) return { start, end, pattern, kind: 'cut' }
    }
    return undefined
  }

  /** The spans of P8 of what is broken by sequences, of the longest one. */
  #shownCutSpans(): Found[] {
    const least = Math.max(1, this.#minLength)
    const long = this.#shownCut.filter(({ length }) => length >= least)
    long.sort((a, b) => b.length - a.length || a.pattern - b.pattern)
    const { pieces = [], pattern = 0 } = long[0] ?? {}
    // all that is cut off is told by one name
    const named = this.cutSpan()?.pattern ?? pattern
    return pieces.map((piece) => ({ ...piece, pattern: named, kind: 'cut' }))
  }

  /** Spans known after the first `length` bytes; with `ended`, those of P8 too. */
  spans(length: number, ended = false): Found[] {
    const spans = this.found.filter(({ end }) => end <= length)
    const cut = ended ? this.cutSpan() : undefined
    const more = ended ? this.#shownCutSpans() : []
    return cut === undefined ? [...spans, ...more] : [...spans, cut, ...more]
  }

  /** The runs of bytes that spans cover. */
  #runs(length: number, ended: boolean): Range[] {
    const places = this.#places.filter(({ end }) => end <= length)
    if (!ended) return unite(places)
    const cut = this.cutSpan()
    return unite([...places, ...(cut === undefined ? [] : [cut]), ...this.#shownCutSpans()])
  }

  /** Masked parts of the first `limit` bytes, from the spans known after `length` bytes. */
  parts(length: number, ended: boolean, limit: number): Range[] {
    return maskedParts(
      this.text,
      this.#runs(length, ended)
        .filter(({ start }) => start < limit)
        .map(({ start, end }) => ({ start, end: Math.min(end, limit) })),
    )
  }

  /** What must be out after the first `length` bytes were written: all but the hold (P4). */
  released(length: number): string {
    const limit = this.liveStart(length)
    return replaceParts(this.text.slice(0, limit), this.parts(length, false, limit), this.#mask)
  }

  /** What must be out after the end of the input. */
  output(): string {
    const end = this.text.length
    return replaceParts(this.text, this.parts(end, true, end), this.#mask)
  }

  /** The largest offset up to `length` that no found and no still possible span crosses. */
  settled(length: number): number {
    const limit = this.liveStart(length)
    const known = this.#across.filter(({ end }) => end <= length)
    const across = unite([...this.#runs(length, false), ...known])
    return across.find(({ start, end }) => start < limit && limit < end)?.start ?? limit
  }

  /** Length of the output that belongs to exactly the input before `settled(length)`. */
  settledOutput(length: number): number {
    const limit = this.settled(length)
    const text = this.text.slice(0, limit)
    return replaceParts(text, this.parts(length, false, limit), this.#mask).length
  }

  /**
   * Per mask, each (name, variant) with a whole occurrence under it counts once;
   * a mask without one counts for the first registered pattern that holds its
   * first window, a mask without a window for the pattern that is cut there.
   */
  report(): NaiveReport {
    const end = this.text.length
    const spans = this.spans(end, true)
    const parts = this.parts(end, true, end)
    const runs = this.#runs(end, true)
    const groups = unite([...runs, ...this.#across])
    const secrets: NaiveReport['secrets'] = {}
    for (const part of parts) {
      const isUnder = (range: Range) => (span: Range) =>
        span.start < range.end && span.end > range.start
      const under = spans.filter(isUnder(part))
      const whole = under.filter(({ kind }) => kind === 'whole')
      // A piece that is joined to an earlier run counts for the first window of them all
      const group = groups.find(isUnder(part))!
      const isFirst = isUnder(runs.find(isUnder(group))!)(part)
      const first = (isFirst ? under : spans.filter(isUnder(group)))
        .filter(({ kind }) => kind !== 'whole')
        .sort(
          (a, b) =>
            Number(a.kind === 'cut') - Number(b.kind === 'cut') ||
            (a.first ?? a.start) - (b.first ?? b.start) ||
            a.pattern - b.pattern,
        )
      const owners = (whole.length > 0 ? whole : first.slice(0, 1)).flatMap(
        ({ pattern }) => this.patterns[pattern]!.owners,
      )
      const counted = new Set(owners.map(({ name, variant }) => JSON.stringify([name, variant])))
      for (const key of counted) {
        const [name, variant] = JSON.parse(key) as [string, string]
        secrets[name] ??= {}
        secrets[name][variant] ??= {
          count: 0,
          firstLine: this.text.slice(0, part.start).split('\n').length,
        }
        secrets[name][variant].count++
      }
    }
    return {
      occurrences: parts.length,
      bytes: parts.reduce((sum, { start, end }) => sum + end - start, 0),
      secrets,
    }
  }
}
