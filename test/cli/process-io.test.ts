import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import t from 'tap'
import { processIo, say } from '../../lib/cli/process-io.js'

t.test('the environment and the terminal are those of this process', async (t) => {
  const io = processIo()
  t.equal(io.env, process.env)
  t.equal(await io.isTerminal(), isatty(2))
  io.stderr('# said on stderr\n')
})

t.test('what is said is written, or lost without an error', async (t) => {
  const path = join(t.testdir({}), 'said')
  const fd = openSync(path, 'w')
  say(fd, 'ä\n')
  closeSync(fd)
  say(fd, 'nobody hears it')
  t.equal(readFileSync(path, 'utf8'), 'ä\n')
})
