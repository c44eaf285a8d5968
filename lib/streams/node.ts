/**
 * The Node face: a Transform that takes a log and gives the masked log.
 *
 * Strings (UTF-8 unless write() names another encoding) and Uint8Arrays in,
 * Buffers out, one per write (with `copy: false` large parts apart). Backpressure is the Transform's own.
 * Any failure destroys the stream with a MaskError, and nothing more comes out.
 *
 * Made with through2, whose streams come from the `readable-stream` package:
 * they do all that a `node:stream` Transform does (pipe, pipeline, finished,
 * async iteration), but `instanceof stream.Transform` is false. Ask for
 * `typeof s.pipe === 'function'` instead.
 */
import type { Transform } from 'node:stream'
import { transform } from 'through2'
import type { MaskError } from '../errors.js'
import type { Masker } from '../masking/masker.js'
import type { SecretRegistry } from '../secrets/registry.js'
import { type MaskStreamOptions, StreamAdapter, wrongChunk } from './adapter.js'
import { decodeText } from './encoding.js'

/** A masking Transform; `masker.report()` tells what was masked so far. */
export type MaskStream = Transform & { readonly masker: Masker }

type Callback = (error?: Error | null, bytes?: Uint8Array) => void

/** The size of one read from a file or a pipe; through2's own default is a quarter of it. */
const HIGH_WATER_MARK = 64 * 1024

/**
 * @throws MaskError ERR_OPTION, ERR_MASK_TEXT for wrong options; all later
 * errors are `error` events
 */
export function createMaskStream(
  secrets: SecretRegistry,
  options: MaskStreamOptions = {},
): MaskStream {
  const adapter = new StreamAdapter(secrets, options, {
    push: (bytes) => stream.push(bytes),
    fail: (error) => stream.destroy(error),
  })
  const stream = transform(
    {
      highWaterMark: HIGH_WATER_MARK,
      // The adapter encodes text itself: it joins surrogate pairs, and knows that the bytes are ours.
      decodeStrings: false,
      destroy(error, callback) {
        adapter.close()
        callback(error)
      },
    },
    (chunk: Uint8Array | string, encoding: BufferEncoding, callback) =>
      answer(callback, () => adapter.write(decodeText(chunk, encoding))),
    (callback: Callback) => answer(callback, () => adapter.end()),
  ) as unknown as Transform
  const answer = (callback: Callback, step: () => Uint8Array[]): void => {
    let output: Uint8Array[]
    try {
      output = step()
    } catch (error) {
      callback(error as MaskError)
      return
    }
    const last = output.pop()
    for (const bytes of output) stream.push(bytes)
    callback(null, last)
  }
  refuseOtherChunks(stream)
  hideInput(stream, adapter.masker)
  return Object.assign(stream, { masker: adapter.masker })
}

/**
 * A byte stream throws on a wrong chunk, inside whoever wrote it; an object
 * stream that is piped here would end the process. So the stream is destroyed
 * with a typed error before its own check is reached.
 */
function refuseOtherChunks(stream: Transform): void {
  const guard = (method: 'write' | 'end', mayBeLeftOut: boolean) => {
    const original = stream[method].bind(stream) as (...args: unknown[]) => unknown
    return (...args: unknown[]): unknown => {
      const [chunk] = args
      const isLeftOut = mayBeLeftOut && (chunk == null || typeof chunk === 'function')
      if (isLeftOut || typeof chunk === 'string' || chunk instanceof Uint8Array) {
        return original(...args)
      }
      const error = wrongChunk()
      stream.destroy(error)
      const callback = args.findLast((arg) => typeof arg === 'function')
      if (callback !== undefined) process.nextTick(callback as (error: Error) => void, error)
      return method === 'write' ? false : stream
    }
  }
  const write = guard('write', false)
  const end = guard('end', true)
  Object.defineProperties(stream, { write: { value: write }, end: { value: end } })
}

/** A printed stream shows its queues, and the writable one holds input that is not masked yet. */
function hideInput(stream: Transform, masker: Masker): void {
  const describe = () => `MaskStream { held: ${masker.held}, destroyed: ${stream.destroyed} }`
  Object.defineProperties(stream, {
    [Symbol.for('nodejs.util.inspect.custom')]: { value: describe },
    toJSON: { value: describe },
  })
}
