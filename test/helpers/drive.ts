/**
 * Feeds chunks to a masker the way a careless caller does, and keeps what came
 * out after each write.
 *
 * Every chunk is handed over in one reused buffer that is overwritten as soon
 * as the returned pieces were read: a masker that keeps views of its input
 * instead of copies gives wrong output here.
 */
import { binary } from './oracle.js'

/** What the tests need of a masker. */
export interface MaskerLike {
  write(chunk: Uint8Array): readonly Uint8Array[]
  end(): readonly Uint8Array[]
  readonly held: number
  readonly offsets: { readonly settled: number; readonly released: number }
}

/** What was seen after one write. */
export interface Step {
  /** input bytes written so far */
  readonly length: number
  /** everything released so far */
  readonly released: string
  readonly held: number
  readonly settled: number
  /** output length that belongs to `settled` */
  readonly settledOutput: number
}

const join = (pieces: readonly Uint8Array[]): string => pieces.map(binary).join('')

/** Writes one chunk from a buffer that is overwritten afterwards. */
export function writeReused(masker: MaskerLike, chunk: Uint8Array): string {
  const reused = chunk.slice()
  const output = join(masker.write(reused))
  reused.fill(0x21)
  return output
}

/** Writes all chunks, calls `onStep` after each, and ends. Returns the whole output. */
export function drive(
  masker: MaskerLike,
  chunks: Iterable<Uint8Array>,
  onStep?: (step: Step) => void,
): string {
  let length = 0
  let released = ''
  for (const chunk of chunks) {
    length += chunk.length
    released += writeReused(masker, chunk)
    onStep?.({
      length,
      released,
      held: masker.held,
      settled: masker.offsets.settled,
      settledOutput: masker.offsets.released,
    })
  }
  return released + join(masker.end())
}
