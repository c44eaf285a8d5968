/** What a run is known by, and where it is kept: bench/record/DATE-COMMIT.{json,md}. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import path from 'node:path'

export interface Origin {
  /** ISO 8601, to the second */
  readonly date: string
  readonly commit: string
  readonly cpu: string
  readonly node: string
  readonly command: string
}

const MARKS = ['<!-- bench:start -->', '<!-- bench:end -->'] as const

export function origin(args: readonly string[]): Origin {
  const git = (...words: string[]) => {
    try {
      return execFileSync('git', words, { encoding: 'utf8', stdio: 'pipe' }).trim()
    } catch {
      return ''
    }
  }
  const changed = git('status', '--porcelain', '--', 'lib', 'bench') === '' ? '' : ' with changes'
  return {
    date: `${new Date().toISOString().slice(0, 19)}Z`,
    commit: `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${changed}`,
    cpu: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
    node: process.version,
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  }
}

export const heading = ({ date, commit, cpu, node, command }: Origin): string =>
  `\`${command}\`, ${date}, commit ${commit}, Node ${node}, ${cpu}`

export function keep(from: Origin, results: unknown, report: string): string {
  const name = `${from.date.replace(/[:Z]/g, '')}-${from.commit.split(' ')[0]}`
  const base = path.join('bench/record', name)
  writeFileSync(
    `${base}.json`,
    `${JSON.stringify({ ...from, ...(results as object) }, compact, 1)}\n`,
  )
  writeFileSync(`${base}.md`, report)
  return base
}

/** Five digits of a measured figure are enough; the secrets of a case are made by the code. */
function compact(key: string, value: unknown): unknown {
  if (key === 'extra') return undefined
  const measured = typeof value === 'number' && !Number.isInteger(value)
  return measured ? Number(value.toPrecision(5)) : value
}

/** Puts the table between the marks of README.md. */
export function splice(table: string): void {
  const readme = readFileSync('README.md', 'utf8')
  const [begin, end] = MARKS.map((mark) => readme.indexOf(mark))
  if (begin === undefined || end === undefined || begin < 0 || end < begin) {
    throw new Error(`README.md has no place for the table: add ${MARKS.join(' and ')}`)
  }
  const before = readme.slice(0, begin + MARKS[0].length)
  writeFileSync('README.md', `${before}\n${table}\n${readme.slice(end)}`)
}
