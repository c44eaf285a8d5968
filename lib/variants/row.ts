/**
 * How rows of the variant table are made.
 *
 * In: what a row says about itself, and grammars or a function. Out: a
 * Variant. Invariant: beyond `upTo` bytes a row has no spelling, and a row of
 * grammars never returns the value itself or the same text twice.
 */
import type { Grammar } from './escape.js'
import { escapeWith, keepsAll } from './escape.js'
import type { Spelling, Value, Variant } from './types.js'

/**
 * Longest value, in bytes, for spellings of several output bytes per value
 * byte: an RSA-4096 key as PEM is 3.3 KB.
 */
export const SPARSE = 4096

/**
 * Longest value for the many ways of quoting, whose text is about as long as
 * the value: a hundred of them for a value of a megabyte are too much to keep.
 */
export const DENSE = 65_536

/** What a row says about itself; see {@link Variant}. */
export type About = Omit<Variant, 'spell'>

export function row(about: About, spell: (value: Value) => readonly Spelling[]): Variant {
  const { upTo } = about
  if (upTo === undefined) return { ...about, spell }
  return { ...about, spell: (value) => (value.bytes.length > upTo ? [] : spell(value)) }
}

/** What the spellings of a row have in common. */
export type Layout = Pick<Spelling, 'perByte' | 'unit'>

/** A row whose spellings are what its grammars write. */
export function grammarRow(about: About, grammars: readonly Grammar[], layout?: Layout): Variant {
  return row(about, (value) =>
    writtenBy(grammars, value).map((binary): Spelling => ({ binary, ...layout })),
  )
}

/** A row of texts in which the value's characters are not visible. */
export function codedRow(
  about: About,
  perByte: number,
  write: (value: Value) => readonly string[],
  unit?: number | string,
): Variant {
  const layout: Layout = unit === undefined ? { perByte } : { perByte, unit }
  return row(about, (value) => {
    const texts = write(value).filter((binary) => binary !== '')
    return texts.map((binary) => ({ binary, ...layout }))
  })
}

/** The distinct texts that grammars write, without the value itself. */
export function writtenBy(
  grammars: readonly Grammar[],
  { bytes, binary }: Pick<Value, 'bytes' | 'binary'>,
): string[] {
  const out: string[] = []
  if (grammars.length > 1 && keepsAll(grammars, bytes)) return out
  for (const g of grammars) {
    const written = escapeWith(g, bytes, binary)
    if (written !== binary && !out.includes(written)) out.push(written)
  }
  return out
}
