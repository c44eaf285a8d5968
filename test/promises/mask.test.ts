/** The mask cannot make a secret reappear: what it may be, and what a mask function may give. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { MaskError } from '../../lib/errors.js'
import type { MaskContext } from '../../lib/masking/mask.js'
import { Masker } from '../../lib/masking/masker.js'
import { patternBook, SecretRegistry } from '../../lib/secrets/registry.js'
import { tokenScene } from '../helpers/arbitraries.js'
import { byteByByte, type Cuts, cutBy, cuts } from '../helpers/chunkers.js'
import { drive, writeReused } from '../helpers/drive.js'
import { binary, bytesOf, Oracle } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { styling } from '../helpers/styles.js'
import {
  cutScenes,
  forEachKind,
  KINDS,
  MASK,
  registryOf,
  type Subject,
  subjectOf,
} from '../helpers/subject.js'

const TOKEN = 'Zk3vQ9xLw2RtY7uPb5NcM8sD1fGh4JaE'

/** The code of the MaskError that is thrown, or what else happens. */
function codeOf(attempt: () => unknown): string {
  try {
    attempt()
    return 'no error'
  } catch (error) {
    return error instanceof MaskError ? error.code : `not a MaskError: ${error}`
  }
}

t.test('a mask that shows a secret is refused', async (t) => {
  const secrets = new SecretRegistry()
  secrets.add('PASSWORD', 'hunter2hunter2')
  secrets.add('TOKEN', TOKEN)
  secrets.add('LINES', 'first line\nsecond line')
  const refused = {
    empty: '',
    'a value': 'hunter2hunter2',
    'text around a value': '<hunter2hunter2>',
    'a value in base64': Buffer.from('hunter2hunter2').toString('base64'),
    'a value in hex': Buffer.from('hunter2hunter2').toString('hex'),
    'a piece of a token': TOKEN.slice(7, 27),
    'a line feed': '[\n]',
    'a carriage return': '[\r]',
    'a value on another line': 'first line\nsecond line',
    'a value whose line break is a blank': 'first line second line',
  }
  for (const [name, mask] of Object.entries(refused)) {
    t.equal(
      codeOf(() => new Masker(secrets, { mask })),
      'ERR_MASK_TEXT',
      name,
    )
    const masker = new Masker(secrets, { mask: () => mask })
    t.equal(
      codeOf(() => [masker.write(bytesOf('hunter2hunter2\n')), masker.end()]),
      'ERR_MASK_TEXT',
      `${name}, from a function`,
    )
    t.equal(
      codeOf(() => masker.write(bytesOf('x'))),
      'ERR_FAILED',
      'and nothing more is taken',
    )
  }
  for (const mask of ['*', '[secure]', 'hunter2', '••••', '<redacted name="TOKEN">']) {
    t.equal(
      codeOf(() => new Masker(secrets, { mask })),
      'no error',
      mask,
    )
  }
  t.match(
    codeOf(() => new Masker(secrets, { mask: 5 as unknown as string })),
    /^ERR_(OPTION|MASK_TEXT)$/,
    'a number',
  )
})

t.test('a mask is refused exactly when a pattern stands in it', async (t) => {
  const drawn = fc.record({ scene: tokenScene, from: fc.nat(80), length: fc.nat(24) })
  await property(t, 'pieces of values', drawn, ({ scene, from, length }) => {
    const registry = registryOf(scene, KINDS.pieces)
    const mask = scene.values.join('-').slice(from, from + length)
    const { patterns } = patternBook(registry)
    const bad =
      mask === '' ||
      /[\r\n]/.test(mask) ||
      new Oracle(patterns, mask, { minLength: scene.minLength }).found.length > 0
    assert.equal(
      codeOf(() => new Masker(registry, { mask })),
      bad ? 'ERR_MASK_TEXT' : 'no error',
    )
  })
})

t.test('a value added live that occurs in the mask is refused', async (t) => {
  const secrets = new SecretRegistry()
  secrets.add('PASSWORD', 'hunter2hunter2')
  const masker = new Masker(secrets, { mask: '[secure-text]' })
  let output = writeReused(masker, bytesOf('hunter2hunter2 '))
  secrets.add('LATE', 'secure-text')
  secrets.add('GOOD', 'swordfish-and-chips')
  output += drive(masker, [bytesOf('hunter2hunter2 swordfish-and-chips\n')])
  t.equal(output, '[secure-text] [secure-text] [secure-text]\n')
})

/** Of bytes that no scene uses: a digit may be a value. */
const numbered = (n: number): string => `<${'@'.repeat(n)}>`

function assertSameNames(make: Subject['masker'], input: Uint8Array, places: Cuts): void {
  const told = (chunks: Uint8Array[]): string[] => {
    const seen: string[] = []
    const mask = ({ names, variants }: MaskContext) => {
      assert.notEqual(names.length, 0, 'a mask stands for someone')
      seen.push(`${[...names].sort()}:${[...variants].sort()}`)
      return MASK
    }
    drive(make({ mask }), chunks)
    return seen
  }
  const once = told([input])
  assert.deepEqual(told(cutBy(input, places)), once)
  assert.deepEqual(told(byteByByte(input)), once)
}

t.test('a mask function is told the same names where sequences break a value', async (t) => {
  const drawn = fc.record({ cutScene: cutScenes.pieces, styling })
  await property(t, 'names', drawn, ({ cutScene: { scene, places }, styling }) => {
    const { masker, input } = subjectOf({ ...scene, log: styling(scene.log) }, KINDS.pieces)
    assertSameNames(masker, input, places)
  })
})

t.test('a mask function, whatever the cuts', (t) =>
  forEachKind(t, {
    'is asked once per mask': ({ masker: make, oracle, input }, places) => {
      const end = input.length
      const parts = oracle.parts(end, true, end)
      let expected = ''
      let from = 0
      for (const [index, part] of parts.entries()) {
        expected += `${oracle.text.slice(from, part.start)}${numbered(index + 1)}`
        from = part.end
      }
      expected += oracle.text.slice(from)
      for (const chunks of [[input], cutBy(input, places), byteByByte(input)]) {
        let asked = 0
        assert.equal(drive(make({ mask: () => numbered(++asked) }), chunks), expected)
        assert.equal(asked, parts.length)
      }
    },
    'is told the same names': ({ masker, input }, places) => assertSameNames(masker, input, places),
  }),
)

t.test('a mask function learns the names that the report counts', async (t) => {
  const { registry } = subjectOf(
    { values: ['abcdef', 'defghi', 'ghijkl'], minLength: 3, log: '' },
    KINDS.whole,
  )
  const names: string[] = []
  const mask = (m: { names: readonly string[] }): string => {
    names.push([...m.names].sort().join('+'))
    return '*'
  }
  for (const chunks of [
    [bytesOf('-abcdefghi-ghijkl-')],
    byteByByte(bytesOf('-abcdefghi-ghijkl-')),
  ]) {
    names.length = 0
    t.equal(drive(new Masker(registry, { mask }), chunks), '-*-*-')
    t.same(names, ['S0+S1', 'S2'])
  }
})

t.test('a mask is written as UTF-8', async (t) => {
  const { registry } = subjectOf({ values: ['abcdef'], minLength: 3, log: '' }, KINDS.whole)
  const output = drive(new Masker(registry, { mask: '•é' }), byteByByte(bytesOf('-abcdef-')))
  t.equal(output, binary(new TextEncoder().encode('-•é-')))
})

t.test('masks of any text', async (t) => {
  const drawn = fc.record({
    mask: fc.string({ unit: 'binary', maxLength: 12 }),
    places: cuts,
  })
  await property(t, 'one value', drawn, ({ mask, places }) => {
    const secrets = new SecretRegistry({ variants: ['raw'] })
    secrets.add('S', 'hunter2hunter2')
    const bad = mask === '' || /[\r\n]/.test(mask)
    if (bad) {
      assert.equal(
        codeOf(() => new Masker(secrets, { mask })),
        'ERR_MASK_TEXT',
      )
      return
    }
    const output = drive(
      new Masker(secrets, { mask }),
      cutBy(bytesOf('a hunter2hunter2 b'), places),
    )
    assert.equal(output, `a ${binary(new TextEncoder().encode(mask))} b`)
  })
})

t.test('who a piece belongs to that a colour breaks off, whatever the cuts', async (t) => {
  const cases: [readonly string[], string, readonly string[]][] = [
    [['0000100000010240a000002a', '-10240a000002a'], '-\x1b[31m10240a000', ['S1', 'S1']],
    [
      ['00000010010e13ae00ae', '-00000010010e13ae00ae-'],
      '00000010010e13ae00ae\x1b[31m-',
      ['S0', 'S0'],
    ],
    // One shares a stretch with the other, and has shorter pieces
    [
      ['821c484ac433ab47ba899611e56a903c', '821c484acqIVuoipyu'],
      '821\x1b[mc484ac433ab47ba89',
      ['S0', 'S0'],
    ],
    [
      ['10000000006130405203a', '-10000000006130405203a', 'A'.repeat(20)],
      '6\x1b[31m130405203a',
      ['S0', 'S0'],
    ],
    // The longer value is known as a whole when the first mask is closed
    [
      ['00000010203502035030', '000000102035020350300'],
      '00000010203502035030\x1b[31m00000010203502035030',
      ['S0', 'S0'],
    ],
  ]
  for (const [values, log, names] of cases) {
    const registry = new SecretRegistry({ minLength: 4, variants: ['raw'] })
    for (const [i, value] of values.entries()) registry.add(`S${i}`, value)
    for (const chunks of [[Buffer.from(log)], byteByByte(Buffer.from(log))]) {
      const told: string[] = []
      const onMask = ({ owners }: { owners: readonly { name: string }[] }) => {
        told.push(owners.map(({ name }) => name).join())
      }
      drive(new Masker(registry, { onMask }), chunks)
      t.strictSame(told, names)
    }
  }
})
