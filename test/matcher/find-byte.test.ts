import t from 'tap'
import { findByte } from '../../lib/matcher/find-byte.js'

t.test('the first place at or after another', async (t) => {
  for (const length of [0, 1, 63, 64, 65, 200]) {
    for (const bytes of [new Uint8Array(length), Buffer.alloc(length)]) {
      for (const place of [0, 1, 62, 63, 64, 65, 127, 128, 199].filter((p) => p < length)) {
        bytes.fill(0)[place] = 7
        for (const from of [0, 1, 63, 64, 65, 130, length]) {
          t.equal(findByte(bytes, 7, from), from <= place ? place : -1, `${place} from ${from}`)
        }
      }
      t.equal(findByte(bytes, 9), -1)
    }
  }
})

t.test('a view is searched from its own beginning', async (t) => {
  const view = new Uint8Array(300).fill(7, 0, 100).fill(7, 290).subarray(100, 300)
  t.equal(findByte(view, 7), 190)
})
