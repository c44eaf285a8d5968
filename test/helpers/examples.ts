/**
 * Runs the examples as a user does: as programs of their own, against the
 * built package (`npm test` builds it; before a single file run `npm run build`).
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

export const examplePath = (name: string): string =>
  fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `node examples/NAME ARGUMENT…` to its end. */
export async function runExample(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [examplePath(name), ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    closed,
  ])
  return { code, stdout, stderr }
}

/** A folder with an awkward name that is gone after the test. */
export async function folderFor(t: Test): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'logveil prüfung '))
  t.teardown(() => rm(folder, { recursive: true }))
  return folder
}
