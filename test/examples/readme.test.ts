/**
 * Every block of code in the README runs as it stands there, against the built
 * package (`npm test` builds it; before a single file run `npm run build`).
 *
 * In: the README. Each block of JavaScript or shell has a row here that sets
 * the scene and says what must come out; a block without a row fails.
 */
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'

interface Block {
  readonly language: string
  readonly code: string
}

const blocks: readonly Block[] = [
  ...readFileSync('README.md', 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms),
].map(([, language = '', code = '']) => ({ language, code }))

/** The only block of a language that holds this text. */
function blockWith(t: Test, language: string, text: string): string {
  const found = blocks.filter((block) => block.language === language && block.code.includes(text))
  t.equal(found.length, 1, `one block of ${language} holds ${text}`)
  known.add(found[0]!)
  return found[0]!.code
}
const known = new Set<Block>()

const passphrase = 'korrektes-pferd-4711'
const { privateKey: pem } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase },
})
const { privateKey: openPem } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

/** A folder with programs by their names; `npx` starts the built command, as in an installation. */
function project(t: Test, files: Record<string, string | Buffer>, programs = {}): string {
  const folder = t.testdir({})
  const bin = resolve('dist/cli/bin.js')
  const scripts = {
    'bin/npx': `test "$1" = logveil && shift && exec '${process.execPath}' '${bin}' "$@"`,
    ...programs,
  }
  for (const [name, content] of Object.entries({ ...files, ...scripts })) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), name in scripts ? `#!/bin/sh\n${content}\n` : content)
    if (name in scripts) chmodSync(join(folder, name), 0o755)
  }
  return folder
}

function runIn(folder: string, command: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    // Without what tap gives to every child
    env: { HOME: folder, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
  })
  return { status, stdout, stderr }
}

const shell = (folder: string, code: string) => runIn(folder, 'bash', ['-c', code])

function node(folder: string, code: string) {
  writeFileSync(join(folder, 'example.mjs'), code)
  return runIn(folder, process.execPath, ['example.mjs'])
}

t.test('the first lines', async (t) => {
  const code = blockWith(t, 'js', 'job.stdout.pipe(createMaskStream(secrets)).pipe(process.stdout)')
  const [, before, after] = /\/\/ (.*?) +→ +(.*)/.exec(code)!
  const job = `import { spawn } from 'node:child_process'\nconst job = spawn('echo', ['${before}'])\n`
  t.same(node(project(t, {}), job + code), { status: 0, stdout: `${after}\n`, stderr: '' })
})

t.test('around a release', async (t) => {
  const code = blockWith(t, 'sh', 'npx logveil run --key signing.pem -- ./release.sh')
  const folder = project(t, { 'signing.pem': openPem }, { 'release.sh': 'cat signing.pem; exit 5' })
  const { status, stdout } = shell(folder, code)
  t.equal(status, 5)
  t.equal(stdout, openPem.replace(/^.+$/gm, '[secure]'))
})

t.test('a log of their own', async (t) => {
  const code = blockWith(t, 'sh', 'npm install --save-dev logveil')
  const test = 'node -e "console.log(process.env.API_TOKEN)"'
  const folder = project(t, { 'package.json': JSON.stringify({ name: 'x', scripts: { test } }) })
  const { status, stdout, stderr } = shell(folder, code.replace(/^npm install.*\n/, ''))
  t.equal(status, 0)
  t.match(stdout, /^\[secure\]$/m)
  t.notMatch(stdout + stderr, 'a value that your tests print')
  t.match(stderr, 'registered: API_TOKEN\n')
})

t.test('a dotenv file around make', async (t) => {
  const code = blockWith(t, 'sh', 'npx logveil run --env-file .env -- make release')
  const folder = project(
    t,
    { '.env': 'DB_PASSWORD=hunter2hunter2\n' },
    { 'bin/make': 'cat .env; echo $1' },
  )
  t.match(shell(folder, code), { status: 0, stdout: 'DB_PASSWORD=[secure]\nrelease\n' })
})

t.test('a secret that appears', async (t) => {
  const code = blockWith(t, 'sh', 'npx logveil add TOKEN')
  const folder = project(
    t,
    { 'job.sh': `${code}echo "got $TOKEN"` },
    {
      'bin/fetch-token': 'echo fetched-token-4711',
    },
  )
  t.match(shell(folder, 'npx logveil run -- bash job.sh'), { status: 0, stdout: 'got [secure]\n' })
})

t.test('logs that exist', async (t) => {
  const code = blockWith(t, 'sh', 'npx logveil scrub')
  const log = `${'line\n'.repeat(11)}x aHVudGVyMmh1bnRlcjI= y\n`
  const folder = project(t, {
    '.env': 'DB_PASSWORD=hunter2hunter2\n',
    'logs/build.log.gz': gzipSync(log),
  })
  const { stdout, stderr } = shell(folder, code)
  const [, finding] = /# (.*)/.exec(code)!
  t.equal(stdout, `logs/${finding}\n`)
  t.match(stderr, '1 of 1 files done')
  const path = join(folder, 'logs/build.log.gz')
  t.match(gunzipSync(readFileSync(path)).toString(), /x \[secure\] y\n$/)
})

t.test('options from a file', async (t) => {
  const code = blockWith(t, 'yaml', 'env-file: [.env]')
  const folder = project(t, {
    '.env': 'DB_PASSWORD=hunter2hunter2\nCACHE_KEY=not-a-secret-4711\n',
    'keys/signing.pem': openPem,
    'logveil.config.yaml': code,
    'a.log': `hunter2hunter2 not-a-secret-4711\n${openPem}`,
  })
  t.equal(
    shell(folder, 'npx logveil a.log').stdout,
    `[secure] not-a-secret-4711\n${openPem.replace(/^.+$/gm, '[secure]')}`,
  )
})

t.test('the report', async (t) => {
  const shown = JSON.parse(blockWith(t, 'json', '"firstLine": 7'))
  const folder = project(t, { '.env': 'DB_PASSWORD=hunter2hunter2\n' })
  const job = `bash -c 'printf "\\n\\n\\n\\n\\n\\nhunter2hunter2"'`
  shell(folder, `npx logveil run --report r.json --env-file .env -- ${job}`)
  const report = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'))
  t.same(report, shown)
})

t.test('a job that signs', async (t) => {
  const code = blockWith(t, 'yaml', 'travis_key SIGNING_KEY cosign.key')
  const folder = project(
    t,
    { '.travis.yml': code, 'cosign.key': openPem },
    { 'sign.sh': 'cat cosign.key' },
  )
  const [line = ''] = code.split('- ').slice(-1)
  t.match(shell(folder, line).stdout, openPem.replace(/^.+$/gm, '[secure]'))
})

t.test('the library at a glance', async (t) => {
  const code = blockWith(t, 'ts', 'new SecretRegistry({')
  const names = 'mask, idleMs, signal, copy, maxBytes, maxMs, splitLines'
  const scene = `import { createLogParts, createMaskStream, createMaskTransformStream, Masker,
    ResumePoints, SecretRegistry } from 'logveil'
    const [value, bytes, passphrase] = ['hunter2hunter2', Buffer.from('x'), '${passphrase}']
    const pem = ${JSON.stringify(pem)}
    let ${names}\n`
  const folder = project(t, {})
  t.same(node(folder, scene + code), { status: 0, stdout: '', stderr: '' })
})

t.test('an upload in parts', async (t) => {
  const code = blockWith(t, 'js', 'createLogParts({ maxBytes: 256 * 1024')
  const scene = `import { SecretRegistry } from 'logveil'
    import { spawn } from 'node:child_process'
    const secrets = new SecretRegistry()
    secrets.add('DB', 'hunter2hunter2')
    const job = spawn('echo', ['a hunter2hunter2 b'])
    const store = async (offset, bytes) => void process.stdout.write(offset + ' ' + bytes + '|')\n`
  t.same(node(project(t, {}), scene + code), {
    status: 0,
    stdout: '0 a [secure] b\n|13 |',
    stderr: '',
  })
})

t.test('no block was forgotten', async (t) => {
  // These two start what is tested elsewhere: the demo, and all tests
  for (const command of ['npm ci && npm run demo', 'npm ci && npm test'])
    blockWith(t, 'sh', command)
  t.same(
    blocks.filter((block) => !known.has(block)),
    [],
  )
})
