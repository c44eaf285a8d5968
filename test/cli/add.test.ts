import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { Notices } from '../../lib/cli/notices.js'
import { VALUE_LIMIT } from '../../lib/cli/protocol.js'
import { openSocket } from '../../lib/cli/socket.js'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { privateFolder, run } from './support.js'

t.test('registers what stands on stdin', async (t) => {
  const secrets = new SecretRegistry()
  const socket = await openSocket(privateFolder(t), secrets, new Notices(() => {}))
  t.teardown(() => socket.close())
  const env = { LOGVEIL_SOCKET: socket.path! }
  const masked = (text: string) => {
    const masker = new Masker(secrets)
    return Buffer.concat([...masker.write(Buffer.from(text)), ...masker.end()]).toString()
  }
  t.same(await run(['add', 'A b'], { env, stdin: ['hunter2', 'hunter2\r\n'] }), {
    code: 0,
    stdout: '',
    stderr: '',
  })
  t.same(secrets.names, ['A b'])
  t.equal(masked('x hunter2hunter2\r\n'), 'x [secure]\r\n')

  t.same(await run(['add', 'B'], { env, stdin: 'ab' }), {
    code: 2,
    stdout: '',
    stderr: 'logveil: error: not registered: VALUE_TOO_SHORT\n',
  })
  t.match(await run(['add', 'B'], { env, stdin: [Buffer.alloc(VALUE_LIMIT), 'x'] }), {
    code: 2,
    stderr: /must not be longer than 131072 bytes\n$/,
  })
})

t.test('wrong use', async (t) => {
  for (const args of [[], ['A', 'B'], ['A\n'], ['--nonsense', 'A']]) {
    const { code, stdout } = await run(['add', ...args], { stdin: 'hunter2hunter2' })
    t.equal(code, 2)
    t.equal(stdout, '')
  }
  t.match(await run(['add', 'A'], { stdin: 'hunter2hunter2' }), {
    code: 2,
    stderr: 'logveil: error: add works inside logveil run, which sets LOGVEIL_SOCKET\n',
  })
})

t.test('nobody there, or somebody who hangs up', async (t) => {
  const path = join(privateFolder(t), 's')
  const env = { LOGVEIL_SOCKET: path }
  t.match(await run(['add', 'A'], { env, stdin: 'hunter2hunter2' }), {
    code: 4,
    stderr: 'logveil: error: cannot reach logveil run: no such file\n',
  })
  const server = createServer((socket) => socket.resume().end()).listen(path)
  t.teardown(() => server.close())
  t.match(await run(['add', 'A'], { env, stdin: 'hunter2hunter2' }), {
    code: 2,
    stderr: 'logveil: error: not registered: no answer\n',
  })
})
