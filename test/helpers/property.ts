/**
 * The one place where properties run: each as one tap assertion, with its
 * number of cases and its seed printed. `LOGVEIL_RUNS` sets the number
 * (default 1,000 in CI, 100 elsewhere), `LOGVEIL_SEED` repeats a run. The
 * same holds for values that a test draws to show them to a tool at once.
 */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import type { Test } from 'tap'

export const RUNS = Number(process.env.LOGVEIL_RUNS ?? (process.env.CI ? 1000 : 100))
export const SEED = Number(process.env.LOGVEIL_SEED ?? Math.trunc(Math.random() * 0x7fffffff))

/** The share of the common number of cases: one in `divisor`, printed where it is not all. */
const shareOf = (divisor: number): { numRuns: number; note: string } => ({
  numRuns: Math.ceil(RUNS / divisor),
  note: divisor === 1 ? '' : ` (1 of ${divisor})`,
})

/**
 * Asserts that the predicate (throwing on failure) holds for arbitrary values.
 * A `divisor` is for cases that start a process or generate a key: it takes
 * one case in so many.
 */
export async function property<T>(
  t: Test,
  name: string,
  arbitrary: fc.Arbitrary<T>,
  predicate: (value: T) => void | Promise<void>,
  divisor = 1,
): Promise<void> {
  const { numRuns, note } = shareOf(divisor)
  const result = await fc.check(
    fc.asyncProperty(arbitrary, async (value) => {
      const answer: unknown = await predicate(value)
      assert.equal(answer, undefined, 'a predicate throws; nobody reads what it returns')
    }),
    { numRuns, seed: SEED },
  )
  t.comment(`${name}: ${result.numRuns} cases${note}, seed ${result.seed}`)
  if (!result.failed) t.pass(name)
  else {
    t.fail(name, {
      error: inspect(result.errorInstance),
      report: fc.defaultReportMessage(result),
    })
  }
}

/** Draws as many values as a property has cases, for a tool that takes all of them at once. */
export function draw<T>(t: Test, name: string, arbitrary: fc.Arbitrary<T>, divisor = 1): T[] {
  const { numRuns, note } = shareOf(divisor)
  t.comment(`${name}: ${numRuns} values${note}, seed ${SEED}`)
  return fc.sample(arbitrary, { numRuns, seed: SEED })
}
