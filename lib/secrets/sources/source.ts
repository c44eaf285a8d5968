/**
 * What every source of secrets returns, and how a source reads its files.
 *
 * In: a path. Out: its bytes or text, within a bound, or a MaskError that
 * names the file and the position. Invariant: nothing a source says (errors,
 * warnings) holds a byte of what it read; names and paths only.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { MaskError } from '../../errors.js'

/** One secret as a source found it; the registry decides whether it takes it. */
export interface SourceEntry {
  readonly name: string
  readonly value: Uint8Array
  /**
   * A second way of reading the same text (another dotenv dialect). It is
   * registered too, but its refusal is no news: the entry before it counts.
   */
  readonly alternate?: true
}

export interface SourceWarning {
  readonly code: 'GLOB_WITHOUT_MATCH' | 'ENTRY_SKIPPED' | 'NOT_UTF8'
  readonly message: string
}

export interface Source {
  readonly entries: readonly SourceEntry[]
  readonly warnings: readonly SourceWarning[]
}

/** Largest file of secrets that is read, in bytes: a bound, so that /dev/zero ends. */
export const SOURCE_LIMIT = 16 * 1024 * 1024

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'it is not a directory',
  ELOOP: 'too many symbolic links',
}

/** Says why the system refused, from its error code alone. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? (REASONS[code] ?? code) : 'unknown error'
}

/** A path or name for a message: quoted, control characters escaped. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A name for a message: control characters escaped, otherwise as it is. */
export function visible(name: string): string {
  return quote(name).slice(1, -1).replaceAll('\\"', '"')
}

export function unreadable(path: string, error: unknown): MaskError {
  return new MaskError('ERR_SOURCE_UNREADABLE', `cannot read ${quote(path)}: ${reasonOf(error)}`)
}

/**
 * All bytes of a file, pipe or device, at most {@link SOURCE_LIMIT}.
 *
 * @throws MaskError ERR_SOURCE_UNREADABLE
 */
export function readBytes(path: string): Buffer {
  const blocks: Buffer[] = []
  let total = 0
  try {
    const fd = openSync(path, 'r')
    try {
      for (;;) {
        const block = Buffer.allocUnsafeSlow(64 * 1024)
        const size = readSync(fd, block, 0, block.length, null)
        if (size === 0) break
        blocks.push(block.subarray(0, size))
        total += size
        if (total > SOURCE_LIMIT) break
      }
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw unreadable(path, error)
  }
  if (total > SOURCE_LIMIT) {
    throw new MaskError(
      'ERR_SOURCE_UNREADABLE',
      `cannot read ${quote(path)}: larger than ${SOURCE_LIMIT / 1024 / 1024} MiB`,
    )
  }
  return blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks, total)
}

/**
 * The text of a file: UTF-8, or UTF-16 with a byte order mark (PowerShell's `>`).
 *
 * @throws MaskError ERR_SOURCE_UNREADABLE, or ERR_SOURCE_FORMAT when it is not text
 */
export function readText(path: string): string {
  const bytes = readBytes(path)
  const label = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    throw new MaskError('ERR_SOURCE_FORMAT', `${quote(path)} is not ${label.toUpperCase()} text`)
  }
}

/** A format error at a character offset of `text`: `"FILE":line:column: problem`. */
export function malformed(path: string, text: string, at: number, problem: string): MaskError {
  const before = text.slice(0, at).split('\n')
  const position = `${before.length}:${before[before.length - 1]!.length + 1}`
  return new MaskError('ERR_SOURCE_FORMAT', `${quote(path)}:${position}: ${problem}`)
}
