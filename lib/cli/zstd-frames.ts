/**
 * Cuts a Zstandard file at the ends of its frames.
 *
 * In: the bytes of a file in any pieces. Out: the same bytes, in pieces of
 * which none goes on behind the end of a frame. Node's decoder drops what
 * stands behind a frame in the same piece, and takes a file that breaks off for
 * a whole one; `zstd`, log rotation and `cat a.zst b.zst` write several frames,
 * and to lose a part of a log is a leak or worse. Format: RFC 8878, section 3.
 */
import { Transform } from 'node:stream'

const LAST_BLOCK = 1
const RLE = 1
/** bytes of the dictionary's id, and of the content's size, by their flags */
const ID_SIZES = [0, 1, 2, 4] as const
const CONTENT_SIZES = [0, 2, 4, 8] as const
/** window, dictionary, content size */
const LONGEST_HEADER = 1 + 4 + 8

/** What is expected next: a header of `size` bytes, or content of that size to pass over. */
interface Step {
  readonly size: number
  readonly isHeader?: boolean
  /** gets the header; where it is absent the frame ends */
  readonly next?: (header: Buffer) => Step
}

export function createFrameCutter(): Transform {
  const walker = new FrameWalker()
  return new Transform({
    // Or its reader would put pieces together again
    readableObjectMode: true,
    transform(chunk: Buffer, _encoding, done) {
      try {
        let from = 0
        for (const end of walker.ends(chunk)) {
          this.push(chunk.subarray(from, end))
          from = end
        }
        if (from < chunk.length) this.push(chunk.subarray(from))
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    flush(done) {
      done(walker.isBetween ? null : problem('Z_BUF_ERROR'))
    },
  })
}

export class FrameWalker {
  #step: Step = START
  /** bytes of the step that were seen, and of its header that were kept */
  #seen = 0
  readonly #header = Buffer.alloc(LONGEST_HEADER)

  /** No frame is open. */
  get isBetween(): boolean {
    return this.#step === START && this.#seen === 0
  }

  /** Offsets in the chunk at which frames end. */
  ends(chunk: Buffer): number[] {
    const ends: number[] = []
    for (let at = 0; at < chunk.length; ) {
      const size = Math.min(this.#step.size - this.#seen, chunk.length - at)
      if (this.#step.isHeader) chunk.copy(this.#header, this.#seen, at, at + size)
      this.#seen += size
      at += size
      while (this.#seen === this.#step.size) {
        this.#step = this.#step.next?.(this.#header) ?? START
        this.#seen = 0
        if (this.#step === START) ends.push(at)
      }
    }
    return ends
  }
}

const START: Step = { size: 5, isHeader: true, next: readStart }

/** The magic number and one more byte: how long the rest of the header is depends on it. */
function readStart(header: Buffer): Step {
  const magic = header.readUInt32LE(0)
  const descriptor = header[4]!
  // A frame to be skipped: its size follows, of which one byte was read
  if ((magic & 0xfffffff0) === 0x184d2a50) {
    return {
      size: 3,
      isHeader: true,
      next: (rest) => ({ size: descriptor + rest.readUIntLE(0, 3) * 256 }),
    }
  }
  if (magic !== 0xfd2fb528) throw problem('Z_DATA_ERROR')
  const isSingle = (descriptor & 0x20) !== 0
  const contentFlag = descriptor >> 6
  const contentSize = contentFlag === 0 && isSingle ? 1 : CONTENT_SIZES[contentFlag]!
  const size = (isSingle ? 0 : 1) + ID_SIZES[descriptor & 3]! + contentSize
  return { size, isHeader: true, next: () => blockAfter((descriptor & 4) !== 0) }
}

function blockAfter(hasChecksum: boolean): Step {
  return {
    size: 3,
    isHeader: true,
    next(header) {
      const bits = header.readUIntLE(0, 3)
      const type = (bits >> 1) & 3
      const size = type === RLE ? 1 : bits >> 3
      if ((bits & LAST_BLOCK) === 0) return { size, next: () => blockAfter(hasChecksum) }
      return { size: size + (hasChecksum ? 4 : 0) }
    },
  }
}

function problem(code: 'Z_BUF_ERROR' | 'Z_DATA_ERROR'): Error {
  return Object.assign(new Error(code), { code })
}
