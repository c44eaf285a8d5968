import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fromTravis } from '../../../lib/secrets/sources/travis.js'

const folder = t.testdir({
  'cosign.key': 'a key',
  'other.key': 'b key',
  home: { 'h.key': 'c key' },
})
const file = join(folder, '.travis.yml')

function read(text: string, env: Record<string, string> = {}) {
  writeFileSync(file, text)
  const { entries, warnings } = fromTravis(file, env)
  const fromFiles = entries.filter(({ value }) => /^[abc] key$/.test(Buffer.from(value).toString()))
  return {
    names: entries
      .filter((entry) => !fromFiles.includes(entry))
      .map(({ name }) => name)
      .sort(),
    keys: fromFiles.map(({ name, value }) => [name, Buffer.from(value).toString()]),
    warnings: warnings.map(({ code, message }) => `${code} ${message}`),
  }
}

t.test('the signing job with a key from Travis', async (t) => {
  const job = `
keys:
  - SSH_KEY_FOR_SIGNING # as it is called in the settings
env:
  secret: "c2VhbGVk" # encrypted COSIGN_PASSWORD=... string
before_script:
  - travis_key SSH_KEY_FOR_SIGNING cosign.key
script:
  - cosign sign --key cosign.key "$IMAGE"
`
  const env = { COSIGN_PASSWORD: 'correct horse', IMAGE: 'registry.example/a:1', HOME: '/home/ci' }
  t.same(read(job, env), {
    names: ['COSIGN_PASSWORD'],
    keys: [['SSH_KEY_FOR_SIGNING', 'a key']],
    warnings: [],
  })
  t.same(read(job, { ...env, SSH_KEY_FOR_SIGNING: 'pem' }).names, [
    'COSIGN_PASSWORD',
    'SSH_KEY_FOR_SIGNING',
  ])
  t.same(
    read(job.replaceAll('cosign.key', 'later.key'), env).warnings,
    [
      'ENTRY_SKIPPED no variable and no file holds the key "SSH_KEY_FOR_SIGNING"; ' +
        'mask after travis_key wrote it',
    ],
    'a key that does not exist yet is named',
  )
})

t.test('the signing job with a key in Vault', async (t) => {
  const job = `
vault:
  api_url: http://127.0.0.1:8200
  token:
    secure: "c2VhbGVk"
  secrets:
    - kv_api_ver: kv1
    - ns1/project_id/secret_key_a
    - namespace: ns2
script: cosign sign --key hashivault://release-key image
`
  const env = {
    VAULT_ADDR: 'http://127.0.0.1:8200',
    VAULT_TOKEN: 'hvs.abcdefghijklmnop',
    TRANSIT_SECRET_ENGINE_PATH: 'transit/release',
    SECRET_KEY_A_MESSAGE: 'attack at dawn',
    COSIGN_KEY: 'hashivault://release-key',
    SIGNING_KEY: 'hashivault://release-key',
  }
  t.same(read(job, env), { names: ['SECRET_KEY_A_MESSAGE', 'VAULT_TOKEN'], keys: [], warnings: [] })
  t.same(
    read(`${job}env: SIGNING_KEY=hashivault://x TRANSIT_SECRET_ENGINE_PATH=a VAULT_ADDR=b`, env)
      .names,
    ['SECRET_KEY_A_MESSAGE', 'VAULT_TOKEN'],
    'references stay readable even where their names look secret',
  )
  t.same(
    read(job, {}).warnings,
    ['VAULT_TOKEN', 'SECRET_KEY_A_*'].map(
      (glob) => `GLOB_WITHOUT_MATCH no environment variable matches "${glob}"`,
    ),
  )
  t.same(read('vault: yes\nscript: make', env).names, [], 'nothing is declared')
})

t.test('all forms of env', async (t) => {
  const env = { A: '1', B_TOKEN: '2', C: '3', D: '4', E: '5', F: '6', G: '7', HIDDEN: '8' }
  t.same(read('env: A=1 B_TOKEN=2', env).names, ['B_TOKEN'], 'a plain value is public by itself')
  t.same(read('env:\n  global:\n    C: {secure: x}\n    A: "1"\n', env).names, ['C'])
  t.same(read('env:\n  jobs:\n    - D: {secure: x}\n      A: 1\n    - secure: y\n', env).names, [
    'D',
  ])
  t.same(read('env:\n  - secure: y # E=… and F=…, HIDDEN\n', env).names, ['E', 'F'])
  t.same(read('x: &x\n  G: {secure: y}\nenv:\n  <<: *x\n', env).names, ['G'])
  t.same(read('env:\n  - [secure]\n  - {secure: y}\n', env).names, [], 'no name is to be seen')
})

t.test('jobs of their own', async (t) => {
  const env = { C: '3', D: '4', VAULT_TOKEN: 'hvs.x', KEY_ONE: 'k' }
  const jobs = (list: string) => `
${list}:
  include:
    - keys: KEY_ONE
      env: {C: {secure: x}}
    - vault: {token: {secure: x}}
    - just text
`
  for (const list of ['jobs', 'matrix']) {
    t.same(read(jobs(list), env).names, ['C', 'KEY_ONE', 'VAULT_TOKEN'], list)
  }
  t.same(read('{}', env).names, [])
  t.same(read('vault: {api_url: x}', env).names, [], 'Vault without a token')
  t.same(read('jobs: none\nmatrix: [1]', env).names, [])
})

t.test('key files in commands', async (t) => {
  const env = { NAME: 'other', HOME: join(folder, 'home') }
  t.same(
    read(
      `script:
  - travis_key A 'cosign.key' && chmod 600 cosign.key
  - |
    travis_key B "$NAME.key"
    travis_key C ~/h.key
    travis_key D \${HOME}/\${NOWHERE}.key
deploy: {script: "cosign sign-blob --yes \\\\\\n --key=./cosign.key file"}
`,
      env,
    ).keys,
    [
      ['A', 'a key'],
      ['B', 'b key'],
      ['C', 'c key'],
    ],
  )
  t.same(read('script: cosign sign-blob --key other.key f', env).keys, [['other.key', 'b key']])
  t.same(read('script: cosign verify-blob --key other.key f', env).keys, [], 'a public key')
  t.same(read('script: cosign verify --key a; cosign attest -key other.key f', env).keys.length, 1)
  mkdirSync(join(folder, 'hashivault:'), { recursive: true })
  writeFileSync(join(folder, 'hashivault:', 'name'), 'b key')
  t.same(read('script: cosign sign --key hashivault://name f', env).keys, [], 'a reference')
})

t.test('what is no .travis.yml', async (t) => {
  const fails = (text: string, message: RegExp) =>
    t.throws(() => read(text), { code: 'ERR_SOURCE_FORMAT', message })
  fails('- a list', /expected a mapping/)
  fails('', /expected a mapping/)
  fails('a: 1\nb: [s3cr3t', /\.travis\.yml":2:\d+: not YAML \(\w+\)$/)
  fails('a: 1\na: s3cr3t', /:2:\d+: not YAML \(DUPLICATE_KEY\)$/)
  const bomb = 'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n'
  fails(`${bomb}c: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\n`, /too many aliases/)
  t.throws(() => fromTravis(join(folder, 'none.yml'), {}), { code: 'ERR_SOURCE_UNREADABLE' })
})
