/** Terminal sequences between the characters of a log. */
import fc from 'fast-check'

/** What is looked through, in every form that a terminal library prints. */
export const STYLES = [
  '\x1b[m',
  '\x1b[K',
  '\x1b[1;31m',
  '\x1b(B',
  '\x1b[m\x0f', // terminfo's sgr0 of screen
  '\x1b)0',
  '\x1b%G',
  // true colours with attributes, as syntax highlighters print them
  '\x1b[38;2;255;215;175;48;2;200;200;224;01;04m',
] as const
/** They move the cursor, are cut off, or are too many. */
const OTHERS = ['\x1b[A', '\x1b', '\x1b[3', '\x1b(', '\x0f', '\x1b[31m'.repeat(26)] as const

const sequence = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...STYLES) },
  { weight: 1, arbitrary: fc.constantFrom(...OTHERS) },
)

type Styling = (text: string) => string

/** Up to twelve sequences anywhere. */
const some: fc.Arbitrary<Styling> = fc
  .array(fc.tuple(fc.nat(1000), sequence), { maxLength: 12 })
  .map((drawn) => (text) => {
    let out = text
    for (const [share, inserted] of drawn) {
      const at = Math.round((share * out.length) / 1000)
      out = out.slice(0, at) + inserted + out.slice(at)
    }
    return out
  })

/** A short one behind every few characters: long logs take the oracle long. */
const many: fc.Arbitrary<Styling> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom('\x1b[m', '\x1b[1m', '\x1b(B'))
  .map(
    ([size, inserted]) =>
      (text) =>
        text.replace(new RegExp(`.{${size}}`, 'g'), `$&${inserted}`),
  )

/** A way to put sequences into a text. */
export const styling: fc.Arbitrary<Styling> = fc.oneof(some, some, many)
