/**
 * PEM blocks in any text (RFC 7468, RFC 1421 headers).
 *
 * In: text as a binary string. Out: its blocks in order, each with the base64
 * lines as they stand. Indentation, CRLF, `\n` written as two characters,
 * spaces instead of line breaks and no breaks at all are accepted, because
 * environment variables, YAML and JSON hold keys like that. Linear in the
 * text.
 */

import { decodeBase64 } from './bytes.js'

export interface FoundPem {
  /** what stands after BEGIN: `RSA PRIVATE KEY` */
  readonly label: string
  read(): PemBlock
}

export interface PemBlock {
  /** what stands after BEGIN: `RSA PRIVATE KEY` */
  readonly label: string
  /** RFC 1421 encryption of old OpenSSL files */
  readonly dekInfo?: { readonly cipher: string; readonly iv: string }
  /** base64 pieces, one per line, without white space */
  readonly lines: readonly string[]
  /** the decoded body; undefined where the block is cut or is no base64 */
  readonly bytes: Uint8Array | undefined
}

/** A larger body is no key; the largest known (multi-prime RSA, post-quantum) stay below 64 KiB. */
const MAX_BODY = 1024 * 1024

const BEGIN = /-----BEGIN ([A-Z0-9][A-Z0-9 ._-]{0,63})-----/g
const PROC_TYPE = /Proc-Type:\s{0,4}4,\s{0,4}ENCRYPTED/g
const DEK_INFO = /DEK-Info:\s{0,4}([A-Za-z0-9-]{1,32}),([0-9A-Fa-f]{1,64})/g
/** What quoting and YAML leave at the ends of a line. */
const BEFORE = ' \t\v\f"\'>|'
const AFTER = ' \t\v\f"\',\\'

/** The blocks in order; a file may hold a hundred certificates, so each is read when it is asked for. */
export function findPem(text: string): readonly FoundPem[] {
  const marks = [...text.matchAll(BEGIN)]
  return marks.map((mark, i) => ({
    label: mark[1]!,
    read: () => {
      const start = mark.index + mark[0].length
      return readBlock(mark[1]!, text.slice(start, marks[i + 1]?.index ?? text.length))
    },
  }))
}

function readBlock(label: string, stretch: string): PemBlock {
  const end = stretch.indexOf(`-----END ${label}-----`)
  if (end < 0 || end > MAX_BODY) return { label, lines: [], bytes: undefined }
  let dekInfo: PemBlock['dekInfo']
  const lines = stretch
    .slice(0, end)
    // Escapes of escapes are bounded: a longer run of backslashes is no key.
    .replace(/\\{1,4}[rn]/g, '\n')
    .replace(/\\{1,4}\//g, '/')
    .replace(PROC_TYPE, '\n')
    .replace(DEK_INFO, (_, cipher: string, iv: string) => {
      dekInfo = { cipher, iv }
      return '\n'
    })
    .split(/[\r\n]/)
    .map(trim)
    .filter((line) => !line.includes(': '))
    .flatMap((line) => line.split(/\s+/))
    .filter((line) => line !== '')
  return { label, ...(dekInfo && { dekInfo }), lines, bytes: decodeBase64(lines.join('')) }
}

/** Without the chars of quoting at its ends; a loop, because a pattern would be quadratic. */
function trim(line: string): string {
  let start = 0
  let end = line.length
  while (start < end && BEFORE.includes(line[start]!)) start++
  while (end > start && AFTER.includes(line[end - 1]!)) end--
  return line.slice(start, end)
}
