/**
 * Keys in JSON: JWK and JWKS (RFC 7517, 7518, 8037), and PEM texts in string
 * values, as a service account's `private_key`.
 *
 * In: text. Out: the keys and the string values that hold PEM, in the order of
 * the file. The JSON's own structure is not secret. A JSON text without keys
 * gives nothing; an object with `kty` and a broken private member is a fault.
 */

import { decodeBase64 } from './bytes.js'
import { fault } from './der.js'
import {
  CURVES,
  EDWARDS,
  type EdwardsKey,
  ecKey,
  edwardsKey,
  type PrivateKey,
  rsaKey,
} from './key.js'

export type JsonFind =
  | { readonly kind: 'jwk'; read(): PrivateKey }
  | { readonly kind: 'public' }
  | { readonly kind: 'text'; readonly text: string }

/** No key and no public key is shorter, in whatever text. */
const SHORTEST_TEXT = 32
const KTY = '"kty"'
/** RSA with 16,384 bits and all its numbers takes 12 KB. */
const MAX_TEXT = 32 * 1024
/** Braces that are tried as the end of an object: each further prime of an RSA key has one. */
const MAX_TRIES = 8
const MAX_IN_TEXT = 256
/** More values than this are no key file. */
const MAX_VALUES = 100_000

/** Undefined where the text is not JSON. */
export function findInJson(text: string): readonly JsonFind[] | undefined {
  if (!/^\s*[{["]/.test(text)) return undefined
  const root = parse(text)
  if (root === undefined) return undefined
  const found: JsonFind[] = []
  const waiting: unknown[] = [root]
  for (let count = 0; waiting.length && count < MAX_VALUES; count++) {
    const value = waiting.pop()
    if (typeof value === 'string') {
      if (value.length >= SHORTEST_TEXT) found.push({ kind: 'text', text: value })
    } else if (isObject(value) && typeof value.kty === 'string') found.push(jwk(value))
    else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value).reverse()) waiting.push(inner)
    }
  }
  return found
}

/**
 * JWKs in a text that is no JSON itself: a line each, a YAML block, a script.
 * From the brace before `"kty"` to the first one behind it that ends an object.
 */
export function findJwks(text: string): readonly JsonFind[] {
  const found: JsonFind[] = []
  let at = text.indexOf(KTY)
  for (let count = 0; at >= 0 && count < MAX_IN_TEXT; count++) {
    const from = Math.max(0, at - MAX_TEXT)
    const stretch = text.slice(from, at + MAX_TEXT)
    const start = stretch.lastIndexOf('{', at - from)
    let end = at - from
    let value: unknown
    for (let tries = 0; value === undefined && start >= 0 && tries < MAX_TRIES; tries++) {
      end = stretch.indexOf('}', end) + 1
      if (end === 0) break
      value = parse(stretch.slice(start, end))
    }
    if (isObject(value) && typeof value.kty === 'string') found.push(jwk(value))
    at = text.indexOf(KTY, value === undefined ? at + KTY.length : from + end)
  }
  return found
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function jwk(value: Json): JsonFind {
  const secret = value.kty === 'oct' ? value.k : (value.d ?? value.priv)
  return secret === undefined ? { kind: 'public' } : { kind: 'jwk', read: () => readJwk(value) }
}

function readJwk(value: Json): PrivateKey {
  const member = (name: string) => bytes(value[name])
  const optional = (name: string) => (value[name] === undefined ? undefined : member(name))
  switch (value.kty) {
    case 'oct':
      return { type: 'opaque', kind: 'symmetric key', bytes: member('k') }
    case 'RSA':
      return readRsa(member, optional, value.oth)
    case 'EC':
      return readEc(value, member, optional)
    case 'OKP': {
      const type = value.crv as EdwardsKey['type']
      return Object.hasOwn(EDWARDS, type) ? edwardsKey(type, member('d')) : opaque(member('d'))
    }
    default:
      // AKP (post-quantum) and whatever comes: the private member is secret as it is.
      return opaque(member(value.d === undefined ? 'priv' : 'd'))
  }
}

type Member = (name: string) => Uint8Array

function readRsa(
  member: Member,
  optional: (name: string) => Uint8Array | undefined,
  oth: unknown,
): PrivateKey {
  const [p, q, dp, dq, qi] = ['p', 'q', 'dp', 'dq', 'qi'].map(optional)
  const primes = Array.isArray(oth) ? oth.filter(isObject) : []
  const others = primes.flatMap((prime) => ['r', 'd', 't'].map((name) => bytes(prime[name])))
  return rsaKey({
    n: member('n'),
    e: member('e'),
    d: member('d'),
    ...(p && { p }),
    ...(q && { q }),
    ...(dp && { dp }),
    ...(dq && { dq }),
    ...(qi && { qi }),
    ...(others.length && { others }),
  })
}

function readEc(
  value: Json,
  member: Member,
  optional: (name: string) => Uint8Array | undefined,
): PrivateKey {
  const curve = CURVES.find((row) => row.jwk === value.crv)?.oid
  const [x, y] = [optional('x'), optional('y')]
  return ecKey(member('d'), curve, x && y && Uint8Array.of(4, ...x, ...y))
}

function opaque(bytes: Uint8Array): PrivateKey {
  return { type: 'opaque', kind: 'private key', bytes }
}

function bytes(value: unknown): Uint8Array {
  const decoded = typeof value === 'string' ? decodeBase64(value) : undefined
  return decoded?.length ? decoded : fault('a member that is no base64url')
}
