/**
 * What the tests of the stream adapters share: logs that are dense with
 * occurrences and near-misses, the output that a bare Masker gives for the
 * whole input at once, and a clock that only moves when told.
 */
import { mock } from 'node:test'
import { setImmediate as nextRound } from 'node:timers/promises'
import fc from 'fast-check'
import { Masker } from '../../lib/masking/masker.js'
import type { MaskerOptions } from '../../lib/masking/options.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'

/** 16 bytes that share a prefix and a border with the second value. */
export const FIRST = 'hunter2-hunter2x'
export const SECOND = 'hunter2-Ünïcødé✓'
/** Spelled over two lines. */
export const THIRD = 'first line of it\nsecond line of it'

export function registry(values: Record<string, string> = { FIRST, SECOND, THIRD }) {
  const secrets = new SecretRegistry({ variants: ['raw'], fragments: false })
  for (const [name, value] of Object.entries(values)) secrets.add(name, value)
  return secrets
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

/** What the whole input becomes when a bare Masker is given it at once. */
export function maskedAtOnce(secrets: SecretRegistry, input: Uint8Array, options?: MaskerOptions) {
  const masker = new Masker(secrets, options)
  return Buffer.concat([...masker.write(input), ...masker.end()])
}

const PIECES = [
  FIRST,
  SECOND,
  THIRD,
  FIRST.slice(0, 9),
  SECOND.slice(0, -1),
  FIRST.slice(3),
  THIRD.slice(0, 17),
  'hunter2-',
  '✓ ok\r\n',
  '\n',
  '\0',
  'a line without anything\n',
]

/** Logs of up to about 600 bytes: values, pieces of them, and whatever stands between. */
export const logs: fc.Arbitrary<Uint8Array> = fc
  .array(fc.oneof(fc.constantFrom(...PIECES).map(utf8), fc.uint8Array({ maxLength: 5 })), {
    maxLength: 30,
  })
  .map((parts) => new Uint8Array(Buffer.concat(parts)))

/**
 * Runs `body` with timers that only `pass(ms)` moves. Streams need real turns
 * of the event loop in between; `pass` gives them one before and after.
 */
export async function withClock<T>(
  body: (pass: (milliseconds: number) => Promise<void>) => Promise<T>,
): Promise<T> {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    return await body(async (milliseconds) => {
      await nextRound()
      mock.timers.tick(milliseconds)
      await nextRound()
    })
  } finally {
    mock.timers.reset()
  }
}
