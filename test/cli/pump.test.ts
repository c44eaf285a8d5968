import t from 'tap'
import { pump } from '../../lib/cli/pump.js'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { readerOf, writerTo } from './support.js'

const secrets = new SecretRegistry()
secrets.add('A', 'hunter2hunter2')

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

t.test('the block is not read into again before its output is written', async (t) => {
  let pending = false
  let text = ''
  const source = readerOf(['first ', 'hunter2', 'hunter2 ', 'second '])
  await pump(
    {
      read(block) {
        t.notOk(pending, 'nothing is pending while reading')
        block.fill(0x3f)
        return source.read(block)
      },
      close() {},
    },
    new Masker(secrets),
    {
      async write(pieces) {
        pending = true
        await pause(1)
        text += Buffer.concat(pieces)
        pending = false
      },
    },
  )
  t.equal(text, 'first [secure] second ')
})

t.test('held bytes are released when the input is quiet, and stay part of the match', async (t) => {
  const written: Uint8Array[] = []
  const text = () => Buffer.concat(written).toString()
  const queue = ['password: hu', 'nt', 'er2hunter2 x']
  let state = 'reading'
  await pump(
    {
      async read(block) {
        const next = queue.shift()
        if (next === undefined) return 0
        if (state === 'reading') {
          state = 'quiet'
          return Buffer.from(block.buffer).write(next)
        }
        await pause(300)
        return Buffer.from(block.buffer).write(next)
      },
      close() {},
    },
    new Masker(secrets),
    writerTo(written),
  )
  t.match(text(), /^password: hunt?\[secure\] x$/, 'a few bytes before the rest was masked')
})

t.test('an input that has to be waited for, but not long', async (t) => {
  const written: Uint8Array[] = []
  const queue = ['x hunter2', 'hunter2 y']
  const read = async (block: Uint8Array) => Buffer.from(block.buffer).write(queue.shift() ?? '')
  await pump({ read, close() {} }, new Masker(secrets), writerTo(written))
  t.same(written.map(String), ['x ', '[secure] y'])
})

t.test('an input that fails while held bytes are waited for fails once', async (t) => {
  let reads = 0
  const reader = {
    async read(block: Uint8Array) {
      if (reads++ === 0) return Buffer.from(block.buffer).write('x hunter2')
      await pause(250)
      throw new Error('gone')
    },
    close() {},
  }
  const written: Uint8Array[] = []
  await t.rejects(pump(reader, new Masker(secrets), writerTo(written)), { message: 'gone' })
  t.equal(Buffer.concat(written).toString(), 'x ', 'what may be an occurrence is not released')
})
