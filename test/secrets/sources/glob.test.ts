import t from 'tap'
import { matchesName, matchesPath } from '../../../lib/secrets/sources/glob.js'

t.test('names', async (t) => {
  const cases: readonly [string, string, boolean][] = [
    ['*', '', true],
    ['', '', true],
    ['', 'A', false],
    ['A', 'A', true],
    ['A', 'a', false],
    ['*_TOKEN', 'GH_TOKEN', true],
    ['*_TOKEN', 'GH_TOKENS', false],
    ['*_TOKEN', '_TOKEN', true],
    ['A*B*C', 'AxBxBxC', true],
    ['A*B*C', 'AxBxBx', false],
    ['A?C', 'ABC', true],
    ['A?C', 'AC', false],
    ['?', '😀', true],
    ['[A]', '[A]', true],
    ['[A]', 'A', false],
    ['A.B', 'AxB', false],
    ['**A', 'BA', true],
  ]
  for (const [glob, name, expected] of cases) {
    t.equal(matchesName(glob, name), expected, `${glob} on ${name}`)
  }
  t.equal(matchesName('gh_*', 'GH_TOKEN', true), true, 'without regard to case')
})

t.test('paths', async (t) => {
  const cases: readonly [string, string, boolean][] = [
    ['*.log', 'a.log', true],
    ['*.log', 'deep/down/a.log', true],
    ['/*.log', 'a.log', true],
    ['/*.log', 'deep/a.log', false],
    ['deep/*.log', 'deep/a.log', true],
    ['deep/*.log', 'deep/down/a.log', false],
    ['deep/**/*.log', 'deep/a.log', true],
    ['deep/**/*.log', 'deep/x/y/a.log', true],
    ['deep/**', 'deep/x/y', true],
    ['**/x/**/z', 'a/x/b/x/c/z', true],
    ['**/x/**/z', 'a/b/c/z', false],
  ]
  for (const [glob, path, expected] of cases) {
    t.equal(matchesPath(glob, path), expected, `${glob} on ${path}`)
  }
})

t.test('a glob of many stars does not take exponential time', async (t) => {
  const started = performance.now()
  t.equal(matchesName(`${'*a'.repeat(200)}b`, 'a'.repeat(5000)), false)
  t.ok(performance.now() - started < 2000)
})
