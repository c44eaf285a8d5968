/**
 * Secrets of several kinds, drawn anew from a seed.
 *
 * In: a source of randomness. Out: values as a CI job holds them, each with the
 * bytes of it that are secret. Invariant: the same seed gives the same values,
 * keys included, on every machine; no word list, no fixed value.
 */
import { checkPrimeSync, createECDH, createPrivateKey, type KeyObject } from 'node:crypto'
import type { Random } from '../random.js'

export interface Drawn {
  /** the kind, also the name it is registered under */
  readonly name: string
  readonly value: string
  /** `line`: one line of text; `text`: several lines; `key`: a PEM key in a file */
  readonly shape: 'line' | 'text' | 'key'
  /** what must not be recovered, one char (0–255) per byte */
  readonly secret: readonly string[]
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
const ALNUM = LOWER + UPPER + DIGITS
const SPECIAL = '!#$%&\'"()*+,-./:;<=>?@[]^_`{|}~\\'
const NON_ASCII = 'äöüéñçøßÅŁžяжωλ日本語鍵密🔑🦊'

export function drawSecrets(random: Random): readonly Drawn[] {
  const rsa = pem(rsaKey(random))
  const password = mixed(random, ALNUM + SPECIAL, SPECIAL, random.between(16, 28))
  const user = random.text(LOWER, 6)
  const plain = random.text(ALNUM, random.between(18, 26))
  const rows = Array.from({ length: 3 }, () => random.text(ALNUM + SPECIAL, random.between(20, 40)))
  return [
    line('token', random.text(ALNUM, random.between(24, 48))),
    line('prefixed token', `ghp_${random.text(ALNUM, 36)}`),
    line('password', password),
    line('unicode password', unicode(random)),
    line('passphrase', phrase(random)),
    line('word password', wordPassword(random)),
    line('hex key', random.text(`${DIGITS}abcdef`, 64)),
    line('uuid', uuid(random)),
    { ...line('basic auth', `${user}:${plain}`), secret: [plain] },
    { name: 'multi-line', value: rows.join('\n'), shape: 'text', secret: rows.map(latin) },
    { name: 'RSA key', shape: 'key', ...rsa },
    { name: 'EC key', shape: 'key', ...pem(ecKey(random)) },
    { name: 'Ed25519 key', shape: 'key', ...pem(edwardsKey(random)) },
    { ...account(random), name: 'service account', shape: 'text' },
  ]
}

const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1')

function line(name: string, value: string): Drawn {
  return { name, value, shape: 'line', secret: [latin(value)] }
}

/** Text that holds at least three characters of `must`, none of them at the ends. */
function mixed(random: Random, alphabet: string, must: string, length: number): string {
  const inner = random.text(alphabet, length - 5) + random.text(must, 3)
  return random.text(ALNUM, 1) + shuffled(random, [...inner]).join('') + random.text(ALNUM, 1)
}

function unicode(random: Random): string {
  const characters = [...random.text(ALNUM + SPECIAL, 14)]
  for (let i = 0; i < 6; i++) characters.push(random.pick([...NON_ASCII]))
  return random.text(ALNUM, 1) + shuffled(random, characters).join('') + random.text(ALNUM, 1)
}

/** Pronounceable words: what a passphrase generator prints. */
function phrase(random: Random): string {
  return Array.from({ length: 5 }, () => word(random)).join(' ')
}

/** Words with a capital, signs between them, and a number: what people make up. */
function wordPassword(random: Random): string {
  const first = word(random)
  const text = `${first[0]!.toUpperCase()}${first.slice(1)}`
  const others = Array.from({ length: 3 }, () => random.pick([...' -_']) + word(random))
  return `${text}${others.join('')}${random.text(DIGITS, random.between(0, 4))}!`
}

function word(random: Random): string {
  const syllable = () => random.pick([...'bdfgklmnprstvz']) + random.pick([...'aeiou'])
  return Array.from({ length: random.between(2, 3) }, syllable).join('')
}

function uuid(random: Random): string {
  const hex = random.text(`${DIGITS}abcdef`, 32)
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`]
    .concat(hex.slice(20))
    .join('-')
}

function shuffled<T>(random: Random, items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const kept = items[i]!
    items[i] = items[j]!
    items[j] = kept
  }
  return items
}

/** Google's layout of a service account key, with an RSA key of its own. */
function account(random: Random): Pick<Drawn, 'value' | 'secret'> {
  const { value, secret } = pem(rsaKey(random))
  const project = random.text(LOWER, 8)
  const fields = {
    type: 'service_account',
    project_id: project,
    private_key_id: random.text(`${DIGITS}abcdef`, 40),
    private_key: value,
    client_email: `ci@${project}.iam.gserviceaccount.com`,
    token_uri: 'https://oauth2.googleapis.com/token',
  }
  return { value: `${JSON.stringify(fields, null, 2)}\n`, secret }
}

type Jwk = Readonly<Record<string, string>>

/** A key as PEM (PKCS #8), with the numbers of it that are secret. */
function pem(jwk: Jwk): { readonly value: string; readonly secret: readonly string[] } {
  const key: KeyObject = createPrivateKey({ key: jwk, format: 'jwk' })
  const value = key.export({ type: 'pkcs8', format: 'pem' }) as string
  const secret = ['d', 'p', 'q', 'dp', 'dq', 'qi'].flatMap((name) =>
    jwk[name] === undefined ? [] : [Buffer.from(jwk[name], 'base64url').toString('latin1')],
  )
  return { value, secret }
}

const RSA_PRIME_BITS = 512 // small, so that drawing costs no time: the layout is that of any RSA key
const EXPONENT = 65537n

function rsaKey(random: Random): Jwk {
  const p = prime(random)
  const q = prime(random)
  const [large, small] = p > q ? [p, q] : [q, p]
  const d = inverse(EXPONENT, (large - 1n) * (small - 1n))
  return {
    kty: 'RSA',
    n: encoded(large * small),
    e: encoded(EXPONENT),
    d: encoded(d),
    p: encoded(large),
    q: encoded(small),
    dp: encoded(d % (large - 1n)),
    dq: encoded(d % (small - 1n)),
    qi: encoded(inverse(small, large)),
  }
}

/** A prime with its two highest bits set, so that the product has its full length. */
function prime(random: Random): bigint {
  for (;;) {
    const bytes = random.bytes(RSA_PRIME_BITS / 8)
    bytes[0] = bytes[0]! | 0xc0
    bytes[bytes.length - 1] = bytes[bytes.length - 1]! | 1
    const candidate = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
    if (candidate % EXPONENT !== 1n && checkPrimeSync(candidate)) return candidate
  }
}

/** `a` to the power of -1 modulo `m`, by Euclid's extended algorithm. */
function inverse(a: bigint, m: bigint): bigint {
  let [r, next] = [m, a % m]
  let [t, factor] = [0n, 1n]
  while (next !== 0n) {
    const quotient = r / next
    ;[r, next] = [next, r - quotient * next]
    ;[t, factor] = [factor, t - quotient * factor]
  }
  return t < 0n ? t + m : t
}

function encoded(number: bigint): string {
  const hex = number.toString(16)
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url')
}

function ecKey(random: Random): Jwk {
  const ecdh = createECDH('prime256v1')
  const d = Buffer.from(random.bytes(32))
  d[0] = 0x5a // below the order of the curve
  ecdh.setPrivateKey(d)
  const point = ecdh.getPublicKey()
  const at = (from: number) => point.subarray(from, from + 32).toString('base64url')
  return { kty: 'EC', crv: 'P-256', d: d.toString('base64url'), x: at(1), y: at(33) }
}

/** RFC 8410: the DER of an Ed25519 key is a fixed beginning and the seed. */
function edwardsKey(random: Random): Jwk {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
  const der = Buffer.concat([prefix, Buffer.from(random.bytes(32))])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({
    format: 'jwk',
  }) as Jwk
}
