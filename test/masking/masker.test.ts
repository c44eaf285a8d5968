/** The masker's own rules; that its output is right is a promise with tests of its own. */
import assert from 'node:assert/strict'
import t from 'tap'
import { MaskError } from '../../lib/errors.js'
import type { MaskContext } from '../../lib/masking/mask.js'
import { Masker } from '../../lib/masking/masker.js'
import type { Report } from '../../lib/masking/report.js'
import { Matcher } from '../../lib/matcher/matcher.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { byteByByte, everySingleCut, scatteredCuts } from '../helpers/chunkers.js'
import { binary, bytesOf } from '../matcher/support.js'

const text = (pieces: readonly Uint8Array[]): string => pieces.map(binary).join('')

/** With ordinary objects, for comparison. */
const reportOf = (masker: Masker): Report => JSON.parse(JSON.stringify(masker.report()))

function registryOf(secrets: Record<string, string>, minLength = 4): SecretRegistry {
  const registry = new SecretRegistry({ variants: ['raw'], minLength })
  for (const [name, value] of Object.entries(secrets)) registry.add(name, value)
  return registry
}

t.test('a piece of a value whose beginning was released by time is counted by name', async (t) => {
  for (const mask of ['[secure]', () => '[secure]']) {
    const secrets = new SecretRegistry()
    secrets.add('TOKEN', 'Zk3v9QpLw8sXyT1uRb5nMd7c')
    const masker = new Masker(secrets, { mask })
    const out = [...masker.write(bytesOf('x Zk3v9')), ...masker.releaseIdle()]
    out.push(...masker.write(bytesOf('QpLw8s, cut off')), ...masker.end())
    t.equal(text(out), 'x Zk3v9[secure], cut off')
    t.same(reportOf(masker).secrets, { TOKEN: { raw: { count: 1 } } })
  }
})

t.test('what is no registry, and wrong options', async (t) => {
  const secrets = registryOf({ A: 'hunter2' })
  for (const other of [undefined, null, 'hunter2', {}, new Map(), Object.create(secrets)]) {
    t.throws(() => new Masker(other as SecretRegistry), {
      name: 'MaskError',
      code: 'ERR_OPTION',
      message: /^secrets must be a SecretRegistry/,
    })
  }
  for (const options of [null, 'x', { firstLine: 1 }, { verify: 'yes' }, { onMask: true }]) {
    t.throws(() => new Masker(secrets, options as never), { code: 'ERR_OPTION' })
  }
})

t.test('bytes without a secret are handed on as views of the input', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2' }))
  const chunk = bytesOf('some text')
  const [piece, ...more] = masker.write(chunk)
  t.equal(piece, chunk)
  t.strictSame(more, [])
  t.strictSame(masker.write(new Uint8Array(0)), [])
  t.strictSame(masker.end(), [])
})

t.test('held, and offsets, after each write', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2', B: 'er2-tail' }))
  const steps: [string, string, number, number, number][] = [
    // input, output, held, settled, released
    ['ab hun', 'ab ', 3, 3, 3],
    ['t', '', 4, 3, 3],
    ['er2', '[secure]', 3, 3, 3],
    ['-ta', '', 6, 3, 3],
    ['i! x', '-tai! x', 0, 17, 18],
  ]
  for (const [input, ...expected] of steps) {
    const output = text(masker.write(bytesOf(input)))
    const { settled, released } = masker.offsets
    t.strictSame([output, masker.held, settled, released], expected, input)
  }
})

t.test('only bytes, one end, nothing afterwards', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2' }))
  for (const chunk of ['text', undefined, 5, [1, 2], new ArrayBuffer(3)]) {
    // @ts-expect-error wrong on purpose
    t.throws(() => masker.write(chunk), { name: 'MaskError', code: 'ERR_CHUNK_TYPE' })
  }
  t.equal(text(masker.write(bytesOf('still open'))), 'still open', 'a wrong type is no failure')
  masker.end()
  t.throws(() => masker.write(bytesOf('x')), { code: 'ERR_ENDED' })
  t.throws(() => masker.end(), { code: 'ERR_ENDED' })
  t.throws(() => masker.releaseIdle(), { code: 'ERR_ENDED' })
})

t.test('after a failure nothing more is released', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2' }), {
    mask: () => {
      throw new Error('hunter2')
    },
  })
  t.equal(text(masker.write(bytesOf('ab hun'))), 'ab ')
  try {
    masker.write(bytesOf('ter2 cd'))
    t.fail('released')
  } catch (error) {
    t.ok(error instanceof MaskError)
    t.match(error, { code: 'ERR_INTERNAL', cause: undefined })
    t.notMatch(String(error), /hunter2/, 'the message of the cause is not shown')
  }
  t.throws(() => masker.write(bytesOf('x')), { code: 'ERR_FAILED' })
  t.throws(() => masker.releaseIdle(), { code: 'ERR_FAILED' })
  t.throws(() => masker.end(), { code: 'ERR_FAILED' })
})

t.test('a fault of the engine is a failure, too', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2' }))
  const { push } = Matcher.prototype
  t.teardown(() => {
    Matcher.prototype.push = push
  })
  Matcher.prototype.push = () => {
    throw new RangeError('hunter2')
  }
  t.throws(() => masker.write(bytesOf('hunter2')), { code: 'ERR_INTERNAL' })
  Matcher.prototype.push = push
  t.throws(() => masker.write(bytesOf('x')), { code: 'ERR_FAILED' })
})

t.test('a mask function: told what was found, held until the mask is complete', async (t) => {
  const calls: MaskContext[] = []
  const masker = new Masker(registryOf({ A: 'hunter2', B: 'er2-tail', C: 'two\nlines' }), {
    mask: (found) => {
      calls.push(found)
      return `<${found.names.join('+')}>`
    },
  })
  t.equal(text(masker.write(bytesOf('-hunter2'))), '-')
  t.equal(masker.held, 7, 'the mask may still grow')
  t.equal(text(masker.write(bytesOf('-tail-two\nli'))), '<A+B>-')
  t.equal(text(masker.write(bytesOf('nes.'))), '<C>\n<C>.')
  t.strictSame(
    calls.map(({ names, variants }) => [names, variants]),
    [
      [['A', 'B'], ['raw']],
      [['C'], ['raw']],
      [['C'], ['raw']],
    ],
  )
})

t.test(
  'a mask function or onMask cannot write to its own masker, and does no harm by trying',
  async (t) => {
    let masker: Masker
    for (const isCaught of [true, false]) {
      const nested = () => {
        for (const step of [
          () => masker.write(bytesOf(' hunter2 ')),
          () => masker.end(),
          () => masker.releaseIdle(),
        ]) {
          if (!isCaught) step()
          t.throws(step, { code: 'ERR_BUSY' })
        }
        t.equal(masker.report().bytes, 7, 'what only asks is answered')
      }
      for (const options of [
        { onMask: nested },
        {
          mask: () => {
            nested()
            return '[secure]'
          },
        },
      ]) {
        masker = new Masker(registryOf({ A: 'hunter2' }), options)
        if (isCaught)
          t.equal(text([...masker.write(bytesOf('a hunter2 b')), ...masker.end()]), 'a [secure] b')
        else {
          t.throws(() => masker.write(bytesOf('a hunter2 b')), { code: 'ERR_BUSY' })
          t.throws(() => masker.write(bytesOf('a')), { code: 'ERR_FAILED' })
        }
      }
    }
  },
)

t.test('the result of a mask function is checked each time', async (t) => {
  for (const mask of ['', 'a\nb', '-hunter2-', 5 as unknown as string]) {
    const masker = new Masker(registryOf({ A: 'hunter2' }), { mask: () => mask })
    t.throws(() => text(masker.write(bytesOf('hunter2 x'))), { code: 'ERR_MASK_TEXT' })
    t.throws(() => masker.end(), { code: 'ERR_FAILED' })
  }
})

t.test('a value that the mask would show is not added later', async (t) => {
  const registry = registryOf({ A: 'hunter2' })
  new Masker(registry, { mask: '<hidden>' })
  t.equal(registry.add('B', 'hidden').registered, false)
  t.equal(registry.add('C', 'secure').registered, true)
})

t.test('idle release: only below the minimum length, and the state stays alive', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2' }, 4))
  t.strictSame(masker.releaseIdle(), [], 'nothing is held')
  t.equal(text(masker.write(bytesOf('$ hu'))), '$ ')
  t.equal(text(masker.releaseIdle()), 'hu')
  t.equal(masker.held, 0)
  t.strictSame(masker.offsets, { settled: 2, released: 2 }, 'what may be a secret is not settled')
  t.equal(text(masker.write(bytesOf('n'))), '')
  t.equal(text(masker.releaseIdle()), 'n', 'three bytes in all')
  t.strictSame(masker.offsets, { settled: 2, released: 2 })
  t.equal(text(masker.write(bytesOf('t'))), '')
  t.strictSame(masker.releaseIdle(), [], 'four bytes are too many')
  t.equal(text(masker.write(bytesOf('er2 x'))), '[secure] x', 'the rest of the secret')
  t.strictSame(masker.offsets, { settled: 11, released: 15 })
  t.strictSame(reportOf(masker), {
    occurrences: 1,
    bytes: 4,
    secrets: { A: { raw: { count: 1 } } },
  })
})

t.test('idle release of bytes that were no secret after all', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2' }, 4))
  t.equal(text(masker.write(bytesOf('-hu'))), '-')
  t.equal(text(masker.releaseIdle()), 'hu')
  t.equal(text(masker.write(bytesOf('rry hu'))), 'rry ')
  t.strictSame(masker.offsets, { settled: 7, released: 7 })
  t.equal(text(masker.releaseIdle()), 'hu')
  t.strictSame(masker.offsets, { settled: 7, released: 7 }, 'a new possible start')
  t.equal(text(masker.end()), '')
})

t.test('added while the input runs: the held bytes are searched again', async (t) => {
  const registry = registryOf({ A: 'hunter2' })
  const masker = new Masker(registry)
  t.equal(text(masker.write(bytesOf('-hunt'))), '-')
  registry.add('B', 'untold')
  t.equal(text(masker.write(bytesOf('old.'))), 'h[secure].', 'from the held bytes on')
  t.equal(text(masker.write(bytesOf('hunter2'))), '[secure]')
})

t.test(
  'removed while the input runs: later input is free, the second engine follows',
  async (t) => {
    const registry = registryOf({ A: 'hunter2', B: 'swordfish' })
    const masker = new Masker(registry, { verify: true })
    t.equal(text(masker.write(bytesOf('hunter2 sword'))), '[secure] ')
    registry.remove('A')
    t.equal(text(masker.write(bytesOf('fish hunter2.'))), '[secure] hunter2.')
    const plain = new Masker(registry)
    registry.remove('B')
    t.equal(text(plain.write(bytesOf('swordfish'))), 'swordfish')
  },
)

t.test('the end: a cut secret is masked on each of its lines, and counted', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2\r\nswordfish' }), { firstLine: true })
  t.equal(text(masker.write(bytesOf('x\nhunter2\r\nsw'))), 'x\n')
  t.equal(text(masker.end()), '[secure]\r\n[secure]')
  t.strictSame(reportOf(masker), {
    occurrences: 2,
    bytes: 9,
    secrets: { A: { raw: { count: 2, firstLine: 2 } } },
  })
})

t.test('the end: a start that is too short is released', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2' }, 4))
  t.equal(text(masker.write(bytesOf('x hun'))), 'x ')
  t.equal(text(masker.end()), 'hun')
})

t.test('lines are those of the input', async (t) => {
  const masker = new Masker(registryOf({ A: 'hunter2', B: 'one\n\ntwo' }), { firstLine: true })
  masker.write(bytesOf('a\nb\none\n\ntwo\nhunter2\n'))
  masker.write(bytesOf('hunter2 one\n\ntwo'))
  masker.end()
  t.strictSame(reportOf(masker), {
    occurrences: 6,
    bytes: 26,
    secrets: {
      A: { raw: { count: 2, firstLine: 6 } },
      B: { raw: { count: 4, firstLine: 3 } },
    },
  })
})

t.test(
  'fragments alone are counted for the first pattern that holds the first window',
  async (t) => {
    const value = 'q7Zk2VbX9mRt4LpWc8Yd3JfN'
    const masker = new Masker(registryOf({ A: `${value.slice(0, 20)}ABCD`, B: value }))
    t.equal(
      text(masker.write(bytesOf(`x ${value.slice(0, 16)} y ${value} z`))),
      'x [secure] y [secure] z',
    )
    t.strictSame(reportOf(masker).secrets, { A: { raw: { count: 1 } }, B: { raw: { count: 1 } } })
  },
)

t.test('a value that ends with its line: the line end is kept and has no mask', async (t) => {
  for (const mask of ['*', () => '*']) {
    const masker = new Masker(registryOf({ A: '\nhunter2\n', B: 'swordfish\n' }), { mask })
    t.equal(text(masker.write(bytesOf('-\nhunter2\n-swordfish\n.'))), '-\n*\n-*\n.')
    t.equal(masker.held, 0)
    t.strictSame(reportOf(masker), {
      occurrences: 2,
      bytes: 16,
      secrets: { A: { raw: { count: 1 } }, B: { raw: { count: 1 } } },
    })
  }
})

t.test('a long run byte by byte is one mask that belongs to its first window', async (t) => {
  const value = 'q7Zk2VbX9mRt4LpWc8Yd3JfN'
  const masker = new Masker(registryOf({ A: `${value}0`, B: `-${value}` }), {
    mask: ({ names }) => `<${names.join('+')}>`,
  })
  let output = ''
  for (const byte of bytesOf(`x${value}.`)) output += text(masker.write(Uint8Array.of(byte)))
  t.equal(output, 'x<A>.')
})

t.test('an unusable mask is refused at once', async (t) => {
  const registry = registryOf({ A: 'secure' })
  t.throws(() => new Masker(registry), { code: 'ERR_MASK_TEXT' })
  t.throws(() => new Masker(registry, { mask: '' }), { code: 'ERR_MASK_TEXT' })
  t.ok(new Masker(registry, { mask: '***' }))
})

t.test('a far hit after a near one: places before it were taken for tried', async (t) => {
  const bytes = bytesOf('\0\x01\xfe\xff\x80binary')
  const secrets = new SecretRegistry({ variants: 'all' })
  secrets.add('BYTES', bytes)
  const rows = [...bytes].join(',\n  ')
  t.equal(rows, '0,\n  1,\n  254,\n  255,\n  128,\n  98,\n  105,\n  110,\n  97,\n  114,\n  121')
  for (const before of ['', ' ', '[\n  ', '-'.repeat(5), '.'.repeat(40)]) {
    for (const after of ['', '\n]\n', 'x'.repeat(40)]) {
      const input = bytesOf(before + rows + after)
      const expected = before + rows.replace(/[^\n]+/g, '[secure]') + after
      const outputOf = (pieces: Iterable<Uint8Array>): string => {
        const masker = new Masker(secrets)
        let output = ''
        for (const piece of pieces) output += text(masker.write(piece))
        return output + text(masker.end())
      }
      t.equal(outputOf([input]), expected, 'at once')
      t.equal(outputOf(byteByByte(input)), expected, 'byte by byte')
      for (const pieces of everySingleCut(input)) assert.equal(outputOf(pieces), expected)
      for (const pieces of scatteredCuts(input, 20)) assert.equal(outputOf(pieces), expected)
    }
  }
})
