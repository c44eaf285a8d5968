/**
 * `--report` and the summary: what a command says when the log is over.
 *
 * In: counts. Out: the summary line on stderr, and the report as JSON in a
 * file or, for `-`, on stderr (stdout belongs to the log). The file is opened
 * before the first byte of the log is read, so that a wrong path is an error
 * at once and not after an hour.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { quote, reasonOf } from '../secrets/sources/source.js'
import type { Io } from './io.js'
import type { Notices } from './notices.js'
import { usage } from './options.js'
import { type FileReport, summaryLine } from './summary.js'

export type ReportSink = (report: FileReport) => void

/** @throws MaskError ERR_USAGE when the file cannot be written */
export function openReport(path: string | undefined, stderr: Io['stderr']): ReportSink {
  if (path === undefined) return () => {}
  if (path === '-') return (report) => stderr(render(report))
  let fd: number
  try {
    fd = openSync(path, 'w', 0o644)
  } catch (error) {
    throw usage(`cannot write the report to ${quote(path)}: ${reasonOf(error)}`)
  }
  return (report) => {
    writeFileSync(fd, render(report))
    closeSync(fd)
  }
}

function render(report: FileReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}

export function announceMasked(report: FileReport, notices: Notices): void {
  const { occurrences, bytes, secrets } = report
  notices.result(summaryLine(report), { event: 'summary', occurrences, bytes, secrets })
}
