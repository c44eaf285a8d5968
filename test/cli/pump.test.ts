import t from 'tap'
import { pump } from '../../lib/cli/pump.js'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { writerTo } from './support.js'

const secrets = new SecretRegistry()
secrets.add('A', 'hunter2hunter2')

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

t.test('nothing is read before the output of the last read is written', async (t) => {
  let pending = false
  let text = ''
  const memory = Buffer.alloc(100)
  const queue = ['first ', 'hunter2', 'hunter2 ', 'second ', '']
  const read = () => {
    t.notOk(pending, 'nothing is pending while reading')
    memory.fill('?')
    return memory.subarray(0, memory.write(queue.shift()!))
  }
  await pump({ read }, new Masker(secrets), {
    async write(pieces) {
      pending = true
      await pause(1)
      text += Buffer.concat(pieces)
      pending = false
    },
  })
  t.equal(text, 'first [secure] second ')
})

t.test('held bytes are released when the input is quiet, and stay part of the match', async (t) => {
  const written: Uint8Array[] = []
  const queue = ['password: hu', 'nt', 'er2hunter2 x', '']
  const read = async () => {
    if (queue.length < 4) await pause(300)
    return Buffer.from(queue.shift()!)
  }
  await pump({ read }, new Masker(secrets), writerTo(written))
  t.match(
    Buffer.concat(written).toString(),
    /^password: hunt?\[secure\] x$/,
    'a few bytes before the rest was masked',
  )
})

t.test('an input that has to be waited for, but not long', async (t) => {
  const written: Uint8Array[] = []
  const queue = ['x hunter2', 'hunter2 y']
  const read = async () => Buffer.from(queue.shift() ?? '')
  await pump({ read }, new Masker(secrets), writerTo(written))
  t.same(written.map(String), ['x ', '[secure] y'])
})

t.test('an input that fails while held bytes are waited for fails once', async (t) => {
  let reads = 0
  const read = async () => {
    if (reads++ === 0) return Buffer.from('x hunter2')
    await pause(250)
    throw new Error('gone')
  }
  const written: Uint8Array[] = []
  await t.rejects(pump({ read }, new Masker(secrets), writerTo(written)), {
    message: 'gone',
  })
  t.equal(Buffer.concat(written).toString(), 'x ', 'what may be an occurrence is not released')
})
