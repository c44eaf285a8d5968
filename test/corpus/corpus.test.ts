/** Every found counterexample again: output, hold and report, whole, byte by byte and at every cut. */
import t from 'tap'
import { byteByByte, everySingleCut, whole } from '../helpers/chunkers.js'
import { drive } from '../helpers/drive.js'
import { KINDS, subjectOf } from '../helpers/subject.js'
import { FOUND } from './cases.js'

for (const [name, { kind, ...scene }] of Object.entries(FOUND)) {
  t.test(name, async (t) => {
    const { masker: make, oracle, input } = subjectOf(scene, kind === 'all' ? {} : KINDS[kind])
    for (const chunks of [whole(input), byteByByte(input), ...everySingleCut(input)]) {
      const how = `chunks of ${chunks.map(({ length }) => length).join(', ')}`
      const masker = make({ firstLine: true })
      const output = drive(masker, chunks, ({ length, released, held }) => {
        const want = [length - oracle.liveStart(length), oracle.released(length)]
        t.same([held, released], want, `${how}, after ${length} bytes`)
      })
      t.equal(output, oracle.output(), how)
      t.same(JSON.parse(JSON.stringify(masker.report())), oracle.report(), how)
    }
  })
}
