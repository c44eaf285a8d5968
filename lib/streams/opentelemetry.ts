/**
 * Counts masks as OpenTelemetry metrics, while a log runs.
 *
 * In: what a masker tells of each mask. Out: two counters of the global meter
 * provider, `logveil.masks` and `logveil.masked_bytes`. Their attributes are
 * names of secrets and variants, never values. Without a provider nothing is
 * recorded. `@opentelemetry/api` is an optional peer: only this entry imports it.
 */
import { metrics } from '@opentelemetry/api'
import type { MaskerOptions } from '../masking/options.js'

/**
 * The `onMask` option of a masker or a mask stream that counts:
 * `createMaskStream(secrets, { onMask: countMasks() })`. As in the report a
 * mask counts once for each secret and variant that stands under it; bytes
 * count once and have no names.
 */
export function countMasks(): NonNullable<MaskerOptions['onMask']> {
  const meter = metrics.getMeter('logveil')
  const masks = meter.createCounter('logveil.masks', {
    description: 'Masks, by secret and variant',
    unit: '{mask}',
  })
  const bytes = meter.createCounter('logveil.masked_bytes', {
    description: 'Bytes of the log that were masked',
    unit: 'By',
  })
  return ({ start, end, owners }) => {
    bytes.add(end - start)
    for (const { name, variant } of owners) {
      masks.add(1, { 'logveil.secret': name, 'logveil.variant': variant })
    }
  }
}
