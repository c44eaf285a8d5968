/**
 * Masks one file.
 *
 * In: a log and where its masked copy belongs, which may be the same place.
 * Out: the copy, with mode, owner (as far as we may) and times of the log.
 * Invariant: at `target` there is either what was there before or the whole
 * copy, whatever interrupts us: it is written beside it and renamed. A log in
 * which nothing was masked, or that changed meanwhile, is left alone.
 */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  createWriteStream,
  fchmodSync,
  fchownSync,
  fsyncSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  type Stats,
  unlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Report } from '../masking/report.js'
import { quote, reasonOf } from '../secrets/sources/source.js'
import { DescriptorWriter } from './descriptor.js'
import { type ByteReader, type ByteWriter, IoFailure } from './io.js'
import { type Encoding, openLog } from './log-file.js'
import { type Masking, pump } from './pump.js'

export interface Task {
  readonly path: string
  readonly target: string
}

/** Told how many bytes of the log's content were read. */
export type OnRead = (bytes: number) => void

/** @throws IoFailure; MaskError when masking failed */
export async function scrubFile(
  { path, target }: Task,
  masker: Masking,
  onRead: OnRead = () => {},
): Promise<Report> {
  const before = look(path)
  const folder = dirname(target)
  const temporary = join(folder, `.logveil-${randomUUID()}.tmp`)
  try {
    mkdirSync(folder, { recursive: true })
    const fd = openSync(temporary, 'wx', 0o600)
    try {
      await copyMasked(path, fd, masker, onRead)
      const isUntouched = path === target && masker.report().occurrences === 0
      if (!isUntouched) {
        if (hasChanged(before, look(path))) {
          throw new IoFailure(`${quote(path)} changed while it was read, and is left as it is`)
        }
        dress(fd, before)
        fsyncSync(fd)
        renameSync(temporary, target)
      }
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw isSystemError(error)
      ? new IoFailure(`cannot write ${quote(target)}: ${reasonOf(error)}`)
      : error
  } finally {
    discard(temporary)
  }
  return masker.report()
}

function look(path: string): Stats {
  try {
    return lstatSync(path)
  } catch (error) {
    throw new IoFailure(`cannot read ${quote(path)}: ${reasonOf(error)}`)
  }
}

async function copyMasked(
  path: string,
  fd: number,
  masker: Masking,
  onRead: OnRead,
): Promise<void> {
  const input = openLog(path)
  try {
    const reader = { read: () => counted(input.read(), onRead) }
    if (input.encoding === undefined) await pump(reader, masker, new DescriptorWriter(fd, 'it'))
    else await pumpEncoded(reader, masker, fd, input.encoding)
  } finally {
    input.close()
  }
}

function counted(
  answer: Uint8Array | Promise<Uint8Array>,
  onRead: OnRead,
): Uint8Array | Promise<Uint8Array> {
  if (answer instanceof Promise) return answer.then((bytes) => counted(bytes, onRead))
  onRead(answer.length)
  return answer
}

async function pumpEncoded(
  reader: Pick<ByteReader, 'read'>,
  masker: Masking,
  fd: number,
  encoding: Encoding,
): Promise<void> {
  const encoder = encoding.encoder()
  const written = pipeline(encoder, createWriteStream('', { fd, autoClose: false }))
  // Its failure is awaited below; until then it must not count as unhandled
  written.catch(() => {})
  const writer: ByteWriter = {
    async write(pieces) {
      // A copy: the encoder takes it later than the masker's memory lasts
      const hasRoom = encoder.write(Buffer.concat(pieces))
      if (!hasRoom) {
        await Promise.race([written, new Promise((resolve) => encoder.once('drain', resolve))])
      }
    },
  }
  try {
    await pump(reader, masker, writer)
    encoder.end()
    await written
  } finally {
    encoder.destroy()
  }
}

/** Renamed already, or of no use any more. */
function discard(temporary: string): void {
  try {
    unlinkSync(temporary)
  } catch {
    // it is not there
  }
}

function hasChanged(before: Stats, now: Stats): boolean {
  return before.size !== now.size || before.mtimeMs !== now.mtimeMs || before.ino !== now.ino
}

/** Mode, owner and times of the log for its copy. */
function dress(fd: number, { mode, uid, gid, atimeMs, mtimeMs }: Stats): void {
  try {
    fchownSync(fd, uid, gid)
    /* c8 ignore start -- only root may give files away, and tests may run as root */
  } catch {
    // it belongs to whoever runs this
  }
  /* c8 ignore stop */
  fchmodSync(fd, mode & 0o7777)
  futimesSync(fd, atimeMs / 1000, mtimeMs / 1000)
}

function isSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException | null)?.syscall === 'string'
}
