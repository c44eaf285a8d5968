/** Results in, Markdown tables out: engines are rows, cases are columns. */
import { type EngineId, engines } from './engines/index.js'
import type { Section } from './extras/index.js'
import type { CaseResult, EngineResult, Skipped } from './measure.js'
import { median, ratio, spread } from './statistics.js'

export const COMPARED: EngineId = 'vectorscan'

const isResult = (entry: EngineResult | Skipped | undefined): entry is EngineResult =>
  entry !== undefined && 'speeds' in entry

/** GB/s, three digits; two where it is slow. */
export function speed(value: number): string {
  if (value >= 0.9995) return value.toFixed(value >= 9.995 ? 1 : 2)
  return value.toPrecision(value >= 0.00995 ? 3 : 2)
}

/** A ratio, two digits. */
export const times = (value: number): string =>
  `${value >= 0.995 ? value.toFixed(2) : value.toPrecision(2)} ×`

export function groupTable(title: string, results: readonly CaseResult[]): string {
  const ids = (Object.keys(engines) as EngineId[]).filter((id) =>
    results.some((result) => result.engines[id] !== undefined),
  )
  const notes = new Set<string>()
  const cell = (result: CaseResult, id: EngineId): string => {
    const entry = result.engines[id]
    if (entry === undefined) return '·'
    if (!isResult(entry)) {
      notes.add(`${engines[id].label} was skipped: ${entry.skipped}`)
      return '–'
    }
    const { semantics } = engines[id]
    const base = result.engines[COMPARED]
    const compared =
      isResult(base) && id !== COMPARED && semantics !== 'none'
        ? ` (${times(ratio(entry.speeds, base.speeds))})`
        : ''
    const missed = semantics === 'leaky' ? missedBy(result, entry) : 0
    if (missed > 0) notes.add(`${engines[id].label} does not mask everything`)
    const percent = `±${(100 * spread(entry.speeds)).toFixed(0)} %`
    return `${speed(median(entry.speeds))} ${percent}${compared}${missed > 0 ? ' ‡' : ''}`
  }
  const table = [
    ['GB/s', ...results.map((result) => result.case.name)],
    ...ids.map((id) => [engines[id].label, ...results.map((result) => cell(result, id))]),
    ['_patterns / bytes / shortest_', ...results.map(patternsOf)],
    ['_masks per MiB of log_', ...results.map(masksOf)],
  ]
  const list = [...notes].map((note) => `- ${note}\n`).join('')
  return `### ${title}\n\n${aligned(table)}${list === '' ? '' : `\n${list}`}`
}

/** A Markdown table: the first column reads from the left, the others are figures. */
function aligned([head, ...rows]: readonly (readonly string[])[]): string {
  const widths = head!.map((_, i) =>
    Math.max(4, ...[head!, ...rows].map((cells) => cells[i]!.length)),
  )
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
    )
    return `| ${padded.join(' | ')} |\n`
  }
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [head!, rule, ...rows].map(line).join('')
}

const patternsOf = ({ patterns, patternBytes, shortest }: CaseResult): string =>
  `${patterns} / ${patternBytes} / ${shortest}`

/** Whole patterns; behind a slash with fragments, where that differs. */
function masksOf({ engines: results }: CaseResult): string {
  const rates = (['whole', 'fragments'] as const).flatMap((semantics) => {
    const entry = (Object.keys(results) as EngineId[])
      .filter((id) => engines[id].semantics === semantics)
      .map((id) => results[id])
      .find(isResult)
    return entry ? [String(Math.round((entry.masks / entry.length) * 2 ** 20))] : []
  })
  return [...new Set(rates)].join(' / ') || '·'
}

/** Masks that a leaky engine did not set although an exact one did on the same length. */
function missedBy(result: CaseResult, entry: EngineResult): number {
  for (const [id, other] of Object.entries(result.engines)) {
    const exact = engines[id as EngineId].semantics === 'whole'
    if (exact && isResult(other) && other.length === entry.length) {
      return other.hash === entry.hash ? 0 : Math.max(1, other.masks - entry.masks)
    }
  }
  return 0
}

export function sectionTable({ title, head, rows }: Section): string {
  return `### ${title}\n\n${aligned([head, ...rows])}`
}
