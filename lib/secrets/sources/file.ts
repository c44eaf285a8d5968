/**
 * A secret that is the content of a file: `/run/secrets/db`, `token.txt`.
 *
 * In: a path. Out: the file's bytes. One final line break (LF or CRLF) does
 * not count: editors and `echo` add it, the program that uses the file drops it.
 */
import { readBytes, type SourceEntry } from './source.js'

/** @throws MaskError ERR_SOURCE_UNREADABLE */
export function fromFile(name: string, path: string): SourceEntry {
  return { name, value: withoutFinalBreak(readBytes(path)) }
}

/** Without one LF or CRLF at its end. */
export function withoutFinalBreak(bytes: Buffer): Buffer {
  let end = bytes.length
  if (bytes[end - 1] === 0x0a) end--
  if (end < bytes.length && bytes[end - 1] === 0x0d) end--
  return bytes.subarray(0, end)
}
