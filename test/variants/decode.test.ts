/**
 * decode(encode(value)) = value, for arbitrary text and the inverse of each
 * family: a decoder of its own here, or the tool that reads the format.
 */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { VARIANTS } from '../../lib/variants/table.js'
import { toBinary, toValue, utf8 } from '../../lib/variants/value.js'
import { draw, property } from '../helpers/property.js'
import { printable, run, tricky } from './helper.js'

type Decoder = (binary: string) => string

const NAMED: Record<string, string> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  E: '\x1b',
  Z: '\x1a',
  _: '\xa0',
  N: '\x85',
  L: '\u2028',
  P: '\u2029',
}
const point = (digits: string, base = 16) => String.fromCodePoint(Number.parseInt(digits, base))
const byte = (digits: string, base = 16) => String.fromCharCode(Number.parseInt(digits, base))
const pairs = /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/gi
const joinPairs = (s: string) =>
  s.replace(pairs, (_, a: string, b: string) =>
    utf8(String.fromCharCode(Number.parseInt(a, 16), Number.parseInt(b, 16))),
  )

/** C-like escapes; `\xe4` is a byte or, with `wide`, a code point. */
const cLike =
  (wide: boolean, base = 8): Decoder =>
  (s) =>
    joinPairs(s).replace(
      /\\(?:x\{([0-9a-f]+)\}|u\{([0-9a-fA-F]+)\}|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-9]{1,3})|([\s\S]))/g,
      (_, xb, ub, x, u, U, digits, other) => {
        if (xb ?? ub ?? u ?? U) return utf8(point(xb ?? ub ?? u ?? U))
        if (x) return wide ? utf8(point(x)) : byte(x)
        if (digits) return byte(digits, base)
        return NAMED[other] ? utf8(NAMED[other]) : other
      },
    )
const percents: Decoder = (s) => s.replace(/%([0-9a-f]{2})/gi, (_, h) => byte(h))
const plus: Decoder = (s) => percents(s.replaceAll('+', ' '))
const units: Decoder = (s) =>
  Buffer.from(s.replace(/%u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_, u, h) => point(u ?? h))).toString(
    'latin1',
  )
const quotedPrintable: Decoder = (s) => s.replace(/=([0-9A-F]{2})/g, (_, h) => byte(h))
const header: Decoder = (s) => quotedPrintable(s.replaceAll('_', ' '))
const backslashes: Decoder = (s) => s.replace(/\\([\s\S])/g, '$1')
const lineEscapes: Decoder = (s) => s.replace(/\\([\s\S])/g, (_, c) => (c === 'n' ? '\n' : c))
const same: Decoder = (s) => s
const swap =
  (from: string, to: string): Decoder =>
  (s) =>
    s.replaceAll(from, () => to)

const LITERAL = [cLike(false), cLike(true), cLike(false, 10), same]
/** For each row the inverses one of which must give the value back. */
const DECODERS: Record<string, readonly Decoder[]> = {
  percent: [percents],
  'percent-form': [plus],
  'percent-strict': [percents, plus],
  'percent-url': [percents],
  'percent-u': [units],
  'percent-twice': [(s) => percents(percents(s)), (s) => plus(percents(s))],
  'percent-all': [percents],
  literal: [cLike(false), swap('\\"', '"'), swap("\\'", "'"), (s) => s.replace(/\\(["'])/g, '$1')],
  'literal-octal': [cLike(false), cLike(false, 10)],
  'literal-hex': LITERAL,
  'literal-unicode': LITERAL,
  'literal-interpolated': LITERAL,
  'shell-double': [backslashes, lineEscapes, cLike(false)],
  'shell-ansi': [cLike(false)],
  csv: [swap('""', '"')],
  sql: [swap("''", "'")],
  regex: [
    backslashes,
    swap("'\n'", '\n'),
    (s) => backslashes(s.replaceAll("'\n'", '\n')),
    cLike(false),
  ],
  systemd: [
    (s) => cLike(false)(s.replaceAll('-', '/')),
    cLike(false),
    swap('%%', '%'),
    (s) => backslashes(s.replaceAll('%%', '%')),
  ],
  'quoted-printable': [quotedPrintable],
  'q-header': [header],
  reversed: [
    (s) => [...s].reverse().join(''),
    (s) => utf8([...Buffer.from(s, 'latin1').toString()].reverse().join('')),
  ],
  'shell-single': [
    swap("'\\''", "'"),
    swap(`'"'"'`, "'"),
    (s) => s.replaceAll("'\\''", "'").replaceAll("'\\!'", '!'),
    swap("\\'", "'"),
    backslashes,
  ],
  cmd: [
    (s) => s.replace(/\^([\s\S])/g, '$1'),
    (s) => s.replace(/\^([\s\S])/g, '$1').replaceAll('%%', '%'),
  ],
  powershell: [
    (s) =>
      s.replace(/`([\s\S])/g, (_, c) => ({ n: '\n', r: '\r', t: '\t', 0: '\0' })[c as 'n'] ?? c),
    (s) => s.replace(/`([\s\S])/g, '$1'),
    (s) => s.replace(/`([\s\S])/g, '$1').replaceAll('""', '"'),
  ],
}

/** A value that holds escapes already may read otherwise when only quotes were escaped. */
const clean = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })

function inputs(id: string) {
  if (id === 'percent-url') return clean.filter((s) => !s.includes('%')) // URL parts keep a bare %
  return id === 'literal' || id === 'shell-single' ? clean : fc.oneof(clean, tricky)
}

/** Every spelling of a row is read back by one of its decoders. */
function comesBack(id: string, text: string): void {
  const row = VARIANTS.find((v) => v.id === id)!
  const value = toValue(new TextEncoder().encode(text))
  for (const { binary } of row.spell(value)) {
    if (!DECODERS[id]!.some((decode) => decode(binary) === value.binary)) {
      assert.fail(`${JSON.stringify(binary)} is not ${JSON.stringify(value.binary)}`)
    }
  }
}

for (const id of Object.keys(DECODERS)) {
  t.test(id, (t) => property(t, id, inputs(id), (text) => comesBack(id, text)))
}

t.test('YAML writes U+0085 and U+00A0 by names', async (t) => {
  const row = VARIANTS.find((v) => v.id === 'literal-unicode')!
  for (const [text, written] of [
    ['\x85\0', '\\N\\x00'],
    ['\xa0\0', '\\_\\x00'],
  ] as const) {
    const spelled = row.spell(toValue(new TextEncoder().encode(text)))
    t.ok(spelled.some(({ binary }) => binary === written))
    t.doesNotThrow(() => comesBack('literal-unicode', text))
  }
})

/** Readers that take all spellings of a row and give the values back, by Python. */
const READERS: readonly (readonly [string, string])[] = [
  ['xml', 'html.unescape(s)'],
  ['xml-ascii', 'html.unescape(units(s))'],
  ['xml-all', 'html.unescape(s)'],
  ['xml-twice', 'html.unescape(html.unescape(s))'],
  [
    'utf16',
    "(s.encode('latin1').decode('utf-16-le','replace'), s.encode('latin1').decode('utf-16-be','replace'))",
  ],
  [
    'utf16-hex',
    "(bytes.fromhex(s).decode('utf-16-le','replace'), bytes.fromhex(s).decode('utf-16-be','replace'))",
  ],
  ['base58', 'number(s, B58)'],
  ['number', "int(s).to_bytes((int(s).bit_length()+7)//8,'big').decode('utf-8','replace')"],
  ['hex-space', 'bytes.fromhex(s).decode()'],
  ['hex-colon', "bytes.fromhex(s.replace(':','')).decode()"],
  ['hex-escape', "s.encode().decode('unicode_escape').encode('latin1').decode()"],
  ['octal-escape', "s.encode().decode('unicode_escape').encode('latin1').decode()"],
  ['rot13', "codecs.decode(s.encode('latin1').decode(),'rot13')"],
]
const drawn = draw(t, 'what Python reads back', tricky, 5)
const values = drawn.filter((v) => !/[&\p{Cc}]/u.test(v))
const jobs = READERS.flatMap(([id, reader]) => {
  const row = VARIANTS.find((v) => v.id === id)!
  return values.flatMap((value) =>
    row
      .spell(toValue(new TextEncoder().encode(value)))
      .filter(({ binary }) => id !== 'number' || binary[0] !== '-') // two's complement
      .map(({ binary }) => ({ id, reader, value, binary })),
  )
})
const script = `
import sys,json,html,codecs,re
def units(s): # numbers of UTF-16 units too, which html.unescape refuses
    s=re.sub('&#(x?)([0-9a-fA-F]+);',lambda m:chr(int(m[2],16 if m[1] else 10)),s)
    return s.encode('utf-16','surrogatepass').decode('utf-16')
B58='123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
def number(s,a):
    n=0
    for c in s: n=n*len(a)+a.index(c)
    return n.to_bytes((n.bit_length()+7)//8,'big').decode()
bad=[]
for j in json.load(sys.stdin):
    s=j['binary']
    if j['id'].startswith('xml'): s=s.encode('latin1').decode()
    r=eval(j['reader'])
    if j['value'] not in (r if isinstance(r,tuple) else (r,)): bad.append([j['id'],s,j['value']])
print(json.dumps(bad))`
const read = run('python3', ['-c', script], JSON.stringify(jobs))
t.test('what Python reads back', { skip: read ? false : 'no python3' }, (t) => {
  t.ok(jobs.length > 2 * drawn.length, `${jobs.length} spellings`)
  t.equal(read!.stderr.toString(), '')
  t.same((JSON.parse(read!.stdout.toString() || '["nothing"]') as unknown[]).slice(0, 3), [])
  t.end()
})

t.test('lossy and one-way spellings keep what they show', (t) => {
  const spell = (id: string, text: string) =>
    VARIANTS.find((v) => v.id === id)!
      .spell(toValue(new TextEncoder().encode(text)))
      .map((s) => s.binary)
  t.ok(spell('lossy', 'Pässwörd-xyz').includes('P?ssw?rd-xyz'))
  t.same(spell('lossy', 'Hauptbahnhof 日本'), [], 'what is left may be a common word')
  t.same(spell('latin1', 'plain'), [])
  t.ok(spell('latin1', 'né€').includes('n\xe9\x80'), 'Windows-1252')
  t.ok(
    spell('names', 'Pässwörd🔑common-word').some((s) => s.endsWith('WITH DIAERESIS}rd')),
    'cut at a name no rule tells',
  )
  t.notOk(spell('names', 'Pässwörd🔑common-word').includes('common-word'))
  t.same(spell('spaced', 'two\nlines'), [], 'evasion is of single lines')
  t.ok(spell('mojibake', 'é').includes(toBinary(new TextEncoder().encode('Ã©'))))
  t.end()
})

t.test('rows of numbers are those of util.inspect', async (t) => {
  const row = VARIANTS.find((v) => v.id === 'list-rows')!
  await property(t, 'any bytes', fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
    const printed = inspect(bytes)
    for (const { binary } of row.spell(toValue(bytes))) assert.ok(printed.includes(binary), binary)
  })
  t.same(row.spell(toValue(new Uint8Array(101))), [], 'more than is shown')
})

t.test('rows of characters are those of util.inspect', async (t) => {
  const row = VARIANTS.find((v) => v.id === 'spaced-rows')!
  const texts = fc
    .oneof(printable, fc.constantFrom('Pässwört-日本語-🔑', 'it\'s \\ "all" of 7'))
    .filter((text) => text.length <= 100 && !/\p{C}|\p{M}/u.test(text))
  await property(t, 'text of one line', texts, (text) => {
    const spelled = row.spell(toValue(Buffer.from(text))).map(({ binary }) => binary)
    for (const chars of [Array.from(text), text.split('')]) {
      const printed = utf8(inspect(chars))
      if (chars.length > 6)
        assert.ok(
          spelled.some((each) => printed.includes(each)),
          printed,
        )
    }
  })
})

t.test('what is struck over is read back', async (t) => {
  const row = VARIANTS.find((v) => v.id === 'overstrike')!
  const readBack = (binary: string): string => {
    const chars = Array.from(Buffer.from(binary, 'latin1').toString())
    return chars.filter((c, i) => c !== '\b' && chars[i + 1] !== '\b').join('')
  }
  await property(t, 'text of one line', printable, (text) => {
    for (const { binary } of row.spell(toValue(Buffer.from(text)))) {
      assert.equal(readBack(binary), text)
    }
  })
  t.same(row.spell(toValue(Buffer.from('two\nlines'))), [])
})

t.test('names keep letters and digits', async (t) => {
  const row = VARIANTS.find((v) => v.id === 'slug')!
  const spell = (text: string) => row.spell(toValue(Buffer.from(text))).map((s) => s.binary)
  t.same(
    new Set(spell('-Xk_7#m.Qz*9vL!')),
    new Set([
      'Xk-7-m-Qz-9vL',
      'Xk_7-m.Qz-9vL',
      'Xk_7_m_Qz_9vL',
      'Xk_7_m.Qz_9vL',
      'Xk7mQz9vL',
      'Xk_7m.Qz9vL',
    ]),
  )
  t.ok(spell('Abcd#$%1234').includes('Abcd---1234'))
  t.ok(spell('Abcd#$%1234').includes('Abcd-1234'))
  t.same(spell('a#b#c#d#e#f#g'), [], 'too little is left')
  t.same(spell('Abcd1234\nEfgh'), [])
})

t.test('rows of a long array whose columns hold numbers of three digits', async (t) => {
  const row = VARIANTS.find((v) => v.id === 'list-aligned')!
  const bytes = Buffer.from('xyzuvw'.repeat(50))
  const [first = ''] = row.spell(toValue(bytes.subarray(0, 12))).map((s) => s.binary)
  t.match(inspect(new Uint8Array(bytes)), `  ${first},\n`)
})

t.test('the text beside a row is text', async (t) => {
  const row = VARIANTS.find((v) => v.id === 'text-column')!
  const columns = (text: string) => row.spell(toValue(Buffer.from(text))).map((s) => s.binary)
  t.same(columns('Tr0ub4do'), ['6f  Tr0ub4do'])
  t.same(columns('a\nb\ncdef'), ['66  a.b.cdef'])
  t.same(columns('00000000'), [], 'any table has such text')
  t.same(columns('日本語日本語'), [], 'dots stand beside the rows of any bytes')
})

t.test('fish escapes digits and A to F behind an escape, and no small letters', async (t) => {
  const row = VARIANTS.find((v) => v.id === 'fish-variable')!
  const [{ binary }] = row.spell(toValue(Buffer.from('b207-8b8b-Ab'))) as [{ binary: string }]
  t.equal(binary, 'b207_2D_38_b8b_2D_41_b')
})

t.test('list-lines: what JSON.stringify prints of a buffer, at each depth', async (t) => {
  const row = VARIANTS.find((v) => v.id === 'list-lines')!
  const bytes = Buffer.from('Tr0ub4dor&3')
  const spellings = row.spell(toValue(bytes)).map(({ binary }) => binary)
  for (const value of [[...bytes], bytes, { key: bytes }]) {
    const printed = JSON.stringify(value, null, 2)
    t.ok(
      spellings.some((binary) => printed.includes(binary)),
      printed,
    )
  }
})
