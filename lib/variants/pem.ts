/**
 * The base64 body of a PEM block (RFC 7468) as one text, wrapped otherwise.
 *
 * In: a value. Out: for each block in it the joined body, and the body at the
 * widths of other tools with any break. Lines of a body alone are parts of
 * their own and not made here. A value without a block has no spelling.
 */
import type { Spelling, Variant } from './types.js'

/** OpenSSL and RFC 7468; OpenSSH and PuTTY; MIME (RFC 2045) and GNU base64 */
const WIDTHS = [64, 70, 76] as const

const BEGIN = '-----BEGIN '
const END = '-----END '
const DASHES = '-----'

/** real or literal line ends; bounded, so that a run of CRs stays linear */
const BREAK = /\r{0,2}\n|\r|(?:\\r)?\\n/

export const pem: Variant = {
  id: 'pem',
  family: 'pem',
  models: 'RFC 7468 body, joined or wrapped at 64, 70, 76',
  sample: '-----BEGIN PRIVATE KEY-----\nMC4CAQAw\nBQYDK2Vw\n-----END PRIVATE KEY-----',
  example: 'MC4CAQAwBQYDK2Vw',
  spell: ({ binary }) => {
    const out: Spelling[] = []
    for (const body of pemBodies(binary)) {
      out.push({ binary: body })
      for (const width of WIDTHS) {
        if (body.length > width) out.push({ binary: rewrap(body, width), breaks: true })
      }
    }
    return out
  },
}

/** The joined base64 bodies of all PEM blocks in a text, in order. One pass. */
export function pemBodies(text: string): string[] {
  const bodies: string[] = []
  for (let at = text.indexOf(BEGIN); at >= 0; ) {
    const label = text.indexOf(DASHES, at + BEGIN.length)
    const end = label < 0 ? -1 : text.indexOf(END, label)
    if (end < 0) break
    const body = bodyOf(text.slice(label + DASHES.length, end))
    if (body !== '') bodies.push(body)
    at = text.indexOf(BEGIN, end + END.length)
  }
  return bodies
}

/** Drops header lines (RFC 1421, RFC 4716: `Name: value`, folded lines) and all white space. */
function bodyOf(block: string): string {
  let header = false
  let folded = false
  let out = ''
  for (const line of block.split(BREAK)) {
    header = line.includes(':') || folded || (header && /^[ \t]+\S/.test(line))
    folded = header && line.endsWith('\\')
    if (!header) out += line.replace(/[\t\v\f ]/g, '')
  }
  return out
}

function rewrap(body: string, width: number): string {
  const rows: string[] = []
  for (let i = 0; i < body.length; i += width) rows.push(body.slice(i, i + width))
  return rows.join('\n')
}
