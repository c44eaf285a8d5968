/**
 * Cuts a masked log into numbered parts for an uploader.
 *
 * Masked bytes in, `{ sequence, offset, bytes, final }` out. Joined in order
 * the parts are the log, byte for byte. A part is never longer than `maxBytes`
 * and never ends inside a UTF-8 character; after `maxMs` what has gathered is
 * sent as it is; an empty part with `final: true` closes a log that came to
 * its end (a destroyed stream sends none).
 *
 * Cut after masking, never before: a value that straddles two parts would
 * pass. So this stream stands behind createMaskStream().
 */
import type { Transform } from 'node:stream'
import { transform } from 'through2'
import { MaskError, requireOptions } from '../errors.js'

export interface LogPart {
  /** 0, 1, 2 … (or from the option `sequence` on), without gaps */
  readonly sequence: number
  /** where bytes[0] stands in the whole masked log, in bytes */
  readonly offset: number
  /** memory of its own: it may be kept for as long as it takes to be acknowledged */
  readonly bytes: Buffer
  /** true in the last part only, whose bytes are empty */
  readonly final: boolean
}

export interface LogPartsOptions {
  /** longest part in bytes, at least 4 (the longest UTF-8 character); default 64 KiB */
  readonly maxBytes?: number
  /**
   * Milliseconds after which a part is sent although it is not full; default
   * 1000, 0 = never. Up to three bytes of an unfinished character wait longer,
   * and everything does while the reader is behind.
   */
  readonly maxMs?: number
  /**
   * End parts at line ends where one lies within reach; default false. A line
   * longer than `maxBytes` is cut, and so is one that stands alone, without an
   * end, when the time is up.
   */
  readonly splitLines?: boolean
  /** number of the first part; default 0 */
  readonly sequence?: number
  /** place of the first byte that is written here in the whole masked log; default 0 */
  readonly offset?: number
  /**
   * Bytes of the whole masked log that are already stored; what is written
   * here of them is dropped. Default `offset`.
   */
  readonly acknowledged?: number
}

/** Parts that wait for the reader; further input waits in the writable side. */
const QUEUED_PARTS = 2
const LONGEST_CHARACTER = 4
const LONGEST_TIMEOUT = 2 ** 31 - 1
const LF = 10

/** @throws MaskError ERR_OPTION */
export function createLogParts(options: LogPartsOptions = {}): Transform {
  requireOptions(options, 'log parts')
  const maxBytes = integer(options, 'maxBytes', 64 * 1024, LONGEST_CHARACTER)
  const maxMs = integer(options, 'maxMs', 1000, 0, LONGEST_TIMEOUT)
  const offset = integer(options, 'offset', 0, 0)
  const acknowledged = integer(options, 'acknowledged', offset, offset)
  const { splitLines = false } = options
  if (typeof splitLines !== 'boolean') {
    throw new MaskError('ERR_OPTION', 'splitLines must be true or false')
  }
  let sequence = integer(options, 'sequence', 0, 0)
  /** place of gathered[0] in the whole log */
  let at = acknowledged
  let toSkip = acknowledged - offset
  let gathered = Buffer.alloc(0)
  let length = 0
  let timer: NodeJS.Timeout | undefined

  const stream = transform(
    {
      readableObjectMode: true,
      readableHighWaterMark: QUEUED_PARTS,
      writableHighWaterMark: 64 * 1024,
      destroy(error, callback) {
        clearTimeout(timer)
        callback(error)
      },
    },
    (chunk: Buffer, _encoding, callback) => {
      const skipped = Math.min(toSkip, chunk.length)
      toSkip -= skipped
      gather(chunk.subarray(skipped))
      callback()
    },
    (callback: () => void) => {
      clearTimeout(timer)
      send(length)
      send(0, true)
      callback()
    },
  ) as unknown as Transform

  function gather(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; ) {
      const taken = Math.min(chunk.length - from, maxBytes - length)
      reserve(length + taken)
      chunk.copy(gathered, length, from, from + taken)
      length += taken
      from += taken
      if (length === maxBytes) send(lineEnd() || characterEnd())
    }
    if (length > 0) startTimer()
  }

  /** Sends the first `count` gathered bytes; nothing for 0, except the final part. */
  function send(count: number, final = false): void {
    if (count === 0 && !final) return
    const bytes = Buffer.from(gathered.subarray(0, count))
    stream.push({ sequence, offset: at, bytes, final } satisfies LogPart)
    sequence++
    at += count
    gathered.copyWithin(0, count, length)
    length -= count
    stopTimer()
  }

  function startTimer(): void {
    if (maxMs === 0 || timer !== undefined) return
    timer = setTimeout(onTime, maxMs)
    timer.unref()
  }

  function stopTimer(): void {
    clearTimeout(timer)
    timer = undefined
  }

  function onTime(): void {
    timer = undefined
    // While the reader is behind, small parts would only lengthen its queue.
    if (stream.readableLength < QUEUED_PARTS) send(lineEnd() || characterEnd())
    if (length > 0) startTimer()
  }

  /** How many gathered bytes end with a line, when that is asked for. */
  function lineEnd(): number {
    return splitLines ? gathered.subarray(0, length).lastIndexOf(LF) + 1 : 0
  }

  function characterEnd(): number {
    return length - openCharacter(gathered.subarray(0, length))
  }

  /** Grows by doubling, so that many small jobs do not each take maxBytes. */
  function reserve(bytes: number): void {
    if (bytes <= gathered.length) return
    const grown = Buffer.allocUnsafeSlow(Math.min(maxBytes, Math.max(bytes, 2 * gathered.length)))
    gathered.copy(grown, 0, 0, length)
    gathered = grown
  }

  return stream
}

/**
 * How many bytes at the end may be the start of a longer UTF-8 character: 0 to
 * 3. Bytes that are not UTF-8 never wait: they may be cut anywhere.
 */
function openCharacter(bytes: Uint8Array): number {
  for (let back = 1; back < LONGEST_CHARACTER && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    // A continuation byte: the first byte of the character lies further back.
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return byte < 0xf8 && length > back ? back : 0
  }
  return 0
}

function integer(
  options: LogPartsOptions,
  name: 'maxBytes' | 'maxMs' | 'sequence' | 'offset' | 'acknowledged',
  otherwise: number,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  const value = options[name] ?? otherwise
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new MaskError('ERR_OPTION', `${name} must be an integer from ${min} to ${max}`)
}
