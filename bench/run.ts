/**
 * The benchmark:
 * `npm run bench -- [--quick] [--only WORDS] [--engines LIST] [--record] [--readme]`.
 *
 * Compares the masker with its peers and its limits, prints tables, and with
 * --record keeps them in bench/record/. Fails if any engine masks wrongly.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { groups } from './cases.js'
import { compileNative } from './engines/native.js'
import { type CaseResult, measure, type Plan } from './measure.js'
import { groupTable } from './report.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    engines: { type: 'string' },
    record: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
  },
})

const chosen = (title: string): boolean =>
  options.only === undefined || title.toLowerCase().includes(options.only.toLowerCase())

const wanted = options.engines?.split(',')

const folder = mkdtempSync(path.join(tmpdir(), 'logveil-bench-'))
try {
  const plan: Plan = {
    rounds: options.quick ? 5 : 9,
    patience: options.quick ? 0.15 : 0.4,
    folder,
    native: compileNative(folder),
  }
  if ('skipped' in plan.native) console.log(`Native engine skipped: ${plan.native.skipped}\n`)
  for (const { title, cases } of groups(options)) {
    const results: CaseResult[] = []
    for (const item of cases) {
      if (!chosen(`${title}: ${item.name}`)) continue
      const began = performance.now()
      const engines = item.engines.filter((id) => wanted?.includes(id) ?? true)
      results.push(await measure({ ...item, engines }, plan))
      const taken = ((performance.now() - began) / 1000).toFixed(1)
      console.error(`… ${title}: ${item.name} (${taken} s)`)
    }
    if (results.length > 0) console.log(groupTable(title, results))
  }
} finally {
  rmSync(folder, { recursive: true })
}
