/**
 * Encrypted OpenSSH containers (PROTOCOL.key: bcrypt and a cipher of ssh).
 *
 * In: a container as `ssh.ts` reads it. Out: a Sealed.
 */

import { bcryptPbkdf } from './bcrypt.js'
import { concat } from './bytes.js'
import { checkBcrypt, type KeyCrypto, type Sealed, unsupported } from './crypto.js'
import { fault } from './der.js'
import { type OpenSshContainer, readPrivateSection, SshReader } from './ssh.js'

/** ssh's cipher names: OpenSSL's name, key bytes, IV bytes. */
const CIPHERS: Readonly<Record<string, readonly [name: string, key: number, iv: number]>> = {
  'aes128-ctr': ['aes-128-ctr', 16, 16],
  'aes192-ctr': ['aes-192-ctr', 24, 16],
  'aes256-ctr': ['aes-256-ctr', 32, 16],
  'aes128-cbc': ['aes-128-cbc', 16, 16],
  'aes192-cbc': ['aes-192-cbc', 24, 16],
  'aes256-cbc': ['aes-256-cbc', 32, 16],
  '3des-cbc': ['des-ede3-cbc', 24, 8],
  'aes128-gcm@openssh.com': ['aes-128-gcm', 16, 12],
  'aes256-gcm@openssh.com': ['aes-256-gcm', 32, 12],
  'chacha20-poly1305@openssh.com': ['chacha20', 64, 0],
}

/** Block counter 1 (block 0 makes the tag's key) and nonce 0: the packet number of a key file. */
const CHACHA_START = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

export function readSealedOpenSsh(container: OpenSshContainer): Sealed {
  const { cipher, kdf, kdfOptions, keys, body, tag } = container
  if (!body.length) fault('no ciphertext')
  const options = kdf === 'bcrypt' ? new SshReader(kdfOptions) : undefined
  const salt = options?.string()
  const rounds = options?.uint32()
  return {
    format: 'encrypted OpenSSH',
    ciphertexts: [body],
    open(crypto, passphrase) {
      const [name, keyBytes, ivBytes] = CIPHERS[cipher] ?? unsupported('cipher')
      if (!salt || !rounds) return unsupported('key derivation')
      const derived = bcryptPbkdf(crypto, passphrase, salt, checkBcrypt(rounds), keyBytes + ivBytes)
      const plain = decrypt(
        crypto,
        name,
        derived.subarray(0, keyBytes),
        derived.subarray(keyBytes),
        body,
        tag,
      )
      return plain && readPrivateSection(plain, keys)
    },
  }
}

function decrypt(
  crypto: KeyCrypto,
  name: string,
  key: Uint8Array,
  iv: Uint8Array,
  body: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  // The second half of ssh's double key is for packet lengths, which files have not.
  if (name === 'chacha20') return crypto.decrypt(name, key.subarray(0, 32), CHACHA_START, body)
  if (name.endsWith('gcm')) return crypto.decrypt(name, key, iv, body, { tag: concat(tag) })
  return crypto.decrypt(name, key, iv, body, { padding: false })
}
