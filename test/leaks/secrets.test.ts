/** The drawn secrets are what they say, and the same for the same seed. */
import { createPrivateKey } from 'node:crypto'
import t from 'tap'
import { drawSecrets } from '../../bench/leaks/secrets.js'
import { Random } from '../../bench/random.js'

const drawn = drawSecrets(new Random(7))

t.test('a seed gives the same secrets again, another seed others', async (t) => {
  t.same(drawSecrets(new Random(7)), drawn)
  const others = drawSecrets(new Random(8))
  for (const [i, { name, value }] of drawn.entries()) t.not(others[i]?.value, value, name)
})

t.test('keys are keys, and their secret numbers are in them', async (t) => {
  for (const { value, secret } of drawn.filter(({ shape }) => shape === 'key')) {
    const der = createPrivateKey(value).export({ type: 'pkcs8', format: 'der' }).toString('latin1')
    for (const bytes of secret) t.ok(der.includes(bytes))
  }
})

t.test('what counts as secret stands in the value', async (t) => {
  for (const { name, value, shape, secret } of drawn) {
    if (shape === 'key' || name === 'service account') continue
    const text = Buffer.from(value).toString('latin1')
    for (const bytes of secret) t.ok(text.includes(bytes), name)
  }
})
