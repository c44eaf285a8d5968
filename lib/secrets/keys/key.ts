/**
 * A private key, whatever container it came in.
 *
 * In: the numbers a container's reader found. Out: one shape for all of them,
 * with the secret numbers told apart from the public ones. Numbers are
 * big-endian without leading zeros unless their width is part of the format
 * (EC scalars, seeds).
 */

import { fromBigInt, minimal, padded, toBigInt } from './bytes.js'
import { fault } from './der.js'

/** RFC 8017, section 3.2; `others` are r, d, t of a multi-prime key, flat. */
export interface RsaKey {
  readonly type: 'RSA'
  readonly n: Uint8Array
  readonly e: Uint8Array
  readonly d: Uint8Array
  readonly p?: Uint8Array
  readonly q?: Uint8Array
  readonly dp?: Uint8Array
  readonly dq?: Uint8Array
  readonly qi?: Uint8Array
  readonly others?: readonly Uint8Array[]
}

/** RFC 5915; `curve` is dotted, absent for explicit parameters; `point` as in SEC 1, 2.3.3. */
export interface EcKey {
  readonly type: 'EC'
  readonly curve?: string
  readonly d: Uint8Array
  readonly point?: Uint8Array
}

/** RFC 8410: `algorithm` is the dotted identifier. */
export interface EdwardsKey {
  readonly type: 'Ed25519' | 'X25519' | 'Ed448' | 'X448'
  readonly seed: Uint8Array
}

/** Numbers p, q, g, y are public; a Diffie-Hellman key has none of them here. */
export interface DsaKey {
  readonly type: 'DSA' | 'DH'
  readonly x: Uint8Array
  readonly domain?: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
}

/** Bytes that are secret as they stand: symmetric keys, unknown algorithms, hardware handles. */
export interface OpaqueKey {
  readonly type: 'opaque'
  /** what it is, as in a part's kind */
  readonly kind: string
  readonly bytes: Uint8Array
}

export type PrivateKey = RsaKey | EcKey | EdwardsKey | DsaKey | OpaqueKey

/** RFC 8410, section 3. */
export const EDWARDS: Readonly<Record<EdwardsKey['type'], { oid: string; bytes: number }>> = {
  X25519: { oid: '1.3.101.110', bytes: 32 },
  X448: { oid: '1.3.101.111', bytes: 56 },
  Ed25519: { oid: '1.3.101.112', bytes: 32 },
  Ed448: { oid: '1.3.101.113', bytes: 57 },
}

/** SEC 2 and RFC 5480 names: JWK `crv`, OpenSSH name, identifier, bytes of a scalar. */
export const CURVES: readonly { oid: string; jwk: string; ssh: string; bytes: number }[] = [
  { oid: '1.2.840.10045.3.1.7', jwk: 'P-256', ssh: 'nistp256', bytes: 32 },
  { oid: '1.3.132.0.34', jwk: 'P-384', ssh: 'nistp384', bytes: 48 },
  { oid: '1.3.132.0.35', jwk: 'P-521', ssh: 'nistp521', bytes: 66 },
  { oid: '1.3.132.0.10', jwk: 'secp256k1', ssh: '', bytes: 32 },
]

/** Largest number read: RSA with 16,384 bits. Larger ones would make the derivations slow. */
const MAX_NUMBER = 2048

/**
 * An RSA key with p before q as its container has them and the CRT numbers
 * completed: some containers leave dp and dq out (OpenSSH, PuTTY).
 */
export function rsaKey(key: Omit<RsaKey, 'type'>): RsaKey {
  const n = number(key.n)
  const e = number(key.e)
  const d = number(key.d)
  const others = key.others?.map(number)
  if (!key.p?.length || !key.q?.length) return { type: 'RSA', n, e, d }
  const p = number(key.p)
  const q = number(key.q)
  if (p.length < 2 || q.length < 2) fault('a prime too small')
  const dp = key.dp ? number(key.dp) : fromBigInt(toBigInt(d) % (toBigInt(p) - 1n))
  const dq = key.dq ? number(key.dq) : fromBigInt(toBigInt(d) % (toBigInt(q) - 1n))
  const qi = key.qi && number(key.qi)
  return { type: 'RSA', n, e, d, p, q, dp, dq, ...(qi && { qi }), ...(others && { others }) }
}

/** An EC key; the scalar gets the width of its curve, where that is known. */
export function ecKey(d: Uint8Array, curve?: string, point?: Uint8Array): EcKey {
  const known = CURVES.find((row) => row.oid === curve)
  const scalar = known ? padded(number(d), known.bytes) : d
  if (!number(d).length || (known && scalar.length !== known.bytes)) fault('a scalar out of range')
  return { type: 'EC', d: scalar, ...(curve && { curve }), ...(point && { point }) }
}

export function edwardsKey(type: EdwardsKey['type'], seed: Uint8Array): EdwardsKey {
  if (seed.length !== EDWARDS[type].bytes) fault('a seed of the wrong length')
  return { type, seed }
}

export function dsaKey(x: Uint8Array, domain?: DsaKey['domain']): DsaKey {
  return { type: 'DSA', x: number(x), ...(domain && { domain: domain.map(number) as never }) }
}

/** Without leading zeros, and of bounded length. */
function number(bytes: Uint8Array): Uint8Array {
  const digits = minimal(bytes)
  return digits.length <= MAX_NUMBER ? digits : fault('a number too large')
}
