/**
 * Pieces of a value that is folded narrowly as a whole.
 *
 * In: a value and a secret piece of it. Out: the piece with the line breaks
 * that `fold` puts into it there: where it stands decides where they fall.
 * A fold from the beginning of the piece is a variant; wider folds leave
 * fragments. Invariant: nothing here shows more than the piece.
 */
import { FOLDS } from '../variants/evasion.js'

/** A longer piece has other pieces, which are hidden by themselves. */
const LONGEST = 128

export function foldedIn(value: string, piece: string): readonly string[] {
  const at = value.indexOf(piece)
  if (at <= 0 || piece.length > LONGEST || /[\n\r]/.test(piece)) return []
  const column = at - (value.lastIndexOf('\n', at) + 1)
  return FOLDS.filter((width) => column % width > 0).map((width) => {
    const first = width - (column % width)
    const rows = [piece.slice(0, first)]
    for (let from = first; from < piece.length; from += width) {
      rows.push(piece.slice(from, from + width))
    }
    return rows.join('\n')
  })
}
