/**
 * A directory with one file per secret, as Docker, Podman and systemd write it
 * (`/run/secrets`) and as Kubernetes mounts it.
 *
 * In: a directory. Out: one entry per file, named like the file. Kubernetes
 * makes each name a link to `..data/NAME`, and `..data` a link to a dated
 * folder: names that start with `..` are its bookkeeping and are skipped.
 * Links are followed inside the directory; one that leads out is refused,
 * because following it could read anything and skipping it would leave a
 * secret unmasked.
 */
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { MaskError } from '../../errors.js'
import { fromFile } from './file.js'
import { quote, type Source, type SourceEntry, type SourceWarning, unreadable } from './source.js'

/** @throws MaskError ERR_SOURCE_UNREADABLE, ERR_SOURCE_FORMAT for a link that leads out */
export function fromDirectory(path: string): Source {
  const entries: SourceEntry[] = []
  const warnings: SourceWarning[] = []
  for (const name of namesIn(path)) {
    const target = targetOf(path, name)
    if (target.isFile) entries.push(...fromFile(name, target.path))
    else warnings.push({ code: 'ENTRY_SKIPPED', message: skipped(join(path, name)) })
  }
  return { entries, warnings }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path)
      .filter((name) => !name.startsWith('..'))
      .sort()
  } catch (error) {
    throw unreadable(path, error)
  }
}

function targetOf(directory: string, name: string): { path: string; isFile: boolean } {
  const link = join(directory, name)
  let inside: boolean
  let isFile: boolean
  let path: string
  try {
    path = realpathSync(link)
    const way = relative(realpathSync(directory), path)
    inside = way.split(sep)[0] !== '..' && !isAbsolute(way) // another drive on Windows
    isFile = statSync(path).isFile()
  } catch (error) {
    throw unreadable(link, error)
  }
  if (!inside) {
    throw new MaskError(
      'ERR_SOURCE_FORMAT',
      `${quote(link)} is a link that leads out of its directory: name the file it leads to instead`,
    )
  }
  return { path, isFile }
}

function skipped(path: string): string {
  return `${quote(path)} is not a file and was skipped; name a folder of secrets itself`
}
