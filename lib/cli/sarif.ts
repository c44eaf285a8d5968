/**
 * Findings as a SARIF 2.1.0 log (OASIS), for code scanning services.
 *
 * In: findings, by file and offset, of files that can be read again. Out: the
 * JSON text. SARIF knows columns in UTF-16 units or code points, not in bytes;
 * the second is used and stated, and counted by reading each file once more.
 * `byteOffset` gives the place in bytes of the decoded content.
 */
import { isAbsolute, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { VARIANTS } from '../variants/table.js'
import type { Finding } from './check.js'
import { openLog } from './log-file.js'

const LF = 0x0a

export async function sarifFor(findings: readonly Finding[], version: string): Promise<string> {
  const results: object[] = []
  for (const file of new Set(findings.map(({ file }) => file))) {
    const places = findings.filter((finding) => finding.file === file)
    const columns = await columnsOf(file, places)
    for (const [i, finding] of places.entries()) results.push(resultFor(finding, columns[i]!))
  }
  const ids = new Set(findings.map(({ variant }) => variant))
  const rules = [...ids].map((id) => ({
    id,
    shortDescription: {
      text: `A secret: ${VARIANTS.find((variant) => variant.id === id)!.models}`,
    },
  }))
  return JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'logveil', semanticVersion: version, rules } },
        columnKind: 'unicodeCodePoints',
        results,
      },
    ],
  })
}

function resultFor({ file, line, offset, name, variant }: Finding, column: number): object {
  return {
    ruleId: variant,
    level: 'error',
    message: { text: `The secret ${name} stands here (${variant}).` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column, byteOffset: offset },
        },
      },
    ],
  }
}

/** Relative paths stay relative: code scanning resolves them in the repository. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href
  return file.split(sep).map(encodeURIComponent).join('/')
}

/** 1-based columns in code points, one per finding; a byte that is not UTF-8 counts as one. */
async function columnsOf(file: string, findings: readonly Finding[]): Promise<number[]> {
  const columns: number[] = []
  const input = openLog(file)
  let offset = 0
  let column = 1
  try {
    // Not a byte further: what follows the last finding may be what cannot be read
    while (columns.length < findings.length) {
      const bytes = await input.read()
      if (bytes.length === 0) break
      for (const byte of bytes) {
        while (findings[columns.length]?.offset === offset) columns.push(column)
        if (byte === LF) column = 1
        // all but the bytes within a character
        else if ((byte & 0xc0) !== 0x80) column++
        offset++
      }
    }
  } finally {
    input.close()
  }
  return columns
}
