import t from 'tap'
import { VARIANTS } from '../../lib/variants/table.js'
import { run } from './support.js'

const env = { DB_PASSWORD: 'hunter2hunter2+/=' }

t.test('the variants of a name, never a value', async (t) => {
  const { code, stdout, stderr } = await run(['variants', '-q', 'DB_PASSWORD'], { env })
  t.equal(code, 0)
  t.equal(stderr, '')
  t.match(stdout, /^raw {2}1 pattern: the value as it is\n/)
  t.match(stdout, /^base64 {2}\d+ patterns: /m)
  t.notMatch(stdout, /hunter2/)
})

t.test('--json', async (t) => {
  const { stdout } = await run(['variants', '-q', '--json', 'DB_PASSWORD'], { env })
  t.match(JSON.parse(stdout.split('\n')[0]!), {
    name: 'DB_PASSWORD',
    id: 'raw',
    family: 'raw',
    patterns: 1,
  })
})

t.test('the whole table', async (t) => {
  const { code, stdout } = await run(['variants'])
  t.equal(code, 0)
  for (const { id } of VARIANTS) t.match(stdout, `${id}  `)
})

t.test('wrong use', async (t) => {
  t.match(await run(['variants', 'A', 'B']), { code: 2, stderr: /at most one name/ })
  t.match(await run(['variants', '-q', 'NOPE'], { env }), {
    code: 2,
    stdout: '',
    stderr: 'logveil: error: no secret NOPE is registered\n',
  })
})
