/**
 * Runs the test files that hold properties, one after another, with 100,000
 * cases each or `LOGVEIL_RUNS`, and prints what ran: cases, seeds, seconds.
 * Of a file that fails, all that it printed is shown. Arguments are the files
 * to run instead of all.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** An import of what runs properties, or of what runs them on scenes. */
const USES = /\b(property|draw|forEachKind)\b.*from '.*helpers\/(property|subject)\.js'/

const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) => USES.test(readFileSync(name, 'utf8')))
  .sort()
const files = process.argv.length > 2 ? process.argv.slice(2) : all

const env = {
  LOGVEIL_RUNS: '100000',
  ...process.env,
  TAP_TIMEOUT: '0', // none
  TAP_TYPE_STRIP_ONLY: '1',
}
let properties = 0
const failed = []
for (const file of files) {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import=./test/loader/register.js', file],
    { env, encoding: 'utf8', maxBuffer: 2 ** 30 },
  )
  const ran = stdout.match(/^ *# .*: \d+ (cases|values).*, seed \d+$/gm) ?? []
  properties += ran.length
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`${status === 0 ? 'ok' : 'NOT OK'} ${file}, ${seconds} s`)
  for (const line of ran) console.log(`  ${line.trim().slice(2)}`)
  if (status === 0) continue
  failed.push(file)
  console.log(stdout, stderr)
}
console.log(`${files.length} files, ${properties} properties, Node ${process.version}`)
console.log(failed.length === 0 ? 'all hold' : `failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
