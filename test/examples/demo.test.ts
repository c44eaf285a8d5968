/** The demo is the first thing a newcomer runs: it must end well, and be able to fail. */
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import t from 'tap'
import { keyTargets, pieceTarget, search, wholeTarget } from '../../examples/demo/search.js'

const demo = (args: string[] = [], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, ['examples/demo/demo.js', ...args], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  })

t.ok(existsSync('dist/cli/bin.js'), 'npm run build was run before')

t.test('masked', async (t) => {
  const { status, stdout, stderr } = demo()
  t.equal(status, 0, stderr + stdout.slice(stdout.indexOf('== verdict')))
  t.match(stdout, /== report: \d+ masks for \d+ bytes/)
  t.match(stdout, /with logveil: nothing found\n/)
  t.match(stdout, /the public key is readable\n/)
  t.notMatch(stdout, 'Tr0ub4dor')
})

t.test('with a password of one’s own, and without openssl', async (t) => {
  const { status, stdout, stderr } = demo([], {
    DEMO_PASSWORD: `it's 5 o'clock`,
    DEMO_NO_OPENSSL: '1',
  })
  t.equal(status, 0, stderr + stdout.slice(stdout.indexOf('== verdict')))
  t.match(stdout, 'Verified OK')
  t.notMatch(stdout, 'clock')
})

t.test('unmasked, and refused', async (t) => {
  const { status, stdout } = demo(['--unmasked'], { DEMO_PASSWORD: 'hunter2hunter2' })
  t.equal(status, 0)
  t.match(stdout, 'hunter2hunter2')
  for (const name of ['SIGNING_PASSWORD', 'DEPLOY_TOKEN', 'SIGNING_KEY']) {
    t.match(stdout, new RegExp(`${name} +found, read as plain\\b`))
  }
  t.equal(demo([], { DEMO_PASSWORD: 'short' }).status, 2)
})

t.test('the search finds what is hidden in usual ways', async (t) => {
  const value = 'correct horse/battery'
  const buffer = Buffer.from(value)
  const found = (text: string) =>
    search(Buffer.from(text), [wholeTarget('X', value)]).map(({ reading }) => reading)
  t.same(found(`a ${value} b`)[0], 'plain')
  t.ok(found(`user:${buffer.toString('base64')}`).includes('base64'))
  t.ok(found(Buffer.from(`ci:${value}`).toString('base64url')).includes('base64'))
  t.ok(found(buffer.toString('hex').replace(/../g, '$&:')).includes('hex'))
  t.ok(found(`q=${encodeURIComponent(value)}`).includes('percent'))
  t.ok(found(JSON.stringify(JSON.stringify({ value })).replace('/', '\\/')).includes('escapes'))
  t.ok(found('correct \u001b[31mhorse\u001b[0m/battery').includes('colours'))
  t.ok(found(Buffer.from(buffer.toString('base64')).toString('base64')).includes('base64 > base64'))
  t.same(found('correct horse battery [secure]'), [])

  const piece = pieceTarget('T', 'abcdefghijklmnop', 'a known abcdefghijkl')
  const names = (text: string) => search(Buffer.from(text), [piece]).map(({ name }) => name)
  t.same(names('..abcdefghijkl..'), [], 'everybody knows this piece')
  t.same(names('..bcdefghijklm..'), ['T'])
  t.same(names('..bcdefghijkl\nm..'), ['T'], 'a line break hides nothing')
  t.same(names('..bcdefghijkl'), [], 'eleven characters are not enough')
})

t.test('the search knows a key by its private parts alone', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const targets = keyTargets('K', pem, publicPem)
  t.same(search(Buffer.from(publicPem), targets), [])
  t.ok(search(Buffer.from(pem.split('\n')[3]!), targets).length > 0)
  const { d } = privateKey.export({ format: 'jwk' })
  const hex = Buffer.from(d!, 'base64url').toString('hex')
  t.ok(search(Buffer.from(hex.slice(40, 80)), targets).some(({ name }) => name === 'K, d'))
})
