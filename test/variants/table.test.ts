import t from 'tap'
import { MaskError } from '../../lib/errors.js'
import { selectVariants, VARIANTS } from '../../lib/variants/table.js'
import { toValue, utf8 } from '../../lib/variants/value.js'

const SAMPLE = "Tr0ub4dor&3 'x'"
const asValue = (text: string) => toValue(new TextEncoder().encode(text))

t.test('ids are unique and no id is the name of another family', (t) => {
  const ids = VARIANTS.map((v) => v.id)
  t.equal(new Set(ids).size, ids.length)
  for (const v of VARIANTS) {
    t.notOk(
      VARIANTS.some((other) => other.family === v.id && v.family !== v.id),
      v.id,
    )
  }
  t.end()
})

for (const v of VARIANTS) {
  t.test(v.id, (t) => {
    const spelled = v.spell(asValue(v.sample ?? SAMPLE)).map((s) => s.binary)
    t.ok(spelled.includes(utf8(v.example)), `example ${v.example} is among ${spelled.length}`)
    t.match(v.models, /\S/)
    for (const bytes of [new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(0xff, 0, 0xc3)]) {
      for (const s of v.spell(toValue(bytes))) {
        for (const char of s.binary) t.ok(char.charCodeAt(0) < 256, 'a binary string')
      }
    }
    const long = new Uint8Array((v.upTo ?? 0) + 1).fill(65)
    if (v.upTo !== undefined) t.same(v.spell(toValue(long)), [], 'nothing beyond upTo')
    t.end()
  })
}

t.test('selectVariants', (t) => {
  t.equal(selectVariants('all'), VARIANTS)
  t.same(
    selectVariants(['hex', 'raw']).map((v) => v.id),
    ['raw', 'hex', 'hex-upper'],
    'by id or family, in table order',
  )
  t.same(
    selectVariants(['base64url']).map((v) => v.id),
    ['base64url'],
  )
  t.same(selectVariants([]), [])
  t.throws(() => selectVariants(['raw', 'rot99']), {
    code: 'ERR_OPTION',
    message: /^variants holds a name that is none; known families are raw, /,
  })
  t.throws(() => selectVariants('raw' as 'all'), { code: 'ERR_OPTION' })
  t.throws(() => selectVariants([7 as unknown as string]), MaskError)
  t.end()
})
