/**
 * `logveil variants [NAME]`: in which ways of writing a secret is masked.
 *
 * In: the sources, a name. Out, on stdout: one line per variant with its number
 * of patterns and what it models; without a name, the whole table with an
 * example each. Never a value.
 */
import { patternBook } from '../secrets/registry.js'
import { VARIANTS } from '../variants/table.js'
import { parseConfigured } from './config.js'
import type { Io } from './io.js'
import { maskText } from './mask-text.js'
import type { Notices } from './notices.js'
import { COMMON_OPTIONS, SECRET_OPTIONS, usage } from './options.js'
import { loadSecrets } from './secrets.js'
import { plain } from './summary.js'

interface Row {
  readonly id: string
  readonly family: string
  readonly models: string
}

export async function variants(args: readonly string[], io: Io, notices: Notices): Promise<number> {
  const { values, positionals } = await parseConfigured(args, {
    ...SECRET_OPTIONS,
    ...COMMON_OPTIONS,
  })
  if (positionals.length > 1) throw usage('variants takes at most one name')
  notices.configure({ ...values, json: false })
  const [name] = positionals
  const print = async (rows: readonly object[], lineFor: (row: never) => string) => {
    const lines = rows.map((row) => (values.json ? JSON.stringify(row) : lineFor(row as never)))
    await io.stdout.write([Buffer.from(lines.map((line) => `${line}\n`).join(''))])
  }
  if (name === undefined) {
    const table = VARIANTS.map(({ id, family, models, example }) => ({
      id,
      family,
      models,
      example,
    }))
    await print(
      table,
      (row: Row & { example: string }) => `${row.id}  ${row.models}: ${row.example}`,
    )
    return 0
  }
  const { secrets } = await loadSecrets(values, io.env, notices)
  const counts = new Map<string, number>()
  for (const { owners } of patternBook(secrets).patterns) {
    for (const owner of owners) {
      if (owner.name === name) counts.set(owner.variant, (counts.get(owner.variant) ?? 0) + 1)
    }
  }
  if (counts.size === 0) throw usage(`no secret ${plain(name)} is registered`)
  const rows = VARIANTS.filter(({ id }) => counts.has(id)).map(({ id, family, models }) => {
    return { name: maskText(secrets, name), id, family, models, patterns: counts.get(id)! }
  })
  await print(rows, (row: Row & { patterns: number }) => {
    return `${row.id}  ${row.patterns} pattern${row.patterns === 1 ? '' : 's'}: ${row.models}`
  })
  return 0
}
