/**
 * The container in which cosign keeps a private key.
 *
 * PEM → JSON → secretbox → PKCS#8. In: PKCS#8 bytes and a password, or the
 * text of a container and a password. Out: the other one. Format: the package
 * `encrypted` of go-securesystemslib (scrypt with N 65536, r 8, p 1;
 * XSalsa20-Poly1305), under the label that cosign 2 writes.
 */
import { randomBytes, scryptSync } from 'node:crypto'
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'

const LABEL = 'ENCRYPTED SIGSTORE PRIVATE KEY'
const COST = { N: 65536, r: 8, p: 1 }

/** @param {Uint8Array} pkcs8 @param {string} password @returns {string} PEM */
export function seal(pkcs8, password) {
  const salt = randomBytes(32)
  const nonce = randomBytes(24)
  const box = xsalsa20poly1305(keyFor(password, salt, COST), nonce).encrypt(pkcs8)
  const json = JSON.stringify({
    kdf: { name: 'scrypt', params: COST, salt: salt.toString('base64') },
    cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
    ciphertext: Buffer.from(box).toString('base64'),
  })
  const lines =
    Buffer.from(json)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${LABEL}-----`, ...lines, `-----END ${LABEL}-----`, ''].join('\n')
}

/** @param {string} pem @param {string} password @returns {Uint8Array} PKCS#8; throws for a wrong password */
export function open(pem, password) {
  const body = /-----BEGIN ENCRYPTED (?:COSIGN|SIGSTORE) PRIVATE KEY-----([^-]+)-----END/.exec(pem)
  const { kdf, cipher, ciphertext } = JSON.parse(Buffer.from(body?.[1] ?? '', 'base64').toString())
  const key = keyFor(password, Buffer.from(kdf.salt, 'base64'), kdf.params)
  const nonce = Buffer.from(cipher.nonce, 'base64')
  return xsalsa20poly1305(key, nonce).decrypt(Buffer.from(ciphertext, 'base64'))
}

/** @param {string} password @param {Uint8Array} salt @param {{ N: number, r: number, p: number }} cost */
function keyFor(password, salt, { N, r, p }) {
  return scryptSync(password, salt, 32, { N, r, p, maxmem: 256 * N * r })
}
