/**
 * What job.sh asks of openssl, made with node:crypto where openssl is absent:
 * files in, files out, the verdict of a verification on stdout.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const [action, ...files] = process.argv.slice(2)
const [first = '', second = '', third = ''] = files

if (action === 'make') {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(first, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  writeFileSync(second, publicKey.export({ type: 'spki', format: 'pem' }))
} else if (action === 'sign') {
  writeFileSync(third, sign('sha256', readFileSync(second), createPrivateKey(readFileSync(first))))
} else if (action === 'verify') {
  const key = createPublicKey(readFileSync(first))
  const good = verify('sha256', readFileSync(second), key, readFileSync(third))
  console.log(good ? 'Verified OK' : 'Verification failure')
  process.exitCode = good ? 0 : 1
} else {
  console.error('usage: keys.js make|sign|verify FILE…')
  process.exitCode = 2
}
