/**
 * The secrets that the benchmark hides: seeded, of mixed shapes, 12 to 64
 * characters, and one multi-line private key in every ten.
 */
import { checkPrimeSync, createECDH, createPrivateKey } from 'node:crypto'
import { Random } from './random.js'

export interface BenchSecret {
  readonly name: string
  readonly value: string
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const ALPHANUMERIC = `${LETTERS}0123456789`
const BASE64 = `${ALPHANUMERIC}+/`
const HEX = '0123456789abcdef'
const PUNCTUATED = `${ALPHANUMERIC}!#$%&*()-_=+[]{};:,.<>?@^~`

/** One shape each; the ten of them repeat. */
const shapes: readonly ((random: Random) => string)[] = [
  (r) => `ghp_${r.text(ALPHANUMERIC, 36)}`,
  (r) => r.text(HEX, 32),
  (r) => r.text(PUNCTUATED, r.between(12, 24)),
  (r) => r.text(BASE64, r.between(5, 16) * 4),
  uuid,
  (r) => r.text(ALPHANUMERIC, r.between(20, 64)),
  (r) => r.text(HEX, 64),
  (r) => r.text(PUNCTUATED, r.between(16, 32)),
  (r) => `${r.text(BASE64, 42)}A=`,
  ecKey,
]

function uuid(random: Random): string {
  const parts = [8, 4, 4, 4, 12].map((length) => random.text(HEX, length))
  return parts.join('-')
}

/** @param count 10, 100, 1,000 … */
export function makeSecrets(count: number, seed = 1): BenchSecret[] {
  const random = new Random(seed)
  return Array.from({ length: count }, (_, i) => ({
    name: `SECRET_${i}`,
    value: shapes[i % shapes.length]!(random),
  }))
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

function pem(jwk: Record<string, string>): string {
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return key.export({ type: 'pkcs8', format: 'pem' }) as string
}

/** A P-256 key as PKCS #8: three lines of base64 between its header and footer. */
function ecKey(random: Random): string {
  const d = random.bytes(32)
  d[0] = 1 // below the order of the curve
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(d)
  const point = ecdh.getPublicKey()
  return pem({
    kty: 'EC',
    crv: 'P-256',
    d: base64url(d),
    x: base64url(point.subarray(1, 33)),
    y: base64url(point.subarray(33)),
  })
}

/** An RSA key of 2,048 bits as PKCS #8: 26 lines of base64. */
export function rsaKey(seed = 3): string {
  const random = new Random(seed)
  const e = 65537n
  const p = prime(random, e)
  const q = prime(random, e)
  const d = inverse(e, (p - 1n) * (q - 1n))
  const fields = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const jwk: Record<string, string> = { kty: 'RSA' }
  for (const [name, value] of Object.entries(fields)) {
    const hex = value.toString(16)
    jwk[name] = base64url(Buffer.from(hex.padStart(hex.length + (hex.length & 1), '0'), 'hex'))
  }
  return pem(jwk)
}

/** A prime of 1,024 bits with the two top bits set, so that two of them make 2,048. */
function prime(random: Random, e: bigint): bigint {
  for (;;) {
    const bytes = random.bytes(128)
    bytes[0]! |= 0xc0
    bytes[127]! |= 1
    const candidate = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
    if ((candidate - 1n) % e !== 0n && checkPrimeSync(candidate)) return candidate
  }
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (b !== 0n) {
    const quotient = a / b
    ;[a, b, x, y] = [b, a % b, y, x - quotient * y]
  }
  return ((x % modulus) + modulus) % modulus
}
