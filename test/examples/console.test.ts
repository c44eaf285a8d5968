/** A program that masks what it prints itself, with its real streams and the real console. */
import t from 'tap'
import { runExample } from '../helpers/examples.js'

const TOKEN = 'tok_9f3KqLz0Vb7Xw2Rt'

t.test('the example', async (t) => {
  const { code, stdout, stderr } = await runExample('console/console.js', [], { API_TOKEN: TOKEN })
  t.equal(code, 0)
  t.equal(stderr, '{"level":"error","token":"[secure]"}\n')
  t.match(stdout, /^calling the API with \[secure\]\n/)
  t.match(stdout, /'Bearer \[secure\]'/)
  t.match(stdout, /\n3 on stdout masked; from here on nothing is\n$/)
  const readable = stdout + Buffer.from(stdout.split('\n').at(-3)!, 'base64').toString('latin1')
  t.notOk(readable.includes(TOKEN))
  t.notOk(readable.includes(TOKEN.slice(0, 12)))
})
