/** The documentation page of the variants is the one that the table makes. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { variantsPage } from '../../bench/docs/page.js'
import { VARIANTS } from '../../lib/variants/table.js'

t.test('docs/variants.md is current: npm run docs', async (t) => {
  t.equal(readFileSync('docs/variants.md', 'utf8'), variantsPage())
})

t.test('each variant is one row of five cells and more', async (t) => {
  const rows = variantsPage()
    .split('\n')
    .filter((line) => line.startsWith('| <code>'))
  t.equal(rows.length, VARIANTS.length)
  for (const row of rows) t.match(row, /^\|(?: [^|]+ \|){4}(?: \d+ \|){2}$/)
})
