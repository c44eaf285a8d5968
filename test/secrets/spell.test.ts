import t from 'tap'
import type { Part } from '../../lib/secrets/part.js'
import { protectsMore, spell } from '../../lib/secrets/spell.js'
import type { Spelling, Variant } from '../../lib/variants/types.js'

const part = (text: string, bits = 0, more: Partial<Part> = {}): Part => ({
  bytes: Buffer.from(text),
  kind: 'value',
  bits,
  ...more,
})
const variant = (id: string, spell: (text: string) => Spelling[], family = id): Variant => ({
  id,
  family,
  models: 'a test',
  example: '',
  spell: ({ binary }) => spell(binary),
})
const raw = variant('raw', (binary) => [{ binary }])
const quoted = variant('quoted', (text) => [{ binary: text.replaceAll('"', '\\"') }])
const spaced = variant('spaced', (text) => [{ binary: [...text].join(' '), perByte: 2 }])
const options = { variants: [raw, quoted, spaced], shortest: 4, fragments: true }

t.test('of equal spellings the first variant is named', async (t) => {
  t.same(spell([part('abcdef')], options), {
    drafts: [
      { binary: 'abcdef', variant: 'raw', breaks: false, fragment: 0 },
      { binary: 'a b c d e f', variant: 'spaced', breaks: false, fragment: 0 },
    ],
    dropped: [],
  })
})

t.test('of equal spellings the shortest fragment length holds', async (t) => {
  const text = 'Wx55DVqBjCtcjKPhV4ZM'
  for (const parts of [
    [part(text), part(text, 6)],
    [part(text, 6), part(text)],
  ]) {
    const { drafts } = spell(parts, { ...options, variants: [raw] })
    t.same(drafts, [{ binary: text, variant: 'raw', breaks: false, fragment: 8 }])
  }
})

t.test('shorter pieces protect more, and so do pieces at more places', async (t) => {
  const starts = Int32Array.of(0, 5)
  const order = [{ fragment: 8 }, { fragment: 8, starts }, { fragment: 12 }, { fragment: 0 }]
  for (const [i, a] of order.entries()) {
    for (const [k, b] of order.entries()) t.equal(protectsMore(a, b), i < k, `${i} and ${k}`)
  }
})

t.test('spellings with breaks are another pattern', async (t) => {
  const loose = variant('loose', (binary) => [{ binary, breaks: true }])
  const { drafts } = spell([part('one two')], { ...options, variants: [raw, loose] })
  t.same(
    drafts.map(({ variant, breaks }) => [variant, breaks]),
    [
      ['raw', false],
      ['loose', true],
    ],
  )
})

t.test('what is too short is dropped by name, raw never', async (t) => {
  const half = variant('half', (text) => [{ binary: text.slice(0, text.length / 2) }])
  const empty = variant('raw', () => [{ binary: '' }])
  const of = (text: string) =>
    spell([part(text)], { ...options, variants: [raw, half, empty], shortest: 4 })
  t.same(of('abcdef').dropped, ['half'])
  t.same(of('abcdefgh').dropped, [])
  t.same(
    of('ab').drafts.map(({ binary }) => binary),
    ['ab'],
  )
})

t.test('families and fragments can be switched off', async (t) => {
  const some = spell([part('ab"def', 0, { families: ['quoted'] })], options)
  t.same(
    some.drafts.map(({ variant }) => variant),
    ['quoted'],
  )
  const { drafts } = spell([part('Wx55DVqBjCtcjKPhV4ZM', 6)], { ...options, fragments: false })
  t.ok(drafts.every(({ fragment }) => fragment === 0))
})

t.test('a long value that is hidden as a whole is not written where rows break it', async (t) => {
  const dump = variant('dump', (text) => [{ binary: [...text].join('.') }])
  const ids = (text: string, bits: number, more: Partial<Part> = {}) =>
    spell([part(text, bits, more)], { ...options, variants: [raw, dump] }).drafts.map(
      ({ variant }) => variant,
    )
  t.same(ids('k'.repeat(64), 0), ['raw', 'dump'])
  t.same(ids('k'.repeat(65), 0), ['raw'])
  t.same(ids('k'.repeat(65), 6), ['raw', 'dump'], 'pieces of it stand in any row')
  t.same(ids('k'.repeat(65), 0, { families: ['dump'] }), ['dump'], 'named families are obeyed')
})

t.test('words are split in encodings only', async (t) => {
  const { drafts } = spell([part('correct horse staple', 0, { hasWords: true })], options)
  t.same(
    drafts.map(({ variant, fragment }) => [variant, fragment > 0]),
    [
      ['raw', false],
      ['spaced', true],
    ],
  )
})

t.test('a spelling inside a longer one of the same variant is left out', async (t) => {
  const open: Spelling = { binary: 'V3g1NURWcUJqQ3RjaktQaFY0Wk0', perByte: 4 / 3 }
  const closed = { ...open, binary: `x${open.binary}=` }
  const drafts = (bits: number, ...spellings: Spelling[]) => {
    const variants = [variant('base64', () => spellings)]
    const found = spell([part('Wx55DVqBjCtcjKPhV4ZM', bits)], { ...options, variants }).drafts
    return found.map(({ binary, starts }) => [binary, starts && [...starts]])
  }
  t.same(drafts(6, open, closed), [[closed.binary, undefined]])
  t.same(drafts(6, closed, open), [[closed.binary, undefined]])
  t.equal(drafts(0, open, closed).length, 2, 'a whole pattern has no pieces')
  const inFives = (spelling: Spelling): Spelling => ({ ...spelling, unit: 5 })
  t.equal(drafts(6, open, inFives(closed)).length, 2, 'pieces at fewer places')
  t.same(
    drafts(6, inFives(open), inFives(closed)),
    [[closed.binary, [0, 1, 5, 6, 10, 11, 15, 16, 20, 21]]],
    'pieces at the places of both',
  )
  const lines = { ...open, binary: 'V3g1NURWcUJq\nQ3RjaktQaFY0Wk0' }
  t.equal(drafts(6, lines, { ...lines, binary: `${lines.binary}=` }).length, 2, 'lines are whole')
})

t.test('digits are no words in an encoding', async (t) => {
  const binary = 'ZTRkNmE1OGMyOGNkNTQwNzky'
  const variants = [variant('base64', () => [{ binary, perByte: 4 / 3 }])]
  const fragment = (bits: number) =>
    spell([part('e4d6a58c28cd540792', bits)], { ...options, variants }).drafts[0]!.fragment
  t.ok(fragment(4) < fragment(3), `${fragment(4)}, ${fragment(3)}`)
})

t.test('the text beside a row is written of words and digits only', async (t) => {
  const variants = [variant('text-column', (binary) => [{ binary }])]
  for (const [bits, count] of [
    [0, 1],
    [4, 1],
    [6, 0],
  ] as const) {
    t.equal(
      spell([part('Wx55DVqBjCtcjKPhV4ZM', bits)], { ...options, variants }).drafts.length,
      count,
    )
  }
})

t.test('what is for noise only is not written of words', async (t) => {
  const variants = [{ ...raw, noiseOnly: true }]
  const count = (bits: number) =>
    spell([part('hello world again', bits)], { ...options, variants }).drafts.length
  t.strictSame([0, 3, 4, 5, 6].map(count), [0, 0, 0, 1, 1])
})

t.test('a part that is a piece is spelled only where pieces are masked', async (t) => {
  const parts = [part('abcdef\nghi'), part('def\nghi', 0, { isPiece: true })]
  const spelled = (fragments: boolean) =>
    spell(parts, { ...options, variants: [raw], fragments }).drafts.map(({ binary }) => binary)
  t.strictSame(spelled(true), ['abcdef\nghi', 'def\nghi'])
  t.strictSame(spelled(false), ['abcdef\nghi'])
})
