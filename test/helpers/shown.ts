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

// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is asked for
const STYLE = /^\x1b(?:\[[0-?]{0,38}[mK]|\([^\n\r\x1b])/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is asked for
const BEGINNING = /^\x1b(?:\[[0-?]{0,38}|\()?/

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
      const rest = log.slice(at, at + 64)
      const style = STYLE.exec(rest)?.[0]
      if (style !== undefined) gap += style.length
      if (style !== undefined && gap <= GAP_LIMIT) at += style.length
      else {
        at += style === undefined ? BEGINNING.exec(rest)![0].length : style.length - 1
        end(at)
      }
    } else {
      text += char
      places.push(at++)
      gap = 0
    }
  }
  end(log.length)
  return stretches
}
