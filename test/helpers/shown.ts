/**
 * A log as a terminal shows it, for the oracle: stretches of lines between
 * sequences that do more than colour, each with the places of its characters.
 */

/** The most bytes of sequences that may stand between two characters. */
export const GAP_LIMIT = 128

export interface ShownStretch {
  readonly text: string
  /** where each character stands in the log */
  readonly places: readonly number[]
  /** the byte of the log that ends it; before, it may still go on */
  readonly cut: number
}

/** What an ESC begins, when sequences of `room` bytes may still follow: its length, or where it ends the text. */
function sequenceAt(rest: string, room: number): { readonly style?: number; readonly cut: number } {
  if (rest[1] === '[') {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is asked for
    const length = /^\x1b\[[0-?]*/.exec(rest)![0].length
    const most = Math.max(room, 2)
    if (length > most) return { cut: most }
    const isStyle = rest[length] === 'm' || rest[length] === 'K'
    return isStyle && length < room ? { style: length + 1, cut: length } : { cut: length }
  }
  if (rest[1] === undefined || !'%()*+-./'.includes(rest[1])) return { cut: 1 }
  const isStyle = rest[2] !== undefined && !'\n\r\x1b'.includes(rest[2])
  return isStyle && room >= 3 ? { style: 3, cut: 2 } : { cut: 2 }
}

/** Stretches that hold a sequence; where none is, the log itself says it all. */
export function shownStretches(log: string): ShownStretch[] {
  const stretches: ShownStretch[] = []
  let text = ''
  let places: number[] = []
  let isStyled = false
  let gap = 0
  const end = (cut: number) => {
    if (isStyled) stretches.push({ text, places, cut })
    text = ''
    places = []
    isStyled = false
    gap = 0
  }
  for (let at = 0; at < log.length; ) {
    const char = log[at]!
    if (char === '\n' || char === '\r') end(at++)
    else if (char === '\x1b') {
      isStyled = true
      const { style, cut } = sequenceAt(log.slice(at), GAP_LIMIT - gap)
      if (style === undefined) {
        at += cut
        end(at)
      } else {
        gap += style
        at += style
      }
    } else if (char === '\x0f' && gap > 0 && gap < GAP_LIMIT) {
      gap++ // SI, behind a sequence
      at++
    } else {
      text += char
      places.push(at++)
      gap = 0
    }
  }
  end(log.length)
  return stretches
}
