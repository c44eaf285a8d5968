/**
 * `logveil scrub FILE|DIR… (--out DIR | --in-place)`: masks logs on disk.
 *
 * In: files and folders. Out: masked copies below DIR, or in the place of the
 * logs. Invariant: interrupted at any moment, every file is either the old or
 * the new one. A file that cannot be done is named, and the others are done.
 */
import { constants } from 'node:os'
import { join } from 'node:path'
import { quote } from '../secrets/sources/source.js'
import { EXIT_RUN } from './child.js'
import { parseConfigured } from './config.js'
import { Interrupt } from './interrupt.js'
import type { Io } from './io.js'
import { createMasking } from './masking.js'
import type { Notices } from './notices.js'
import { MASK_OPTIONS, positiveInteger, SCRUB_OPTIONS, usage } from './options.js'
import { type Result, runTasks } from './pool.js'
import { Progress } from './progress.js'
import { announceMasked, openReport } from './report.js'
import type { Task } from './scrub-file.js'
import { loadSecrets } from './secrets.js'
import { type InputReport, summarise } from './summary.js'
import { type FoundFile, walk } from './walk.js'

const OPTIONS = {
  ...MASK_OPTIONS,
  ...SCRUB_OPTIONS,
  out: { type: 'string' },
  'in-place': { type: 'boolean' },
} as const

export async function scrub(args: readonly string[], io: Io, notices: Notices): Promise<number> {
  const { values, positionals } = await parseConfigured(args, OPTIONS)
  const { out, include = [], exclude = [] } = values
  if (positionals.length === 0) throw usage('scrub needs files or folders')
  if ((out === undefined) === !values['in-place']) {
    throw usage('scrub needs either --out DIR or --in-place')
  }
  if (values.commands !== undefined) throw usage('scrub takes no --commands')
  const jobs = positiveInteger('--jobs', values.jobs) ?? 1
  notices.configure(values)
  const { secrets, recipe } = await loadSecrets(values, io.env, notices)
  // Tried out here, so that a mask text that cannot be used is found before any file is
  await createMasking(secrets, values, notices)
  const { files, skipped } = walk(positionals, { include, exclude, ...(out && { except: out }) })
  const tasks = files.map(({ path, relative }) => {
    return { path, target: out === undefined ? path : join(out, relative) }
  })
  refuseCollisions(tasks)
  const report = openReport(values.report, notices)
  for (const path of skipped) {
    notices.warn('SKIPPED', `${quote(path)} is neither a file nor a folder and was skipped`)
  }

  const inputs: InputReport[] = []
  const exits: number[] = []
  const done = new Counter(files, (await io.isTerminal()) ? io.stderr : undefined)
  const interrupt = new Interrupt()
  await runTasks(
    tasks,
    jobs,
    { recipe, values },
    {
      isStopped: () => interrupt.signal !== undefined,
      onRead: (task, bytes) => done.read(task, bytes),
      onResult(result: Result) {
        done.finish(result.task)
        if ('report' in result) {
          if (result.report.occurrences > 0)
            inputs.push({ file: result.task.path, ...result.report })
          return
        }
        const { code, message, exit } = result.failure
        done.hide()
        notices.error(code, message)
        exits.push(exit)
      },
    },
  )
  done.hide()
  interrupt.stop()
  inputs.sort((a, b) => Number(a.file! > b.file!) - Number(a.file! < b.file!))
  const total = summarise(inputs)
  report(total)
  notices.info(
    'SCRUBBED',
    `${done.files - exits.length} of ${files.length} files done, ${inputs.length} held secrets`,
  )
  if (out === undefined) warnOfOtherNames(files, inputs, notices)
  announceMasked(total, notices)
  const { signal } = interrupt
  if (signal !== undefined) return EXIT_RUN.signalBase + constants.signals[signal]
  return Math.max(0, ...exits)
}

function refuseCollisions(tasks: readonly Task[]): void {
  const targets = new Map<string, string>()
  for (const { path, target } of tasks) {
    const other = targets.get(target)
    if (other !== undefined) {
      throw usage(`${quote(other)} and ${quote(path)} would both become ${quote(target)}`)
    }
    targets.set(target, path)
  }
}

/** A log that is replaced under one name stays as it was under those that were not asked for. */
function warnOfOtherNames(
  files: readonly FoundFile[],
  masked: readonly InputReport[],
  notices: Notices,
): void {
  const known = new Map<string, number>()
  for (const { inode } of files) known.set(inode, (known.get(inode) ?? 0) + 1)
  const replaced = new Set(masked.map(({ file }) => file))
  for (const { path, inode, links } of files) {
    if (links <= known.get(inode)! || !replaced.has(path)) continue
    notices.warn(
      'HARD_LINKED',
      `${quote(path)} was masked, but the old log has another name (a hard link) elsewhere`,
    )
  }
}

/** How far the work is, in files and in bytes on disk. */
class Counter {
  files = 0
  readonly #progress: Progress
  readonly #left: Map<string, number>

  /** `write` is left out where there is no terminal. */
  constructor(files: readonly FoundFile[], write: Io['stderr'] | undefined) {
    this.#left = new Map(files.map(({ path, size }) => [path, size]))
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    this.#progress = new Progress(write, { files: files.length, bytes })
  }

  /** A packed file holds more than its size on disk; no more than that is counted. */
  read({ path }: Task, bytes: number): void {
    const left = this.#left.get(path)!
    const counted = Math.min(left, bytes)
    this.#left.set(path, left - counted)
    this.#progress.advance(counted)
  }

  finish({ path }: Task): void {
    this.files++
    this.#progress.advance(this.#left.get(path)!, 1)
  }

  hide(): void {
    this.#progress.end()
  }
}
