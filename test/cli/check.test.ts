import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import zlib, { gunzipSync, gzipSync } from 'node:zlib'
import Ajv from 'ajv'
import t from 'tap'
import { IoFailure, ReaderGone } from '../../lib/cli/io.js'
import { main } from '../../lib/cli/main.js'
import { sarifFor } from '../../lib/cli/sarif.js'
import { run } from './support.js'

const LOG = 'clean\r\nä hunter2hunter2 aHVudGVyMmh1bnRlcjI=\r\n\r\nend geheimnis-4711'
const dir = t.testdir({
  's.json': '{"DB":"hunter2hunter2","TWO":"geheimnis-4711","SAME":"geheimnis-4711"}',
  'plain ü.log': LOG,
  'clean.log': 'nothing here\n',
  'fake.gz': 'hunter2hunter2',
  'cut.gz': '',
  'empty.gz': '',
})
const at = (name: string) => join(dir, name)
writeFileSync(at('packed.log.gz'), gzipSync(LOG))
writeFileSync(at('cut.gz'), gzipSync(LOG).subarray(0, 40))
const check = (args: readonly string[], stdin = '') =>
  run(['check', '--no-env', '--secrets', at('s.json'), ...args], { stdin })

const lines = (file: string) =>
  [
    `${file}:2:4  DB  raw`,
    `${file}:2:19  DB  base64`,
    `${file}:4:5  TWO  raw`,
    `${file}:4:5  SAME  raw`,
    '',
  ].join('\n')

t.test('a log that breaks off does not hide the others', async (t) => {
  const broken = at('broken.gz')
  const long = Array.from({ length: 50_000 }, () => Math.random()).join()
  const packed = gzipSync(`hunter2hunter2 ${long}`)
  writeFileSync(broken, packed.subarray(0, packed.length / 2))
  const { code, stdout, stderr } = await check(['-q', at('cut.gz'), broken, at('packed.log.gz')])
  t.equal(code, 4)
  t.equal(
    stdout,
    `${at('cut.gz')}:2:4  DB  raw\n${broken}:1:1  DB  raw\n${lines(at('packed.log.gz'))}`,
  )
  t.equal(stderr.match(/error: cannot read ".*": Z_BUF_ERROR\n/g)?.length, 2)
  const sarif = await check(['-q', '--sarif', broken])
  t.equal(sarif.code, 4)
  t.match(JSON.parse(sarif.stdout).runs[0].results, { length: 1 }, 'what was found is reported')
  const gone = { file: at('clean.log'), line: 9, column: 9, offset: 999, name: 'A', variant: 'raw' }
  t.match(await sarifFor([gone], '1.0.0'), '"startLine":9', 'a file that is shorter now')
})

t.test('output that cannot be written ends it', async (t) => {
  let stderr = ''
  const stdout = {
    write() {
      throw new IoFailure('cannot write stdout: ENOSPC')
    },
  }
  const args = ['check', '--no-env', '--secrets', at('s.json'), at('plain ü.log'), at('fake.gz')]
  const code = await main(args, {
    stdin: { read: () => new Uint8Array(), close() {} },
    stdout,
    background: { stdout, stderr: stdout },
    stderr: (text) => {
      stderr += text
    },
    isTerminal: async () => false,
    env: {},
  })
  t.same([code, stderr], [4, 'logveil: error: cannot write stdout: ENOSPC\n'])
})

t.test('plain, packed, from stdin, in bytes', async (t) => {
  t.same(await check([at('plain ü.log')]), {
    code: 1,
    stdout: Buffer.from(lines(at('plain ü.log'))).toString('latin1'),
    stderr: '',
  })
  t.equal((await check([at('packed.log.gz')])).stdout, lines(at('packed.log.gz')))
  t.equal((await check(['-'], LOG)).stdout, lines('-'))
  t.equal((await check([at('fake.gz')])).stdout, `${at('fake.gz')}:1:1  DB  raw\n`)
})

t.test('clean is exit 0 and says nothing', async (t) => {
  t.same(await check([at('clean.log'), at('empty.gz')]), { code: 0, stdout: '', stderr: '' })
  t.match(await check([at('clean.log'), at('plain ü.log')]), { code: 1 })
})

t.test('--json', async (t) => {
  const { stdout } = await check(['--json', at('packed.log.gz')])
  const file = at('packed.log.gz')
  t.same(JSON.parse(stdout.split('\n')[1]!), {
    file,
    line: 2,
    column: 19,
    name: 'DB',
    variant: 'base64',
  })
  t.equal(stdout.split('\n').length, 5)
})

t.test('--sarif counts columns in code points', async (t) => {
  const { code, stdout } = await check(['--sarif', at('packed.log.gz'), at('plain ü.log')])
  t.equal(code, 1)
  const log = JSON.parse(stdout)
  t.match(log, {
    version: '2.1.0',
    runs: [{ columnKind: 'unicodeCodePoints', tool: { driver: { name: 'logveil' } } }],
  })
  const [{ results, tool }] = log.runs
  const ids = tool.driver.rules.map(({ id }: { id: string }) => id)
  t.same(ids, ['raw', 'base64'])
  t.equal(results.length, 8)
  t.match(results[0], {
    ruleId: 'raw',
    level: 'error',
    message: { text: 'The secret DB stands here (raw).' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: /^file:\/\/\/.*packed\.log\.gz$/ },
          region: { startLine: 2, startColumn: 3, byteOffset: 10 },
        },
      },
    ],
  })
  t.match(results[4].locations[0].physicalLocation.artifactLocation.uri, /plain%20%C3%BC\.log$/)
  t.equal(results[2].locations[0].physicalLocation.region.startColumn, 5)
  t.match(JSON.parse((await check(['--sarif', at('clean.log')])).stdout), {
    runs: [{ results: [] }],
  })
})

t.test('--sarif keeps to its schema', async (t) => {
  const require = createRequire(import.meta.url)
  const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
  const ajv = new Ajv({ schemaId: 'id', meta: false })
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'))
  const isValid = ajv.compile(schema)
  for (const files of [[at('packed.log.gz'), at('plain ü.log')], [at('clean.log')]]) {
    const log = JSON.parse((await check(['--sarif', ...files])).stdout)
    t.ok(isValid(log), JSON.stringify(isValid.errors))
    t.notOk(isValid({ ...log, runs: [{ ...log.runs[0], columnKind: 'bytes' }] }))
  }
})

t.test('--sarif keeps relative paths', async (t) => {
  const before = process.cwd()
  t.teardown(() => process.chdir(before))
  process.chdir(dir)
  const { stdout } = await check(['--sarif', 'packed.log.gz'])
  t.match(stdout, '"artifactLocation":{"uri":"packed.log.gz"}')
})

t.test('no value on stdout, not even in a path', async (t) => {
  const file = at('hunter2hunter2\u0007.log')
  writeFileSync(file, 'x hunter2hunter2')
  const { stdout } = await check([file])
  t.notMatch(stdout, /hunter2/)
  t.match(stdout, /\[secure\]\\u0007\.log":1:3 {2}DB {2}raw\n$/)
})

t.test('a long log: positions far in, and findings across reads', async (t) => {
  const file = at('long.log')
  const line = `${'x'.repeat(99)}\n`
  writeFileSync(
    file,
    `${line.repeat(20_000)}abc hunter2hunter2\n${line.repeat(5000)}geheimnis-4711`,
  )
  t.equal(
    (await check([file])).stdout,
    `${file}:20001:5  DB  raw\n${file}:25002:1  TWO  raw\n${file}:25002:1  SAME  raw\n`,
  )
})

t.test('wrong use, and what cannot be read', async (t) => {
  for (const [args, code, message] of [
    [[], 2, /check needs at least one file/],
    [['--json', '--sarif', 'x'], 2, /exclude each other/],
    [['--sarif', '-'], 2, /--sarif needs files/],
    [[at('absent')], 2, /no such file/],
    [[dir], 2, /it is a directory/],
    [[at('cut.gz')], 4, /cannot read ".*cut\.gz": Z_BUF_ERROR/],
  ] as const) {
    const result = await check(args)
    t.equal(result.code, code)
    t.match(result.stderr, message)
    t.equal(result.stderr.split('\n').length, 2)
  }
})

t.test('a reader that goes away, and one that fails', async (t) => {
  const gone = await run(['check', '--no-env', '--secrets', at('s.json'), at('plain ü.log')], {
    writes: 0,
  })
  t.equal(gone.stderr, '')
  t.ok(new ReaderGone())
})

t.test('what was checked is what was planted', async (t) => {
  t.equal(gunzipSync(readFileSync(at('packed.log.gz'))).toString(), LOG)
})

const { zstdCompressSync } = zlib as unknown as { zstdCompressSync?: (text: string) => Buffer }

t.test(
  '.zst where Node has it',
  { skip: !zstdCompressSync && 'this Node has no zstd' },
  async (t) => {
    writeFileSync(at('packed.zst'), zstdCompressSync!(LOG))
    t.equal((await check([at('packed.zst')])).stdout, lines(at('packed.zst')))
  },
)

t.test(
  '.zst where Node has it not is no clean log',
  { skip: zstdCompressSync !== undefined && 'this Node has zstd' },
  async (t) => {
    writeFileSync(at('packed.zst'), Buffer.from('28b52ffd00', 'hex'))
    t.match(await check([at('packed.zst')]), { code: 4, stderr: /needs Node\.js 22\.15/ })
    writeFileSync(at('packed.zst'), LOG)
    t.equal((await check([at('packed.zst')])).stdout, lines(at('packed.zst')), 'by its name alone')
  },
)

t.test('--sarif of more findings than a call takes arguments', async (t) => {
  const names = Array.from({ length: 12 }, (_, i) => [`NAME_${i}`, 'hunter2hunter2'])
  writeFileSync(at('many.json'), JSON.stringify(Object.fromEntries(names)))
  writeFileSync(at('dense.log'), 'hunter2hunter2 '.repeat(20_000))
  const { code, stdout } = await run([
    'check',
    '--no-env',
    '--secrets',
    at('many.json'),
    '--sarif',
    at('dense.log'),
  ])
  t.equal(code, 1)
  t.equal(JSON.parse(stdout).runs[0].results.length, 240_000)
})
