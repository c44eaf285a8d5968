/**
 * Runs a fast-check property as one tap assertion and prints how often and
 * with which seed it ran. `LOGVEIL_RUNS` sets the number of cases (default
 * 1,000 in CI, 300 elsewhere), `LOGVEIL_SEED` repeats a run.
 */
import fc from 'fast-check'
import type { Test } from 'tap'

export const RUNS = Number(process.env.LOGVEIL_RUNS ?? (process.env.CI ? 1000 : 300))
export const SEED = Number(process.env.LOGVEIL_SEED ?? Math.trunc(Math.random() * 0x7fffffff))

/**
 * Asserts that the predicate (throwing on failure) holds for arbitrary values.
 */
export async function property<T>(
  t: Test,
  name: string,
  arbitrary: fc.Arbitrary<T>,
  predicate: (value: T) => void | Promise<void>,
): Promise<void> {
  const result = await fc.check(
    fc.asyncProperty(arbitrary, async (value) => {
      await predicate(value)
    }),
    { numRuns: RUNS, seed: SEED },
  )
  t.comment(`${name}: ${result.numRuns} cases, seed ${result.seed}`)
  if (!result.failed) t.pass(name)
  else
    t.fail(
      `${name}
${result.errorInstance}
${fc.defaultReportMessage(result)}`,
    )
}
