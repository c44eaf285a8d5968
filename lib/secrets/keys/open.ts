/**
 * The cryptography of encrypted keys, with Node.
 *
 * In: derived parameters, already bounded by the readers. Out: a KeyCrypto.
 * This is the only file of the folder that needs Node; the web build leaves it
 * out and reads plain keys only.
 */

import { createDecipheriv, createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto'
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { argon2d, argon2i, argon2id } from '@noble/hashes/argon2.js'
import type { KeyCrypto } from './crypto.js'

/** Node 20's OpenSSL has no Argon2. */
const ARGON2 = { argon2d, argon2i, argon2id }

export const nodeKeyCrypto: KeyCrypto = {
  hash: (digest, data) => createHash(digest).update(data).digest(),

  hmac: (digest, key, data) => createHmac(digest, key).update(data).digest(),

  pbkdf2: (digest, passphrase, salt, rounds, length) =>
    pbkdf2Sync(passphrase, salt, rounds, length, digest),

  scrypt: (passphrase, salt, { N, r, p }, length) =>
    // Node counts the block of each lane too.
    scryptSync(passphrase, salt, length, { N, r, p, maxmem: 128 * r * (N + p + 2) + 1024 }),

  argon2: (flavour, passphrase, salt, { memory, passes, lanes }, length) =>
    ARGON2[flavour](passphrase, salt, { m: memory, t: passes, p: lanes, dkLen: length }),

  decrypt(cipher, key, iv, data, { padding = true, tag } = {}) {
    try {
      // The name comes from a fixed table; the union of types is for the tag.
      const decipher = createDecipheriv(cipher as 'aes-256-gcm', key, iv)
      if (tag) decipher.setAuthTag(tag)
      else decipher.setAutoPadding(padding)
      return Buffer.concat([decipher.update(data), decipher.final()])
    } catch {
      // Wrong key, padding, tag or length: all of them mean the wrong passphrase.
      return undefined
    }
  },

  secretbox(key, nonce, box) {
    try {
      return xsalsa20poly1305(key, nonce).decrypt(box)
    } catch {
      return undefined
    }
  },
}
