/**
 * The registry on Node.js, where encrypted keys can be opened.
 *
 * In: as the registry. Out: the same, with Node's cryptography. The web entry
 * has the plain registry, which masks an encrypted key in its encrypted form.
 */
import { nodeKeyCrypto } from './keys/open.js'
import { SecretRegistry as Registry, type RegistryOptions } from './registry.js'

export class SecretRegistry extends Registry {
  constructor(options?: RegistryOptions) {
    super(options, nodeKeyCrypto)
  }
}
