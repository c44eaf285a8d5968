/** A pattern: the bytes of one variant of a secret, as the engines need it. */
export interface Pattern {
  /** bytes as they stand in a log */
  readonly bytes: Uint8Array
  /** fragment length: every run of at least this many bytes is masked; 0 = only the whole pattern */
  readonly fragment: number
  /**
   * Places where a window of `fragment` bytes may begin, ascending; left out:
   * anywhere. With the whole pattern, its first and last window are among them.
   */
  readonly starts?: Int32Array
  /** every white-space run in `bytes` matches 1 to 64 bytes of white space */
  readonly breaks: boolean
  /** who it belongs to, first registered first; may grow */
  readonly owners: readonly PatternOwner[]
}

/** Within a registry one object for each name and variant. */
export interface PatternOwner {
  /** name of the secret */
  readonly name: string
  /** id of the variant */
  readonly variant: string
}
