/**
 * The text of a stretch of overlapping windows, as far as names may still be
 * found in it.
 *
 * In: the runs that were found, in the order in which they were. Out: their
 * text without gaps. Invariant: its bytes stand at [start, end) of the input.
 */
export class Region {
  start = 0
  #buffer = new Uint8Array(256)
  /** over the buffer that holds the text */
  view = new DataView(this.#buffer.buffer)
  #length = 0

  get end(): number {
    return this.start + this.#length
  }

  get length(): number {
    return this.#length
  }

  get text(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  open(start: number): void {
    this.start = start
    this.#length = 0
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#buffer.length) {
      const larger = new Uint8Array(2 * (this.#length + bytes.length))
      larger.set(this.text)
      this.#buffer = larger
      this.view = new DataView(larger.buffer)
    }
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Bytes before the start. What is held is less than a window, so they touch the stretch. */
  prepend(bytes: Uint8Array): void {
    const after = this.text.slice()
    this.open(this.start - bytes.length)
    this.append(bytes)
    this.append(after)
  }

  drop(bytes: number): void {
    this.#buffer.copyWithin(0, bytes, this.#length)
    this.start += bytes
    this.#length -= bytes
  }
}
