/**
 * The masked parts of a log file, from where the store's copy of it ends.
 *
 * What all uploaders here share. The raw log stays where it is; parts are cut
 * from the masked log only. After each acknowledged part a small state file
 * `LOG.upload.json` says where a later run can go on; it holds four numbers.
 * Without it a run starts at the beginning of the raw log and drops what is
 * stored already: the masked log is the same each time, because nothing in it
 * depends on time (`idleMs: 0`, `maxMs: 0`).
 */
import { createReadStream } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createLogParts, createMaskStream, ResumePoints, SecretRegistry } from 'logveil'

const START = { settled: 0, released: 0, acknowledged: 0, sequence: 0 }

export class MaskedLog {
  /**
   * @param {string} file the raw log
   * @param {SecretRegistry} secrets
   * @param {{ maxBytes?: number, splitLines?: boolean }} [options] of the parts
   */
  static async open(file, secrets, options = {}) {
    const stateFile = `${file}.upload.json`
    const state = await readFile(stateFile, 'utf8').then(JSON.parse, (error) => {
      if (error.code === 'ENOENT') return START
      throw error
    })
    return new MaskedLog(file, secrets, options, stateFile, state)
  }

  #points = new ResumePoints()

  constructor(file, secrets, options, stateFile, state) {
    Object.assign(this, { file, secrets, options, stateFile, state })
  }

  /**
   * Parts from `acknowledged` on, numbered from `sequence` on. Leave the loop
   * and call it again to go back.
   */
  async *parts({ acknowledged = this.state.acknowledged, sequence = this.state.sequence } = {}) {
    // A store that holds less than it once acknowledged has lost something: from the start.
    const from = acknowledged >= this.state.released ? this.state : START
    this.#points = new ResumePoints({ settled: from.settled, released: from.released })
    const masked = createMaskStream(this.secrets, { idleMs: 0 })
    const parts = createLogParts({
      ...this.options,
      maxMs: 0,
      sequence,
      offset: from.released,
      acknowledged,
    })
    const input = createReadStream(this.file, { start: from.settled })
    pipeline(input, masked, parts, () => {}) // an error reaches the loop below
    for await (const part of parts) {
      this.#points.note(masked.masker.offsets)
      yield part
    }
  }

  /** Call for each part when the store has it, in order. */
  async acknowledge({ sequence, offset, bytes }) {
    const acknowledged = offset + bytes.length
    const { settled, released } = this.#points.at(acknowledged)
    this.state = { settled, released, acknowledged, sequence: sequence + 1 }
    // Replaced as a whole: a process may be killed at any time.
    await writeFile(`${this.stateFile}.new`, JSON.stringify(this.state))
    await rename(`${this.stateFile}.new`, this.stateFile)
  }
}

/**
 * The environment variables that are named in LOG_SECRETS, separated by commas.
 * Put the credentials of the upload among them: tools like to print those too.
 */
export function secretsFromEnvironment() {
  const secrets = new SecretRegistry()
  for (const name of (process.env.LOG_SECRETS ?? '').split(',')) {
    if (process.env[name] !== undefined) secrets.add(name, process.env[name])
  }
  return secrets
}
