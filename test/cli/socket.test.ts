import { once } from 'node:events'
import { statSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import t from 'tap'
import { Notices } from '../../lib/cli/notices.js'
import { requestFor, VALUE_LIMIT } from '../../lib/cli/protocol.js'
import { openSocket, SOCKET_LIMITS, type SocketLimits } from '../../lib/cli/socket.js'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { privateFolder } from './support.js'

async function open(limits: Partial<SocketLimits> = {}, secrets = new SecretRegistry()) {
  const socket = await openSocket(privateFolder(t), secrets, new Notices(() => {}), {
    ...SOCKET_LIMITS,
    ...limits,
  })
  t.teardown(() => socket.close())
  return { secrets, path: socket.path!, close: () => socket.close() }
}

/** One that is `stubborn` goes on when the other side has ended. */
async function connect(path: string, stubborn = false): Promise<Socket> {
  const socket = createConnection({ path, allowHalfOpen: stubborn })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** `once` would reject for a reset, which is one of the ways to be refused. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on('close', () => resolve()))
}

/** All that is answered until the connection is closed. */
async function answersTo(path: string, bytes: string | Uint8Array, end = false): Promise<string> {
  const socket = await connect(path)
  let answers = ''
  socket.on('data', (data) => {
    answers += data
    if (end) socket.end()
  })
  socket.write(bytes)
  await closed(socket)
  return answers
}

t.test('the socket lies where nobody else can enter', async (t) => {
  const { path } = await open()
  t.equal(statSync(dirname(path)).mode & 0o777, 0o700)
})

t.test('registers before it answers', async (t) => {
  const { secrets, path } = await open()
  const masker = new Masker(secrets)
  t.equal(
    await answersTo(path, requestFor('Ä', Buffer.from('hunter2hunter2')), true),
    'registered\n',
  )
  t.same(secrets.names, ['Ä'])
  const out = masker.write(Buffer.from('x hunter2hunter2 y'))
  t.equal(Buffer.concat(out).toString(), 'x [secure] y')
})

t.test('one client, a thousand values, each masked right after its answer', async (t) => {
  // When a value counts does not depend on the number of its spellings, which cost most of the time
  const { secrets, path } = await open({}, new SecretRegistry({ variants: ['raw', 'base64'] }))
  const masker = new Masker(secrets)
  const socket = await connect(path)
  const values: string[] = []
  const out: Uint8Array[] = []
  for (let i = 0; i < 1000; i++) {
    const value = `value-${i}-${Math.random().toString(36)}`
    socket.write(requestFor(`N${i}`, Buffer.from(value)))
    const [answer] = await once(socket, 'data')
    if (`${answer}` !== 'registered\n') t.fail(`${answer}`)
    values.push(value)
    // A line end may be held: another value's folded spelling may begin with it.
    out.push(...masker.write(Buffer.from(`${value}\n\n`)))
  }
  socket.destroy()
  out.push(...masker.end())
  const lines = Buffer.concat(out).toString().split('\n')
  t.same(lines, [...values.flatMap(() => ['[secure]', '']), ''])
  t.equal(secrets.names.length, 1000)
})

t.test('refusals', async (t) => {
  const { secrets, path } = await open()
  t.equal(
    await answersTo(path, requestFor('A', Buffer.from('ab')), true),
    'refused VALUE_TOO_SHORT\n',
  )
  t.equal(await answersTo(path, requestFor('A', Buffer.alloc(0)), true), 'refused VALUE_EMPTY\n')
  t.equal(await answersTo(path, requestFor('A\n', Buffer.from('hunter2hunter2'))), 'error name\n')
  for (const hostile of ['get A\n', 'GET / HTTP/1.1\r\n\r\n', 'x'.repeat(100_000), '\0\xff\n']) {
    t.equal(await answersTo(path, hostile), 'error request\n')
  }
  t.same(secrets.names, [])
  t.equal(
    await answersTo(path, requestFor('A', Buffer.alloc(VALUE_LIMIT, 'abcdefg')), true),
    'registered\n',
    'the longest value',
  )
})

t.test('an endless client is cut off', async (t) => {
  const { path } = await open({ requestMs: 200, ignored: Number.POSITIVE_INFINITY })
  const socket = await connect(path, true)
  const timer = setInterval(() => socket.write(Buffer.alloc(65536)), 1)
  t.teardown(() => clearInterval(timer))
  socket.resume()
  await closed(socket)
  t.pass('closed')
})

t.test('an endless client in a hurry is cut off by length', async (t) => {
  const { path } = await open({ requestMs: 600_000, ignored: 1_000_000 })
  const socket = await connect(path, true)
  const fill = () => {
    while (!socket.destroyed && socket.write(Buffer.alloc(65536)));
  }
  socket.on('drain', fill)
  socket.on('error', () => {})
  socket.resume()
  fill()
  await closed(socket)
  t.ok(socket.bytesWritten < 20_000_000, `${socket.bytesWritten} bytes were taken`)
})

t.test('a slow client is cut off, an idle one is not', async (t) => {
  const { path, secrets } = await open({ requestMs: 300 })
  const idle = await connect(path)
  t.equal(await answersTo(path, 'add 1 10\nAhun'), 'error timeout\n')
  idle.write(requestFor('IDLE', Buffer.from('hunter2hunter2')))
  t.equal(`${(await once(idle, 'data'))[0]}`, 'registered\n')
  t.same(secrets.names, ['IDLE'])
  idle.destroy()
})

t.test('many connections', async (t) => {
  const { path } = await open({ connections: 3 })
  const kept = await Promise.all([connect(path), connect(path), connect(path)])
  t.equal(await answersTo(path, requestFor('A', Buffer.from('hunter2hunter2'))), '')
  kept[0]!.destroy()
  await closed(kept[0]!)
  kept[1]!.write(requestFor('A', Buffer.from('hunter2hunter2')))
  t.equal(`${(await once(kept[1]!, 'data'))[0]}`, 'registered\n', 'those before are served')
  for (const socket of kept) socket.destroy()
})

t.test('many values, many bytes', async (t) => {
  const few = await open({ values: 2 })
  const request = requestFor('A', Buffer.from('hunter2hunter2'))
  t.equal(
    await answersTo(few.path, Buffer.concat([request, request, request])),
    'registered\nregistered\nerror full\n',
  )
  const small = await open({ bytes: 10 })
  t.equal(await answersTo(small.path, request), 'error full\n')
})

t.test('a client that breaks off, and the end of the job', async (t) => {
  const { path, close } = await open()
  const socket = await connect(path)
  socket.write('add 1 10\nAhun')
  socket.destroy()
  const other = await connect(path)
  close()
  await closed(other)
  await t.rejects(connect(path), { code: /ENOENT|ECONNREFUSED/ })
})

t.test('no place for a socket is a warning', async (t) => {
  const lines: string[] = []
  const notices = new Notices((text) => lines.push(text))
  const socket = await openSocket(join(privateFolder(t), 'absent'), new SecretRegistry(), notices)
  t.equal(socket.path, undefined)
  t.match(lines, [/^logveil: warning: logveil add will not work here: /])
  socket.close()
})
