/**
 * Work on many files, in this thread or spread over worker threads.
 *
 * In: tasks, and what maskers are made of. Out: one result per task, in any
 * order. Every thread makes its own registry from the same values, so that the
 * files do not depend on the number of threads.
 */
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { type MessagePort, Worker } from 'node:worker_threads'
import type { Report } from '../masking/report.js'
import { describeFailure, type Failure } from './failure.js'
import { createMasking } from './masking.js'
import { Notices } from './notices.js'
import type { MaskValues } from './options.js'
import { type OnRead, scrubFile, type Task } from './scrub-file.js'
import { createRegistry, type Recipe } from './secrets.js'

export interface Plan {
  readonly recipe: Recipe
  readonly values: Pick<MaskValues, 'mask' | 'verify' | 'report'>
}

export type Result = { readonly task: Task } & (
  | { readonly report: Report }
  | { readonly failure: Failure }
)

export interface Watcher {
  readonly onResult: (result: Result) => void
  /** only in this thread */
  readonly onRead: (task: Task, bytes: number) => void
  /** no further file is begun */
  readonly isStopped: () => boolean
}

export async function runTasks(
  tasks: readonly Task[],
  jobs: number,
  plan: Plan,
  watcher: Watcher,
): Promise<void> {
  const queue = tasks[Symbol.iterator]()
  const next = () => (watcher.isStopped() ? undefined : queue.next().value)
  const count = Math.min(jobs, tasks.length)
  if (count > 1) {
    await Promise.all(Array.from({ length: count }, () => runWorker(next, plan, watcher)))
    return
  }
  const scrub = await createScrubber(plan)
  for (let task = next(); task !== undefined; task = next()) {
    const current = task
    watcher.onResult(await scrub(task, (bytes) => watcher.onRead(current, bytes)))
    // Files are read without waiting; a signal is heard only here
    await setImmediate()
  }
}

async function runWorker(
  next: () => Task | undefined,
  plan: Plan,
  { onResult }: Watcher,
): Promise<void> {
  const worker = new Worker(new URL('./scrub-worker.js', import.meta.url), { workerData: plan })
  try {
    for (let task = next(); task !== undefined; task = next()) {
      worker.postMessage(task)
      const [result] = (await once(worker, 'message')) as [Result]
      onResult(result)
    }
  } finally {
    await worker.terminate()
  }
}

/** The other end of {@link runTasks}: answers each task with its result. */
export async function serveTasks(port: MessagePort, plan: Plan): Promise<void> {
  const scrub = await createScrubber(plan)
  port.on('message', async (task: Task) => port.postMessage(await scrub(task)))
}

async function createScrubber({
  recipe,
  values,
}: Plan): Promise<(task: Task, onRead?: OnRead) => Promise<Result>> {
  const silent = new Notices(() => {})
  const createMasker = await createMasking(createRegistry(recipe), values, silent)
  return async (task, onRead) => {
    try {
      return { task, report: await scrubFile(task, createMasker(), onRead) }
    } catch (error) {
      return { task, failure: describeFailure(error) }
    }
  }
}
