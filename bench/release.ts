/**
 * What an engine that only finds occurrences needs to become a masker: spans
 * in, pieces out. Every searching engine of the benchmark goes through here,
 * so that they differ in nothing but the search.
 *
 * Overlapping spans become one run; a run becomes one mask per line, its line
 * terminators are kept; everything before `settled` that no run crosses goes
 * out as a view of the log. The log stays in memory, so nothing is copied.
 */

export type Sink = (piece: Uint8Array) => void

export class Release {
  readonly #log: Uint8Array
  readonly #mask: Uint8Array
  readonly #sink: Sink
  #starts: number[] = []
  #ends: number[] = []
  #sorted = true
  #released = 0

  constructor(log: Uint8Array, mask: Uint8Array, sink: Sink) {
    this.#log = log
    this.#mask = mask
    this.#sink = sink
  }

  /** An occurrence was found. Offsets in the log, end exclusive. */
  span(start: number, end: number): void {
    const last = this.#starts.length - 1
    if (last >= 0 && start < this.#starts[last]!) this.#sorted = false
    this.#starts.push(start)
    this.#ends.push(end)
  }

  /** No occurrence that begins before `settled` will be found any more. */
  settle(settled: number): void {
    if (this.#starts.length > 0) this.#releaseRuns(settled)
    const limit = this.#starts.length > 0 ? Math.min(settled, this.#starts[0]!) : settled
    this.#plain(limit)
  }

  #releaseRuns(settled: number): void {
    if (!this.#sorted) this.#sort()
    let kept = 0
    for (let i = 0; i < this.#starts.length; ) {
      const start = this.#starts[i]!
      let end = this.#ends[i]!
      let next = i + 1
      while (next < this.#starts.length && this.#starts[next]! < end) {
        end = Math.max(end, this.#ends[next++]!)
      }
      if (end > settled) break
      this.#plain(start)
      this.#maskRun(start, end)
      this.#released = end
      kept = i = next
    }
    this.#starts.splice(0, kept)
    this.#ends.splice(0, kept)
  }

  #sort(): void {
    const order = this.#starts.map((_, i) => i).sort((a, b) => this.#starts[a]! - this.#starts[b]!)
    this.#starts = order.map((i) => this.#starts[i]!)
    const ends = this.#ends
    this.#ends = order.map((i) => ends[i]!)
    this.#sorted = true
  }

  #plain(until: number): void {
    if (until > this.#released) {
      this.#sink(this.#log.subarray(this.#released, until))
      this.#released = until
    }
  }

  #maskRun(start: number, end: number): void {
    let line = start
    for (let i = start; i <= end; i++) {
      const terminator = i < end && (this.#log[i] === 10 || this.#log[i] === 13)
      if (i < end && !terminator) continue
      if (i > line) this.#sink(this.#mask)
      if (terminator) this.#sink(this.#log.subarray(i, i + 1))
      line = i + 1
    }
  }
}
