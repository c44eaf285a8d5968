/**
 * The cryptography of encrypted keys, with Node.
 *
 * In: derived parameters, already bounded by the readers. Out: a KeyCrypto.
 * This is the only file of the folder that needs Node; the web build leaves it
 * out and reads plain keys only.
 */

import { createRequire } from 'node:module'
import type { KeyCrypto } from './crypto.js'

/**
 * Loaded when the first encrypted key is opened, at once: registering a value
 * does not wait. Most runs see no such key, and these modules take longer to
 * load than a short log to mask.
 */
const load = createRequire(import.meta.url)
const crypto = (): typeof import('node:crypto') => load('node:crypto')
/** Node 20's OpenSSL has no Argon2. */
const argon2 = (): typeof import('@noble/hashes/argon2.js') => load('@noble/hashes/argon2.js')
const salsa = (): typeof import('@noble/ciphers/salsa.js') => load('@noble/ciphers/salsa.js')

export const nodeKeyCrypto: KeyCrypto = {
  hash: (digest, data) => crypto().createHash(digest).update(data).digest(),

  hmac: (digest, key, data) => crypto().createHmac(digest, key).update(data).digest(),

  pbkdf2: (digest, passphrase, salt, rounds, length) =>
    crypto().pbkdf2Sync(passphrase, salt, rounds, length, digest),

  scrypt: (passphrase, salt, { N, r, p }, length) => {
    // Node counts the block of each lane too.
    const maxmem = 128 * r * (N + p + 2) + 1024
    return crypto().scryptSync(passphrase, salt, length, { N, r, p, maxmem })
  },

  argon2: (flavour, passphrase, salt, { memory, passes, lanes }, length) =>
    argon2()[flavour](passphrase, salt, { m: memory, t: passes, p: lanes, dkLen: length }),

  decrypt(cipher, key, iv, data, { padding = true, tag } = {}) {
    try {
      // The name comes from a fixed table; the union of types is for the tag.
      const decipher = crypto().createDecipheriv(cipher as 'aes-256-gcm', key, iv)
      if (tag) decipher.setAuthTag(tag)
      else decipher.setAutoPadding(padding)
      return Buffer.concat([decipher.update(data), decipher.final()])
    } catch {
      // Wrong key, padding, tag or length: all of them mean the wrong passphrase.
      return undefined
    }
  },

  secretbox(key, nonce, box) {
    const { xsalsa20poly1305 } = salsa()
    try {
      return xsalsa20poly1305(key, nonce).decrypt(box)
    } catch {
      return undefined
    }
  },
}
