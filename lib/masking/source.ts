/**
 * The input bytes that have not been released yet, by input offset.
 *
 * In: chunks, seen but not owned. Out: views. What outlives the write is
 * copied once into a pool and kept as a list of segments; nothing is joined or
 * moved again, so a hold of any length that grows byte by byte stays linear.
 * A pool is filled once and never written twice: views of it may be kept.
 */

const POOL = 8192
const NOTHING = new Uint8Array(0)

/** bytes[from, to) stand at input offset `start` */
interface Segment {
  readonly start: number
  readonly bytes: Uint8Array
  readonly from: number
  to: number
}

export type Visit = (bytes: Uint8Array, start: number, end: number) => void

export class Source {
  /** input offset after the last byte */
  end = 0
  /** copied bytes, in order */
  #owned: Segment[] = []
  /** index of the first segment that is still needed */
  #head = 0
  #pool: Uint8Array = NOTHING
  #used = 0
  /** the chunk that is being written, at the end of the input */
  #chunk: Uint8Array = NOTHING

  /** Adds a chunk without copying it; {@link settle} must follow before it changes. */
  add(chunk: Uint8Array): void {
    this.#chunk = chunk
    this.end += chunk.length
  }

  /** Calls `visit` for the bytes of [from, to), in order: they are bytes[start, end) of each call. */
  read(from: number, to: number, visit: Visit): void {
    for (let i = this.#head; i < this.#owned.length; i++) {
      const s = this.#owned[i]!
      if (s.start >= to) return
      const shift = s.from - s.start
      const a = Math.max(s.from, from + shift)
      const b = Math.min(s.to, to + shift)
      if (a < b) visit(s.bytes, a, b)
    }
    const start = this.end - this.#chunk.length
    if (to > start) visit(this.#chunk, Math.max(0, from - start), to - start)
  }

  /** Forgets what lies before `from`, and copies what the last {@link add} left behind it. */
  settle(from: number): void {
    const chunk = this.#chunk
    const start = this.end - chunk.length
    this.#chunk = NOTHING
    if (from >= start) {
      if (this.#owned.length > 0) {
        this.#owned = []
        this.#head = 0
      }
      if (from < this.end) this.#own(chunk, from - start, from)
      return
    }
    for (let s = this.#owned[this.#head]!; s.start + s.to - s.from <= from; ) {
      s = this.#owned[++this.#head]!
    }
    if (this.#head > 64 && this.#head * 2 > this.#owned.length) {
      this.#owned.splice(0, this.#head)
      this.#head = 0
    }
    if (chunk.length > 0) this.#own(chunk, 0, start)
  }

  /** All bytes from `from` on, joined; for a search with other patterns. */
  joined(from: number): Uint8Array {
    const all = new Uint8Array(this.end - from)
    let at = 0
    this.read(from, this.end, (bytes, a, b) => {
      all.set(bytes.subarray(a, b), at)
      at += b - a
    })
    return all
  }

  /** Copies chunk[from, …), which stands at input offset `start`. */
  #own(chunk: Uint8Array, from: number, start: number): void {
    const size = chunk.length - from
    if (size > this.#pool.length - this.#used) {
      this.#pool = new Uint8Array(Math.max(POOL, size))
      this.#used = 0
    }
    const pool = this.#pool
    const at = this.#used
    this.#used += size
    if (size > 32) pool.set(chunk.subarray(from), at)
    else for (let i = 0; i < size; i++) pool[at + i] = chunk[from + i]!
    const last = this.#owned.at(-1)
    if (last !== undefined && last.bytes === pool && last.to === at) last.to = this.#used
    else this.#owned.push({ start, bytes: pool, from: at, to: this.#used })
  }
}
