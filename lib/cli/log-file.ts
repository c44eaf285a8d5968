/**
 * A log on disk as its content: plain, or gzip and Zstandard by their names.
 *
 * In: a path, or `-` for stdin. Out: a reader of the decoded bytes, and the way
 * to encode them again. A file that has the name but not the first bytes of an
 * encoding is read as it is.
 */
import { createReadStream, fstatSync, readSync } from 'node:fs'
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
  /** what stands in front of the decoder, where it does not look after the file's end itself */
  readonly cutter?: () => Transform
  readonly decoder: () => Transform
  readonly encoder: () => Transform
}

const GZIP: Encoding = {
  suffix: '.gz',
  magic: [0x1f, 0x8b],
  decoder: () => zlib.createGunzip({ chunkSize: 64 * 1024 }),
  encoder: () => zlib.createGzip(),
}

/** Absent in Node 20. */
const { createZstdCompress, createZstdDecompress } = zlib as unknown as Partial<
  Record<'createZstdCompress' | 'createZstdDecompress', () => Transform>
>

/* c8 ignore start -- Node 20 has one branch of this, Node 22.15 the other */
const ENCODINGS: readonly Encoding[] =
  createZstdCompress && createZstdDecompress
    ? [
        GZIP,
        {
          suffix: '.zst',
          magic: [0x28, 0xb5, 0x2f, 0xfd],
          cutter: createFrameCutter,
          decoder: createZstdDecompress,
          encoder: createZstdCompress,
        },
      ]
    : [GZIP]
/* c8 ignore stop */

export interface LogFile extends ByteReader {
  /** absent for a file that is read as it is */
  readonly encoding?: Encoding
}

/** @throws MaskError ERR_USAGE when the file cannot be opened */
export function openLog(path: string): LogFile {
  const fd = openFile(path)
  const encoding = encodingOf(path, fd)
  if (encoding === undefined) return new DescriptorReader(fd, quote(path))
  const decoded = encoding.decoder()
  // An error of either ends the iteration below with it
  const stages = [...(encoding.cutter ? [encoding.cutter()] : []), decoded]
  pipeline([createReadStream('', { fd, start: 0 }), ...stages], () => {})
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
