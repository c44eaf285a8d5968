/**
 * `logveil/web`: the library for browsers and workers. Nothing that is
 * reachable from here imports from Node.
 */
export { MaskError, type MaskErrorCode } from './errors.js'
export type { MaskContext, MaskOption } from './masking/mask.js'
export { Masker, type Offsets } from './masking/masker.js'
export type { MaskerOptions } from './masking/options.js'
export type { Report, VariantCount } from './masking/report.js'
export type { RefusalCode } from './secrets/refusal.js'
export {
  type AddKeyOptions,
  type AddResult,
  type RegistryOptions,
  SecretRegistry,
} from './secrets/registry.js'
export { Secret } from './secrets/secret.js'
export type { MaskStreamOptions } from './streams/adapter.js'
export { createMaskTransformStream, type MaskTransformStream } from './streams/web.js'
