/**
 * `logveil/web`: the library for browsers and workers. Nothing that is
 * reachable from here imports from Node.
 */
export { MaskError, type MaskErrorCode } from './errors.js'
export { Masker, type MaskerOptions } from './masking/masker.js'
export { SecretRegistry } from './secrets/registry.js'
export type { MaskStreamOptions } from './streams/adapter.js'
export { createMaskTransformStream, type MaskTransformStream } from './streams/web.js'
