/**
 * A line on a terminal that says how far the work is.
 *
 * In: sizes and times. Out: text that replaces itself, at most ten times a
 * second; nothing where stderr is no terminal. No colours.
 */

const INTERVAL_MS = 100

export class Progress {
  readonly #write: ((text: string) => void) | undefined
  readonly #files: number
  readonly #bytes: number
  readonly #now: () => number
  readonly #started: number
  #shown: number
  #doneFiles = 0
  #doneBytes = 0

  /** `write` is left out where there is no terminal; `bytes` and `files` are totals. */
  constructor(
    write: ((text: string) => void) | undefined,
    total: { readonly files: number; readonly bytes: number },
    now: () => number = Date.now,
  ) {
    this.#write = write
    this.#files = total.files
    this.#bytes = total.bytes
    this.#now = now
    this.#started = now()
    this.#shown = this.#started
  }

  /** `bytes` as on disk: a packed file counts as it is. */
  advance(bytes: number, files = 0): void {
    this.#doneBytes += bytes
    this.#doneFiles += files
    if (this.#write === undefined || this.#now() - this.#shown < INTERVAL_MS) return
    this.#shown = this.#now()
    this.#write(`\r\u001b[K${this.#line()}`)
  }

  end(): void {
    this.#write?.('\r\u001b[K')
  }

  #line(): string {
    const seconds = Math.max(this.#now() - this.#started, 1) / 1000
    const rate = this.#doneBytes / seconds
    const left = rate === 0 ? 0 : Math.ceil(Math.max(this.#bytes - this.#doneBytes, 0) / rate)
    const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
    const speed = `${(rate / 1e6).toFixed(1)} MB/s`
    return `${this.#doneFiles} of ${this.#files} files, ${speed}, ${clock} left`
  }
}
