/**
 * Lines of a multi-line value that are secret by themselves.
 *
 * In: a value of several lines. Out: its lines without indentation, and
 * whether a line belongs to a PEM block. Left out are lines that any file of the kind
 * has: brackets, headers of PEM blocks, rules, keys without a value, settings
 * with a plain value. The matcher still masks these where the whole value
 * stands.
 */

import { informationOf } from './judge.js'
import { looksSecret } from './names.js'
import { isCommonWord } from './refusal.js'

export interface Line {
  readonly binary: string
  /**
   * It stands in a PEM block: it may mix public and secret numbers, and is
   * secret as a whole only. Of an encrypted key every line is.
   */
  readonly block?: 'key' | 'encrypted key'
}

const PEM_BEGIN = /^-----BEGIN ([A-Z0-9 ]+)-----$/
const PEM_END = /^-----END [A-Z0-9 ]+-----$/
/** A setting: name, `=` or `:`, value. */
const SETTING = /^(?:export\s+|-\s+)?["']?([\w.:/@-]*[\w])["']?\s*(?:=|:(?=\s|$))\s*(.*)$/
/** Bits that the value of a setting must bring before its line is secret. */
const SETTING_BITS = 30

export function linesOf(binary: string): Line[] {
  const lines: Line[] = []
  let block = '' // label of the PEM block around the line
  for (const raw of binary.split(/[\n\r]+/)) {
    const line = raw.trim()
    const begin = PEM_BEGIN.exec(line)
    if (begin) block = begin[1]!
    else if (PEM_END.test(line)) block = ''
    else if (block !== '') {
      const isHeader = /^[\w-]+: /.test(line)
      if (isPrivateLabel(block) && !isHeader)
        lines.push({ binary: line, block: /ENCRYPTED/.test(block) ? 'encrypted key' : 'key' })
    } else if (!isStructural(line)) lines.push({ binary: line })
  }
  return lines
}

/** Labels of RFC 7468 and of the tools around it that hold a secret. */
function isPrivateLabel(label: string): boolean {
  return /PRIVATE KEY|SECRET|MESSAGE/.test(label)
}

/** `line` has no white space at its ends. */
function isStructural(line: string): boolean {
  if (!/[A-Za-z0-9\x80-\xff]/.test(line)) return true // brackets, rules, blank
  if (/^\[+[\w .:"'-]+\]+$/.test(line) || /^<\/?[\w:.-]+>$/.test(line)) return true // [section], <tag>
  if (/^(?:[#;*=_-]|\/\/) ?[#;*=_-]{4}/.test(line)) return true // a rule with a title
  if (isCommonWord(line)) return true
  const setting = SETTING.exec(line)
  if (setting === null) return false
  const [, name, value] = setting
  const plain = value!.replace(/^["']|["'],?$|,$/g, '')
  if (plain === '' || /^[|>][+-]?$/.test(plain) || isCommonWord(plain)) return true
  return !looksSecret(name!) && informationOf(plain) < SETTING_BITS
}
