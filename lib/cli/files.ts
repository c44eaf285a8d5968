/** Opening the files that a command line names. */
import { accessSync, closeSync, constants, fstatSync, openSync, statSync } from 'node:fs'
import type { MaskError } from '../errors.js'
import { quote, reasonOf } from '../secrets/sources/source.js'
import { usage } from './options.js'

/**
 * Makes sure that a file can be read later, and says whether that goes only
 * once. A pipe is not opened for it: its writer would take the first reader for
 * the only one.
 * @throws MaskError ERR_USAGE as {@link openFile} does
 */
export function requireReadable(path: string): { readonly isPipe: boolean } {
  const isPipe = pipeAt(path)
  if (!isPipe) closeSync(openFile(path))
  return { isPipe }
}

function pipeAt(path: string): boolean {
  try {
    const isPipe = statSync(path).isFIFO()
    if (isPipe) accessSync(path, constants.R_OK)
    return isPipe
  } catch (error) {
    throw unreadable(path, error)
  }
}

/**
 * A descriptor to read from.
 * @throws MaskError ERR_USAGE for what cannot be opened, and for directories
 */
export function openFile(path: string): number {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    throw unreadable(path, error)
  }
  if (!fstatSync(fd).isDirectory()) return fd
  closeSync(fd)
  throw usage(`cannot read ${quote(path)}: it is a directory`)
}

function unreadable(path: string, error: unknown): MaskError {
  return usage(`cannot read ${quote(path)}: ${reasonOf(error)}`)
}
