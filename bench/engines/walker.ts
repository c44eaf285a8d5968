/**
 * Our own walk over the tables of `aho-corasick-node`: its double array and
 * failure links are right, its `match()` is not (it skips failure links, and
 * returns words without positions). Each byte is fed as code point byte + 1,
 * because its builder reads 0 as "nothing"; from 128 up that is two codes.
 */
import { createRequire } from 'node:module'
import { Release } from '../release.js'
import type { CreateEngine } from './engine.js'
import { literals } from './text.js'

const ROOT = 1

/** The package has no types; this is what is used of it. */
interface Builder {
  add(word: string): void
  build(): { readonly data: DoubleArray }
}

interface DoubleArray {
  readonly base: Int32Array
  readonly check: Int32Array
  readonly failurelink: Int32Array
  readonly output: Int32Array
}

const codePoints = (text: string): string =>
  text.replace(/[\s\S]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 1))

export const create: CreateEngine = ({ patterns, mask }) => {
  const load = createRequire(import.meta.url)
  const builder: Builder = load('aho-corasick-node').builder()
  for (const text of literals(patterns)) builder.add(codePoints(text))
  const { base, check, failurelink, output } = builder.build().data
  const size = check.length
  const bases = new Int32Array(size)
  for (let s = 0; s < size; s++) bases[s] = Math.abs(base[s] ?? 0)
  const { depth, longest } = lengths({ base, check, failurelink, output })
  const maskBytes = Buffer.from(mask)

  const step = (from: number, code: number): number => {
    let state = from
    for (;;) {
      const next = bases[state]! + code
      if (check[next] === state) return next
      if (state === ROOT) return ROOT
      state = failurelink[state] || ROOT
    }
  }

  return {
    tableBytes: (bases.length + size * 3) * 4 + depth.byteLength + longest.byteLength,
    mask(log, chunks, sink) {
      const release = new Release(log, maskBytes, sink)
      let state = ROOT
      let at = 0
      for (const chunk of chunks) {
        for (let i = 0; i < chunk.length; i++) {
          const code = chunk[i]! + 1
          if (code < 128) state = step(state, code)
          else state = step(step(state, 0xc0 | (code >> 6)), 0x80 | (code & 63))
          const length = longest[state]!
          if (length !== 0) release.span(at + i + 1 - length, at + i + 1)
        }
        at += chunk.length
        release.settle(at - depth[state]!)
      }
      release.settle(log.length)
    },
  }
}

/** Per state: bytes from the root, and bytes of the longest pattern that ends there. */
function lengths({ base, check, output }: DoubleArray) {
  const depth = new Int32Array(check.length)
  const longest = new Int32Array(check.length)
  const depthOf = (state: number): number => {
    const path: number[] = []
    for (let s = state; s > ROOT && depth[s] === 0; s = check[s]!) path.push(s)
    for (const s of path.reverse()) {
      // the second code of a byte is 0x80 to 0xbf after its parent's base: no byte of its own
      const parent = check[s]!
      const code = s - Math.abs(base[parent]!)
      depth[s] = (depth[parent] ?? 0) + (code >= 0x80 && code < 0xc0 ? 0 : 1)
    }
    return depth[state]!
  }
  for (let s = ROOT + 1; s < check.length; s++) {
    if (check[s] === 0) continue
    depthOf(s)
  }
  for (let s = ROOT + 1; s < check.length; s++) {
    if (check[s] === 0) continue
    const end = (base[s] ?? 0) <= 0
    longest[s] = end ? depth[s]! : output[s] ? depth[output[s]!]! : 0
  }
  return { depth, longest }
}
