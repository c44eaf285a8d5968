/** Runs a task of task.ts in fresh processes and takes the median of each figure. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { median } from '../statistics.js'
import type { Figures } from './task.js'

const TASK = path.join(import.meta.dirname, 'task.js')

export function repeat(
  times: number,
  name: string,
  ...args: readonly (string | number)[]
): Figures {
  const runs = Array.from({ length: times }, (): Figures => {
    const command = ['--expose-gc', TASK, name, ...args.map(String)]
    return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }))
  })
  const keys = Object.keys(runs[0]!)
  return Object.fromEntries(keys.map((key) => [key, median(runs.map((run) => run[key]!))]))
}
