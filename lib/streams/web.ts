/**
 * The web face: a TransformStream that takes a log and gives the masked log.
 *
 * Strings (UTF-8) and Uint8Arrays in, Uint8Arrays out, one per write (with
 * `copy: false` large parts apart).
 * Any failure errors both sides with a MaskError, and nothing more comes out.
 * Imports nothing from Node: it runs in browsers and workers.
 */
import { transform } from 'through2/web'
import type { Masker } from '../masking/masker.js'
import type { SecretRegistry } from '../secrets/registry.js'
import { type MaskStreamOptions, StreamAdapter } from './adapter.js'

/** A masking TransformStream; `masker.report()` tells what was masked so far. */
export type MaskTransformStream = TransformStream<Uint8Array | string, Uint8Array> & {
  readonly masker: Masker
}

/** @throws MaskError ERR_OPTION, ERR_MASK_TEXT for wrong options */
export function createMaskTransformStream(
  secrets: SecretRegistry,
  options: MaskStreamOptions = {},
): MaskTransformStream {
  let readableSide: TransformStreamDefaultController<Uint8Array> | undefined
  const adapter = new StreamAdapter(secrets, options, {
    push: (bytes) => readableSide!.enqueue(bytes),
    fail: (error) => front.fail(error, readableSide),
  })
  const emit = (
    controller: TransformStreamDefaultController<Uint8Array>,
    output: readonly Uint8Array[],
  ) => {
    readableSide = controller
    for (const bytes of output) controller.enqueue(bytes)
  }
  const stream = transform(
    (chunk: unknown, controller) => emit(controller, adapter.write(chunk)),
    (controller) => emit(controller, adapter.end()),
  )
  const front = createFront(stream.writable, () => adapter.close())
  Object.defineProperty(stream, 'writable', { value: front.writable })
  return Object.assign(stream, { masker: adapter.masker }) as MaskTransformStream
}

/**
 * A writable side in front of the stream's own. through2's form has no `start`
 * and no `cancel`, so without it an abort before the first chunk could not
 * reach a waiting reader, and a reader that cancels would leave the timer and
 * the signal's listener behind. Writes are passed on one by one and wait for
 * the reader as before.
 */
function createFront(inner: WritableStream<unknown>, onClosed: () => void) {
  const writer = inner.getWriter()
  let controller: WritableStreamDefaultController
  let rejectWrite: (error: unknown) => void = () => {}
  const writable = new WritableStream<unknown>({
    start(own) {
      controller = own
    },
    write: (chunk) =>
      new Promise((resolve, reject) => {
        rejectWrite = reject
        writer.write(chunk).then(resolve, reject)
      }),
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  })
  writer.closed.then(onClosed, (error) => {
    onClosed()
    controller.error(error)
  })
  return {
    writable,
    fail(error: unknown, readableSide: TransformStreamDefaultController | undefined): void {
      // Errors queued output away as well; before the first chunk only the writer can do that.
      if (readableSide !== undefined) readableSide.error(error)
      else writer.abort(error).catch(() => {})
      controller.error(error)
      // A write that waits for a reader would keep the writer from hearing of it.
      rejectWrite(error)
    },
  }
}
