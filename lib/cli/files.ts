/** Opening the files that a command line names. */
import { closeSync, fstatSync, openSync } from 'node:fs'
import { quote, reasonOf } from '../secrets/sources/source.js'
import { usage } from './options.js'

/**
 * A descriptor to read from.
 * @throws MaskError ERR_USAGE for what cannot be opened, and for directories
 */
export function openFile(path: string): number {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    throw usage(`cannot read ${quote(path)}: ${reasonOf(error)}`)
  }
  if (!fstatSync(fd).isDirectory()) return fd
  closeSync(fd)
  throw usage(`cannot read ${quote(path)}: it is a directory`)
}
