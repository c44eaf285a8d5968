/**
 * Runs the tools of this machine.
 *
 * In: a script and the value it prints. Out: the bytes it wrote to both of its
 * streams. Invariant: the value is given in the environment and in a file,
 * never on a command line; nothing is written outside `folder`; a tool that
 * is not installed is named, not replaced.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const LIMIT_MS = 20_000
const LIMIT_BYTES = 16 * 1024 * 1024

/** A folder for one value: `$F` is its file, `$D` the folder itself. */
export class Bench {
  readonly #folder: string
  readonly #environment: NodeJS.ProcessEnv

  constructor(root: string, value: string) {
    this.#folder = mkdtempSync(path.join(root, 'value-'))
    const file = path.join(this.#folder, 'value')
    writeFileSync(file, value)
    this.#environment = {
      PATH: process.env.PATH,
      HOME: this.#folder,
      LC_ALL: 'C.UTF-8',
      PYTHONUTF8: '1',
      S: value,
      F: file,
      D: this.#folder,
    }
  }

  /** Both streams together; what a script prints before it fails counts too. */
  run(script: string): Promise<Uint8Array> {
    const options = {
      env: this.#environment,
      timeout: LIMIT_MS,
      maxBuffer: LIMIT_BYTES,
      encoding: 'buffer' as const,
    }
    return new Promise((resolve) => {
      const child = execFile('bash', ['-c', script], options, (_, stdout, stderr) => {
        resolve(Buffer.concat([stdout, stderr]))
      })
      child.stdin?.end()
    })
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Which of these names bash can run. */
export async function installed(names: readonly string[], root: string): Promise<Set<string>> {
  const bench = new Bench(root, '')
  const found = await bench.run(
    `for t in ${names.join(' ')}; do type -t "$t" >/dev/null && echo "$t"; done`,
  )
  bench.remove()
  return new Set(Buffer.from(found).toString().split('\n').filter(Boolean))
}
