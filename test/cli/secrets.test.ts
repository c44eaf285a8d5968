import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from './support.js'

const LOCKED = generateKeyPairSync('ed25519').privateKey
const dir = t.testdir({
  'ä b.env': 'FROM_DOTENV=dotenv-value\nHASH=before#behind-it\n',
  's.json': '{"FROM_JSON":"json-value-1"}',
  'bad.json': '{"FROM_JSON":"json-value-1}',
  'travis.yml': 'keys: SIGNING\nenv: {EEE: {secure: x}}\nscript: travis_key SIGNING key\n',
  public: generateKeyPairSync('ed25519').publicKey.export({
    type: 'spki',
    format: 'pem',
  }) as string,
  locked: LOCKED.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'correct horse',
  }) as string,
  run: { secrets: { db: 'mounted-value\n', sub: {} } },
  key: [
    '-----BEGIN PRIVATE KEY-----',
    'MC4CAQAwBQYDK2VwBCIEIB2t5a8nPzWZ0XGf5Yq3v7mJc1uQk6rLw9eTd0hSxNiA',
    '-----END PRIVATE KEY-----',
    '',
  ].join('\n'),
})
const at = (name: string) => join(dir, name)

t.test('each source', async (t) => {
  for (const [args, line] of [
    [['--env-file', at('ä b.env')], 'dotenv-value'],
    [['--env-file', at('ä b.env')], 'before#behind-it'],
    [['--secrets', at('s.json')], 'json-value-1'],
    [['--secrets-dir', at('run/secrets')], 'mounted-value'],
    [['--key', at('key')], 'MC4CAQAwBQYDK2VwBCIEIB2t5a8nPzWZ0XGf5Yq3v7mJc1uQk6rLw9eTd0hSxNiA'],
    [['--env', 'E*'], 'environment-value'],
    [['--travis', at('travis.yml')], 'environment-value'],
    [
      ['--travis', at('travis.yml')],
      'MC4CAQAwBQYDK2VwBCIEIB2t5a8nPzWZ0XGf5Yq3v7mJc1uQk6rLw9eTd0hSxNiA',
    ],
  ] as const) {
    const { code, stdout } = await run(args, {
      stdin: `a ${line} b\n`,
      env: { EEE: 'environment-value' },
    })
    t.equal(code, 0)
    t.equal(stdout, 'a [secure] b\n', args[0])
  }
})

t.test('the default names, and what replaces and what adds to them', async (t) => {
  const env = { A_TOKEN: 'token-value-1', B_KEY: 'key-value-123', OTHER: 'other-value-1' }
  const stdin = 'token-value-1 key-value-123 other-value-1 json-value-1'
  const masked = async (...args: string[]) => run(args, { stdin, env })

  const plain = await masked()
  t.equal(plain.stdout, '[secure] [secure] other-value-1 json-value-1')
  t.match(
    plain.stderr,
    'logveil: 2 environment variables with a secret-looking name registered: A_TOKEN, B_KEY\n',
  )
  t.equal(
    (await masked('--secrets', at('s.json'))).stdout,
    '[secure] [secure] other-value-1 [secure]',
  )
  const replaced = await masked('--env', 'OTHER')
  t.equal(replaced.stdout, 'token-value-1 key-value-123 [secure] json-value-1')
  t.notMatch(replaced.stderr, /secret-looking/)
  t.equal((await masked('--no-env')).stdout, stdin)
  t.match((await masked('--no-env')).stderr, /warning: no secret is registered/)
  const excepted = await masked('--except', 'B_*', '--except', 'TYPO')
  t.equal(excepted.stdout, '[secure] key-value-123 other-value-1 json-value-1')
  t.match(
    excepted.stderr,
    '1 environment variable with a secret-looking name registered: A_TOKEN\n',
  )
  t.match(excepted.stderr, 'logveil: warning: no name to except matches "TYPO"\n')
  t.match((await masked('--env', 'NOPE')).stderr, 'no environment variable matches "NOPE"\n')
  t.equal(
    (await masked('--secrets', at('s.json'), '--except', 'FROM_*')).stdout,
    '[secure] [secure] other-value-1 json-value-1',
  )
})

t.test('refused values are named, with the reason', async (t) => {
  const env = { A_TOKEN: 'ab1', B_TOKEN: 'true', C_TOKEN: '', D_TOKEN: 'long-enough-1' }
  const { code, stdout, stderr } = await run([], { stdin: 'ab1 true long-enough-1', env })
  t.equal(code, 0)
  t.equal(stdout, 'ab1 true [secure]')
  t.match(
    stderr,
    'not registered: A_TOKEN (VALUE_TOO_SHORT), B_TOKEN (VALUE_COMMON_WORD), C_TOKEN (VALUE_EMPTY)\n',
  )
  t.match(stderr, /registered: D_TOKEN\n/)
  t.equal((await run(['--min-length', '3'], { stdin: 'ab1', env })).stdout, '[secure]')
})

t.test('the passphrase of a key is a secret too', async (t) => {
  const { stdout } = await run(['--env', 'X', '--key-passphrase-env', 'P'], {
    stdin: 'correct horse',
    env: { P: 'correct horse', X: 'xxxxxxxx' },
  })
  t.equal(stdout, '[secure]')
})

t.test('an encrypted key is opened with its passphrase', async (t) => {
  const plain = LOCKED.export({ type: 'pkcs8', format: 'der' }).subarray(-32)
  const args = ['--no-env', '--key', at('locked'), '--key-passphrase-env', 'P']
  const world = { stdin: `a ${plain.toString('hex')} b`, env: { P: 'correct horse' } }
  t.match(await run(args, world), { code: 0, stdout: 'a [secure] b' })
  t.match(await run(args, { ...world, env: { P: 'wrong horse' } }), {
    code: 2,
    stdout: '',
    stderr: /error: ".*locked": /,
  })
})

t.test('an encrypted key without its passphrase is masked as it is, with a warning', async (t) => {
  const pem = readFileSync(at('locked'), 'utf8')
  const { code, stdout, stderr } = await run(['--no-env', '--key', at('locked')], { stdin: pem })
  t.equal(code, 0)
  const body = pem.split('\n').slice(1, -2)
  for (const line of body) t.notMatch(stdout, line)
  t.match(stderr, /warning: ".*locked": this key is encrypted .*--key-passphrase-env/)
  const held = await run(['--env', 'HELD_KEY'], { env: { HELD_KEY: pem }, stdin: pem })
  for (const line of body) t.notMatch(held.stdout, line)
  t.match(held.stderr, /warning: "HELD_KEY": this key is encrypted/, 'a value can be a key too')
  const both = { A_KEY: pem, KEY_PASSPHRASE: 'correct horse' }
  t.notMatch((await run(['--env', '*KEY*'], { env: both })).stderr, /encrypted/)
  const env = { PASSPHRASE: 'correct horse' }
  const opened = await run(['--env', 'PASS*', '--key', at('locked')], { env })
  t.notMatch(opened.stderr, /encrypted/, 'a registered passphrase opened it')
})

t.test('a second reading of a dotenv line makes up for a refused first one', async (t) => {
  const path = join(t.testdir({ env: 'A=#behind-it\n' }), 'env')
  const { stdout, stderr } = await run(['--no-env', '--env-file', path], { stdin: '#behind-it' })
  t.equal(stdout, '[secure]')
  t.notMatch(stderr, /not registered/)
})

t.test('an unreadable or malformed source: exit 2, one line, nothing on stdout', async (t) => {
  for (const [option, path, message] of [
    ['--secrets', at('none.json'), /none\.json": no such file\n$/],
    ['--secrets', at('bad.json'), /bad\.json":1:14: the string that opens here has no end\n$/],
    ['--env-file', dir, /it is a directory\n$/],
    ['--env-file', at('key'), /key":1:1: expected NAME=value/],
    ['--secrets-dir', at('none'), /no such file\n$/],
    ['--secrets-dir', at('key'), /it is not a directory\n$/],
    ['--key', at('none'), /no such file\n$/],
    ['--key', at('s.json'), /s\.json": No private key was found here/],
    ['--key', at('public'), /public": This is a public key/],
  ] as const) {
    const { code, stdout, stderr } = await run([option, path], { stdin: 'data' })
    t.equal(code, 2)
    t.equal(stdout, '')
    t.match(stderr, message)
    t.equal(stderr.split('\n').length, 2, 'one line')
    t.notMatch(stderr, /json-value|dotenv-value|MC4C/)
  }
})

t.test('a folder within a folder of secrets is a warning', async (t) => {
  const { stderr } = await run(['--secrets-dir', at('run/secrets')])
  t.match(stderr, /warning: ".*sub" is not a file and was skipped/)
})
