/**
 * What was masked: the line on stderr and the JSON report.
 *
 * In: the report of each masker. Out: counts by name and variant, never a
 * value. The schema of the file is fixed by {@link REPORT_VERSION}; fields may
 * be added to it without a new version.
 */
import type { Report } from '../masking/report.js'
import { quote } from '../secrets/sources/source.js'

export const REPORT_VERSION = 1

export interface InputReport extends Report {
  /** the FILE operand as it was given; absent for stdin */
  readonly file?: string
  /** of a command that was run; absent when both were one */
  readonly stream?: 'stdout' | 'stderr'
}

export interface FileReport extends Report {
  readonly version: typeof REPORT_VERSION
  /** the same for each input; line numbers count from its own start */
  readonly inputs: readonly InputReport[]
}

/** Sums the inputs; first lines are kept only where there is one input to count in. */
export function summarise(inputs: readonly InputReport[]): FileReport {
  const total = (field: 'occurrences' | 'bytes') =>
    inputs.reduce((sum, input) => sum + input[field], 0)
  return {
    version: REPORT_VERSION,
    occurrences: total('occurrences'),
    bytes: total('bytes'),
    secrets: inputs.length === 1 ? inputs[0]!.secrets : sumSecrets(inputs),
    inputs,
  }
}

/** By way of maps: a secret may be called `__proto__`. */
function sumSecrets(inputs: readonly InputReport[]): Report['secrets'] {
  const sums = new Map<string, Map<string, { count: number }>>()
  for (const { secrets } of inputs) {
    for (const [name, variants] of Object.entries(secrets)) {
      const sum = sums.get(name) ?? new Map<string, { count: number }>()
      sums.set(name, sum)
      for (const [variant, { count }] of Object.entries(variants)) {
        sum.set(variant, { count: (sum.get(variant)?.count ?? 0) + count })
      }
    }
  }
  return Object.fromEntries([...sums].map(([name, sum]) => [name, Object.fromEntries(sum)]))
}

/** The same with names of secrets and files as `show` gives them. */
export function shownReport(report: FileReport, show: (text: string) => string): FileReport {
  return {
    ...report,
    secrets: shownNames(report.secrets, show),
    inputs: report.inputs.map((input) => ({
      ...input,
      ...(input.file !== undefined && { file: show(input.file) }),
      secrets: shownNames(input.secrets, show),
    })),
  }
}

/** Names that are masked alike are told apart by a number, so that no count is lost. */
function shownNames(secrets: Report['secrets'], show: (text: string) => string): Report['secrets'] {
  const shown = new Map<string, Report['secrets'][string]>()
  for (const [name, variants] of Object.entries(secrets)) {
    const text = show(name)
    let unique = text
    for (let n = 2; shown.has(unique); n++) unique = `${text} ${n}`
    shown.set(unique, variants)
  }
  return Object.fromEntries(shown)
}

/** More names than these are not read on a line; the report has them all. */
const MOST_NAMES = 10

/** `masked 12: COSIGN_PASSWORD 3 (raw 2, base64 1), …` */
export function summaryLine({ occurrences, secrets }: Report): string {
  const entries = Object.entries(secrets)
  const list = entries.slice(0, MOST_NAMES).map(([name, variants]) => {
    const counts = Object.entries(variants).map(([variant, { count }]) => [variant, count] as const)
    const sum = counts.reduce((total, [, count]) => total + count, 0)
    return `${plain(name)} ${sum} (${counts.map((pair) => pair.join(' ')).join(', ')})`
  })
  if (entries.length > MOST_NAMES) {
    list.push(`and ${entries.length - MOST_NAMES} more secrets, which --report names`)
  }
  return `masked ${occurrences}${list.length > 0 ? `: ${list.join(', ')}` : ''}`
}

/** A name as it is, or quoted where it could be taken for something else. */
export function plain(name: string): string {
  return /^[\w.:/@-]+$/.test(name) ? name : quote(name)
}
