import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import t from 'tap'
import { visibleRun } from '../../lib/secrets/fragment.js'
import { informationOf, isUuid, judge } from '../../lib/secrets/judge.js'
import { binaryValue, toValue, utf8 } from '../../lib/variants/value.js'

const of = (text: string) => judge(binaryValue(utf8(text)))
const WHOLE_ONLY = { bits: 0, stretches: [] }

/** Draws anew each time: the rule is about kinds of values, not about examples. */
const draw = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const ALNUM = `${LOWER}${LOWER.toUpperCase()}0123456789`

t.test('values that people write are masked as a whole only', async (t) => {
  for (const text of [
    'correct-horse-battery-staple',
    'hunter2hunter2',
    'password123password',
    'prod-us-east-1-k8s-cluster-42',
    'kubernetes-admin-kubeconfig-token',
    'ACME_PRODUCTION_DATABASE_2024',
    'getUserByIdFromDatabase',
    'com.example.app.MainActivity',
    '/usr/local/share/ca-certificates/acme-root.pem',
    'libxkbcommon-x11-0:amd64',
    'x86_64-unknown-linux-gnu',
    'openssl-1.1.1w-0+deb11u1_amd64.deb',
    '2024-01-02T03:04:05.678Z',
    '192.168.100.200:8080',
    'NODE_OPTIONS=--max-old-space-size=4096',
    'abcdefghijklmnopqrstuvwxyz',
    '0123456789abcdef',
    '1234567890123456789012',
    'deadbeefdeadbeefdeadbeef',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    '00000000-0000-0000-0000-000000000001',
    'Wx55DVqBjCtWx55DVqBjCt',
    'x!7Kq',
    'several words\nand several lines of them',
  ]) {
    t.same(of(text), WHOLE_ONLY, text)
  }
})

t.test('noise is split all over, by its alphabet', async (t) => {
  const kinds: [string, number, () => string][] = [
    ['base62', 6, () => draw(ALNUM, 40)],
    ['base64', 6, () => randomBytes(30).toString('base64')],
    ['mixed password', 5, () => `!${draw(`${ALNUM}!#$%&*?^~`, 24)}`],
    ['hex', 4, () => randomBytes(32).toString('hex')],
    ['uuid', 4, () => randomUUID()],
    ['decimal', 3.3, () => draw('0123456789', 60)],
    ['lower case', 5, () => draw(LOWER, 32)],
  ]
  for (const [kind, bits, make] of kinds) {
    let whole = 0
    let covered = 0
    let length = 0
    for (let i = 0; i < 300; i++) {
      const text = make()
      const judged = of(text)
      length += text.length
      const bytes = new Uint8Array(text.length)
      t.ok(judged.bits <= bits)
      if (judged.bits === bits) whole++
      if (judged.bits > 0) bytes.fill(1)
      for (const { start, end } of judged.stretches) bytes.fill(1, start, end)
      covered += bytes.reduce((sum, each) => sum + each, 0)
    }
    t.ok(whole > 250, `${kind}: ${whole} of 300 whole`)
    t.ok(covered > 0.98 * length, `${kind}: ${((100 * covered) / length).toFixed(1)} % of bytes`)
  }
  t.same(judge(toValue(randomBytes(32))), { bits: 8, stretches: [] })
})

t.test('a random password of 12 characters is split, most of the time', async (t) => {
  let split = 0
  for (let i = 0; i < 300; i++) if (of(draw(`${ALNUM}!#$%&*`, 12)).bits > 0) split++
  t.ok(split > 200, `${split} of 300`)
})

t.test('a capital after every letter or two makes no words of program text', async (t) => {
  for (const text of ['kTaQeZoXiPuBaRe', 'XaQeZoXiPuBaReWyTuKo']) {
    t.same(of(text), { bits: 6, stretches: [] }, text)
  }
})

t.test('words next to noise stay whole, the noise does not', async (t) => {
  let covered = 0
  for (let i = 0; i < 50; i++) {
    const noise = draw(ALNUM, 32)
    const text = `production_database_${noise}`
    const { bits, stretches } = of(text)
    t.equal(bits, 0)
    for (const { start, bits } of stretches) {
      const first = text.slice(start, start + visibleRun(bits))
      t.notOk('production_database_'.includes(first), first)
    }
    const bytes = new Set<number>()
    for (const { start, end } of stretches) for (let at = start; at < end; at++) bytes.add(at)
    covered += bytes.size
  }
  t.ok(covered > 50 * 32 * 0.9, `${covered} of ${50 * 32}`)
})

t.test(
  'short words between words are words: a region in a name is in other names as well',
  async (t) => {
    for (const name of ['prod-eu-1-api-token-', 'acme_ci_v2_deploy_', 'staging.us.db.writer.']) {
      for (let i = 0; i < 50; i++) {
        const text = name + draw(ALNUM, 20)
        const { bits, stretches } = of(text)
        t.equal(bits, 0)
        for (const { start, bits } of stretches) {
          const first = text.slice(start, start + visibleRun(bits))
          t.notOk(name.includes(first), first)
        }
      }
    }
  },
)

t.test('a public prefix is never masked by itself', async (t) => {
  const body = 'CuXBW7b8Ibud9fv4OxmlvMwTi0JezZSQD2Ya'
  for (const prefix of ['ghp_', 'glpat-', 'npm_', 'AKIA', 'sk-', 'xoxb-', 'hvs.']) {
    t.equal(of(prefix + body).bits, 6, prefix)
    t.ok(prefix.length < visibleRun(6))
  }
  for (const prefix of ['github_pat_', 'sk-proj-', 'sk_live_', 'dop_v1_']) {
    const { bits, stretches } = of(prefix + body)
    t.same([bits, stretches], [0, [{ start: prefix.length - 6, end: 36 + prefix.length, bits: 6 }]])
  }
})

t.test('passphrases are split in longer pieces, each with more than words', async (t) => {
  const text = 'Corr3ct-horse battery_staple 7686!'
  const { bits, stretches } = of(text)
  t.same([bits, ...stretches.map((each) => each.bits)].sort(), [0, 2.25, 3, 3, 4].sort())
  for (const { start, end, bits } of stretches) {
    for (let at = start; at + visibleRun(bits) <= end; at++) {
      const run = text.slice(at, at + visibleRun(bits))
      t.notOk('horse battery'.includes(run) || 'battery_staple'.includes(run), run)
    }
  }
  t.equal(of('Purple-monkey dishwasher_lamp!').bits, 2.25, 'joined in several ways')
  t.same(of('Purple monkey dishwasher lamp!'), WHOLE_ONLY, 'a sentence')
  t.same(of('Purple-Monkey-Dishwasher-Lamp!'), WHOLE_ONLY, 'a name')
  t.equal(of('correct horse battery staple again').bits, 3, 'five words of a generator')
  t.same(of('correct horse battery staple'), WHOLE_ONLY, 'four')
  t.same(of('correct horse authentication staple again'), WHOLE_ONLY, 'a word as long as a run')
  t.same(of('/home/Me/Some Path/2024 and more'), WHOLE_ONLY, 'a path')
  t.same(of('Jo Smith <jo2@mail.example.com>'), WHOLE_ONLY, 'an address')
})

t.test('a word with a digit inside is split in nine characters, a version is not', async (t) => {
  const odd = (value: string) =>
    of(value)
      .stretches.filter(({ bits }) => bits === 4)
      .map(({ start, end }) => value.slice(start, end))
  t.same(odd('Corr3ct-horse battery_staple 7686!'), ['Corr3ct-hors'])
  t.same(odd('Release of the Server v1.2.3-rc1, 2024!'), [])
})

t.test('letters of other alphabets count as characters, and none is cut', async (t) => {
  const piecesOf = (value: string) =>
    of(value).stretches.map(({ start, end, bits }) => [
      Buffer.from(value).subarray(start, end).toString(),
      bits,
    ])
  const value = 'Pässwörd-日本語-🔑-x'
  t.same(piecesOf(value), [
    ['Pässwörd-日本', 5],
    [value, 3],
  ])
  t.same(
    piecesOf('PässwördSchlüsselSchlüssel'),
    [
      ['PässwördSchlüs', 5],
      ['üsselSchlüs', 5],
    ],
    'the run that begins inside of ü begins before it',
  )
  t.same(of('Überprüfungsergebnis-läuft').stretches, [], 'words of another language')
})

t.test('information grows with what is not expected', async (t) => {
  const [word, odd, noise] = ['password', 'pxsswrrd', 'p4sSw0Rd'].map(informationOf)
  t.ok(word! < odd! && odd! < noise!)
})

t.test('uuids are known in any case', async (t) => {
  t.ok(isUuid(randomUUID()))
  t.ok(isUuid(randomUUID().toUpperCase()))
  t.notOk(isUuid(randomUUID().replaceAll('-', '')))
})
