import t from 'tap'
import { Layer, needlesOf } from '../../lib/matcher/layer.js'
import { bytesOf, patternOf } from './support.js'

const whole = patternOf('hunter2')
const split = patternOf('0123456789abcdef', 8)
const lines = patternOf('0123456789\nab\ncdefghijkl', 8)
const loose = patternOf('one two', 0, true)
const looseSplit = patternOf('0123456789 abcdefghij', 8, true)

t.test('each pattern goes to the engines that find it', async (t) => {
  const layer = new Layer([whole, split, lines, loose, looseSplit])
  t.strictSame(layer.words?.patterns, [whole, lines], 'whole, and lines that no window covers')
  t.strictSame(layer.breaks?.patterns, [loose, looseSplit])
  t.strictSame(
    [0, 1, 2].map((i) => layer.fragments?.pattern(i)),
    [split, lines, looseSplit],
  )
})

t.test('engines without patterns are not built', async (t) => {
  const engines = (layer: Layer): boolean[] =>
    [layer.words, layer.breaks, layer.fragments].map((engine) => engine !== undefined)
  t.strictSame(engines(new Layer([whole])), [true, false, false])
  t.strictSame(engines(new Layer([loose])), [false, true, false])
  t.strictSame(engines(new Layer([split])), [false, false, true])
  const sum = [whole, loose, split].reduce((n, p) => n + new Layer([p]).bytes, 0)
  t.equal(new Layer([whole, loose, split]).bytes, sum)
  t.ok([whole, loose, split].every((p) => new Layer([p]).bytes > 500))
})

t.test(
  'needles: windows in stretches, whole patterns, what stands before the first break',
  async (t) => {
    t.strictSame(needlesOf([whole]), [
      { text: whole.bytes, start: 0, end: 7, shortest: 7, anywhere: false },
    ])
    t.strictSame(needlesOf([split]), [
      { text: split.bytes, start: 0, end: 16, shortest: 8, anywhere: true },
    ])
    t.strictSame(needlesOf([lines]), [
      { text: lines.bytes, start: 0, end: 10, shortest: 8, anywhere: true },
      { text: lines.bytes, start: 14, end: 24, shortest: 8, anywhere: true },
      { text: lines.bytes, start: 0, end: 24, shortest: 24, anywhere: false },
    ])
    t.strictSame(needlesOf([loose]), [
      { text: bytesOf('one'), start: 0, end: 3, shortest: 3, anywhere: false },
    ])
    t.strictSame(
      needlesOf([looseSplit]).map(({ start, end, shortest }) => [start, end, shortest]),
      [
        [0, 21, 8],
        [0, 10, 10],
      ],
    )
  },
)
