import { randomBytes } from 'node:crypto'
import t from 'tap'
import { structureOf } from '../../lib/secrets/structure.js'
import { binaryValue, toValue, utf8 } from '../../lib/variants/value.js'

const pieces = (text: string) =>
  structureOf(binaryValue(utf8(text))).pieces.map(({ binary }) => binary)
const PASSWORD = 'Fcyh2s3PKW1!ybHwie'
const TOKEN = 'Wx55DVqBjCtcjKPhV4ZM'

t.test('values without structure are open', async (t) => {
  for (const text of [TOKEN, 'correct horse', 'host:8080', 'image:latest', 'note: something']) {
    t.same(structureOf(binaryValue(text)), { pieces: [], closed: false, ownLines: true }, text)
  }
  t.same(structureOf(toValue(Uint8Array.of(0x7b, 0xff))).pieces, [], 'bytes')
})

t.test('URLs: password, secret parameters, noise in the path', async (t) => {
  t.same(pieces(`postgres://app:${PASSWORD}@db.internal:5432/app`), [PASSWORD])
  t.same(pieces('https://u:p%40ss%2Fword@h/'), ['p@ss/word', 'p%40ss%2Fword'])
  t.same(pieces(`https://${TOKEN}@github.com/a/b.git`), [TOKEN])
  t.same(pieces(`https://hooks.example.com/services/T000/${TOKEN}ab`), [`${TOKEN}ab`])
  t.same(pieces('https://h/p?user=me&token=abC12x9Q&pwd=x%2By'), ['abC12x9Q', 'x+y', 'x%2By'])
  t.same(pieces('postgres://postgres:postgres@db/postgres'), [], 'a name, not a password')
  t.same(pieces('https://deploy@host.example/path'), [], 'a user without a password')
  t.equal(structureOf(binaryValue('https://host.example/path')).closed, true)
})

t.test('connection strings and settings', async (t) => {
  t.same(pieces(`Server=db;User Id=app;Password=${PASSWORD};Encrypt=True`), [PASSWORD])
  t.same(pieces(`Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=${TOKEN}=`), [
    `${TOKEN}=`,
  ])
  t.same(pieces("host=db user=app password='it is s3cret' dbname=x"), ['it is s3cret'])
  t.same(pieces(`[default]\naws_access_key_id = AKIAX\naws_secret_access_key = ${TOKEN}`), [TOKEN])
  t.same(pieces(`//npm.example.org/:_authToken=${TOKEN}`), [TOKEN])
  t.same(pieces(`users:\n- name: me\n  user:\n    token: "${TOKEN}"\n`), [TOKEN])
  t.same(
    pieces(`Accept: json\nAuthorization: Bearer ${TOKEN}\n`),
    [],
    'each line is read by itself',
  )
  t.same(pieces('export DEBUG_TOKEN=true\nNAME=value'), [], 'no secret in it')
})

t.test('user:password, netrc and headers', async (t) => {
  t.same(pieces(`deploy-bot:${PASSWORD}`), [PASSWORD])
  t.same(pieces(`machine github.com login bot password ${PASSWORD}`), [PASSWORD])
  t.same(pieces(`default login x password ${PASSWORD} account ${TOKEN}`), [PASSWORD, TOKEN])
  t.same(pieces('machine learning is not netrc'), [])
  for (const header of ['Bearer', 'Authorization: token', 'Proxy-Authorization: Basic']) {
    t.same(pieces(`${header} ${TOKEN}`), [TOKEN], header)
  }
})

t.test('JWT and JWE: what is public stays whole', async (t) => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const noise = () => randomBytes(32).toString('base64url')
  const [header, claims] = [part({ alg: 'HS256' }), part({ sub: '1' })]
  const signature = noise()
  const jwt = structureOf(binaryValue(`${header}.${claims}.${signature}`))
  t.same(jwt, {
    pieces: [
      { binary: signature, kind: 'jwt signature' },
      { binary: claims, kind: 'jwt claims' },
    ],
    closed: true,
    ownLines: true,
  })
  const rest = [noise(), noise(), noise(), noise()]
  t.same(pieces([header, ...rest].join('.')), [rest[0], rest[2], rest[3]])
})

t.test('JSON: leaves by name or by their look', async (t) => {
  const value = {
    type: 'service_account',
    password: 'a',
    nested: [{ apiKey: ['x7Kq2bWm9', 7, null], note: TOKEN, publicKey: 'words in it' }],
    list: [{ key: 'environment', token: 'Bearer', secret: 'none' }],
  }
  t.same(pieces(JSON.stringify(value)).sort(), [TOKEN, 'a', 'x7Kq2bWm9'].sort())
  t.same(structureOf(binaryValue(JSON.stringify(value, null, 2))).ownLines, false)
  t.same(pieces('{"password": broken'), ['broken'], 'not JSON, and a setting')
  t.same(pieces(`${'['.repeat(5000)}"${TOKEN}"${']'.repeat(5000)}`), [TOKEN], 'deep nesting')
})

t.test('long text without a setting takes linear time', async (t) => {
  const start = performance.now()
  pieces(`${'word '.repeat(40_000)}`)
  pieces('a'.repeat(200_000))
  pieces(`x${' '.repeat(200_000)}`)
  t.ok(performance.now() - start < 2000)
})
