/**
 * How programs show what a terminal cannot: cat -v, less, vis, pagers, and
 * the ones that put `?` or `.` in its place.
 *
 * In: a value. Out: its text as shown. A value of printable ASCII looks like
 * itself everywhere and has no spelling here.
 */
import type { Grammar } from './escape.js'
import { grammar, hex, keepsAll, octal } from './escape.js'
import type { About } from './row.js'
import { grammarRow, row, SPARSE, writtenBy } from './row.js'
import type { Spelling, Value, Variant } from './types.js'

const caret = (byte: number) => `^${String.fromCharCode(byte ^ 64)}`
const isControl = (byte: number) => byte < 32 || byte === 127

/** cat -v: `M-` before a byte with the high bit, then as without it */
const meta = (byte: number) => {
  const low = byte & 127
  return `M-${isControl(low) ? caret(low) : String.fromCharCode(low)}`
}
/** BSD vis(3): `\M-C` for printable, `\M^C` for control characters */
const visMeta = (byte: number) => {
  const low = byte & 127
  return isControl(low) ? `\\M${caret(low)}` : `\\M-${String.fromCharCode(low)}`
}
const KEEP = { '\t': '\t', '\n': '\n' }
const LINE = { '\n': '$\n' }

const cat: readonly Grammar[] = [
  grammar({ chars: KEEP, control: caret, byte: meta }), // cat -v
  grammar({ chars: LINE, control: caret, byte: meta }), // cat -A
  grammar({ chars: { ...KEEP, ...LINE }, control: caret, byte: meta }), // cat -e
  grammar({ chars: KEEP, control: caret }), // less, vim, systemd
  grammar({ control: caret }),
  grammar({ chars: { ...KEEP, '\\': '\\\\' }, control: (b) => `\\${caret(b)}`, byte: visMeta }),
  grammar({ chars: KEEP, control: (b) => `\\${caret(b)}`, byte: visMeta }),
]

const angle = (upper: boolean) => (byte: number) => `<${hex(byte, 2, upper)}>`
const angles: readonly Grammar[] = [
  grammar({ chars: KEEP, control: caret, byte: angle(true) }), // less
  grammar({ chars: KEEP, control: angle(false), byte: angle(false) }), // vim
  grammar({ point: (code) => `<U+${hex(code, 4, true)}>` }), // less, R, iconv
  grammar({ chars: KEEP, control: (b) => `\\${octal(b, 3)}`, byte: (b) => `\\${octal(b, 3)}` }),
]

/**
 * What is lost, and what stands in its place. MARK is no byte: it keeps the
 * places of what was lost apart from a `?` of the value.
 */
const MARK = '\u0100'
const mark = () => MARK
const LOSSES: readonly (readonly [Grammar, readonly string[]])[] = [
  [grammar({ point: mark, byte: mark }), ['?', '.']], // errors=replace, Java US-ASCII
  [grammar({ byte: mark }), ['?', '\xef\xbf\xbd']], // byte by byte, in the C locale
  [grammar({ control: mark, byte: mark }), ['?', '.']], // ls -q, text columns of dumps
]

const LOSSY = LOSSES.map(([g]) => g)

/** With two losses in a row, or this little kept, the rest may be any text. */
const GAP = MARK + MARK
const LEAST = 8

function lossy(value: Value): Spelling[] {
  const out: Spelling[] = []
  if (keepsAll(LOSSY, value.bytes)) return out
  for (const [g, replacements] of LOSSES) {
    for (const marked of writtenBy([g], value)) {
      const kept = marked.replaceAll(MARK, '').length
      if (kept < LEAST || marked.includes(GAP)) continue
      for (const shown of replacements) out.push({ binary: marked.replaceAll(MARK, shown) })
    }
  }
  return out
}

const about = (id: string, models: string, sample: string, example: string): About => ({
  id,
  family: 'terminal',
  models,
  sample,
  example,
  upTo: SPARSE,
})

export const terminalVariants: readonly Variant[] = [
  grammarRow(about('caret', 'cat -v, cat -A, vis', 'a\x01é', 'a^AM-CM-)'), cat),
  grammarRow(about('angle', 'less, vim', 'a\x01é', 'a^A<C3><A9>'), angles),
  row(about('lossy', '? or . for what cannot be shown', 'Trésor-Nr7', 'Tr?sor-Nr7'), lossy),
]
