/**
 * The files that `scrub` works on.
 *
 * In: files and folders. Out: regular files, each with its path below the
 * operand it came from. Symbolic links are not followed, and files that an
 * interrupted run left behind are not taken for logs.
 */
import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { MaskError } from '../errors.js'
import { matchesPath } from '../secrets/sources/glob.js'
import { quote, reasonOf } from '../secrets/sources/source.js'
import { usage } from './options.js'

export interface FoundFile {
  readonly path: string
  /** relative, with the name of the operand first: where it belongs below `--out` */
  readonly relative: string
  /** bytes on disk */
  readonly size: number
  /** the same for all names (hard links) of one file */
  readonly inode: string
  /** how many names it has */
  readonly links: number
}

export interface Walk {
  readonly files: readonly FoundFile[]
  /** what is neither a file nor a folder: links, sockets, devices */
  readonly skipped: readonly string[]
}

export interface WalkOptions {
  /** globs over paths below the operand; none: everything */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** a folder that is not entered: where the output goes */
  readonly except?: string
}

/** Names of files that are being written; see scrub-file.ts. */
export const TEMPORARY = /^\.logveil-[0-9a-f-]{36}\.tmp$/

/** @throws MaskError ERR_USAGE for what cannot be read, and for an operand that is a link or a device */
export function walk(operands: readonly string[], options: WalkOptions): Walk {
  const files: FoundFile[] = []
  const skipped: string[] = []
  const except = options.except && resolve(options.except)
  const visit = (path: string, below: readonly string[]) => {
    const stat = look(path)
    if (stat.isDirectory()) {
      if (resolve(path) === except) return
      for (const name of list(path)) visit(join(path, name), [...below, name])
    } else if (!stat.isFile()) {
      if (below.length === 1) throw usage(`${quote(path)} is neither a file nor a folder`)
      skipped.push(path)
    } else if (isWanted(below.slice(1).join('/') || below[0]!, options)) {
      const { size, nlink: links, dev, ino } = stat
      files.push({ path, relative: join(...below), size, links, inode: `${dev} ${ino}` })
    }
  }
  for (const operand of new Set(operands)) visit(operand, [basename(resolve(operand))])
  return { files, skipped }
}

function isWanted(path: string, { include, exclude }: WalkOptions): boolean {
  const matches = (glob: string) => matchesPath(glob, path)
  return (include.length === 0 || include.some(matches)) && !exclude.some(matches)
}

function look(path: string): Stats {
  try {
    return lstatSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path)
      .filter((name) => !TEMPORARY.test(name))
      .sort()
    /* c8 ignore start -- root may list every folder, and tests may run as root */
  } catch (error) {
    throw unreadable(path, error)
  }
  /* c8 ignore stop */
}

function unreadable(path: string, error: unknown): MaskError {
  return usage(`cannot read ${quote(path)}: ${reasonOf(error)}`)
}
