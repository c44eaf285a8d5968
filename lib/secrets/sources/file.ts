/**
 * A secret that is the content of a file: `/run/secrets/db`, `token.txt`.
 *
 * In: a path. Out: the file's bytes. One final line break (LF or CRLF) does
 * not count: editors and `echo` add it, the program that uses the file drops it.
 */
import { readBytes, type SourceEntry } from './source.js'

/**
 * The content, first as text where a byte order mark says so (Windows editors, PowerShell).
 * @throws MaskError ERR_SOURCE_UNREADABLE
 */
export function fromFile(name: string, path: string): SourceEntry[] {
  const bytes = readBytes(path)
  const text = markedText(bytes)
  const raw = { name, value: withoutFinalBreak(bytes) }
  if (text === undefined) return [raw]
  return [
    { name, value: withoutFinalBreak(text) },
    { ...raw, alternate: true },
  ]
}

/** The UTF-8 of text that begins with a byte order mark (RFC 3629, RFC 2781); undefined: it does not. */
export function markedText(bytes: Buffer): Buffer | undefined {
  const encoding = MARKS.find(([mark]) => mark.every((byte, i) => bytes[i] === byte))?.[1]
  if (encoding === undefined) return undefined
  try {
    return Buffer.from(new TextDecoder(encoding, { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

const MARKS: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** Without one LF or CRLF at its end. */
export function withoutFinalBreak(bytes: Buffer): Buffer {
  let end = bytes.length
  if (bytes[end - 1] === 0x0a) end--
  if (end < bytes.length && bytes[end - 1] === 0x0d) end--
  return bytes.subarray(0, end)
}
