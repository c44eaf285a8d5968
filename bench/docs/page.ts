/**
 * The page of variants, from the table of record.
 *
 * In: the table in lib/variants. Out: Markdown with a row for each variant: what
 * it models, an example, and what it costs. Invariant: the same table gives the
 * same page, so that a test can tell whether the one that is kept is current.
 */

import { SecretRegistry } from '../../lib/index.js'
import { patternBook } from '../../lib/secrets/registry.js'
import { VARIANTS } from '../../lib/variants/table.js'

/** Values that show the cost: no secret, only of the size of one. */
const COSTS = [
  { head: 'token', value: 'q7Zp2LxVn9RwTk4HsYc8BdMf3JgWu6' },
  { head: 'password', value: 'f;K2"w$8 \\u\'x#Lé&7<z' },
] as const
const SAMPLE = "Tr0ub4dor&3 'x'"

export function variantsPage(): string {
  const costs = COSTS.map(({ value }) => costOf(value))
  const families = [...new Set(VARIANTS.map(({ family }) => family))]
  const sections = families.map((family) => {
    const rows = VARIANTS.filter((v) => v.family === family).map(
      ({ id, models, sample = SAMPLE, example }) => {
        const bytes = costs.map((cost) => String(cost.get(id) ?? 0))
        return `| ${[code(id), text(models), code(sample), code(example), ...bytes].join(' | ')} |`
      },
    )
    return `\n## ${family}\n\n${HEAD}\n${rows.join('\n')}\n`
  })
  const total = costs.map((cost) => [...cost.values()].reduce((sum, bytes) => sum + bytes, 0))
  return `${INTRODUCTION}\n${sections.join('')}\n## All together\n\n${closing(total)}`
}

const HEAD = `| id | models | value | example | ${COSTS.map(({ head }) => head).join(' | ')} |
| --- | --- | --- | --- | ${COSTS.map(() => '---:').join(' | ')} |`

const INTRODUCTION = `# Variants

The ways of writing a value that logveil knows. \`variants\` of a registry and \`--variants\` of the
command take ids and families; default is all of them. Made from \`lib/variants/table.ts\` by
\`npm run docs\`; a test holds this page to the table.

_value_ is what was written, _example_ one of its spellings. The last columns are what a variant
costs, in bytes of patterns: of a token of 30 letters and digits, and of a password of 20 characters
of all kinds. A spelling that another variant has already costs nothing.
`

function closing(total: readonly number[]): string {
  const [token, password] = total
  return `All variants of the token are ${token} bytes of patterns, of the password ${password}.\n`
}

/** Bytes of patterns by the id of the variant that is named for them. */
function costOf(value: string): Map<string, number> {
  const registry = new SecretRegistry()
  registry.add('SAMPLE', value)
  const cost = new Map<string, number>()
  for (const { bytes, owners } of patternBook(registry).patterns) {
    const { variant } = owners[0]!
    cost.set(variant, (cost.get(variant) ?? 0) + bytes.length)
  }
  return cost
}

/** In a cell of a table: no line ends, no bars, what is no text by its number. */
function text(raw: string): string {
  return raw
    .replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(/[&<>|*_`\\[\]#~]/g, (c) => `&#${c.charCodeAt(0)};`)
}

const code = (raw: string) => `<code>${text(raw)}</code>`
