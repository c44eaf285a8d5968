/**
 * Values that have a structure: only some pieces of them are secret.
 *
 * In: a value. Out: its secret pieces, each with what it is, and whether the
 * rest of the value is public (host names, JSON keys, headers) and must not be
 * split into fragments. Each grammar is the one of the tool that reads it.
 */
import type { Value } from '../variants/types.js'
import { utf8 } from '../variants/value.js'
import { informationOf } from './judge.js'
import { looksSecret } from './names.js'
import { isCommonWord } from './refusal.js'

export interface Piece {
  readonly binary: string
  /** what it is; never the value */
  readonly kind: string
}

export interface Structure {
  readonly pieces: readonly Piece[]
  /** the value may only be masked as a whole, next to its pieces */
  readonly closed: boolean
  /** its lines are not secret by themselves */
  readonly ownLines: boolean
}

const NONE: Structure = { pieces: [], closed: false, ownLines: true }
/** Bits that a piece must bring where only its place says that it is secret. */
const PIECE_BITS = 30
/** The same where its name says so: `key: environment` is none, and is all over the log. */
const NAMED_BITS = 22
/** Names of users in one case, or in words; or addresses. */
const USER = /^(?:[a-z0-9._+-]+|[A-Z0-9._+-]+|[a-z]*(?:[A-Z][a-z]+)*[0-9]*)(?:@[\w-]+\.[\w.-]+)?$/
/** Schemes of the header Authorization, next to which the credentials stand. */
const SCHEME = /^(?:basic|bearer|digest|negotiate|token|apikey)$/i

/** RFC 7517 and RFC 7518, section 6: what a public key has as well. */
const PUBLIC_OF_JWK = /^(?:kty|use|key_ops|alg|kid|x5[a-z]+(?:#S256)?|crv|x|y|n|e)$/

/** The first grammar that reads the value decides. */
export function structureOf(value: Value): Structure {
  const { binary, text } = value
  if (text === undefined) return NONE
  return (
    jsonOf(text) ??
    jwtOf(binary) ??
    urlOf(binary) ??
    netrcOf(binary) ??
    headerOf(binary) ??
    settingsOf(binary) ??
    pairOf(binary) ??
    NONE
  )
}

/** RFC 8259: strings under secret-looking names, and strings that can only be secrets. */
function jsonOf(text: string): Structure | undefined {
  const start = text.trimStart()[0]
  if (start !== '{' && start !== '[') return undefined
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return undefined
  }
  const pieces: Piece[] = []
  // A list instead of recursion: nesting is bounded by memory, not by the stack
  const open: { value: unknown; name: string }[] = [{ value: root, name: '' }]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { value, name } = at
    if (typeof value === 'string') {
      const binary = utf8(value)
      if (isNamed(name, binary) || isNoise(binary)) pieces.push({ binary, kind: 'json leaf' })
    } else if (Array.isArray(value)) {
      for (const item of value) open.push({ value: item, name })
    } else if (typeof value === 'object' && value !== null) {
      const isJwk = 'kty' in value
      for (const [name, item] of Object.entries(value)) {
        if (!isJwk || !PUBLIC_OF_JWK.test(name)) open.push({ value: item, name })
      }
    }
  }
  return { pieces, closed: true, ownLines: false }
}

/** RFC 7519 and RFC 7516 (`eyJ` is `{"`): header and claims are public, signature or ciphertext is not. */
function jwtOf(binary: string): Structure | undefined {
  const match = /^eyJ[\w-]+\.([\w-]*)\.([\w-]+)(?:\.([\w-]+)\.([\w-]+))?$/.exec(binary)
  if (match === null) return undefined
  const [, second, third, fourth, fifth] = match
  const pieces =
    fourth === undefined
      ? [
          { binary: third!, kind: 'jwt signature' },
          { binary: second!, kind: 'jwt claims' },
        ]
      : [second, fourth, fifth].map((part) => ({ binary: part!, kind: 'jwe ciphertext' }))
  return { pieces, closed: true, ownLines: true }
}

/** RFC 3986 with a password, or with secret-looking query parameters. */
function urlOf(binary: string): Structure | undefined {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#\s]*)@)?([^/?#\s@]*)([^\s?#]*)(\S*)$/i.exec(binary)
  if (match === null) return undefined
  const [, user, host, path, query] = match
  const pieces: Piece[] = []
  if (user !== undefined) {
    const colon = user.indexOf(':')
    const password = colon === -1 ? user : user.slice(colon + 1)
    // `postgres://postgres:postgres@db/postgres`: the word is all over the log, and no secret
    const isName = [user.slice(0, Math.max(colon, 0)), host, path!.slice(1)].includes(password)
    const isUserOnly = colon === -1 && !isNoise(password)
    if (!isName && !isUserOnly) pieces.push(...withPercent(password, 'url password'))
  }
  for (const [, name, parameter] of query!.matchAll(/[?&;#]([^=&;]+)=([^&;#]+)/g)) {
    if (isNamed(name!, parameter!) || isNoise(parameter!)) {
      pieces.push(...withPercent(parameter!, 'url parameter'))
    }
  }
  for (const segment of path!.split('/')) {
    if (isNoise(segment)) pieces.push(...withPercent(segment, 'url segment'))
  }
  return { pieces, closed: true, ownLines: true }
}

/** A piece as it stands in a URL and, where it differs, as it is meant. */
function withPercent(binary: string, kind: string): Piece[] {
  const meant = binary.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const pieces = [{ binary: meant, kind }]
  if (meant !== binary) pieces.push({ binary, kind })
  return pieces
}

/** netrc(5): `machine M login L password P`. */
function netrcOf(binary: string): Structure | undefined {
  if (!/^\s*(?:machine\s+\S+|default)\s/.test(binary)) return undefined
  const pieces: Piece[] = []
  for (const [, password] of binary.matchAll(/\s(?:password|account)\s+(\S+)/g)) {
    pieces.push({ binary: password!, kind: 'netrc password' })
  }
  return pieces.length === 0 ? undefined : { pieces, closed: true, ownLines: false }
}

/**
 * Lists of settings: connection strings (`Server=…;Password=…`), libpq
 * (`host=… password='…'`), dotenv, INI, `.npmrc`, YAML (`password: …`).
 */
function settingsOf(binary: string): Structure | undefined {
  const pieces: Piece[] = []
  const settings =
    /(?:^|[\s;,&?"'])([\w./:@ -]{0,63}?[\w-])["']?\s*(?:=|:(?=\s))[^\S\n\r]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s;,&"']+))/g
  for (const [, name, double, single, bare] of binary.matchAll(settings)) {
    const plain = double ?? single ?? bare!
    if (isNamed(name!.trim(), plain)) pieces.push({ binary: plain, kind: 'setting' })
  }
  return pieces.length === 0 ? undefined : { pieces, closed: true, ownLines: true }
}

/** RFC 9110 §11.6.2 without the name of the header: `Bearer …`, `Basic …`. */
function headerOf(binary: string): Structure | undefined {
  const match = /^(?:(?:proxy-)?authorization:\s*)?(?:bearer|basic|token|apikey)\s+(\S+)$/i.exec(
    binary,
  )
  if (match === null) return undefined
  return { pieces: [{ binary: match[1]!, kind: 'credentials' }], closed: true, ownLines: true }
}

/** `user:password` on one line, where the password is more than a word or a port. */
function pairOf(binary: string): Structure | undefined {
  const match = /^([A-Za-z][\w.@+-]{0,63}):(?!\/\/)(\S[^\n\r]*)$/.exec(binary)
  if (match === null) return undefined
  const [, user, password] = match
  if (informationOf(password!) < PIECE_BITS) return undefined
  // A password that happens to hold a colon has no user
  return {
    pieces: [{ binary: password!, kind: 'password' }],
    closed: USER.test(user!),
    ownLines: true,
  }
}

/** A string whose name says that it is secret, and which is no mere word then. */
function isNamed(name: string, binary: string): boolean {
  if (!looksSecret(name) || isCommonWord(binary) || SCHEME.test(binary)) return false
  return /pass|pwd|secret/i.test(name) || informationOf(binary) >= NAMED_BITS
}

/** A string that stands alone, long and without words: a token in a place of its own. */
function isNoise(binary: string): boolean {
  return (
    /^[A-Za-z0-9+/_=.~-]{20,}$/.test(binary) &&
    /[0-9]/.test(binary) &&
    /[A-Za-z]/.test(binary) &&
    informationOf(binary) >= 3.4 * binary.length
  )
}
