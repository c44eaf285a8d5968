/**
 * Compiles the native engine where its library is installed.
 *
 * Out: the path of the program, or the reason why there is none; the
 * benchmark shows that reason instead of figures.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Pattern } from '../../lib/matcher/pattern.js'

export type Native = { readonly program: string } | { readonly skipped: string }

const SOURCE = 'bench/native/vectorscan.c'

/** @param folder where the program goes */
export function compileNative(folder: string): Native {
  const flags = spawnSync('pkg-config', ['--cflags', '--libs', 'libhs'], { encoding: 'utf8' })
  if (flags.error || flags.status !== 0) {
    return { skipped: 'no libhs found by pkg-config (Debian: apt-get install libvectorscan-dev)' }
  }
  const program = path.join(folder, 'vectorscan')
  const warnings = ['-std=c11', '-O3', '-march=native', '-Wall', '-Wextra', '-Werror']
  const library = flags.stdout.trim().split(/\s+/)
  const args = [...warnings, '-o', program, SOURCE, ...library]
  try {
    execFileSync('cc', args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  } catch (error) {
    return { skipped: `${SOURCE} does not compile: ${(error as Error).message.split('\n')[1]}` }
  }
  return { program }
}

/** Writes patterns as the native engine reads them. */
export function writePatterns(file: string, patterns: readonly Pattern[]): void {
  const count = Buffer.alloc(4)
  count.writeUInt32LE(patterns.length)
  const parts: Uint8Array[] = [count]
  for (const { bytes, breaks } of patterns) {
    const head = Buffer.alloc(8)
    head.writeUInt32LE(bytes.length)
    head.writeUInt32LE(breaks ? 1 : 0, 4)
    parts.push(head, bytes)
  }
  writeFileSync(file, Buffer.concat(parts))
}
