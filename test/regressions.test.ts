/**
 * Ways in which other maskers are known to fail, each by name, with the output
 * spelled by hand. Each runs whole, byte by byte, at every single cut and at
 * scattered cuts.
 */
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { Masker } from '../lib/masking/masker.js'
import { type RegistryOptions, SecretRegistry } from '../lib/secrets/registry.js'
import { createMaskStream } from '../lib/streams/node.js'
import { byteByByte, every, everySingleCut, scatteredCuts, whole } from './helpers/chunkers.js'
import { drive, type Step } from './helpers/drive.js'
import { binary, bytesOf } from './helpers/oracle.js'

const RAW: RegistryOptions = { minLength: 3, variants: ['raw'], fragments: false }

function registryOf(values: readonly string[], options: RegistryOptions = RAW): SecretRegistry {
  const secrets = new SecretRegistry(options)
  for (const [index, value] of values.entries()) secrets.add(`S${index}`, bytesOf(value))
  return secrets
}

interface Case {
  readonly secrets: readonly string[]
  readonly input: string
  readonly output: string
  /** default 3, so that short examples stay readable */
  readonly minLength?: number
}

const CASES: Record<string, Case> = {
  'the second of two overlapping values keeps its tail (leftmost-longest)': {
    secrets: ['abcdef', 'defghi'],
    input: 'abcdefghi',
    output: '*',
  },
  'a restart that skips bytes misses aab in aaab': {
    secrets: ['aab'],
    input: 'aaab',
    output: 'a*',
  },
  'a border is forgotten after a mismatch: abcabd in abcabcabd': {
    secrets: ['abcabd'],
    input: 'abcabcabd',
    output: 'abc*',
  },
  'a value inside a failed longer one is missed: bcd in abcdY': {
    secrets: ['abcdX', 'bcd'],
    input: 'abcdY',
    output: 'a*Y',
  },
  'a value after a prefix of a failed longer one is missed: bar in foobarY': {
    secrets: ['foo', 'foobarX', 'bar'],
    input: 'foobarY',
    output: '**Y',
  },
  'the shorter of two values with the same start': {
    secrets: ['abcd', 'abcdefgh'],
    input: 'abcdefgX abcdefgh abcd',
    output: '*efgX * *',
  },
  'an occurrence that overlaps the next of the same value': {
    secrets: ['abab'],
    input: 'xababab ababx',
    output: 'x* *x',
  },
  'overlapping occurrences of the same value share a mask': {
    secrets: ['abcabc'],
    input: 'abcabcabcabcX',
    output: '*X',
  },
  'touching values keep a mask each': {
    secrets: ['abc', 'def'],
    input: 'abcdefabc',
    output: '***',
  },
  'a failure link that ends on a leaf: cx in abcx': {
    secrets: ['abcd', 'bc', 'cx'],
    input: 'abcx abcd bc',
    output: 'a* * *',
    minLength: 2,
  },
  'a value whose first byte is its last, at the end of a chunk': {
    secrets: ['xyzx'],
    input: '-xyzx xyzx xyzxyzx',
    output: '-* * *',
  },
  'a held prefix at the end of input is not lost': {
    secrets: ['abcdef'],
    input: 'text ab',
    output: 'text ab',
  },
  'a cut value at the end of input is masked': {
    secrets: ['abcdef'],
    input: 'text abcde',
    output: 'text *',
  },
  'a held prefix is not overtaken by later bytes': {
    secrets: ['abcdef'],
    input: 'abcdeX1 abcabcde2 abcd3',
    output: 'abcdeX1 abcabcde2 abcd3',
  },
  'a character of several bytes that is cut': {
    secrets: [binary(new TextEncoder().encode('pässwörd€😀'))],
    input: binary(new TextEncoder().encode('ä € 😀 pässwörd€😀 ö')),
    output: binary(new TextEncoder().encode('ä € 😀 * ö')),
  },
  'half a character next to a value': {
    secrets: ['abcdef'],
    input: '\xe2\x82abcdef\xac \xff\xfe\xc3',
    output: '\xe2\x82*\xac \xff\xfe\xc3',
  },
  'byte 0 in and around a value': {
    secrets: ['a\0b\0c', '\0\0\0'],
    input: '\0a\0b\0c\0 \0\0\0\0',
    output: '\0*\0 *',
  },
  'a value of several lines keeps the lines': {
    secrets: ['one\r\ntwo\n\nthree\n'],
    input: '-one\r\ntwo\n\nthree\n-',
    output: '-*\r\n*\n\n*\n-',
  },
  'a value that begins with a line feed': {
    secrets: ['\n\nabc'],
    input: 'x\n\nabcx',
    output: 'x\n\n*x',
  },
  'a lone carriage return is a byte like others': {
    secrets: ['abcdef'],
    input: '10%\r20%\rabcdef\r30%\r\n',
    output: '10%\r20%\r*\r30%\r\n',
  },
  'an empty input': { secrets: ['abcdef'], input: '', output: '' },
  'an input that is one value': { secrets: ['abcdef'], input: 'abcdef', output: '*' },
  'no secrets': { secrets: [], input: 'abcdef\n', output: 'abcdef\n' },
  'aaab in aaaab': { secrets: ['aaab'], input: 'aaaab', output: 'a*' },
  'a value inside another, at its start, middle and end': {
    secrets: ['abcdefghi', 'abc', 'def', 'ghi'],
    input: 'abcdefghi abcdefgh defghi',
    output: '* **gh **',
  },
  'a value that looks like a regular expression': {
    secrets: ['a.*b[c]$1(\\d+)'],
    input: 'a.*b[c]$1(\\d+) aXXb[c]$1 $1 $&',
    output: '* aXXb[c]$1 $1 $&',
  },
  'text that looks like a mask': {
    secrets: [']12345', 'abcdef'],
    input: 'abcdef12345 ]12345 *12345',
    output: '*12345 * *12345',
  },
}

for (const [name, { secrets: values, input, output, minLength = 3 }] of Object.entries(CASES)) {
  t.test(name, async (t) => {
    const secrets = registryOf(values, { ...RAW, minLength })
    const bytes = bytesOf(input)
    const masked = (chunks: Iterable<Uint8Array>): string =>
      drive(new Masker(secrets, { mask: '*' }), chunks)
    t.equal(masked(whole(bytes)), output, 'whole')
    t.equal(masked(byteByByte(bytes)), output, 'byte by byte')
    const others = [...everySingleCut(bytes), ...scatteredCuts(bytes, 50)].map(masked)
    t.same([...new Set(others)], [output], 'every single cut and 50 scattered ones')
  })
}

t.test('a masker that waits for the end', async (t) => {
  const steps: Step[] = []
  const masker = new Masker(registryOf(['abcdef', 'defghi']), { mask: '*' })
  drive(masker, byteByByte(bytesOf('-abcdefgh-abd')), (step) => steps.push(step))
  t.same(
    steps.map(({ released, held }) => [released, held]),
    [
      ['-', 0],
      ['-', 1],
      ['-', 2],
      ['-', 3],
      ['-', 4],
      ['-', 5],
      ['-*', 3],
      ['-*', 4],
      ['-*', 5],
      ['-*gh-', 0],
      ['-*gh-', 1],
      ['-*gh-', 2],
      ['-*gh-ab', 1],
    ],
  )
})

t.test('80 KiB of x against a value of one x more', async (t) => {
  const size = 80 * 1024
  const secrets = registryOf(['x'.repeat(size + 1)])
  const start = performance.now()
  for (const chunk of [1, 4096, size]) {
    const masker = new Masker(secrets, { mask: '*' })
    const input = bytesOf(`${'x'.repeat(size)}y${'x'.repeat(2 * size)}`)
    let most = 0
    const output = drive(masker, every(input, chunk), ({ held }) => {
      most = Math.max(most, held)
    })
    t.equal(output, `${'x'.repeat(size)}y*`, `in chunks of ${chunk}`)
    t.equal(most, size, 'the hold is all of it, and no more')
  }
  t.ok(performance.now() - start < 10_000, 'in linear time')
})

t.test('1,000 values with the same first 20 bytes', async (t) => {
  const same = 'the-same-20-bytes--:'
  const values = Array.from(
    { length: 1000 },
    (_, index) => `${same}${String(index).padStart(4, '0')}`,
  )
  const secrets = registryOf(values)
  const input = bytesOf(`${same}${same}0999 ${same}1000 ${same}0000\n`.repeat(200))
  const output = `${same}* ${same}1000 *\n`.repeat(200)
  for (const chunk of [1, 100, 65_536]) {
    t.equal(drive(new Masker(secrets, { mask: '*' }), every(input, chunk)), output)
  }
})

t.test('80 KiB of log by single bytes', async (t) => {
  const secrets = registryOf(['hunter2hunter2', 'x'.repeat(500)])
  const line = `${'hunter2hunter '.repeat(20)}hunter2hunter2 ${'x'.repeat(499)}\n`
  const input = line.repeat(Math.ceil((80 * 1024) / line.length))
  const start = performance.now()
  const output = drive(new Masker(secrets, { mask: '*' }), byteByByte(bytesOf(input)))
  t.equal(output, input.replaceAll('hunter2hunter2', '*'))
  t.ok(performance.now() - start < 5_000, 'in linear time')
})

/** Letters without a period. */
function letters(length: number): string {
  let state = 1
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647
    return String.fromCharCode(97 + (state % 26))
  }).join('')
}

t.test(
  'occurrences and near-misses across edges of 4 KiB and 64 KiB, at every residue',
  async (t) => {
    for (const length of [12, 13, 20, 31, 64, 127, 200]) {
      const value = letters(length)
      const miss = `${value.slice(0, -1)}~`
      const late = `~${value.slice(1)}`
      // The shortest pattern sets the stride of a sampling search; two make it vary.
      const secrets = registryOf([value, `shorter-${'0123456789'.slice(0, 4)}`])
      for (const edge of [4096, 65_536]) {
        for (let before = 0; before <= length; before++) {
          const lead = '.'.repeat(edge - before)
          const tail = '.'.repeat(length + 3)
          const input = `${lead}${value}${tail}${miss}${late}${value}`
          const output = `${lead}*${tail}${miss}${late}*`
          const seen = drive(new Masker(secrets, { mask: '*' }), every(bytesOf(input), edge))
          if (seen !== output)
            t.fail(`${length} bytes, ${before} of them before the edge of ${edge}`)
        }
      }
    }
    t.pass('all found')
  },
)

t.test('an input buffer that is used again', async (t) => {
  const masker = new Masker(registryOf(['abcdefghij']), { mask: '*' })
  const buffer = new Uint8Array(4)
  let output = ''
  for (const piece of ['--ab', 'cdef', 'ghij', 'abcd', 'efg-']) {
    buffer.set(bytesOf(piece))
    output += masker.write(buffer).map(binary).join('')
    buffer.fill(0)
  }
  output += masker.end().map(binary).join('')
  t.equal(output, '--*abcdefg-')
})

t.test(
  'a value typed by hand, one byte every 300 ms, into a stream with the default idleMs',
  async (t) => {
    const value = 'hunter2hunt'
    const secrets = new SecretRegistry()
    secrets.add('PASSWORD', value)
    const stream = createMaskStream(secrets)
    let output = ''
    stream.on('data', (bytes: Uint8Array) => {
      output += binary(bytes)
    })
    for (const char of `> ${value}\n`) {
      stream.write(bytesOf(char))
      await setTimeout(300)
    }
    stream.end()
    await new Promise((resolve) => stream.on('end', resolve))
    const left = output.replace('[secure]', '').trim()
    t.match(output, /^> h?u?n?t?e?\[secure\]\n$/, 'at most five bytes of it are out')
    t.ok(left.length <= '> '.length + 5, output)
  },
)

t.test('a prompt is not kept from a watcher', async (t) => {
  const secrets = new SecretRegistry()
  secrets.add('PASSWORD', 'Password: hunter2')
  const stream = createMaskStream(secrets, { idleMs: 20 })
  let output = ''
  stream.on('data', (bytes: Uint8Array) => {
    output += binary(bytes)
  })
  stream.write(bytesOf('> Pass'))
  await setTimeout(300)
  t.equal(output, '> Pass', 'four bytes may leave by time')
  stream.write(bytesOf('word: hunter'))
  await setTimeout(300)
  t.equal(output, '> Pass', 'more may not')
  stream.write(bytesOf('2\n'))
  stream.end()
  await new Promise((resolve) => stream.on('end', resolve))
  t.equal(output, '> Pass[secure]\n', 'the match goes on over the bytes that left')
})
