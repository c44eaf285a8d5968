/**
 * The input bytes that have not been released yet, by input offset.
 *
 * In: chunks, seen but not owned. Out: views. What outlives the write is
 * copied once and kept as a list of segments; nothing is joined or moved
 * again, so a hold of any length that grows byte by byte stays linear.
 */

/** Small chunks are gathered into segments of this size. */
const SEGMENT = 4096

interface Segment {
  /** input offset of bytes[0] */
  readonly start: number
  bytes: Uint8Array
}

export class Source {
  #segments: Segment[] = []
  /** index of the first segment that is still needed */
  #head = 0
  #end = 0
  /** unused rest of the last owned segment */
  #spare = 0

  /** Input offset after the last byte. */
  get end(): number {
    return this.#end
  }

  /** Adds a chunk without copying it; {@link settle} must follow before it changes. */
  add(chunk: Uint8Array): void {
    this.#segments.push({ start: this.#end, bytes: chunk })
    this.#end += chunk.length
  }

  /** Calls `visit` with the bytes of [from, to), in order, as views. */
  read(from: number, to: number, visit: (bytes: Uint8Array) => void): void {
    for (let i = this.#head; i < this.#segments.length; i++) {
      const { start, bytes } = this.#segments[i]!
      const a = Math.max(from, start)
      const b = Math.min(to, start + bytes.length)
      if (a >= b) {
        if (start >= to) break
        continue
      }
      visit(
        a === start && b === start + bytes.length ? bytes : bytes.subarray(a - start, b - start),
      )
    }
  }

  /** Forgets what lies before `from`, and copies what the last {@link add} left behind it. */
  settle(from: number): void {
    const last = this.#segments.pop()!
    while (this.#head < this.#segments.length) {
      const { start, bytes } = this.#segments[this.#head]!
      if (start + bytes.length > from) break
      this.#head++
    }
    if (this.#head === this.#segments.length) {
      this.#segments.length = 0
      this.#head = 0
      this.#spare = 0
    } else if (this.#head > 64 && this.#head * 2 > this.#segments.length) {
      this.#segments.splice(0, this.#head)
      this.#head = 0
    }
    const rest = last.bytes.subarray(Math.max(0, from - last.start))
    if (rest.length > 0) this.#own(rest, Math.max(from, last.start))
  }

  /** All bytes that are kept, joined; for a search with other patterns. */
  joined(from: number): Uint8Array {
    const all = new Uint8Array(this.#end - from)
    let at = 0
    this.read(from, this.#end, (bytes) => {
      all.set(bytes, at)
      at += bytes.length
    })
    return all
  }

  #own(rest: Uint8Array, start: number): void {
    const last = this.#segments.at(-1)
    if (last !== undefined && rest.length <= this.#spare) {
      const grown = new Uint8Array(
        last.bytes.buffer,
        last.bytes.byteOffset,
        last.bytes.length + rest.length,
      )
      grown.set(rest, last.bytes.length)
      last.bytes = grown
      this.#spare -= rest.length
      return
    }
    const owned = new Uint8Array(Math.max(SEGMENT, rest.length))
    owned.set(rest)
    this.#spare = owned.length - rest.length
    this.#segments.push({ start, bytes: owned.subarray(0, rest.length) })
  }
}
