/**
 * What the command says on stderr: warnings, errors, the summary.
 *
 * In: text and facts (names, codes, counts). Out: whole lines, or with `json`
 * one JSON object per line. Invariant: once secrets are known every line goes
 * through a masker of its own, so that a path or name that happens to hold a
 * value does not show it.
 */
import { Masker } from '../masking/masker.js'
import type { SecretRegistry } from '../secrets/registry.js'

export interface NoticeOptions {
  /** only errors */
  readonly quiet?: boolean
  readonly json?: boolean
}

export class Notices {
  readonly #write: (text: string) => void
  #options: NoticeOptions = {}
  #secrets: SecretRegistry | undefined

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  configure(options: NoticeOptions): void {
    this.#options = options
  }

  /** From now on no line shows a value of this registry. */
  hide(secrets: SecretRegistry): void {
    this.#secrets = secrets
  }

  info(code: string, message: string, facts: object = {}): void {
    if (!this.#options.quiet) this.#say('info', code, message, facts)
  }

  warn(code: string, message: string, facts: object = {}): void {
    if (!this.#options.quiet) this.#say('warning', code, message, facts)
  }

  error(code: string, message: string): void {
    this.#say('error', code, message, {})
  }

  /** A line without the command's name in front, for what scripts read. */
  result(line: string, facts: object): void {
    if (!this.#options.quiet) this.#line(this.#options.json ? JSON.stringify(facts) : line)
  }

  #say(level: 'info' | 'warning' | 'error', code: string, message: string, facts: object): void {
    if (this.#options.json) this.#line(JSON.stringify({ level, code, message, ...facts }))
    else this.#line(`logveil: ${level === 'info' ? '' : `${level}: `}${message}`)
  }

  #line(text: string): void {
    this.#write(`${this.#secrets === undefined ? text : maskText(this.#secrets, text)}\n`)
  }
}

/** Whatever mask the user chose, these are used: that one may be what the line complains of. */
const MASKS = ['[secure]', '***', '###']

/** The text with every value masked, under a mask that can be shown. */
export function maskText(secrets: SecretRegistry, text: string): string {
  for (const mask of MASKS) {
    try {
      const masker = new Masker(secrets, { mask })
      const pieces = [...masker.write(new TextEncoder().encode(text)), ...masker.end()]
      return Buffer.concat(pieces).toString()
    } catch {
      // this mask would show a value; the next may not
    }
  }
  return 'logveil: a message that cannot be shown, because every mask is a secret here'
}
