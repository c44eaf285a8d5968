/**
 * Colours inside of a value: what a terminal does not show is no part of a
 * line. The reference takes the sequences out of each line, searches the rest
 * with the plain matcher, and puts what it found back in its place.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Masker, SecretRegistry } from '../../lib/index.js'
import { Matcher } from '../../lib/matcher/matcher.js'
import { StyledMatcher } from '../../lib/matcher/styled.js'
import { Tables } from '../../lib/matcher/tables.js'
import { cutBy, cuts } from '../helpers/chunkers.js'
import { property } from '../helpers/property.js'
import { STYLES } from '../helpers/styles.js'
import { bytesOf, patternOf, type Range, Recorder, scrambled, textOver, unite } from './support.js'

/** Sequences that move the cursor, broken ones, and one that is too long. */
const OTHERS = ['\x1b[H', '\x1b[2;3', '\x1b', '\x1b[', '\x1b(', `\x1b[${'1;'.repeat(64)}m`] as const
// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is asked for
const STYLE = /\x1b(?:\[[0-?]{0,125}[mK]|[%()*+-./][^\n\r\x1b])\x0f*/g

function spansOf(tables: Tables, pieces: readonly Uint8Array[]): Range[] {
  const sink = new Recorder()
  const matcher = new StyledMatcher(tables, sink)
  for (const piece of pieces) matcher.push(piece)
  return unite(sink.spans)
}

/** Spans in the log as it is, and those in each of its lines without sequences. */
function expected(tables: Tables, log: string): Range[] {
  const plain = new Recorder()
  new Matcher(tables, plain).push(bytesOf(log))
  const spans: Range[] = [...plain.spans]
  // another sequence ends the text as the end of the line does
  for (const line of log.matchAll(/[^\n\r]+/g)) {
    const places: number[] = []
    let text = ''
    const flush = () => {
      const sink = new Recorder()
      new Matcher(tables, sink).push(bytesOf(text))
      for (const { start, end } of sink.spans) {
        for (let i = start; i < end; i++) spans.push({ start: places[i]!, end: places[i]! + 1 })
      }
      places.length = 0
      text = ''
    }
    const styles = new Map(Array.from(line[0].matchAll(STYLE), (m) => [m.index, m[0].length]))
    for (let i = 0; i < line[0].length; ) {
      const style = styles.get(i)
      if (style !== undefined) i += style
      else if (line[0][i] === '\x1b') {
        flush()
        i++
      } else {
        places.push(line.index + i)
        text += line[0][i++]
      }
    }
    flush()
  }
  return joined(spans)
}

/** Spans that touch are one here: the pieces of a span are told one by one. */
function joined(spans: readonly Range[]): Range[] {
  const out: { start: number; end: number }[] = []
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else out.push({ start, end })
  }
  return out
}

const patterns = fc.array(
  fc.tuple(textOver('abc ', 7, 16), fc.constantFrom(0, 0, 8)).map(([text, fragment]) => {
    return patternOf(`x${text}y`, fragment)
  }),
  { minLength: 1, maxLength: 3 },
)

/** Text in which the patterns stand, with sequences between any two characters. */
const logs = patterns.chain((list) => {
  const texts = list.map((p) => p.owners[0]!.name)
  const style = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...STYLES) },
    { weight: 1, arbitrary: fc.constantFrom(...OTHERS) },
  )
  const value = fc
    .tuple(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(18), style), { maxLength: 4 }))
    .map(([text, styles]) => {
      let out = text
      for (const [at, sequence] of styles) out = out.slice(0, at) + sequence + out.slice(at)
      return out
    })
  const piece = fc.oneof(value, value, style, textOver('abcxy \n', 0, 8))
  return fc.record({
    list: fc.constant(list),
    log: fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    cuts,
  })
})

t.test('lines are searched as they are shown', async (t) => {
  await property(t, 'styled', logs, ({ list, log, cuts }) => {
    const tables = Tables.of(list)
    assert.deepEqual(joined(spansOf(tables, [bytesOf(log)])), expected(tables, log))
    assert.deepEqual(joined(spansOf(tables, cutBy(bytesOf(log), cuts))), expected(tables, log))
    const bytes = Array.from(bytesOf(log), (byte) => Uint8Array.of(byte))
    assert.deepEqual(joined(spansOf(tables, bytes)), expected(tables, log))
  })
})

const TOKEN = 'Wx55DVqBjCtcjKPhV4ZM'

function masked(log: string, size = log.length): string {
  const registry = new SecretRegistry()
  registry.add('TOKEN', TOKEN)
  const masker = new Masker(registry, { mask: '#' })
  const out: Uint8Array[] = []
  const bytes = bytesOf(log)
  for (let at = 0; at < bytes.length; at += size) {
    out.push(...masker.write(bytes.slice(at, at + size)).map((piece) => piece.slice()))
  }
  out.push(...masker.end())
  return Buffer.concat(out).toString('latin1')
}

t.test('the sequences stay, and nothing else of a coloured value', (t) => {
  const cases = [
    ['\x1b[31mWx55DV\x1b[m\x1b[32mqBjCtc\x1b[mjKPhV4ZM.', '\x1b[31m#\x1b[m\x1b[32m#\x1b[m#.'],
    [`a ${[...TOKEN].join('\x1b[0m')} b`, `a ${Array(20).fill('#').join('\x1b[0m')} b`],
    [
      // 42 bytes of true colour, a character set, and what terminfo prints for screen
      'Wx55\x1b[38;2;255;215;175;48;2;200;200;224;01;04mDVqB\x1b)0jCtc\x1b[m\x0fjKPhV4ZM.',
      '#\x1b[38;2;255;215;175;48;2;200;200;224;01;04m#\x1b)0#\x1b[m\x0f#.',
    ],
    ['Wx55DV\x1b[2JqBjCtc', 'Wx55DV\x1b[2JqBjCtc'],
    ['Wx55\x1b[1m\nDVqBj', 'Wx55\x1b[1m\nDVqBj'],
  ] as const
  for (const [log, shown] of cases) {
    for (const size of [log.length, 1, 3, 7]) t.equal(masked(log, size), shown)
  }
  t.end()
})

t.test('a log that ends inside of a coloured value does not show its part (P8)', (t) => {
  const sink = new Recorder()
  const matcher = new StyledMatcher(Tables.of([patternOf('abcdefgh')]), sink)
  matcher.push(bytesOf('--abcd\x1b[1mef'))
  t.match(matcher.end(6), { start: 12, pattern: { fragment: 0 } })
  t.strictSame(unite(sink.spans), [
    { start: 2, end: 6 },
    { start: 10, end: 12 },
  ])
  // also where no sequence stands inside of it, but behind it or the beginning of one
  for (const behind of ['\x1b[0m', '\x1b', '\x1b[1;3', '\x1b[m\x0f']) {
    const sink = new Recorder()
    const matcher = new StyledMatcher(Tables.of([patternOf('abcdefgh')]), sink)
    matcher.push(bytesOf(`\x1b[31mabcdef${behind}`))
    t.match(matcher.end(6), { pattern: { fragment: 0 } }, JSON.stringify(behind))
    t.strictSame(sink.spans, [{ start: 5, end: 11 }])
  }
  const other = new Recorder()
  const short = new StyledMatcher(Tables.of([patternOf('abcdefgh')]), other)
  short.push(bytesOf('--abcd\x1b[1me'))
  t.strictSame(short.end(6), { start: 11, pattern: undefined })
  t.strictSame(other.spans, [])
  t.end()
})

t.test('what may go on behind a sequence is held, and no more', (t) => {
  const tables = Tables.of([patternOf('abcdefgh')])
  const lives = (...pieces: string[]) => {
    const matcher = new StyledMatcher(tables, new Recorder())
    return pieces.map((piece) => matcher.push(bytesOf(piece)))
  }
  t.strictSame(lives('--abc', '\x1b', '[1', 'm', 'def', '-'), [2, 2, 2, 2, 2, 13])
  t.strictSame(lives('--abc\x1b[1', '\x1b[1mdef'), [2, 15])
  t.strictSame(lives('--abc\x1b[1mdef\n'), [13])
  t.strictSame(lives('\x1b[1mabc'), [4])
  t.end()
})

t.test(
  'a coloured prompt is released by time, and no more of a coloured value than of any',
  (t) => {
    const registry = new SecretRegistry()
    registry.add('PASSPHRASE', 'swordfish and chips')
    const masker = new Masker(registry, { mask: '#' })
    const out = (pieces: Uint8Array[]) => Buffer.concat(pieces).toString('latin1')
    const prompt = '\x1b[1mName: s\x1b[0m\x1b[K'
    t.equal(out(masker.write(bytesOf(prompt))) + out(masker.releaseIdle()), prompt)
    t.equal(out(masker.write(bytesOf('word'))) + out(masker.releaseIdle()), 'word')
    t.equal(
      out(masker.write(bytesOf('fi\x1b[4m'))) + out(masker.releaseIdle()),
      '',
      'enough of it is out',
    )
    t.equal(out(masker.write(bytesOf('sh and chips!'))), '#\x1b[4m#!')
    t.end()
  },
)

t.test('tables that change while a coloured value is held', (t) => {
  const sink = new Recorder()
  const [first, second] = [patternOf('abcdefgh'), patternOf('cdefxx')]
  const before = Tables.of([first])
  const matcher = new StyledMatcher(before, sink)
  matcher.push(bytesOf('ab\x1b[1mcd'))
  matcher.update(Tables.of([first, second]), bytesOf('ab\x1b[1mcd'))
  matcher.push(bytesOf('ef\x1b[0mxx'))
  t.strictSame(unite(sink.spans), [
    { start: 6, end: 10 },
    { start: 14, end: 16 },
  ])
  t.end()
})

t.test('a long beginning that is held until its first sequence comes', (t) => {
  const text = scrambled(900, 'abcdefgh', 3)
  const log = `--${text.slice(0, 800)}\x1b[1m${text.slice(800)}--`
  for (const size of [1, 7, 300]) {
    const sink = new Recorder()
    const matcher = new StyledMatcher(Tables.of([patternOf(text)]), sink)
    for (let at = 0; at < log.length; at += size) matcher.push(bytesOf(log.slice(at, at + size)))
    t.strictSame(joined(sink.spans), [
      { start: 2, end: 802 },
      { start: 806, end: 906 },
    ])
  }
  t.end()
})

t.test('who a long value belongs to that sequences break all over, byte by byte', (t) => {
  const long = scrambled(400, 'abcdefgh', 5)
  const log = [...long].join('\x1b[m')
  const named = new Map<number, string>()
  const sink = new Recorder()
  const matcher = new StyledMatcher(Tables.of([patternOf(long, 8), patternOf('zzzz')]), {
    span: (start, end) => sink.span(start, end),
    occurrence: () => false,
    window: (start, pattern) => named.set(start, pattern.owners[0]!.name),
  })
  for (const byte of bytesOf(log)) matcher.push(Uint8Array.of(byte))
  matcher.end(6)
  const places = Array.from(long, (_, i) => 4 * i)
  t.strictSame(
    unite(sink.spans),
    places.map((start) => ({ start, end: start + 1 })),
  )
  t.strictSame(
    [...named.keys()].sort((a, b) => a - b),
    places,
    'each piece has a window',
  )
  t.strictSame([...new Set(named.values())], [long])
  t.end()
})

t.test('a long line of colours is searched in time that grows with it', (t) => {
  const tables = Tables.of([patternOf('a'.repeat(2000)), patternOf(`${'ab'.repeat(20)}c`, 8)])
  const line = 'a\x1b[1m'.repeat(100_000)
  const sink = new Recorder()
  const matcher = new StyledMatcher(tables, sink)
  for (let at = 0; at < line.length; at += 5000) matcher.push(bytesOf(line.slice(at, at + 5000)))
  t.equal(unite(sink.spans).length, 100_000)
  t.ok(sink.spans.length < 200_000)
  // of a line on which nothing is live, the places are forgotten
  const quiet = new Recorder()
  const other = new StyledMatcher(tables, quiet)
  const noise = `${'-\x1b[1m'.repeat(150_000)}${'a\x1b[m'.repeat(2000)}`
  for (let at = 0; at < noise.length; at += 999) other.push(bytesOf(noise.slice(at, at + 999)))
  t.strictSame(unite(quiet.spans).at(0), { start: 750_000, end: 750_001 })
  t.equal(unite(quiet.spans).length, 2000)
  t.end()
})

t.test('a chunk of any size gives the same, a value across its 65,536th byte too', async (t) => {
  const value = 'Kq7vXw2Zp9Lr4Tn8'
  const half = value.length / 2
  const coloured = `${value.slice(0, half)}\x1b[1m${value.slice(half)}`
  const filler = '-'.repeat(65_530)
  const log = `${filler}${coloured}\n${filler}${value}`
  const sink = new Recorder()
  new StyledMatcher(Tables.of([patternOf(value, 8)]), sink).push(bytesOf(log))
  const [first, second] = [filler.length, 2 * filler.length + coloured.length + 1]
  t.strictSame(joined(sink.spans), [
    { start: first, end: first + half },
    { start: first + half + 4, end: first + value.length + 4 },
    { start: second, end: second + value.length },
  ])
})

t.test('no free byte for a cut: what reaches over one is no occurrence', async (t) => {
  const all = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i))
  const tables = Tables.of([patternOf(all), patternOf('first\n\x1bsecond')])
  t.equal(tables.absent, 27)
  const lines = bytesOf('\x1b[1mthe fir\x1b[mst\nsec\x1b[1mond\n')
  t.strictSame(spansOf(tables, [lines]), [])
  t.strictSame(spansOf(tables, [bytesOf('first\n\x1bsecond')]), [{ start: 0, end: 13 }])
})
