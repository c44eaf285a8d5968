/**
 * Runs tap. Coverage is asked for in CI only: there the properties have cases
 * enough that no branch depends on chance, and time for it.
 */
import { spawnSync } from 'node:child_process'

const options = process.env.CI ? [] : ['--disable-coverage']
const { status } = spawnSync('tap', [...options, ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32', // where it is a script
})
process.exitCode = status ?? 1
