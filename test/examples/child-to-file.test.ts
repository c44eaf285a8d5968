/** The example keeps what a child prints, masked, and ends as the child did. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { folderFor, runExample } from '../helpers/examples.js'

const TOKEN = 'tok_9f3KqLz0Vb7Xw2Rt'
const example = 'child-to-file/child-to-file.js'

t.test('stdout and stderr of a child, in one file', async (t) => {
  const folder = await folderFor(t)
  const log = path.join(folder, 'build.log')
  const job = path.join(folder, 'job.mjs')
  await writeFile(
    job,
    `const { DEPLOY_TOKEN } = process.env
     console.log('plain', DEPLOY_TOKEN)
     process.stdout.write('split ' + DEPLOY_TOKEN.slice(0, 9))
     setTimeout(() => console.log(DEPLOY_TOKEN.slice(9) + ' end'), 300)
     setTimeout(() => {
       console.error('base64', Buffer.from(DEPLOY_TOKEN).toString('base64'))
       process.exitCode = 7
     }, 600)`,
  )
  const { code, stderr } = await runExample(example, [log, process.execPath, job], {
    DEPLOY_TOKEN: TOKEN,
  })
  t.equal(code, 7)
  t.equal(stderr, `masked 3 in ${log}\n`)
  t.match(
    await readFile(log, 'utf8'),
    /^plain \[secure\]\nsplit \w{0,5}\[secure\] end\nbase64 \[secure\]\n$/,
  )
})

t.test('a child that prints more than every buffer holds', async (t) => {
  const log = path.join(await folderFor(t), 'build.log')
  const line = `${'x'.repeat(60)} ${TOKEN}\\n`
  const args = [log, process.execPath, '-e', `process.stdout.write('${line}'.repeat(20000))`]
  const { code } = await runExample(example, args, { DEPLOY_TOKEN: TOKEN })
  t.equal(code, 0)
  t.equal(await readFile(log, 'utf8'), `${'x'.repeat(60)} [secure]\n`.repeat(20000))
})

t.test('a command that does not exist, and no command', async (t) => {
  const log = path.join(await folderFor(t), 'build.log')
  t.not((await runExample(example, [log, 'no-such-command-here'])).code, 0)
  t.match(await runExample(example, [log]), { code: 2, stderr: /^usage: / })
})
