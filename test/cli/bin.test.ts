/** The command as a process: exit codes, pipes, large input, odd paths. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { buildInto, CLEAN_ENV, FROM_SOURCES, runShell } from './support.js'

const dir = t.testdir({
  's.json': '{"DB":"hunter2hunter2"}',
  'ä ö ü.log': 'a hunter2hunter2\r\n',
})
const at = (name: string) => join(dir, name)
const SECRETS = `--no-env --secrets '${at('s.json')}'`

const BIN = buildInto(dir)

t.test('the version, from the sources', async (t) => {
  const { status, stdout, stderr } = runShell(FROM_SOURCES, '$LOGVEIL --version')
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.same({ status, stdout, stderr }, { status: 0, stdout: `${version}\n`, stderr: '' })
})

t.test('stdin to stdout, names that look secret in its own environment', async (t) => {
  const { status, stdout, stderr } = runShell(
    BIN,
    `printf 'a hunter2hunter2 b aHVudGVyMmh1bnRlcjI= c\n' | $LOGVEIL`,
    { MY_TOKEN: 'hunter2hunter2' },
  )
  t.equal(status, 0)
  t.equal(stdout, 'a [secure] b [secure] c\n')
  t.match(stderr, /registered: MY_TOKEN\nmasked 2: MY_TOKEN 2 \(raw 1, base64 1\)\n$/)
})

t.test('a stderr that takes nothing does not end the log', async (t) => {
  const { stdout, status } = runShell(BIN, `echo hunter2hunter2 | $LOGVEIL ${SECRETS} 2>/dev/full`)
  t.equal(stdout, '[secure]\n')
  t.equal(status, 0)
})

t.test('wrong use and unreadable sources', async (t) => {
  for (const args of ['--nonsense', `--secrets '${at('none')}'`, `'${at('none')}'`]) {
    const { status, stdout, stderr } = runShell(BIN, `echo data | $LOGVEIL ${args}`)
    t.equal(status, 2)
    t.equal(stdout, '')
    t.match(stderr, /^(?:logveil: .*\n)+$/)
  }
})

t.test('paths with blanks and letters beyond ASCII', async (t) => {
  const { stdout } = runShell(BIN, `$LOGVEIL ${SECRETS} '${at('ä ö ü.log')}'`)
  t.equal(stdout, 'a [secure]\r\n')
})

t.test('stdin that is named twice is at its end the second time', async (t) => {
  const { status, stdout } = runShell(BIN, `echo hunter2hunter2 | $LOGVEIL ${SECRETS} - -`)
  t.same({ status, stdout }, { status: 0, stdout: '[secure]\n' })
})

t.test('a working folder that is gone holds no configuration', async (t) => {
  const gone = at('gone')
  const script = `mkdir '${gone}' && cd '${gone}' && rmdir '${gone}' && echo x | $LOGVEIL --no-env -q`
  const { status, stdout, stderr } = runShell(BIN, script)
  t.same({ status, stdout, stderr }, { status: 0, stdout: 'x\n', stderr: '' })
})

t.test('a reader that goes away', async (t) => {
  const { status, stdout, stderr } = runShell(
    BIN,
    `yes hunter2hunter2 | (trap '' PIPE; exec $LOGVEIL ${SECRETS}; ) | head -1; echo "\${PIPESTATUS[1]}"`,
  )
  t.equal(status, 0)
  t.equal(stdout, '[secure]\n0\n')
  t.equal(stderr.replace(/^yes: .*\n/, ''), '')
})

t.test('output that cannot be written', async (t) => {
  const { stderr, status } = runShell(BIN, `echo x | $LOGVEIL ${SECRETS} >/dev/full`)
  t.equal(status, 4)
  t.equal(stderr, 'logveil: error: cannot write stdout: ENOSPC\n')
})

t.test('many megabytes through pipes, from a file, and to a slow reader', async (t) => {
  const line = 'some text of a log, and a value hunter2hunter2 in it, 0123456789\n'
  const masked = line.replace('hunter2hunter2', '[secure]')
  const count = 200_000
  const input = at('big.log')
  writeFileSync(input, line.repeat(count))
  const expected = createHash('sha256').update(masked.repeat(count)).digest('hex')
  const hash =
    "node -e \"let h=require('crypto').createHash('sha256');process.stdin.on('data',d=>h.update(d)).on('end',()=>console.log(h.digest('hex')))\""
  const slow = `node -e "process.stdin.on('data',d=>{process.stdout.write(d);process.stdin.pause();setTimeout(()=>process.stdin.resume(),1)})"`
  for (const script of [
    `cat '${input}' | $LOGVEIL ${SECRETS} -q | cat | ${hash}`,
    `$LOGVEIL ${SECRETS} -q <'${input}' | ${hash}`,
    `$LOGVEIL ${SECRETS} -q '${input}' | ${slow} | ${hash}`,
  ]) {
    const { stdout, stderr } = runShell(BIN, script)
    t.equal(stdout.trim(), expected)
    t.equal(stderr, '')
  }
  const out = at('out.log')
  runShell(BIN, `$LOGVEIL ${SECRETS} -q '${input}' >'${out}'`)
  t.equal(createHash('sha256').update(readFileSync(out)).digest('hex'), expected)
})

t.test('a line comes out while the input stays open', async (t) => {
  const child = spawn(BIN[0]!, [...BIN.slice(1), '-q', '--no-env', '--secrets', at('s.json')], {
    env: CLEAN_ENV,
  })
  child.stdin.write('hunter2hunter2 x\n')
  const [line] = await once(child.stdout, 'data')
  t.equal(`${line}`, '[secure] x\n')
  child.stdin.end()
  t.same(await once(child, 'close'), [0, null])
})
