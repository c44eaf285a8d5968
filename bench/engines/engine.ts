/** What every engine of the benchmark is: a log in, masked pieces out. */
import type { Pattern } from '../../lib/matcher/pattern.js'
import type { SecretRegistry } from '../../lib/secrets/registry.js'
import type { Sink } from '../release.js'

export interface Setup {
  readonly registry: SecretRegistry
  /** exactly the patterns of the registry */
  readonly patterns: readonly Pattern[]
  readonly mask: string
}

export interface Engine {
  /** Masks a whole log that arrives as `chunks`, which are views of `log`. */
  mask(log: Uint8Array, chunks: readonly Uint8Array[], sink: Sink): void | Promise<void>
  /**
   * What it masked with last. A service always has a masker or stream alive;
   * with the last instance of a class V8 forgets the optimised code for it, so
   * a collection between two rounds would make each round start cold.
   */
  alive?: unknown
  /** bytes of its tables, where it can tell */
  readonly tableBytes?: number
}

export type CreateEngine = (setup: Setup) => Engine | Promise<Engine>

/** Lets the methods of an engine written in place speak of `this`. */
export const engineOf = (engine: Engine): Engine => engine
