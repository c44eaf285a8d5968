import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { CommandFamily } from '../../lib/cli/commands.js'
import { COMMAND_LIMIT, createRegistrar, InBandStage } from '../../lib/cli/in-band.js'
import { Notices } from '../../lib/cli/notices.js'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { property } from '../helpers/property.js'

interface Result {
  readonly out: string
  readonly names: readonly string[]
  readonly warnings: string
}

function mask(
  chunks: readonly (string | Buffer)[],
  families: readonly CommandFamily[] = ['github', 'azure'],
  variants: 'all' | readonly string[] = 'all',
): Result {
  const secrets = new SecretRegistry({ variants })
  let warnings = ''
  const notices = new Notices((text) => {
    warnings += text
  })
  const stage = new InBandStage(new Masker(secrets), families, createRegistrar(secrets, notices))
  // The same memory for every chunk, as a reader does it
  const memory = Buffer.alloc(Math.max(0, ...chunks.map((chunk) => Buffer.byteLength(chunk))))
  let out = ''
  for (const chunk of chunks) {
    const bytes = memory.subarray(0, Buffer.from(chunk as string).copy(memory))
    out += Buffer.concat(stage.write(bytes)).toString('latin1')
    memory.fill('#', 0, bytes.length)
  }
  out += Buffer.concat(stage.end()).toString('latin1')
  return { out, names: secrets.names, warnings }
}

const cases: readonly [string, string, string, readonly string[]][] = [
  [
    'the value is masked from its line on',
    'hunter2hunter2\n::add-mask::hunter2hunter2\nx hunter2hunter2\n',
    'hunter2hunter2\n::add-mask::[secure]\nx [secure]\n',
    ['add-mask 1'],
  ],
  [
    'white space before it, properties, CRLF, end without a line break',
    ' \t::add-mask a=b,c::hunter2hunter2\r\nhunter2hunter2\r\n::add-mask::geheimnis-4711',
    ' \t::add-mask a=b,c::[secure]\r\n[secure]\r\n::add-mask::[secure]',
    ['add-mask 1', 'add-mask 2'],
  ],
  [
    'a lone CR ends a line too',
    'progress 1\r::add-mask::hunter2hunter2\rhunter2hunter2\r',
    'progress 1\r::add-mask::[secure]\r[secure]\r',
    ['add-mask 1'],
  ],
  [
    'not first on its line, it is text',
    'x ::add-mask::hunter2hunter2\nhunter2hunter2\n',
    'x ::add-mask::hunter2hunter2\nhunter2hunter2\n',
    [],
  ],
  [
    'the older form stands anywhere',
    'x ##[add-mask]hunter2hunter2\nhunter2hunter2\n',
    'x ##[add-mask][secure]\n[secure]\n',
    ['add-mask 1'],
  ],
  [
    'escapes: the value and the escaped text are masked',
    '::add-mask::one%25two%0Athree-four-5\none%two\nthree-four-5\n100%25\n',
    '::add-mask::[secure]\n[secure]\n[secure]\n100%25\n',
    ['add-mask 1'],
  ],
  [
    'azure: setsecret anywhere on the line',
    '2026-01-01 ##vso[task.setsecret]pass;word%AZP251\npass;word%1\n',
    '2026-01-01 ##vso[task.setsecret][secure]\n[secure]\n',
    ['setsecret 1'],
  ],
  [
    'azure: a variable that is secret has a name',
    '##vso[task.setVariable variable=DB%3BPÄ;isOutput=true;IsSecret=True]hunter2hunter2\nhunter2hunter2',
    '##vso[task.setVariable variable=DB%3BP\u00c3\u0084;isOutput=true;IsSecret=True][secure]\n[secure]',
    ['DB;PÄ'],
  ],
  [
    'azure: other variables and commands are text',
    '##vso[task.setvariable variable=A]hunter2hunter2\n##vso[task.logissue]hunter2hunter2\n##vso[task.setvariable variable=A;issecret=false]hunter2hunter2\n##vso[task.setsecret]\n##vso[',
    '##vso[task.setvariable variable=A]hunter2hunter2\n##vso[task.logissue]hunter2hunter2\n##vso[task.setvariable variable=A;issecret=false]hunter2hunter2\n##vso[task.setsecret]\n##vso[',
    [],
  ],
  [
    'azure: a secret variable without a name',
    '##vso[task.setvariable issecret=true]hunter2hunter2\nhunter2hunter2\n',
    '##vso[task.setvariable issecret=true][secure]\n[secure]\n',
    ['setvariable 1'],
  ],
  [
    'near-misses, and a start of a marker at the end',
    '::add-\n::add-maskhunter2hunter2\n::add-mask:\n##[add-mask\n#: #vso[ ##vs ::\n::add-ma',
    '::add-\n::add-maskhunter2hunter2\n::add-mask:\n##[add-mask\n#: #vso[ ##vs ::\n::add-ma',
    [],
  ],
]

for (const [name, input, expected, names] of cases) {
  t.test(name, async (t) => {
    const result = mask([input])
    t.equal(result.out, expected)
    t.same(result.names, names)
    const bytes = Buffer.from(input)
    for (let cut = 1; cut < bytes.length; cut++) {
      t.same(mask([bytes.subarray(0, cut), bytes.subarray(cut)]), result, `cut at ${cut}`)
    }
    t.same(mask(Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))), result, 'single bytes')
  })
}

t.test('any log, cut anywhere', async (t) => {
  const word = fc.constantFrom(
    '::add-mask::',
    '::add-mask',
    '##[add-mask]',
    '##vso[task.setsecret]',
    '##vso[task.setvariable variable=x;issecret=true]',
    'hunter2hunter2',
    '\n',
    '\r\n',
    ' ',
    '#',
    ':',
    'text',
  )
  const drawn = fc.tuple(
    fc.array(word, { maxLength: 30 }),
    fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
  )
  await property(t, 'words', drawn, ([words, sizes]) => {
    const bytes = Buffer.from(words.join(''))
    const chunks: Buffer[] = []
    for (let at = 0; at < bytes.length; ) {
      const size = sizes.next().value
      chunks.push(bytes.subarray(at, at + size))
      at += size
    }
    // Where commands are found does not depend on the spellings, which take most of the time
    const [whole, cut] = [mask([bytes], undefined, ['raw']), mask(chunks, undefined, ['raw'])]
    assert.equal(cut.out, whole.out)
    assert.deepEqual(cut.names, whole.names)
  })
})

t.test('only the families that were asked for', async (t) => {
  const log = '::add-mask::hunter2hunter2\n##vso[task.setsecret]geheimnis-4711\n'
  t.equal(mask([log], ['github']).out, log.replace('hunter2hunter2', '[secure]'))
  t.equal(mask([log], ['azure']).out, log.replace('geheimnis-4711', '[secure]'))
})

t.test('commands in any case', async (t) => {
  const log =
    '::Add-Mask::hunter2hunter2\n##[ADD-MASK]geheimnis-4711\nhunter2hunter2 geheimnis-4711\n'
  t.equal(mask([log]).out, '::Add-Mask::[secure]\n##[ADD-MASK][secure]\n[secure] [secure]\n')
})

t.test('a name from the log is shown without what a terminal would obey', async (t) => {
  const { warnings } = mask(['##vso[task.setvariable variable=A\x1b[31mB%0AC;issecret=true]abc\n'])
  t.equal(warnings, 'logveil: warning: not registered: A\\u001b[31mB\\nC (VALUE_TOO_SHORT)\n')
})

t.test('a value that is longer than any is not registered, and not shown', async (t) => {
  t.throws(() => mask([`::add-mask::${'kW0q9LmX'.repeat(17_000)}\n`]), { code: 'ERR_INTERNAL' })
})

t.test('a value that is refused is named', async (t) => {
  const { out, warnings } = mask(['::add-mask::abc\n'])
  t.equal(out, '::add-mask::abc\n')
  t.equal(warnings, 'logveil: warning: not registered: add-mask 1 (VALUE_TOO_SHORT)\n')
})

t.test(
  'a log that registers without end fails; the same value again is no other one',
  async (t) => {
    const secrets = new SecretRegistry({ variants: ['raw'] })
    for (const limits of [
      { values: 2, bytes: 1000 },
      { values: 1000, bytes: 40 },
    ]) {
      const register = createRegistrar(secrets, new Notices(() => {}), limits)
      const stage = new InBandStage(new Masker(secrets), ['github'], register)
      const command = (n: number) => Buffer.from(`::add-mask::geheimnis-471${limits.values}${n}\n`)
      for (const n of [1, 2, 1, 2, 1, 2]) stage.write(command(n))
      t.throws(() => stage.write(command(3)), { message: /register too many values/ })
    }
  },
)

t.test('everything before a possible command is out at once, nothing of it by time', async (t) => {
  const stage = new InBandStage(new Masker(new SecretRegistry()), ['github'], () => {})
  const write = (text: string) => Buffer.concat(stage.write(Buffer.from(text))).toString()
  t.equal(write('line\n  ::add'), 'line\n  ')
  t.equal(stage.held, 0)
  t.same(stage.releaseIdle(), [])
  t.equal(write('-mask::x'), '')
  t.equal(write('yz\nrest'), '::add-mask::xyz\nrest')
  t.same(stage.end(), [])
  t.match(stage.report(), { occurrences: 0 })
})

t.test('an endless command fails, and many commands take linear time', async (t) => {
  const line = `::add-mask::${'x'.repeat(COMMAND_LIMIT)}`
  t.throws(() => mask([line.slice(0, 1000), line.slice(1000)]), {
    code: 'ERR_INTERNAL',
    message: /longer than 1 MiB/,
  })
  const started = performance.now()
  const log = '::add-mask::\n'.repeat(100_000)
  t.equal(mask([log]).out === log, true)
  t.ok(performance.now() - started < 10_000)
})
