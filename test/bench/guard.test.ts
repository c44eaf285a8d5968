/**
 * The fast path is still taken: speeds are compared within one process, with
 * margins so wide that only a lost fast path, and no busy machine, fails.
 *
 * The guard runs compiled and in a process of its own, because the coverage
 * that tap collects here slows the tight loops down.
 */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import type { Ratios } from '../../bench/guard.js'

const run = promisify(execFile)

const { NODE_V8_COVERAGE: _coverage, NODE_OPTIONS: _options, ...env } = process.env

t.test('the masker is far faster than a walk of every byte', async (t) => {
  // inside the repository, so that packages are found from there
  const folder = t.testdir()
  const tsc = path.resolve('node_modules/typescript/bin/tsc')
  await run(process.execPath, [tsc, '-p', 'bench/tsconfig.json', '--outDir', folder], { env })
  const guard = path.join(folder, 'bench/guard.js')
  const { stdout } = await run(process.execPath, [guard], { env })
  const ratios: Ratios = JSON.parse(stdout)
  t.comment(stdout.trim())
  t.ok(ratios.plainOverWalk > 1.5, 'plain log: the filter skips most of it')
  t.ok(ratios.denseOverWalk > 0.005, 'a leak on every line: no collapse')
  t.ok(ratios.streamOverPassThrough > 0.005, 'the stream adds little to the masker')
})
