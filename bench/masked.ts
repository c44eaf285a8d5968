/** What a masked log is known by: how many masks, how many bytes, which hash. */
export interface Masked {
  readonly masks: number
  readonly bytes: number
  /** 16 hex digits */
  readonly hash: string
}

/** Two FNV-1a lanes with different multipliers; the native engine computes the same. */
export function hashOf(bytes: Uint8Array): string {
  let a = 0x811c9dc5 | 0
  let b = 0x9747b28c | 0
  for (let i = 0; i < bytes.length; i++) {
    a = Math.imul(a ^ bytes[i]!, 0x01000193)
    b = Math.imul(b ^ bytes[i]!, 0x5bd1e995)
  }
  const hex = (lane: number) => (lane >>> 0).toString(16).padStart(8, '0')
  return hex(a) + hex(b)
}

export function countOf(log: Uint8Array, mask: string): number {
  const text = Buffer.from(log.buffer, log.byteOffset, log.byteLength)
  let count = 0
  for (let at = text.indexOf(mask); at >= 0; at = text.indexOf(mask, at + mask.length)) count++
  return count
}

/** Collects pieces as they come; they may be views that do not last. */
export class Collector {
  #bytes = Buffer.alloc(1024 * 1024)
  #length = 0

  readonly add = (piece: Uint8Array): void => {
    if (this.#length + piece.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe((this.#length + piece.length) * 2)
      larger.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = larger
    }
    this.#bytes.set(piece, this.#length)
    this.#length += piece.length
  }

  result(mask: string): Masked {
    const log = this.#bytes.subarray(0, this.#length)
    return { masks: countOf(log, mask), bytes: log.length, hash: hashOf(log) }
  }
}
