/**
 * Lines and columns of offsets in a log that streams by.
 *
 * In: the log's chunks, and offsets in ascending order. Out: 1-based lines and
 * columns; lines end with LF. Keeps the line starts between the last offset
 * that was asked for and the end, nothing else.
 */

const LF = 0x0a

export interface Position {
  readonly line: number
  /** in bytes */
  readonly column: number
}

export class LineIndex {
  /** offsets at which lines start; the first is that of the last answer */
  #starts: number[] = [0]
  /** line number of the first of them */
  #line = 1
  #end = 0

  add(chunk: Uint8Array): void {
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) {
      this.#starts.push(this.#end + at + 1)
    }
    this.#end += chunk.length
  }

  locate(offset: number): Position {
    this.forget(offset)
    return { line: this.#line, column: offset - this.#starts[0]! + 1 }
  }

  /** Nothing before `offset` will be asked for. */
  forget(offset: number): void {
    let passed = 0
    while (passed + 1 < this.#starts.length && this.#starts[passed + 1]! <= offset) passed++
    if (passed === 0) return
    this.#starts.splice(0, passed)
    this.#line += passed
  }
}
