import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { MaskError } from '../../lib/errors.js'
import { reveal, Secret } from '../../lib/secrets/secret.js'
import { property } from '../helpers/property.js'

t.test('a secret shows its name and a coarse length, nothing else', async (t) => {
  const secret = new Secret('DB_PASSWORD', 'hunter2hunter2')
  const shown = '[Secret DB_PASSWORD (short)]'
  t.equal(String(secret), shown)
  t.equal(`${secret}`, shown)
  t.equal(JSON.stringify({ secret }), JSON.stringify({ secret: shown }))
  t.equal(inspect(secret), shown)
  t.equal(inspect({ deep: [secret] }, { showHidden: true, depth: 9 }).includes('hunter2'), false)
  t.same(Object.values({ ...secret }), ['DB_PASSWORD'])
})

t.test('the length class has three steps', async (t) => {
  const classOf = (length: number) => new Secret('A', 'x'.repeat(length)).lengthClass
  t.same([0, 15, 16, 63, 64, 9999].map(classOf), [
    'short',
    'short',
    'medium',
    'medium',
    'long',
    'long',
  ])
})

t.test('the value is copied, and any bytes are kept', async (t) => {
  await property(t, 'any bytes', fc.uint8Array(), (drawn) => {
    const bytes = Uint8Array.from(drawn)
    const secret = new Secret('A', bytes)
    bytes.fill(0)
    assert.deepEqual(reveal(secret), drawn)
  })
  t.same(reveal(new Secret('A', Buffer.from('é'))), new TextEncoder().encode('é'))
})

t.test('a wrong name or type is the caller’s mistake', async (t) => {
  const make = (name: unknown, value: unknown) => () => new Secret(name as string, value as string)
  t.throws(make('', 'value'), { code: 'ERR_OPTION' })
  t.throws(make(1, 'value'), { code: 'ERR_OPTION' })
  t.throws(
    make('A', 123456),
    new MaskError(
      'ERR_OPTION',
      'The value of a secret must be a string or a Uint8Array: add(name, value)',
    ),
  )
  const forgotten = t.throws(make('hunter2hunter2', undefined), { code: 'ERR_OPTION' })
  t.notMatch(String(forgotten), /hunter2/, 'the value stands where its name was expected')
  t.throws(make('A', ['hunter2hunter2']), { code: 'ERR_OPTION' })
})
