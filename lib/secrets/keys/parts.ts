/**
 * The parts of a key: what of it must not be seen, in which forms.
 *
 * In: a PrivateKey, or the bytes and lines of a container with what is secret
 * in them. Out: Parts. Invariant: only secret bytes are given with bits > 0
 * (fragments come from them alone); a text that mixes secret and public bytes
 * is a part as a whole line only, and text that holds public bytes alone is
 * none. DER prefixes, moduli, public points and names are never parts, salts
 * only where a format's reader says so.
 */

import { BASE64, whole } from '../../variants/radix.js'
import { toBinary, toBytes } from '../../variants/value.js'
import type { Part } from '../part.js'
import { writeAsn1 } from './asn1.js'
import { minimal } from './bytes.js'
import type { PrivateKey } from './key.js'
import { type Body, modulusLines, type Span, secretLines } from './lines.js'
import { AS_TEXT, BYTES, RAW, type Secret, secretParts } from './numbers.js'

/** Families for a body line: as it is, with `\/` in JSON, its characters apart. */
const AS_LINE = ['raw', 'json', 'evasion']
/** Families and ids for a body's text that is also encoded once more (Kubernetes, xxd of the file, PowerShell). */
const ONCE_MORE = [
  'raw',
  'lines',
  'base64',
  'hex',
  'dump',
  'list',
  'bases',
  'base85',
  'utf16',
  'utf16-base64',
  'utf16-hex',
]
/**
 * Families and ids for a key file as a whole: the encodings in which none of its
 * secret parts is found piece by piece, and what most often holds a file. The
 * rest of it is public, and was masked by the whole alone.
 */
export const OF_KEY_FILE: readonly string[] = [
  'raw',
  'base64',
  'hex',
  'percent',
  'json',
  'lines',
  'pem',
  'markup',
  'nested',
  'number', // nothing of it shows a part
  'regex', // marks in the lines part them into pieces shorter than a fragment
]
/** Numbers below this many bytes (the exponent 65537, counters) are no secret. */
const MIN_NUMBER = 8
/** Lines in which tools wrap the base64 of a DER form: PEM, `base64`. */
const WIDTHS = [64, 76]

function secretsOf(key: PrivateKey): readonly Secret[] {
  const number = (kind: string, bytes: Uint8Array | undefined): Secret[] =>
    bytes && minimal(bytes).length >= MIN_NUMBER ? [{ kind, bytes, number: 'big' }] : []
  switch (key.type) {
    case 'RSA': {
      const names = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const
      const others = key.others ?? []
      return [
        ...names.flatMap((name) => number(`rsa ${name}`, key[name])),
        ...others.flatMap((bytes, i) =>
          number(`rsa ${'rdt'[i % 3]}${Math.floor(i / 3) + 3}`, bytes),
        ),
      ]
    }
    case 'EC':
      return number('ec d', key.d)
    case 'DSA':
    case 'DH':
      return number(`${key.type.toLowerCase()} x`, key.x)
    case 'opaque':
      return [{ kind: key.kind, bytes: key.bytes }]
    default:
      return [{ kind: `${key.type.toLowerCase()} seed`, bytes: key.seed, number: 'little' }]
  }
}

/** Every part that follows from the key itself, whatever file it came from. */
export function keyParts(key: PrivateKey): readonly Part[] {
  const secrets = secretsOf(key)
  const forms = writeAsn1(key).flatMap((der) => {
    const text = whole(BASE64, der, true)
    const spans = spansIn(der, secrets)
    return WIDTHS.flatMap((width) => secretLines(wrap(text, width), spans, AS_TEXT, true))
  })
  return [...secrets.flatMap(secretParts), ...forms]
}

/** Parts of the body itself: lines with secret bytes, and the secret stretches of its text. */
export function bodyParts(
  body: Body,
  keys: readonly PrivateKey[],
  ciphertexts: readonly Uint8Array[],
): readonly Part[] {
  const secrets = [
    ...keys.flatMap(secretsOf),
    ...ciphertexts.map((bytes) => ({ kind: 'ciphertext', bytes })),
  ]
  const spans = spansIn(body.bytes, secrets)
  const moduli = keys.flatMap((key) => (key.type === 'RSA' ? [key.n] : []))
  return [
    ...secretLines(body.lines, spans, AS_LINE, ciphertexts.length === 0),
    ...modulusLines(body, moduli, spans),
    ...stretches(body, spans),
  ]
}

/** Ciphertext of a key: as good as the key for whoever gets hold of the passphrase later. */
export function ciphertextPart(bytes: Uint8Array): Part {
  return { bytes, kind: 'ciphertext', bits: 8, families: BYTES }
}

/** A text that is secret in itself (an age key, base64 inside JSON): every family may write it. */
export function textPart(text: string, kind: string, bits: number): Part {
  return { bytes: toBytes(text), kind, bits }
}

/** Where the secrets stand in a container's bytes. */
function spansIn(bytes: Uint8Array, secrets: readonly Secret[]): readonly Span[] {
  const binary = toBinary(bytes)
  const spans: Span[] = []
  for (const secret of secrets) {
    const needle = toBinary(secret.number === 'big' ? minimal(secret.bytes) : secret.bytes)
    const at = needle === '' ? -1 : binary.indexOf(needle)
    if (at >= 0) spans.push([at, at + needle.length])
  }
  return spans.sort((a, b) => a[0] - b[0])
}

/** Spans with less between them (a DER header) make one stretch of text. */
const GAP = 5

/**
 * The text of a body from the first to the last char that shows nothing but
 * secret bytes, line breaks included: so that pieces of the text in base64 or
 * hex, as Kubernetes and hex dumps of the file have it, are found too.
 */
function stretches(body: Body, spans: readonly Span[]): readonly Part[] {
  const joined: [number, number][] = []
  for (const [start, end] of spans) {
    const last = joined.at(-1)
    if (last && start - last[1] <= GAP) last[1] = Math.max(last[1], end)
    else joined.push([start, end])
  }
  return joined
    .map(([start, end]) => slice(body.lines, Math.ceil((start * 8) / 6), Math.floor((end * 8) / 6)))
    .filter((text) => text.length >= 16)
    .flatMap((text) => [
      { bytes: toBytes(text), kind: 'body text', bits: 6, families: ONCE_MORE },
      ...acrossBreaks(text),
    ])
}

/** Chars of base64 that are masked by themselves on one line. */
const RUN = 8

/** As many chars with a break among them: where a log is cut there, neither side is long enough. */
function acrossBreaks(text: string): readonly Part[] {
  const pieces: string[] = []
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    for (let before = 1; before < RUN && before <= at; before++) {
      const piece = text.slice(at - before, at - before + RUN + 1)
      if (piece.length > RUN && piece.indexOf('\n') === piece.lastIndexOf('\n')) pieces.push(piece)
    }
  }
  return pieces.map((piece) => ({
    bytes: toBytes(piece),
    kind: 'break of a line',
    bits: 0,
    isPiece: true,
    families: RAW,
  }))
}

/** Chars `from` to `to` of the lines' own chars, with the breaks between them. */
function slice(lines: readonly string[], from: number, to: number): string {
  const pieces: string[] = []
  let at = 0
  for (const line of lines) {
    const piece = line.slice(Math.max(0, from - at), Math.max(0, to - at))
    if (piece !== '') pieces.push(piece)
    at += line.length
  }
  return pieces.join('\n')
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width))
  return lines
}
