/** A response goes through the Web stream, in a fetch handler and as a program. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SecretRegistry } from 'logveil/web'
import t from 'tap'
import { maskResponse } from '../../examples/web-stream/fetch.js'
import { runExample } from '../helpers/examples.js'

const PASSWORD = 'correct-Horse7battery/Staple'

t.test('a response with a masked body', async (t) => {
  const secrets = new SecretRegistry()
  secrets.add('DB_PASSWORD', PASSWORD)
  const headers = { 'content-type': 'text/plain', 'content-length': '40', etag: '"1"' }
  const response = maskResponse(
    new Response(`url=postgres://u:${encodeURIComponent(PASSWORD)}@db\n`, { headers }),
    secrets,
  )
  t.equal(await response.text(), 'url=postgres://u:[secure]@db\n')
  t.strictSame([...response.headers.keys()], ['content-type'])
  t.equal(maskResponse(new Response(null, { status: 204 }), secrets).body, null)
})

t.test('a slow response, fetched by the program', async (t) => {
  const server = createServer(async (_request, response) => {
    for (const piece of ['log: ', PASSWORD.slice(0, 4), PASSWORD.slice(4), '\n']) {
      response.write(piece)
      await sleep(20)
    }
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { code, stdout } = await runExample('web-stream/fetch.js', [url], {
    DB_PASSWORD: PASSWORD,
  })
  t.equal(code, 0)
  t.equal(stdout, 'log: [secure]\n')
})
