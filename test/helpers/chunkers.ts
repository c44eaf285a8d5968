/**
 * Ways to cut an input into chunks. Each returns copies-free views in order;
 * joined they are the input again.
 */
import fc from 'fast-check'

/** The input cut at the given offsets (ascending, may repeat: empty chunks). */
export function cutAt(input: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const edges = [0, ...offsets, input.length]
  return edges.slice(1).map((end, index) => input.subarray(edges[index]!, end))
}

export const whole = (input: Uint8Array): Uint8Array[] => [input]

/** Chunks of `size` bytes; the last may be shorter. */
export function every(input: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < input.length; at += size) chunks.push(input.subarray(at, at + size))
  return chunks
}

export const byteByByte = (input: Uint8Array): Uint8Array[] => every(input, 1)

/** All ways to cut the input in two, empty halves included. */
export function* everySingleCut(input: Uint8Array): Generator<Uint8Array[]> {
  for (let at = 0; at <= input.length; at++) yield cutAt(input, [at])
}

/** Where to cut an input that is not known yet: in thousandths of its length. */
export type Cuts = readonly number[] | 'byte by byte'

export const cuts: fc.Arbitrary<Cuts> = fc.oneof(
  fc.constant<Cuts>([]),
  fc.constant<Cuts>('byte by byte'),
  fc.array(fc.nat(1000), { maxLength: 12 }).map((offsets) => offsets.sort((a, b) => a - b)),
)

export const cutBy = (input: Uint8Array, places: Cuts): Uint8Array[] =>
  places === 'byte by byte'
    ? byteByByte(input)
    : cutAt(
        input,
        places.map((place) => Math.round((place * input.length) / 1000)),
      )

/** The same cuts for every run, from a small generator; for tests that spell their input by hand. */
export function* scatteredCuts(input: Uint8Array, times: number): Generator<Uint8Array[]> {
  let state = 0x2545f491
  const next = (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
  for (let time = 0; time < times; time++) {
    const offsets = Array.from({ length: 1 + next(8) }, () => next(input.length + 1))
    yield cutAt(
      input,
      offsets.sort((a, b) => a - b),
    )
  }
}
