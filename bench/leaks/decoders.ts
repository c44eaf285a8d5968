/**
 * Decoders: what someone who reads a log would try, to get a secret back.
 *
 * In: a log, one char per byte, with BREAK where a mask stood. Out: the texts
 * that it may stand for. They share no code with the library. Invariant: BREAK
 * stays in place, and what a decoder cannot read becomes BREAK, so that no run
 * of a result crosses a mask.
 */
// biome-ignore-all lint/suspicious/noControlCharactersInRegex: escape sequences are what is asked for

/** No byte: what stands between two runs. */
export const BREAK = '\u0100'

type Decoder = (text: string) => readonly string[]

const byte = (code: number) => String.fromCharCode(code & 255)
const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const point = (code: number) => (code > 0x10ffff ? BREAK : latin(String.fromCodePoint(code)))

const drop =
  (what: RegExp): Decoder =>
  (text) => [text.replace(what, '')]

/** The text with everything replaced that `what` finds. */
const change =
  (what: RegExp, to: (...groups: string[]) => string): Decoder =>
  (text) => [text.replace(what, (...groups) => to(...(groups as string[])))]

const NAMED: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  E: '\x1b',
}

/** Escapes with a backslash; `unit`: `\xNN` is a code point, not a byte. */
const backslash = (unit: boolean): Decoder =>
  change(
    /\\(?:u\{([0-9a-fA-F]+)\}|x\{([0-9a-fA-F]+)\}|u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})|([^\u0100]))/g,
    (_, braced, perl, high, low, u4, u8, x, octal, other) => {
      const long = braced ?? perl ?? u4 ?? u8
      if (high) return point(pair(high, low!))
      if (long) return point(Number.parseInt(long, 16))
      if (x) return unit ? point(Number.parseInt(x, 16)) : byte(Number.parseInt(x, 16))
      if (octal) return byte(Number.parseInt(octal, 8))
      return NAMED[other!] ?? other!
    },
  )

const pair = (high: string, low: string) =>
  0x10000 + ((Number.parseInt(high, 16) & 0x3ff) << 10) + (Number.parseInt(low, 16) & 0x3ff)

/** A base with a power of two digits, from every digit of every run on. */
function radix(
  alphabet: string,
  bits: number,
  same: Readonly<Record<string, string>> = {},
): Decoder {
  const values = new Map([...alphabet].map((char, value) => [char, value]))
  for (const [char, as] of Object.entries(same)) values.set(char, values.get(as)!)
  const group = 8 / gcd(8, bits)
  return (text) =>
    Array.from({ length: group }, (_, phase) => {
      let out = ''
      let seen = 0
      let rest = 0
      let count = 0
      for (const char of text) {
        const value = values.get(char)
        if (value === undefined) {
          out += BREAK
          seen = rest = count = 0
        } else if (seen++ >= phase) {
          rest = (rest << bits) | value
          count += bits
          if (count >= 8) {
            count -= 8
            out += byte(rest >> count)
            rest &= (1 << count) - 1
          }
        }
      }
      return out
    })
}
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const LOWER = UPPER.toLowerCase()
const DIGITS = '0123456789'
const run = (from: number, size: number) =>
  String.fromCharCode(...Array.from({ length: size }, (_, i) => from + i))

/** Five digits for four bytes, from every digit of every run on. */
function base85(alphabet: string, zero?: string): Decoder {
  return (text) =>
    [0, 1, 2, 3, 4].map((phase) => {
      let out = ''
      let group: number[] = []
      let seen = 0
      const flush = () => {
        if (group.length > 1) {
          const kept = group.length - 1
          while (group.length < 5) group.push(84)
          const number = group.reduce((sum, digit) => sum * 85 + digit, 0)
          for (let i = 0; i < kept; i++) out += byte(Math.floor(number / 256 ** (3 - i)))
        }
        group = []
      }
      for (const char of text) {
        const digit = alphabet.indexOf(char)
        if (char === zero && group.length === 0) out += '\0\0\0\0'
        else if (digit < 0) {
          flush()
          out += BREAK
          seen = 0
        } else if (seen++ >= phase) {
          group.push(digit)
          if (group.length === 5) flush()
        }
      }
      flush()
      return out
    })
}

/** Numbers that stand for bytes; what is not between -128 and 255, or not of `shape`, breaks. */
function numbers(shape: RegExp, base: number): Decoder {
  return (text) => {
    let out = ''
    let end = 0
    for (const match of text.matchAll(shape)) {
      const number = Number.parseInt(match[0], base)
      // brackets, commas, blanks may stand between two bytes of one value, words may not
      if (!/^[\s,;:.|[\]-]{0,12}$/.test(text.slice(end, match.index))) out += BREAK
      out += number > 255 || number < -128 ? BREAK : byte(number)
      end = match.index + match[0].length
    }
    return [out]
  }
}

/** Words of several bytes, printed as numbers, in both byte orders. */
function words(shape: RegExp, base: number, size: number): Decoder {
  return (text) => {
    let little = ''
    let big = ''
    let end = 0
    for (const match of text.matchAll(shape)) {
      const bytes = Array.from({ length: size }, (_, i) =>
        byte(Math.floor(Number.parseInt(match[0], base) / 256 ** i)),
      )
      const gap = /^\s*$/.test(text.slice(end, match.index)) ? '' : BREAK
      little += gap + bytes.join('')
      big += gap + bytes.reverse().join('')
      end = match.index + match[0].length
    }
    return [little, big]
  }
}

/** `od -c`, `od -a`: a column of four (after an offset) is one byte. */
const columns: Decoder = (text) => {
  const special: Readonly<Record<string, string>> = { sp: ' ', nl: '\n', ht: '\t', '\\0': '\0' }
  let out = ''
  for (const line of text.split('\n')) {
    for (let at = 7; at + 4 <= line.length; at += 4) {
      const cell = line.slice(at, at + 4).trim()
      if (/^[0-7]{3}$/.test(cell)) out += byte(Number.parseInt(cell, 8))
      else if (cell === '') out += ' '
      else if (cell.length === 1) out += cell
      else out += special[cell] ?? NAMED[cell[1] ?? ''] ?? BREAK
    }
  }
  return [out]
}

/** uuencode: a length character, then groups of four. */
const uuencoded: Decoder = (text) => {
  const digits = radix(`${run(32, 64)}\``, 6, { '`': ' ' })
  const plain = text.split(/\r?\n/).map((line) => {
    const length = (line.charCodeAt(0) - 32) & 63
    return (digits(line.slice(1))[0] ?? '').slice(0, length)
  })
  return [plain.join(''), ...digits(text)]
}

/** Text in units of two bytes; both byte orders, from both first bytes on. */
const utf16: Decoder = (text) =>
  [0, 1].flatMap((phase) =>
    [true, false].map((little) => {
      let out = ''
      let high = 0
      for (let i = phase; i + 1 < text.length; i += 2) {
        const [a, b] = [text.charCodeAt(i), text.charCodeAt(i + 1)]
        const code = little ? a | (b << 8) : (a << 8) | b
        if (a > 255 || b > 255) out += BREAK
        else if (code >= 0xd800 && code < 0xdc00) high = code
        else if (code >= 0xdc00 && code < 0xe000) {
          out += point(0x10000 + ((high & 0x3ff) << 10) + (code & 0x3ff))
        } else out += point(code)
      }
      return out
    }),
  )

/** Characters of a binary string that is UTF-8, each as its bytes. */
const characters = (text: string) =>
  text.match(
    /[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}|[\s\S]/g,
  ) ?? []

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\xc2\xa0',
}

export const DECODERS: Readonly<Record<string, Decoder>> = {
  raw: (text) => [text],
  join: drop(/\r?\n/g),
  blank: drop(/\s/g),
  colour: drop(/\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07/g),
  separators: drop(/[\s:,;.\-_"'|]|\\x|0x|%/g),
  struck: drop(/.\x08/g),
  prefix: drop(/^(?:[ \t]*\d+[\t :.-]+|[+\-<>|#]+ ?|\d\d:\d\d:\d\d ?|[ \t]+)/gm),
  continued: drop(/[\\=-]\r?\n[ \t]*/g),
  single: change(/'\\''|'"'"'|'\\!'/g, (all) => (all === "'\\!'" ? '!' : "'")),
  segments: change(/'\$'((?:\\[0-7]{3}|\\.)+)''?/g, (_, escapes) => escapes!),
  doubled: change(/''|""/g, (all) => all[0]!),
  bytes: backslash(false),
  units: backslash(true),
  percent: change(/%([0-9a-fA-F]{2})|\+/g, (_, hex) =>
    hex ? byte(Number.parseInt(hex, 16)) : ' ',
  ),
  percent20: change(/%([0-9a-fA-F]{2})/g, (_, hex) => byte(Number.parseInt(hex!, 16))),
  entities: change(/&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(\w+));/g, (all, dec, hex, name) =>
    dec ? point(+dec) : hex ? point(Number.parseInt(hex, 16)) : (ENTITIES[name!] ?? all!),
  ),
  printable: change(/=([0-9A-F]{2})|=\r?\n/g, (_, hex) =>
    hex ? byte(Number.parseInt(hex, 16)) : '',
  ),
  caret: change(/M-\^(.)|M-(.)|\^([@-_?])/g, (_, metaControl, meta, control) => {
    if (metaControl) return byte((metaControl.charCodeAt(0) ^ 64) | 128)
    return meta ? byte(meta.charCodeAt(0) | 128) : byte(control!.charCodeAt(0) ^ 64)
  }),
  base64: radix(`${UPPER}${LOWER}${DIGITS}+/`, 6, { '-': '+', _: '/' }),
  base32: radix(`${UPPER}234567`, 5),
  base32hex: radix(`${DIGITS}${UPPER.slice(0, 22)}`, 5),
  hex: radix(`${DIGITS}abcdef`, 4, { A: 'a', B: 'b', C: 'c', D: 'd', E: 'e', F: 'f' }),
  bits: radix('01', 1),
  ascii85: base85(run(33, 85), 'z'),
  base85: base85(`${DIGITS}${UPPER}${LOWER}!#$%&()*+-;<=>?@^_\`{|}~`),
  z85: base85(`${DIGITS}${LOWER}${UPPER}.-:+=^!/*?&<>()[]{}@%$#`),
  uuencode: uuencoded,
  decimal: numbers(/-?\d+/g, 10),
  codes: (text) => [text.replace(/\d+[^\d\u0100]*/g, (all) => point(Number.parseInt(all, 10)))],
  octal: numbers(/\b[0-7]{3}\b/g, 8),
  octalWords: words(/\b[0-7]{6}\b/g, 8, 2),
  hexWords: words(/\b[0-9a-f]{4}\b/g, 16, 2),
  hexLongs: words(/\b[0-9a-f]{8}\b/g, 16, 4),
  columns,
  utf16,
  dump: drop(/^[0-9a-f]{7,8}:?[ \t]+|(?:[ \t]{2}\|.*\|| {2}.{1,16})$/gim),
  beside: change(/^[0-9a-f]{7,8}:? .* {2}\|?(.*?)\|?(?:\n|$)/gim, (_, shown) => shown!),
  offsets: drop(/^[0-9a-fA-F]{6,8}:?[ \t]*/gm),
  reverse: (text) => text.split('\n').map((line) => characters(line).reverse().join('')),
  backwards: (text) => [[...text].reverse().join('')],
  rot13: change(/[A-Za-z]/g, (char) =>
    byte(char!.charCodeAt(0) + ((char!.charCodeAt(0) & 31) <= 13 ? 13 : -13)),
  ),
  swapped: change(/[A-Za-z]/g, (char) => byte(char!.charCodeAt(0) ^ 32)),
  number: (text) =>
    Array.from(text.replace(/\\?\r?\n/g, '').matchAll(/\d{20,}/g), ([digits]) => {
      const hex = BigInt(digits).toString(16)
      return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('latin1')
    }),
}

/** Decoders one after the other: each text of one goes to the next. */
export function decode(names: readonly string[], text: string): readonly string[] {
  let texts: readonly string[] = [text]
  for (const name of names) {
    const decoder = DECODERS[name]
    if (decoder === undefined) throw new Error(`no decoder ${name}`)
    texts = texts.flatMap(decoder)
  }
  return texts
}
