/**
 * Moves a log through a masker.
 *
 * In: a reader. Out: the masked bytes, to a writer. Each block is written out
 * before the next is read into the same memory, because what the masker
 * returns are views of it. While the input is quiet, held bytes are released
 * as far as the masker allows. After a failure nothing more is written.
 */
import type { Masker } from '../masking/masker.js'
import type { ByteReader, ByteWriter } from './io.js'

/** Larger than any pipe gives at once, small enough to stay in the second-level cache. */
const BLOCK_SIZE = 256 * 1024
/** Milliseconds of silence after which held bytes may be released. */
const IDLE_MS = 200

export async function pump(input: ByteReader, masker: Masker, output: ByteWriter): Promise<void> {
  const block = Buffer.allocUnsafeSlow(BLOCK_SIZE)
  for (;;) {
    const answer = input.read(block)
    const size = typeof answer === 'number' ? answer : await patient(answer, masker, output)
    if (size === 0) break
    const written = output.write(masker.write(block.subarray(0, size)))
    if (written !== undefined) await written
  }
  await output.write(masker.end())
}

/** Waits for the answer; when that takes long, releases what may be released. */
async function patient(
  answer: Promise<number>,
  masker: Masker,
  output: ByteWriter,
): Promise<number> {
  if (masker.held === 0) return answer
  let timer: NodeJS.Timeout | undefined
  const idle = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, IDLE_MS, undefined)
  })
  const size = await Promise.race([answer, idle])
  clearTimeout(timer)
  if (size !== undefined) return size
  await output.write(masker.releaseIdle())
  return answer
}
