/**
 * Where to go on with an input after its uploader was interrupted.
 *
 * In: `masker.offsets`, noted as the log goes by, and how much of the masked
 * log the store has acknowledged. Out: the newest noted pair whose output is
 * wholly stored. Memory: the pairs since the last acknowledgement.
 *
 * To resume: open the input at `settled`, put a new mask stream and
 * createLogParts({ offset: released, acknowledged, sequence }) behind it.
 * No occurrence crosses `settled`, so the new masker's output is what the
 * first one's was. With idle release (`idleMs` > 0) or secrets added while the
 * log ran it may differ behind `released`: then the store has to be truncated
 * to `released` first, or the stream run with `idleMs: 0`.
 */
import { MaskError } from '../errors.js'
import type { Offsets } from '../masking/masker.js'

export class ResumePoints {
  readonly #start: Offsets
  /** ascending in both numbers; the first is the newest that is known to be stored */
  #points: Offsets[]

  /** @param start where this run began: `{ settled: 0, released: 0 }`, or the point it was resumed at */
  constructor(start: Offsets = { settled: 0, released: 0 }) {
    this.#start = start
    this.#points = [start]
  }

  /** Takes `masker.offsets`, which count from where this masker began. */
  note(offsets: Offsets): void {
    const point = {
      settled: this.#start.settled + offsets.settled,
      released: this.#start.released + offsets.released,
    }
    const last = this.#points.at(-1)!
    if (point.settled > last.settled || point.released > last.released) this.#points.push(point)
  }

  /**
   * @param acknowledged bytes of the whole masked log that are stored
   * @throws MaskError ERR_OPTION when that is less than was acknowledged before
   */
  at(acknowledged: number): Offsets {
    if (!(acknowledged >= this.#points[0]!.released)) {
      throw new MaskError('ERR_OPTION', 'the store holds less than it acknowledged before')
    }
    const next = this.#points.findIndex(({ released }) => released > acknowledged)
    this.#points = this.#points.slice((next === -1 ? this.#points.length : next) - 1)
    return this.#points[0]!
  }
}
