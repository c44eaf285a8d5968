/** The masker itself; whether fragments are on is a matter of its registry. */
import { Masker } from '../../lib/masking/masker.js'
import type { CreateEngine } from './engine.js'

export const create: CreateEngine = ({ registry, mask }) => {
  new Masker(registry, { mask }) // builds the tables, which all maskers of a registry share
  return {
    mask(_log, chunks, sink) {
      const masker = new Masker(registry, { mask })
      for (const chunk of chunks) for (const piece of masker.write(chunk)) sink(piece)
      for (const piece of masker.end()) sink(piece)
    },
  }
}
