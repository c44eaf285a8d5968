import t from 'tap'
import { contextOf, DEFAULT_MASK, maskBytes } from '../../lib/masking/mask.js'
import { Tables } from '../../lib/matcher/tables.js'
import { binary, patternOf } from '../matcher/support.js'

const none = Tables.of([])

t.test('a text is taken as UTF-8', async (t) => {
  t.equal(binary(maskBytes(DEFAULT_MASK, none)), '[secure]')
  t.equal(binary(maskBytes('‹é›', none)), '\xe2\x80\xb9\xc3\xa9\xe2\x80\xba')
})

t.test('refused: no string, empty, line breaks', async (t) => {
  for (const text of [undefined, null, 5, {}, ['x'], '', 'a\nb', 'a\rb', '\n']) {
    t.throws(() => maskBytes(text, none), { name: 'MaskError', code: 'ERR_MASK_TEXT' })
  }
})

t.test('refused: a mask that shows a secret, whole or in part', async (t) => {
  const tables = Tables.of([
    patternOf('secure'),
    patternOf('0123456789abcdef', 8),
    patternOf('one two', 0, true),
  ])
  for (const text of ['[secure]', 'secure', '<23456789>', '*one   two*']) {
    try {
      maskBytes(text, tables)
      t.fail(`accepted: ${text}`)
    } catch (error) {
      t.match(error, { name: 'MaskError', code: 'ERR_MASK_TEXT' })
      t.notMatch(String(error), /secure|23456789|one/, 'and the error does not')
    }
  }
  for (const text of ['[secur]', '<2345678>', 'one-two', 'one']) t.ok(maskBytes(text, tables))
})

t.test('what a mask function is told', async (t) => {
  const owners = [
    { name: 'B', variant: 'raw' },
    { name: 'A', variant: 'hex' },
    { name: 'B', variant: 'hex' },
  ]
  t.strictSame(contextOf(owners), { names: ['B', 'A'], variants: ['raw', 'hex'] })
  t.strictSame(contextOf([]), { names: [], variants: [] })
})
