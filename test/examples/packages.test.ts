/**
 * The examples that need a library have a package.json and tests of their own.
 * Here they run where their packages are installed; `.ci/run` installs them all.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import t from 'tap'
import { examplePath } from '../helpers/examples.js'

const names = readdirSync(examplePath('')).filter((name) =>
  existsSync(examplePath(`${name}/package.json`)),
)

t.setTimeout(900_000)

t.ok(names.includes('pino'), 'there are such examples')

for (const name of names) {
  const isInstalled = existsSync(examplePath(`${name}/node_modules/logveil`))
  const skip = isInstalled ? false : `packages not installed: cd examples/${name} && npm ci`
  t.test(`examples/${name}`, { skip }, (t) => {
    // Without the loaders that tap gives to every child: pino's worker cannot live with them.
    const { status, stdout } = spawnSync('env', ['-u', 'NODE_OPTIONS', '-u', 'CI', 'npm', 'test'], {
      cwd: examplePath(name),
      encoding: 'utf8',
      timeout: 300_000,
    })
    t.equal(status, 0, stdout)
    t.end()
  })
}
