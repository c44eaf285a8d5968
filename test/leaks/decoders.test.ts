/** Each decoder of the leak suite undoes what a real printer wrote. */
import t from 'tap'
import { BREAK, decode } from '../../bench/leaks/decoders.js'

const VALUE = "Tr0ub4dor&3 'x'"

/** What was printed, and the readings that must give VALUE back. */
const PRINTED: readonly (readonly [readings: string, printed: string])[] = [
  ['raw', `k=${VALUE};`],
  ['join', `Tr0ub4dor&\n3 'x'`],
  ['colour', "Tr0ub\x1b[31;1m4dor\x1b[0m&3 'x'"],
  ['single', "'Tr0ub4dor&3 '\\''x'\\'''"],
  ['single', `'Tr0ub4dor&3 '"'"'x'"'"''`],
  ['bytes', "Tr0ub4dor\\&3\\ \\'x\\'"],
  ['bytes', '\\u0054r0ub4dor\\x263\\040\\u{27}x\\x{27}'],
  ['units', '\\U00000054r0ub4dor&3 \\x27x\\x27'],
  ['doubled', "'Tr0ub4dor&3 ''x'''"],
  ['percent', 'Tr0ub4dor%263+%27x%27'],
  ['percent20', "Tr0ub4dor%263%20'x'"],
  ['entities', 'Tr0ub4dor&amp;3 &#39;x&#x27;'],
  ['printable', "Tr0ub=\n4dor&3=20'x'"],
  ['base64', 'x/VHIwdWI0ZG9yJjMgJ3gn'],
  ['base32', 'KRZDA5LCGRSG64RGGMQCO6BH'],
  ['base32hex', 'AHP30TB26HI6USH66CG2EU17'],
  ['hex', '547230756234646f72263320277827'],
  ['separators hex', '54:72:30:75:62:34:64:6F:72:26:33:20:27:78:27'],
  ['dump separators hex', "00000000: 5472 3075 6234 646f 7226 3320 2778 27    Tr0ub4dor&3 'x'"],
  ['dump hexLongs', '00000000: 75307254 6f643462 20332672 00277827  x'],
  ['bits', Buffer.from(VALUE).reduce((all, byte) => all + byte.toString(2).padStart(8, '0'), '')],
  ['ascii85', '<,s[8@PhV6E[ERb-[7!'],
  ['base85', 'RB|wNVl-rLawan%CwM0'],
  ['z85', 'rb%WnvL?RlAWAN+cWm0'],
  ['uuencode', "/5'(P=6(T9&]R)C,@)W@G"],
  ['decimal', '[84, 114, 48, 117, 98, 52, 100, 111, 114, 38, 51, 32, 39, 120, 39]'],
  ['octal', '124 162 060 165 142 064 144 157 162 046 063 040 047 170 047'],
  ['columns', "0000000   T   r   0   u   b   4   d   o   r   &   3       '   x   '\n"],
  ['utf16', `x${Buffer.from(VALUE, 'utf16le').toString('latin1')}`],
  ['reverse', "'x' 3&rod4bu0rT"],
  ['rot13', "Ge0ho4qbe&3 'k'"],
  ['swapped', "tR0UB4DOR&3 'X'"],
  ['number', BigInt(`0x${Buffer.from(VALUE).toString('hex')}`).toString()],
]

for (const [readings, printed] of PRINTED) {
  t.test(`${readings}: ${JSON.stringify(printed)}`, async (t) => {
    const texts = decode(readings.split(' '), printed)
    t.ok(
      texts.some((text) => text.includes(VALUE)),
      `${readings} reads it`,
    )
  })
}

t.test('every decoder keeps a mask apart', async (t) => {
  for (const [readings, printed] of PRINTED) {
    const middle = printed.length >> 1
    const masked = printed.slice(0, middle) + BREAK + printed.slice(middle)
    t.notOk(
      decode(readings.split(' '), masked).some((text) => text.includes(VALUE)),
      readings,
    )
  }
})

t.test('an unknown decoder is refused', async (t) => {
  t.throws(() => decode(['rot26'], ''), { message: 'no decoder rot26' })
})
