/**
 * `--report` and the summary: what a command says when the log is over.
 *
 * In: counts. Out: the summary line on stderr, and the report as JSON in a
 * file or, for `-`, on stderr (stdout belongs to the log). The file is opened
 * before the first byte of the log is read, so that a wrong path is an error
 * at once and not after an hour. Names of secrets and files are masked like
 * any other text that is shown: they may hold a value.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { quote, reasonOf } from '../secrets/sources/source.js'
import { IoFailure } from './io.js'
import type { Notices } from './notices.js'
import { usage } from './options.js'
import { type FileReport, shownReport, summaryLine } from './summary.js'

export type ReportSink = (report: FileReport) => void

/** @throws MaskError ERR_USAGE when the file cannot be written */
export function openReport(path: string | undefined, notices: Notices): ReportSink {
  if (path === undefined) return () => {}
  const show = (text: string) => notices.shown(text)
  if (path === '-') {
    // Among messages of one line each, it is one line too
    return (report) => notices.text(render(shownReport(report, show), notices.isJson ? 0 : 2))
  }
  let fd: number
  try {
    fd = openSync(path, 'w', 0o644)
  } catch (error) {
    throw usage(`cannot write the report to ${quote(path)}: ${reasonOf(error)}`)
  }
  return (report) => {
    try {
      writeFileSync(fd, render(shownReport(report, show), 2))
      closeSync(fd)
    } catch (error) {
      throw new IoFailure(`cannot write the report to ${quote(path)}: ${reasonOf(error)}`)
    }
  }
}

function render(report: FileReport, indent: number): string {
  return `${JSON.stringify(report, null, indent)}\n`
}

export function announceMasked(report: FileReport, notices: Notices): void {
  const { occurrences, bytes, secrets } = report
  notices.result(summaryLine(report), { event: 'summary', occurrences, bytes, secrets })
}
