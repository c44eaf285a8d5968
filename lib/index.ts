/** The public face of logveil on Node.js: exports only. */
export { MaskError, type MaskErrorCode } from './errors.js'
export type { MaskContext, MaskOption } from './masking/mask.js'
export { Masker, type MaskerOptions, type Offsets } from './masking/masker.js'
export type { Report, VariantCount } from './masking/report.js'
export type { RefusalCode } from './secrets/refusal.js'
export { type AddResult, type RegistryOptions, SecretRegistry } from './secrets/registry.js'
export { Secret } from './secrets/secret.js'
