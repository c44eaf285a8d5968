/**
 * The benchmark:
 * `npm run bench -- [--quick] [--only WORDS] [--engines LIST] [--record] [--readme]`.
 *
 * Compares the masker with its peers and its limits and prints tables.
 * --only takes words of a group or case; --record keeps the run in
 * bench/record/, --readme puts its main table into README.md. Fails if any
 * engine masks wrongly.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { barTable, type GroupResult } from './bars.js'
import { groups } from './cases.js'
import { compileNative } from './engines/native.js'
import { type Extras, measureExtras, sections } from './extras/index.js'
import { type CaseResult, measure, type Plan } from './measure.js'
import { heading, keep, origin, splice } from './record.js'
import { groupTable, sectionTable } from './report.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    engines: { type: 'string' },
    record: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
  },
})

const began = performance.now()
const from = origin(process.argv.slice(2))
const only = options.only?.toLowerCase()
const wanted = options.engines?.split(',')
const chosen = (title: string): boolean => only === undefined || title.toLowerCase().includes(only)
const progress = (done: string): void => {
  console.error(`… ${((performance.now() - began) / 1000).toFixed(0)} s: ${done}`)
}

async function measureGroups(plan: Plan): Promise<GroupResult[]> {
  const measured: GroupResult[] = []
  for (const { title, cases } of groups(options)) {
    const results: CaseResult[] = []
    for (const item of cases) {
      if (!chosen(`${title}: ${item.name}`)) continue
      const engines = item.engines.filter((id) => wanted?.includes(id) ?? true)
      results.push(await measure({ ...item, engines }, plan))
      progress(`${title}: ${item.name}`)
    }
    if (results.length > 0) measured.push({ title, results })
  }
  return measured
}

const folder = mkdtempSync(path.join(tmpdir(), 'logveil-bench-'))
try {
  const plan: Plan = {
    rounds: options.quick ? 3 : 9,
    patience: options.quick ? 0.1 : 0.4,
    warmUp: options.quick ? 0.3 : 1.5,
    folder,
    native: compileNative(folder),
  }
  const measured = await measureGroups(plan)
  let extras: Extras | undefined
  if (chosen('extras') && wanted === undefined) {
    extras = measureExtras(folder, options.quick)
    progress('extras')
  }
  const tables = measured.map(({ title, results }) => groupTable(title, results))
  const whole = only === undefined && wanted === undefined
  const other = [
    ...(extras ? sections(extras) : []),
    ...(whole ? [barTable(measured, extras)] : []),
  ]
  const skipped =
    'skipped' in plan.native ? [`Vectorscan was skipped: ${plan.native.skipped}\n`] : []
  const report = [`${heading(from)}\n`, ...skipped, ...tables, ...other.map(sectionTable)].join(
    '\n',
  )
  console.log(report)
  if (options.record) console.log(`Kept as ${keep(from, { measured, extras }, report)}.{json,md}`)
  if (options.readme) splice(`${heading(from)}\n\n${tables[0]}`)
} finally {
  rmSync(folder, { recursive: true })
}
