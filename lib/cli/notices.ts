/**
 * What the command says on stderr: warnings, errors, the summary.
 *
 * In: text and facts (names, codes, counts). Out: whole lines, or with `json`
 * one JSON object per line. Invariant: once secrets are known every line goes
 * through a masker of its own, so that a path or name that happens to hold a
 * value does not show it.
 */

export interface NoticeOptions {
  /** only errors */
  readonly quiet?: boolean
  readonly json?: boolean
}

export class Notices {
  readonly #write: (text: string) => void
  #options: NoticeOptions = {}
  #show = (text: string): string => text
  #isHiding = false

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  configure(options: NoticeOptions): void {
    this.#options = options
  }

  /**
   * From now on lines are written as `show` gives them. The masking is handed
   * in, so that help and commands without secrets start without it.
   */
  hide(show: (text: string) => string): void {
    this.#show = show
    this.#isHiding = true
  }

  /** Whether {@link hide} was called. */
  get isHiding(): boolean {
    return this.#isHiding
  }

  /** Text from elsewhere as it may be shown. */
  shown(text: string): string {
    return this.#show(text)
  }

  get isJson(): boolean {
    return this.#options.json ?? false
  }

  /** Writes text that was asked for, as it is: what is in it has been shown by {@link shown}. */
  text(text: string): void {
    this.#write(text)
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
    this.#write(`${this.#show(text)}\n`)
  }
}
