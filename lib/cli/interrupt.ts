/**
 * A signal that asks to stop.
 *
 * In: signals. Out: the first one, for work that ends at the next good place.
 * The second one ends the process as if nobody listened.
 */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

export class Interrupt {
  signal: NodeJS.Signals | undefined
  readonly #signals: readonly NodeJS.Signals[]
  readonly #listener = (signal: NodeJS.Signals) => {
    this.signal = signal
    this.stop()
  }

  constructor(signals = SIGNALS) {
    this.#signals = signals
    for (const signal of signals) process.on(signal, this.#listener)
  }

  /** No longer listens. */
  stop(): void {
    for (const signal of this.#signals) process.off(signal, this.#listener)
  }
}
