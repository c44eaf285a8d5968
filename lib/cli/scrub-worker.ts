/** The worker thread of `logveil scrub --jobs`. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Plan, serveTasks } from './pool.js'

await serveTasks(parentPort!, workerData as Plan)
