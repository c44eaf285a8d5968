/**
 * Bytes of the input with their place: what the engines look at.
 *
 * Eight bytes at a time are read through a DataView over the whole
 * ArrayBuffer, which is kept while chunks come from the same buffer: making a
 * view for every small chunk would cost more than searching it.
 */
export class Chunk {
  bytes: Uint8Array = new Uint8Array(0)
  /** over the buffer that holds `bytes` */
  view: DataView = new DataView(this.bytes.buffer)
  /** place of bytes[0] in the view */
  offset = 0
  /** number of bytes */
  end = 0
  /** input offset of bytes[0] */
  base = 0

  set(bytes: Uint8Array, base: number): void {
    const { buffer } = bytes
    if (this.view.buffer !== buffer) this.view = new DataView(buffer)
    this.bytes = bytes
    this.offset = bytes.byteOffset
    this.end = bytes.length
    this.base = base
  }

  /** Four bytes as a little-endian word. */
  word(at: number): number {
    return this.view.getInt32(this.offset + at, true)
  }
}
