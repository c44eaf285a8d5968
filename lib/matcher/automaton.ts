/**
 * The Aho–Corasick automaton over a set of words (Aho & Corasick, CACM 18(6), 1975).
 *
 * In: words, as arrays of symbols. Out: flat tables. The trie is numbered in
 * depth-first order, so the first child of state s is s + 1 (when that is
 * deeper than s); further children hang on a sibling chain, the root has a
 * dense row. State 0 is the root. Immutable: walkers carry the state.
 */

import { gramHash } from './hash.js'

export type Symbols = Uint8Array | Uint16Array

/** no symbol */
const NO_CHILD = 0xffff
/** children that are looked for along the sibling chain */
const CHAIN = 3

/** Children beyond the first {@link CHAIN}, by state and symbol. */
class WideStates {
  /** open addressing: child state, 0 = empty */
  readonly #slots: Int32Array
  /** its parent */
  readonly #parents: Int32Array
  readonly #label: Uint16Array
  readonly #mask: number

  constructor(first: Uint16Array, sibling: Int32Array, label: Uint16Array) {
    const late: { state: number; parent: number }[] = []
    for (let s = 1; s < sibling.length; s++) {
      if (first[s] === NO_CHILD) continue
      let k = 0
      for (let c = s + 1; c !== 0; c = sibling[c]!)
        if (k++ >= CHAIN) late.push({ state: c, parent: s })
    }
    let capacity = 1
    while (capacity < late.length * 2) capacity *= 2
    this.#mask = capacity - 1
    this.#label = label
    this.#slots = new Int32Array(capacity)
    this.#parents = new Int32Array(capacity)
    for (const { state, parent } of late) {
      let slot = this.#slotOf(parent, label[state]!)
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask
      this.#slots[slot] = state
      this.#parents[slot] = parent
    }
  }

  get bytes(): number {
    return this.#slots.byteLength * 2
  }

  child(parent: number, symbol: number): number {
    let slot = this.#slotOf(parent, symbol)
    for (;;) {
      const state = this.#slots[slot]!
      if (state === 0) return 0
      if (this.#parents[slot] === parent && this.#label[state] === symbol) return state
      slot = (slot + 1) & this.#mask
    }
  }

  #slotOf(parent: number, symbol: number): number {
    return gramHash(parent, symbol) & this.#mask
  }
}

export class Automaton {
  /** number of states */
  readonly size: number
  /** number of symbols of the longest word */
  readonly maxDepth: number
  /** symbol that leads into a state */
  readonly label: Uint16Array
  /** symbol that leads to the first child, the next state; {@link NO_CHILD} if there is none */
  readonly first: Uint16Array
  /** next child of the same parent, 0 = none */
  readonly sibling: Int32Array
  /** state of the longest proper suffix that is a prefix of some word */
  readonly fail: Int32Array
  /** number of symbols from the root; one entry past the end is 0 */
  readonly depth: Int32Array
  /** index of the word that ends in a state, -1 = none */
  readonly word: Int32Array
  /** nearest state on the failure chain, itself included, that ends a word; 0 = none */
  readonly hit: Int32Array
  /** 1 when the state is a prefix of a word that is only masked whole (P8) */
  readonly whole: Uint8Array
  /** transitions of the root */
  readonly root: Int32Array
  /** transitions of states with many children, for which the sibling chain is long */
  readonly wide: WideStates

  /**
   * @param words distinct words, none empty
   * @param wholeOnly whether word i has no fragments
   * @param alphabet number of symbols
   */
  constructor(words: readonly Symbols[], wholeOnly: (i: number) => boolean, alphabet = 256) {
    const order = words.map((_, i) => i).sort((a, b) => compare(words[a]!, words[b]!))
    let capacity = 1
    for (let k = 0; k < order.length; k++) {
      const shared = k === 0 ? 0 : commonPrefix(words[order[k - 1]!]!, words[order[k]!]!)
      capacity += words[order[k]!]!.length - shared
    }
    this.size = capacity
    this.label = new Uint16Array(capacity + 1)
    this.sibling = new Int32Array(capacity)
    this.fail = new Int32Array(capacity)
    this.depth = new Int32Array(capacity + 1)
    this.word = new Int32Array(capacity).fill(-1)
    this.hit = new Int32Array(capacity)
    this.whole = new Uint8Array(capacity)
    this.root = new Int32Array(alphabet)
    this.maxDepth = this.#insert(words, order, wholeOnly)
    this.first = new Uint16Array(capacity)
    for (let state = 0; state < capacity; state++) {
      const isInner = this.depth[state + 1]! > this.depth[state]!
      this.first[state] = isInner ? this.label[state + 1]! : NO_CHILD
    }
    this.wide = new WideStates(this.first, this.sibling, this.label)
    this.#link()
  }

  /** The child of `state` under `symbol`, 0 = none. */
  child(state: number, symbol: number): number {
    if (state === 0) return this.root[symbol]!
    const first = this.first[state]!
    if (first === symbol) return state + 1
    if (first === NO_CHILD) return 0
    let c = this.sibling[state + 1]!
    for (let k = 1; k < CHAIN; k++) {
      if (c === 0 || this.label[c] === symbol) return c
      c = this.sibling[c]!
    }
    return c === 0 ? 0 : this.wide.child(state, symbol)
  }

  /** The state after `symbol`: the longest suffix of the text that is a prefix of some word. */
  next(state: number, symbol: number): number {
    let s = state
    for (;;) {
      const c = this.child(s, symbol)
      if (c !== 0 || s === 0) return c
      s = this.fail[s]!
    }
  }

  /** The longest suffix that may still become a word: a word that nothing continues is over. */
  liveState(state: number): number {
    let s = state
    while (s !== 0 && this.first[s] === NO_CHILD) s = this.fail[s]!
    return s
  }

  /** The first state on the failure chain that is a prefix of a word that is only masked whole. */
  cutState(state: number): number {
    let s = state
    while (s !== 0 && this.whole[s] === 0) s = this.fail[s]!
    return s
  }

  /** The smallest rank of a word of which `state` is a prefix, -1 = none; words of rank -1 do not count. */
  firstBelow(state: number, rankOf: (i: number) => number): number {
    let first = -1
    for (let s = state; s === state || this.depth[s]! > this.depth[state]!; s++) {
      const rank = this.word[s]! < 0 ? -1 : rankOf(this.word[s]!)
      if (rank >= 0 && (first < 0 || rank < first)) first = rank
    }
    return first
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return this.size * (2 * 2 + 4 * 5 + 1) + this.root.byteLength + this.wide.bytes
  }

  /** Sorted words share their prefixes with the word before, so each adds a tail of new states. */
  #insert(
    words: readonly Symbols[],
    order: readonly number[],
    wholeOnly: (i: number) => boolean,
  ): number {
    const path: number[] = [0]
    let previous: Symbols = new Uint8Array(0)
    let free = 1
    let deepest = 0
    for (const i of order) {
      const word = words[i]!
      const shared = commonPrefix(previous, word)
      for (let d = shared; d < word.length; d++) {
        const state = free++
        this.label[state] = word[d]!
        this.depth[state] = d + 1
        if (d === 0) this.root[word[0]!] = state
        else if (d === shared && previous.length > shared) this.sibling[path[d + 1]!] = state
        path[d + 1] = state
      }
      if (this.word[path[word.length]!] === -1) this.word[path[word.length]!] = i
      if (wholeOnly(i)) {
        for (let d = word.length; d > 0 && this.whole[path[d]!] === 0; d--) this.whole[path[d]!] = 1
      }
      if (word.length > deepest) deepest = word.length
      previous = word
    }
    return deepest
  }

  /** Failure links by increasing depth, so that the links they rest on exist. */
  #link(): void {
    const { size, depth, label, first, sibling, fail, word, hit } = this
    const count = new Int32Array(this.maxDepth + 2)
    for (let s = 1; s < size; s++) count[depth[s]! + 1]!++
    for (let d = 1; d < count.length; d++) count[d]! += count[d - 1]!
    const byDepth = new Int32Array(size)
    for (let s = 1; s < size; s++) byDepth[count[depth[s]!]!++] = s
    for (let k = 0; k < size - 1; k++) {
      const s = byDepth[k]!
      hit[s] = word[s] === -1 ? hit[fail[s]!]! : s
      if (first[s] === NO_CHILD) continue
      let c = s + 1
      do {
        fail[c] = this.next(fail[s]!, label[c]!)
        c = sibling[c]!
      } while (c !== 0)
    }
  }
}

function compare(a: Symbols, b: Symbols): number {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!
  }
  return a.length - b.length
}

function commonPrefix(a: Symbols, b: Symbols): number {
  const n = Math.min(a.length, b.length)
  let i = 0
  while (i < n && a[i] === b[i]) i++
  return i
}
