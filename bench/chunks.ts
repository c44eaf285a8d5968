/** How a log is cut into chunks: a size in bytes, or `line` for one line each. */
export type ChunkSize = number | 'line'

const LF = 10

/** The end of the chunk that begins at `at`. */
export function chunkEnd(log: Uint8Array, at: number, chunk: ChunkSize): number {
  if (chunk !== 'line') return Math.min(at + chunk, log.length)
  const newline = log.indexOf(LF, at)
  return newline < 0 ? log.length : newline + 1
}

/**
 * All chunks as views, made beforehand: a log that arrives brings its own
 * buffers, so making them is not the masker's work and is not timed.
 */
export function cut(log: Uint8Array, chunk: ChunkSize): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < log.length; ) {
    const end = chunkEnd(log, at, chunk)
    chunks.push(log.subarray(at, end))
    at = end
  }
  return chunks
}

export function chunkName(chunk: ChunkSize): string {
  if (chunk === 'line') return 'lines'
  return chunk >= 1024 ? `${chunk / 1024} KiB` : `${chunk} B`
}
