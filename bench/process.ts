/**
 * A running engine: commands in, answers out, one at a time.
 *
 * Only one engine works at any moment. A process that fails makes the whole
 * benchmark fail, with what it wrote to stderr.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import type { Masked } from './masked.js'

export class EngineProcess {
  readonly #name: string
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: Interface
  readonly #answers: AsyncIterator<string>
  #complaints = ''
  /** seconds */
  addTime = 0
  buildTime = 0
  tableBytes = 0

  constructor(name: string, program: string, args: readonly string[]) {
    this.#name = name
    this.#child = spawn(program, args)
    this.#child.stderr.on('data', (text) => {
      this.#complaints += text
    })
    this.#child.stdin.on('error', () => {}) // told by the answer that does not come
    this.#lines = createInterface({ input: this.#child.stdout })
    this.#answers = this.#lines[Symbol.asyncIterator]()
  }

  async ready(): Promise<void> {
    const [add, build, bytes] = await this.#answer('ready')
    this.addTime = Number(add)
    this.buildTime = Number(build)
    this.tableBytes = Number(bytes)
  }

  async check(length: number): Promise<Masked> {
    this.#child.stdin.write(`check ${length}\n`)
    const [masks, bytes, hash] = await this.#answer('checked')
    return { masks: Number(masks), bytes: Number(bytes), hash: hash! }
  }

  /** Seconds for one round. */
  async time(length: number): Promise<number> {
    this.#child.stdin.write(`time ${length}\n`)
    const [seconds] = await this.#answer('timed')
    return Number(seconds)
  }

  close(): void {
    this.#child.stdin.end()
  }

  async #answer(verb: string): Promise<string[]> {
    for (;;) {
      const { value, done } = await this.#answers.next()
      if (done) throw new Error(`${this.#name} stopped: ${this.#complaints.trim()}`)
      const [first, ...rest] = value.split(' ')
      if (first === verb) return rest
    }
  }
}
