/**
 * Private keys in DER: PKCS#8, PKCS#1, SEC 1, OpenSSL's DSA form.
 *
 * In: DER bytes. Out: a PrivateKey and the name of its form, or a
 * FormatFault; and back: the DER forms in which tools write the same key.
 * Nothing is decrypted here.
 */

import * as der from './der.js'
import {
  CURVES,
  dsaKey,
  EDWARDS,
  type EdwardsKey,
  ecKey,
  edwardsKey,
  type PrivateKey,
  type RsaKey,
  rsaKey,
} from './key.js'

export interface Asn1Key {
  /** `PKCS#8 RSA`, `SEC1 EC` … */
  readonly format: string
  readonly key: PrivateKey
}

const RSA = '1.2.840.113549.1.1.1'
const EC = '1.2.840.10045.2.1'

/** Algorithm identifiers of PKCS#8, by what stands in the privateKey field. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  [RSA]: 'RSA',
  '1.2.840.113549.1.1.7': 'RSA-OAEP',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  [EC]: 'EC',
  '1.3.132.1.12': 'EC',
  '1.2.840.10040.4.1': 'DSA',
  '1.2.840.113549.1.3.1': 'DH',
  '1.2.840.10046.2.1': 'DH',
  ...Object.fromEntries(Object.entries(EDWARDS).map(([type, { oid }]) => [oid, type])),
}

/** Context tags of ECPrivateKey (RFC 5915). */
const PARAMETERS = 0xa0
const PUBLIC_KEY = 0xa1

/** The form that the fields tell: no label is needed. */
export function readAsn1(bytes: Uint8Array): Asn1Key {
  const fields = der.sequence(der.readOnly(bytes))
  const [version, second, third] = fields
  const number = der.small(version)
  if (second?.tag === der.TAG.sequence && third?.tag === der.TAG.octetString) return pkcs8(fields)
  if (second?.tag === der.TAG.octetString && number === 1)
    return { format: 'SEC1 EC', key: sec1(fields) }
  if (second?.tag === der.TAG.integer && fields.length >= 9)
    return { format: 'PKCS#1 RSA', key: pkcs1(fields) }
  if (second?.tag === der.TAG.integer && fields.length === 6)
    return { format: 'DSA', key: dsa(fields) }
  return der.fault('no private key')
}

/** RFC 5958: version, algorithm, privateKey, attributes. */
function pkcs8(fields: readonly der.Node[]): Asn1Key {
  const [identifier, parameters] = der.sequence(fields[1])
  const dotted = der.oid(identifier)
  const name = ALGORITHMS[dotted]
  const inner = der.octets(fields[2])
  const format = `PKCS#8 ${name ?? dotted}`
  switch (name) {
    case 'RSA':
    case 'RSA-PSS':
    case 'RSA-OAEP':
      return { format, key: pkcs1(der.sequence(der.readOnly(inner))) }
    case 'EC':
      return { format, key: sec1(der.sequence(der.readOnly(inner)), parameters) }
    case 'DSA':
    case 'DH':
      return { format, key: { ...dsaKey(der.integer(der.readOnly(inner))), type: name } }
    case undefined:
      // An algorithm this table does not know: its whole key field is secret.
      return { format, key: { type: 'opaque', kind: 'private key', bytes: inner } }
    default:
      return {
        format,
        key: edwardsKey(name as EdwardsKey['type'], der.octets(der.readOnly(inner))),
      }
  }
}

/** RFC 8017, A.1.2. */
function pkcs1(fields: readonly der.Node[]): RsaKey {
  der.small(fields[0])
  const [n, e, d, p, q, dp, dq, qi] = fields.slice(1, 9).map(der.integer)
  if (!n || !e || !d || !p || !q || !dp || !dq || !qi) return der.fault('a number is missing')
  const others =
    fields[9] && der.sequence(fields[9]).flatMap((prime) => der.sequence(prime).map(der.integer))
  return rsaKey({ n, e, d, p, q, dp, dq, qi, ...(others && { others }) })
}

/** RFC 5915; PKCS#8 keeps the parameters outside. */
function sec1(fields: readonly der.Node[], outside?: der.Node): PrivateKey {
  const find = (tag: number) => fields.slice(2).find((field) => field.tag === tag)
  const inside = find(PARAMETERS)
  const parameters = inside ? der.children(inside)[0] : outside
  const curve = parameters?.tag === der.TAG.oid ? der.oid(parameters) : undefined
  const bits = find(PUBLIC_KEY)
  const point = bits && der.expect(der.children(bits)[0], der.TAG.bitString).content.subarray(1)
  return ecKey(der.octets(fields[1]), curve, point)
}

/** OpenSSL's traditional DSA: 0, p, q, g, y, x. */
function dsa(fields: readonly der.Node[]): PrivateKey {
  const [p, q, g, y, x] = fields.slice(1).map(der.integer)
  return dsaKey(x!, [p!, q!, g!, y!])
}

/** The DER forms in which tools write this key: PKCS#8 first, then the older one. */
export function writeAsn1(key: PrivateKey): readonly Uint8Array[] {
  switch (key.type) {
    case 'RSA':
      return writeRsa(key)
    case 'EC':
      return writeEc(key.d, key.curve, key.point)
    case 'DSA':
      return key.domain ? writeDsa(key.x, key.domain) : []
    case 'DH':
    case 'opaque':
      return []
    default: {
      const seed = der.write(der.TAG.octetString, key.seed)
      return [writePkcs8(der.write(der.TAG.sequence, der.writeOid(EDWARDS[key.type].oid)), seed)]
    }
  }
}

function writeRsa(key: RsaKey): readonly Uint8Array[] {
  if (!key.p || !key.q || !key.dp || !key.dq || !key.qi || key.others) return []
  const numbers = [key.n, key.e, key.d, key.p, key.q, key.dp, key.dq, key.qi]
  const old = der.write(der.TAG.sequence, version(0), ...numbers.map(der.writeInteger))
  const none = der.write(der.TAG.null)
  return [writePkcs8(der.write(der.TAG.sequence, der.writeOid(RSA), none), old), old]
}

function writeEc(d: Uint8Array, curve?: string, point?: Uint8Array): readonly Uint8Array[] {
  if (!CURVES.some((row) => row.oid === curve)) return []
  const name = der.writeOid(curve!)
  const head = [version(1), der.write(der.TAG.octetString, d)]
  const tail = point ? [der.write(PUBLIC_KEY, der.write(der.TAG.bitString, version0, point))] : []
  const algorithm = der.write(der.TAG.sequence, der.writeOid(EC), name)
  return [
    writePkcs8(algorithm, der.write(der.TAG.sequence, ...head, ...tail)),
    der.write(der.TAG.sequence, ...head, der.write(PARAMETERS, name), ...tail),
  ]
}

function writeDsa(x: Uint8Array, domain: readonly Uint8Array[]): readonly Uint8Array[] {
  const [p, q, g] = domain
  const group = der.write(der.TAG.sequence, ...[p!, q!, g!].map(der.writeInteger))
  const algorithm = der.write(der.TAG.sequence, der.writeOid('1.2.840.10040.4.1'), group)
  const old = der.write(der.TAG.sequence, version(0), ...[...domain, x].map(der.writeInteger))
  return [writePkcs8(algorithm, der.writeInteger(x)), old]
}

const version0 = Uint8Array.of(0)

function version(value: number): Uint8Array {
  return der.write(der.TAG.integer, Uint8Array.of(value))
}

function writePkcs8(algorithm: Uint8Array, key: Uint8Array): Uint8Array {
  return der.write(der.TAG.sequence, version(0), algorithm, der.write(der.TAG.octetString, key))
}

/** SubjectPublicKeyInfo, PKCS#1 public key or X.509 (certificate, request, list) in DER. */
export function isPublicAsn1(bytes: Uint8Array): boolean {
  return der.attempt(() => looksPublic(der.sequence(der.readOnly(bytes)))) ?? false
}

function looksPublic(fields: readonly der.Node[]): boolean {
  if (fields.length === 2 && fields.every((field) => field.tag === der.TAG.integer)) return true
  const last = der.expect(fields.at(-1), der.TAG.bitString)
  const first = der.sequence(fields[0])
  // SubjectPublicKeyInfo has the algorithm first; a signed X.509 thing has it second.
  if (fields.length === 2) return der.oid(first[0]).length > 0 && last.content.length > 1
  return fields.length === 3 && der.oid(der.sequence(fields[1])[0]).length > 0
}
