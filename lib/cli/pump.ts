/**
 * Moves a log through a masker.
 *
 * In: a reader. Out: the masked bytes, to a writer. What was read is written
 * out before the next read, because what the masker returns are views of it.
 * While the input is quiet, held bytes are released as far as the masker
 * allows. After a failure nothing more is written.
 */
import type { Masker } from '../masking/masker.js'
import type { ByteReader, ByteWriter } from './io.js'

/** What a pump needs of a masker; a stage in front of one offers the same. */
export type Masking = Pick<Masker, 'write' | 'end' | 'releaseIdle' | 'held' | 'report'>

/** Milliseconds of silence after which held bytes may be released. */
const IDLE_MS = 200

export async function pump(
  input: Pick<ByteReader, 'read'>,
  masker: Masking,
  output: ByteWriter,
): Promise<void> {
  for (;;) {
    const answer = input.read()
    const bytes = answer instanceof Promise ? await patient(answer, masker, output) : answer
    if (bytes.length === 0) break
    const written = output.write(masker.write(bytes))
    if (written !== undefined) await written
  }
  await output.write(masker.end())
}

/** Waits for the answer; when that takes long, releases what may be released. */
async function patient(
  answer: Promise<Uint8Array>,
  masker: Masking,
  output: ByteWriter,
): Promise<Uint8Array> {
  if (masker.held === 0) return answer
  let timer: NodeJS.Timeout | undefined
  const idle = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, IDLE_MS, undefined)
  })
  const bytes = await Promise.race([answer, idle])
  clearTimeout(timer)
  if (bytes !== undefined) return bytes
  await output.write(masker.releaseIdle())
  return answer
}
