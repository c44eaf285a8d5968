/** The masker itself; whether fragments are on is a matter of its registry. */
import { Masker } from '../../lib/masking/masker.js'
import { Matcher } from '../../lib/matcher/matcher.js'
import { Tables } from '../../lib/matcher/tables.js'
import { Release } from '../release.js'
import { type CreateEngine, engineOf } from './engine.js'

export const create: CreateEngine = ({ registry, mask }) => {
  new Masker(registry, { mask }) // builds the tables, which all maskers of a registry share
  return engineOf({
    mask(_log, chunks, sink) {
      const masker = new Masker(registry, { mask })
      this.alive = masker
      for (const chunk of chunks) for (const piece of masker.write(chunk)) sink(piece)
      for (const piece of masker.end()) sink(piece)
    },
  })
}

/** The same matcher without its filter: every byte is walked. */
export const createUnfiltered: CreateEngine = ({ patterns, mask }) => {
  const tables = Tables.of(patterns, { filter: false })
  const maskBytes = Buffer.from(mask)
  return engineOf({
    tableBytes: tables.bytes,
    mask(log, chunks, sink) {
      const release = new Release(log, maskBytes, sink)
      const matcher = new Matcher(tables, {
        span: (start, end) => release.span(start, end),
        occurrence: () => false,
        window: () => {},
      })
      this.alive = matcher
      for (const chunk of chunks) release.settle(matcher.push(chunk))
      release.settle(log.length)
    },
  })
}
