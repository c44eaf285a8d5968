/**
 * What a variant is: one way in which real tools write a value.
 *
 * In: a value. Out: its spellings as binary strings (one char per byte,
 * code 0 to 255), pure and without state. A variant knows nothing of names,
 * registries or matching.
 */

/** A value, seen as a variant needs it. */
export interface Value {
  /** the bytes themselves */
  readonly bytes: Uint8Array
  /** the same, one char (0–255) per byte */
  readonly binary: string
  /** the decoded text when the bytes are valid UTF-8, else undefined */
  readonly text: string | undefined
}

export interface Spelling {
  /** bytes as they stand in a log, one char (0–255) per byte */
  readonly binary: string
  /**
   * Output bytes per byte of the value, for encodings in which the characters
   * of the value are not visible (hex 2, base64 4/3, `0x41, ` 6). Left out
   * where most characters stand for themselves (raw, quoting).
   */
  readonly perByte?: number
  /**
   * Where the text of a byte begins: at every so many bytes from `from` on, or
   * after each such separator. Pieces that are masked by themselves begin
   * there; where a unit is no whole number, with the character in which it
   * begins. Left out: anywhere.
   */
  readonly unit?: number | string
  /** where the first unit begins; default 0. Below 0: before the text */
  readonly from?: number
  /** its pieces are ordinary text (names of characters): only the whole is masked */
  readonly whole?: boolean
  /** every white-space run matches any run of 1 to 64 bytes of white space */
  readonly breaks?: boolean
}

/** One row of the variant table. */
export interface Variant {
  /** stable name, used in reports: `base64`, `json`, `hex` */
  readonly id: string
  /** group that can be switched on and off together */
  readonly family: string
  /** the standard or tool whose writing it models */
  readonly models: string
  /** what the value `Tr0ub4dor&3 'x'`, or `sample`, looks like, for the documentation */
  readonly example: string
  /** the value of `example`, where the usual one would not show what the variant does */
  readonly sample?: string
  /** longest value in bytes that it spells; longer ones have no spelling. Left out: any length */
  readonly upTo?: number
  /** only for words and what else is hidden as a whole: of the rest, pieces are masked wherever rows end */
  readonly wordsOnly?: boolean
  /** only for noise: what it writes of words is in any text */
  readonly noiseOnly?: boolean
  /** all spellings of the value that this variant knows; may repeat */
  spell(value: Value): readonly Spelling[]
}
