/**
 * The independent second engine: the automaton of the package aho-corasick-node.
 *
 * In: bytes that are about to be released. Out: whether a whole pattern stands
 * in them. The package is loaded only here and only when asked for. Its own
 * `match()` is not used: it gives no positions, mishandles byte 0 and misses
 * what follows a failure link that ends on a leaf. Its builder is fed each byte
 * as the character byte + 1, and its tables are walked here, every failure link
 * followed. Not covered: patterns with breaks, patterns over 4,000 bytes (its
 * builder is recursive), and values that were added after it was built.
 */
import { MaskError } from '../errors.js'
import type { Pattern } from './pattern.js'

interface DoubleArray {
  readonly base: Int32Array
  readonly check: Int32Array
  readonly failurelink: Int32Array
  readonly output: Int32Array
}

interface AhoCorasickNode {
  builder(): { add(word: string): void; build(): { readonly data: DoubleArray } }
}

const ROOT = 1
/** longest pattern that the builder takes without overflowing the stack */
const LONGEST = 4000

export class Verifier {
  readonly #data: DoubleArray
  #state = ROOT

  constructor(patterns: readonly Pattern[]) {
    const builder = load().builder()
    for (const { bytes, breaks } of patterns) {
      if (breaks || bytes.length > LONGEST) continue
      builder.add(Array.from(bytes, (b) => String.fromCharCode(b + 1)).join(''))
    }
    this.#data = builder.build().data
  }

  /** A mask stands here: nothing goes on across it. */
  reset(): void {
    this.#state = ROOT
  }

  /** Whether a whole pattern ends in these bytes; goes on where the last call ended. */
  finds(bytes: Uint8Array): boolean {
    for (const b of bytes) {
      // the builder works on UTF-8, in which byte + 1 takes one or two units
      const c = b + 1
      if (c < 0x80) this.#step(c)
      else {
        this.#step(0xc0 | (c >> 6))
        this.#step(0x80 | (c & 0x3f))
      }
      if (this.#isWord()) return true
    }
    return false
  }

  #step(code: number): void {
    const { base, check, failurelink } = this.#data
    for (;;) {
      const next = Math.abs(base[this.#state] ?? 0) + code
      if (check[next] === this.#state) {
        this.#state = next
        return
      }
      if (this.#state === ROOT) return
      // every state but the root has one
      this.#state = failurelink[this.#state]!
    }
  }

  /** A word ends where the base is negative (it goes on) or missing (it does not), or an output link leads to one. */
  #isWord(): boolean {
    const { base, output } = this.#data
    if (this.#state === ROOT) return false
    return !((base[this.#state] ?? 0) > 0) || (output[this.#state] ?? 0) > 0
  }
}

/** Synchronous and late, so that neither start-up nor a browser pays for it. */
function load(): AhoCorasickNode {
  const module = globalThis.process?.getBuiltinModule?.('module')
  if (module === undefined) {
    throw new MaskError('ERR_OPTION', 'verify needs Node.js: leave the option out elsewhere')
  }
  return module.createRequire(import.meta.url)('aho-corasick-node')
}
