/**
 * Escape grammars as data.
 *
 * In: a grammar (how each ASCII character, each other code point and each
 * stray byte is written) and bytes. Out: the escaped text as a binary string.
 * Invariant: one pass, linear; whatever the grammar does not name stays as it
 * is, so a grammar lists only what it changes.
 */
/**
 * How one character is written. `next` is the byte that follows, or -1: some
 * grammars write `\0` but `\000` before a digit.
 */
export type Writer = (code: number, next: number) => string | undefined

export interface Grammar {
  /** 128 entries: how each ASCII byte is written */
  readonly ascii: readonly (string | Writer)[]
  /** how a valid code point from U+0080 on is written; undefined: byte by byte */
  readonly point?: Writer | undefined
  /** how a byte from 0x80 on is written that `point` does not take; undefined: as it is */
  readonly byte?: Writer | undefined
}

/** What a grammar changes; everything else stands for itself. */
export interface Rules {
  /** characters by name: `{ '"': '\\"' }`; the most specific rule */
  readonly chars?: Readonly<Record<string, string>>
  /** a string of ASCII characters, each written by `write` */
  readonly set?: string
  /** asked only for the characters of `set` */
  readonly write?: Writer
  /** U+0000 to U+001F, and U+007F unless `del` is false */
  readonly control?: Writer
  readonly del?: boolean
  readonly point?: Writer
  readonly byte?: Writer
}

const PLAIN: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))

export function grammar(rules: Rules): Grammar {
  const { chars = {}, set = '', write, control, del, point, byte } = rules
  const ascii: (string | Writer)[] = PLAIN.slice()
  if (control !== undefined) {
    ascii.fill(control, 0, 32)
    if (del !== false) ascii[127] = control
  }
  if (write !== undefined) for (const char of set) ascii[char.charCodeAt(0)] = write
  for (const char in chars) ascii[char.charCodeAt(0)] = chars[char]!
  return { ascii, point, byte }
}

/** A grammar that keeps the ASCII characters of `safe` and writes every other byte by `write`. */
export function allBut(
  safe: string,
  write: Writer,
  chars: Readonly<Record<string, string>> = {},
): Grammar {
  let set = ''
  for (let code = 0; code < 128; code++) {
    const char = String.fromCharCode(code)
    if (!safe.includes(char)) set += char
  }
  return grammar({ set, write, chars, byte: write })
}

/** For each grammar, or list of them, 256 entries: 1 where one may write a byte in another way. */
const changes = new WeakMap<Grammar | readonly Grammar[], Uint8Array>()

function changesOf(some: Grammar | readonly Grammar[]): Uint8Array {
  let found = changes.get(some)
  if (found === undefined) {
    found = new Uint8Array(256)
    for (const g of 'ascii' in some ? [some] : some) {
      for (let code = 0; code < 128; code++) {
        if (g.ascii[code] !== String.fromCharCode(code)) found[code] = 1
      }
      if (g.point || g.byte) found.fill(1, 128)
    }
    changes.set(some, found)
  }
  return found
}

/** Whether a grammar, or each of a list, leaves bytes as they are: most do, with a token. */
export function keepsAll(some: Grammar | readonly Grammar[], bytes: Uint8Array): boolean {
  const found = changesOf(some)
  for (let i = 0; i < bytes.length; i++) if (found[bytes[i]!] === 1) return false
  return true
}

/** Writes bytes by a grammar; returns `binary` itself when nothing changes. */
export function escapeWith(g: Grammar, bytes: Uint8Array, binary: string): string {
  if (keepsAll(g, bytes)) return binary
  const { ascii, point, byte } = g
  const end = bytes.length
  let out = ''
  let kept = 0 // everything before this is in `out`
  for (let i = 0; i < end; ) {
    const code = bytes[i]!
    let size = 1
    let written: string | undefined
    if (code < 128) {
      const rule = ascii[code]!
      written = typeof rule === 'string' ? rule : rule(code, i + 1 < end ? bytes[i + 1]! : -1)
      if (written !== undefined && written.length === 1 && written.charCodeAt(0) === code) {
        written = undefined
      }
    } else if (point || byte) {
      const found = point ? decodePoint(bytes, i) : -1
      if (found >= 0) {
        size = sizeOf(found)
        written = point!(found, i + size < end ? bytes[i + size]! : -1)
      } else {
        written = byte?.(code, i + 1 < end ? bytes[i + 1]! : -1)
      }
    }
    if (written !== undefined) {
      out += binary.slice(kept, i) + written
      kept = i + size
    }
    i += size
  }
  return kept === 0 ? binary : out + binary.slice(kept)
}

/** The code point from U+0080 on whose UTF-8 starts at `i`, or -1 (RFC 3629: no overlong form, no surrogate). */
export function decodePoint(bytes: Uint8Array, i: number): number {
  const a = bytes[i]!
  const more = a >= 0xf0 ? 3 : a >= 0xe0 ? 2 : a >= 0xc2 ? 1 : 0
  if (more === 0 || a > 0xf4) return -1
  let code = a & (0x3f >> more)
  for (let k = 1; k <= more; k++) {
    const b = bytes[i + k]
    if (b === undefined || (b & 0xc0) !== 0x80) return -1
    code = (code << 6) | (b & 0x3f)
  }
  const least = more === 3 ? 0x10000 : more === 2 ? 0x800 : 0x80
  if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return -1
  return code
}

/** Bytes that a code point from U+0080 on takes in UTF-8. */
function sizeOf(code: number): number {
  return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}

const LOWER = '0123456789abcdef'
const UPPER = '0123456789ABCDEF'

/** At least `width` hex digits of a number. */
export function hex(code: number, width: number, upper = false): string {
  const digits = upper ? UPPER : LOWER
  let out = ''
  for (let rest = code, i = 0; rest > 0 || i < width; rest = Math.floor(rest / 16), i++) {
    out = digits[rest % 16] + out
  }
  return out
}

/** At least `width` octal digits of a number. */
export function octal(code: number, width: number): string {
  return code.toString(8).padStart(width, '0')
}

/** A writer for UTF-16 code units, so that U+1F511 becomes two of them. */
export function unitWriter(write: (unit: number) => string): Writer {
  return (code) => {
    if (code < 0x10000) return write(code)
    const rest = code - 0x10000
    return write(0xd800 + (rest >> 10)) + write(0xdc00 + (rest & 0x3ff))
  }
}
