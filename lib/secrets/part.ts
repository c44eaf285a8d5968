/**
 * A part is a piece of a registered value that must not be seen: the value
 * itself, a line of it, the password inside a URL, the private number inside
 * a key file. Each part is spelled by the variants.
 */
export interface Part {
  readonly bytes: Uint8Array
  /** what it is, for warnings and documentation; never the value: `value`, `line`, `rsa d` */
  readonly kind: string
  /**
   * Bits of secret information per byte, when pieces of the part must be
   * hidden too (P1′): 4 for hex text, about 6 for tokens, 8 for key bytes.
   * 0 when only the whole part is secret.
   */
  readonly bits: number
  /**
   * Its words may stand in any text, but not in an encoding: pieces of those are
   * hidden although `bits` is 0.
   */
  readonly hasWords?: boolean
  /** it is a value of which all is secret, and only the whole is hidden */
  readonly isUnsplit?: boolean
  /** it is such a piece itself, and public where pieces are */
  readonly isPiece?: boolean
  /** families or ids of variants that may spell it; default all */
  readonly families?: readonly string[]
}
