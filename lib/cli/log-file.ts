/**
 * A log on disk as its content: plain, or gzip and Zstandard by their names.
 *
 * In: a path, or `-` for stdin. Out: a reader of the decoded bytes, and the way
 * to encode them again. A file that has the name but not the first bytes of an
 * encoding is read as it is.
 */
import { closeSync, createReadStream, fstatSync, readSync } from 'node:fs'
import { pipeline, type Transform } from 'node:stream'
import zlib from 'node:zlib'
import { quote, reasonOf } from '../secrets/sources/source.js'
import { DescriptorReader } from './descriptor.js'
import { openFile } from './files.js'
import { type ByteReader, IoFailure } from './io.js'
import { createFrameCutter } from './zstd-frames.js'

export interface Encoding {
  readonly suffix: string
  readonly magic: readonly number[]
  /** the last one gives the content; those before look after what it does not */
  readonly decoders: () => readonly Transform[]
  readonly encoder: () => Transform
}

const GZIP: Encoding = {
  suffix: '.gz',
  magic: [0x1f, 0x8b],
  decoders: () => [zlib.createGunzip({ chunkSize: 64 * 1024 })],
  encoder: () => zlib.createGzip(),
}

/** Absent in Node 20. */
const { createZstdCompress, createZstdDecompress } = zlib as unknown as Partial<
  Record<'createZstdCompress' | 'createZstdDecompress', () => Transform>
>

/* c8 ignore start -- Node 20 has one branch of this, Node 22.15 the other */
const ZSTD: Encoding = {
  suffix: '.zst',
  magic: [0x28, 0xb5, 0x2f, 0xfd],
  decoders: () => [createFrameCutter(), createZstdDecompress!()],
  encoder: () => createZstdCompress!(),
}
const isReadable = (encoding: Encoding) => encoding !== ZSTD || createZstdDecompress !== undefined
/* c8 ignore stop */
const ENCODINGS: readonly Encoding[] = [GZIP, ZSTD]

export interface LogFile extends ByteReader {
  /** absent for a file that is read as it is */
  readonly encoding?: Encoding
}

/**
 * @throws MaskError ERR_USAGE when the file cannot be opened
 * @throws IoFailure for an encoding that this Node cannot read: unread, it would pass for clean
 */
export function openLog(path: string): LogFile {
  const fd = openFile(path)
  const encoding = encodingOf(path, fd)
  if (encoding === undefined) return new DescriptorReader(fd, quote(path))
  /* c8 ignore next 4 -- Node 22.15 reads both */
  if (!isReadable(encoding)) {
    closeSync(fd)
    throw new IoFailure(`cannot read ${quote(path)}: Zstandard needs Node.js 22.15 or newer`)
  }
  const decoders = encoding.decoders()
  const decoded = decoders.at(-1)!
  // An error of any of them ends the iteration below with it
  pipeline([createReadStream('', { fd, start: 0 }), ...decoders], () => {})
  const chunks = decoded[Symbol.asyncIterator]()
  return {
    encoding,
    async read() {
      try {
        const { value, done } = await chunks.next()
        return done ? new Uint8Array(0) : (value as Uint8Array)
      } catch (error) {
        throw new IoFailure(`cannot read ${quote(path)}: ${reasonOf(error)}`)
      }
    },
    close: () => void decoded.destroy(),
  }
}

function encodingOf(path: string, fd: number): Encoding | undefined {
  const encoding = ENCODINGS.find(({ suffix }) => path.endsWith(suffix))
  if (encoding === undefined || !fstatSync(fd).isFile()) return undefined
  const { magic } = encoding
  const start = Buffer.alloc(magic.length)
  readSync(fd, start, 0, start.length, 0)
  return magic.every((byte, i) => start[i] === byte) ? encoding : undefined
}
