/** Node streams: the mask stream, and one of the same make that only passes bytes on. */
import { once } from 'node:events'
import type { Transform } from 'node:stream'
import { transform } from 'through2'
import { createMaskStream } from '../../lib/streams/node.js'
import type { Sink } from '../release.js'
import { type CreateEngine, engineOf } from './engine.js'

const highWaterMark = 64 * 1024

async function pump(stream: Transform, chunks: readonly Uint8Array[], sink: Sink): Promise<void> {
  stream.on('data', sink)
  const ended = once(stream, 'end')
  let next = 0
  const feed = (): void => {
    while (next < chunks.length) if (!stream.write(chunks[next++])) return
    stream.end()
  }
  stream.on('drain', feed)
  feed()
  await ended
}

const createWith =
  (copy: boolean): CreateEngine =>
  ({ registry, mask }) =>
    engineOf({
      mask(_log, chunks, sink) {
        const stream = createMaskStream(registry, { mask, copy })
        this.alive = stream
        return pump(stream, chunks, sink)
      },
    })

export const create = createWith(false)

export const createCopying = createWith(true)

export const createPassThrough: CreateEngine = () => ({
  mask: (_log, chunks, sink) => {
    const passed = transform({ highWaterMark }, (chunk, _encoding, done) => done(null, chunk))
    return pump(passed as unknown as Transform, chunks, sink)
  },
})
