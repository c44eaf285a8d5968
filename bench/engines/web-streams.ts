/** WHATWG streams: the mask stream, and the platform's own that only passes bytes on. */
import { createMaskTransformStream } from '../../lib/streams/web.js'
import type { Sink } from '../release.js'
import { type CreateEngine, engineOf } from './engine.js'

type Bytes = TransformStream<Uint8Array, Uint8Array>

async function pump(stream: Bytes, chunks: readonly Uint8Array[], sink: Sink): Promise<void> {
  const feed = async (): Promise<void> => {
    const writer = stream.writable.getWriter()
    for (const chunk of chunks) {
      await writer.ready
      writer.write(chunk)
    }
    await writer.close()
  }
  const drain = async (): Promise<void> => {
    for await (const piece of stream.readable) sink(piece)
  }
  await Promise.all([feed(), drain()])
}

export const create: CreateEngine = ({ registry, mask }) =>
  engineOf({
    mask(_log, chunks, sink) {
      const stream = createMaskTransformStream(registry, { mask }) as Bytes
      this.alive = stream
      return pump(stream, chunks, sink)
    },
  })

export const createPassThrough: CreateEngine = () => ({
  mask: (_log, chunks, sink) => pump(new TransformStream(), chunks, sink),
})
