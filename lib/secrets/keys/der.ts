/**
 * A small reader and writer of ASN.1 DER (X.690).
 *
 * In: bytes that may be anything. Out: nodes that point into those bytes, or a
 * FormatFault. Definite lengths everywhere; the indefinite lengths and split
 * strings of BER are accepted too, because PKCS#12 writers use them. Work is
 * linear in the input: depth and node counts are bounded.
 */

import { concat } from './bytes.js'

/** What a parser throws inside this folder; it becomes a MaskError with the block's name. */
export class FormatFault extends Error {}

export function fault(what: string): never {
  throw new FormatFault(what)
}

/** What `read` gives, or undefined where it faults; other errors go on. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof FormatFault) return undefined
    throw error
  }
}

/** Tag bytes of the universal types that keys use. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
} as const

/** Nesting deeper than this is no key. */
const MAX_DEPTH = 32
/** More fields than this in one structure is no key. */
const MAX_CHILDREN = 4096

export interface Node {
  /** first byte: class, constructed bit and number (multi-byte tags are refused) */
  readonly tag: number
  /** the content bytes, a view of the input */
  readonly content: Uint8Array
  /** bytes from the tag to the end of the content (and of its end mark, in BER) */
  readonly size: number
  /** the whole element, a view of the input */
  readonly whole: Uint8Array
}

/** The element that starts at `at`. */
export function readNode(bytes: Uint8Array, at = 0, depth = 0): Node {
  if (depth > MAX_DEPTH) fault('nested too deep')
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return fault('cut short')
  if ((tag & 31) === 31) fault('long tag')
  let start = at + 2
  let length = first
  if (first === 0x80) return readIndefinite(bytes, at, tag, depth)
  if (first > 0x80) {
    const count = first & 127
    if (count > 4) fault('length too long')
    length = 0
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start++] ?? fault('cut short'))
  }
  const end = start + length
  if (end > bytes.length) fault('cut short')
  return {
    tag,
    content: bytes.subarray(start, end),
    size: end - at,
    whole: bytes.subarray(at, end),
  }
}

/** BER: the content runs up to two zero bytes (X.690 8.1.3.6). */
function readIndefinite(bytes: Uint8Array, at: number, tag: number, depth: number): Node {
  if (!(tag & 0x20)) fault('indefinite length of a primitive')
  let position = at + 2
  while (bytes[position] !== 0 || bytes[position + 1] !== 0) {
    position += readNode(bytes, position, depth + 1).size
  }
  const end = position + 2
  return {
    tag,
    content: bytes.subarray(at + 2, position),
    size: end - at,
    whole: bytes.subarray(at, end),
  }
}

/** The one element that fills `bytes`. */
export function readOnly(bytes: Uint8Array): Node {
  const node = readNode(bytes)
  if (node.size !== bytes.length) fault('bytes after the end')
  return node
}

/** The elements inside a constructed node (or inside any content). */
export function children(node: Node): Node[] {
  const nodes: Node[] = []
  for (let at = 0; at < node.content.length; ) {
    if (nodes.length === MAX_CHILDREN) fault('too many fields')
    const child = readNode(node.content, at)
    nodes.push(child)
    at += child.size
  }
  return nodes
}

/** `node` if it has that tag, else a fault. */
export function expect(node: Node | undefined, tag: number): Node {
  return node?.tag === tag ? node : fault('an unexpected field')
}

/** The fields of a SEQUENCE. */
export function sequence(node: Node | undefined): Node[] {
  return children(expect(node, TAG.sequence))
}

/** Content of an OCTET STRING; BER's split form is joined. `tag` for implicit tags. */
export function octets(node: Node | undefined, tag: number = TAG.octetString): Uint8Array {
  if (node?.tag === tag) return node.content
  if (node?.tag === (tag | 0x20)) return concat(...children(node).map((piece) => octets(piece)))
  return fault('an unexpected field')
}

/** A non-negative INTEGER, big-endian, leading zeros kept. */
export function integer(node: Node | undefined): Uint8Array {
  const { content } = expect(node, TAG.integer)
  if (!content.length || content[0]! > 127) fault('a negative or empty number')
  return content
}

/** A small INTEGER (versions, iteration counts); a fault from 2^31 on. */
export function small(node: Node | undefined): number {
  const content = integer(node)
  let value = 0
  for (const byte of content) {
    value = value * 256 + byte
    if (value > 0x7fffffff) fault('a number too large')
  }
  return value
}

/** Content of an OBJECT IDENTIFIER as dotted text. */
export function oid(node: Node | undefined): string {
  const { content } = expect(node, TAG.oid)
  if (!content.length || content.length > 64) fault('an odd identifier')
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 127)
    if (arc > Number.MAX_SAFE_INTEGER / 128) fault('an odd identifier')
    if (byte > 127) continue
    if (arcs.length) arcs.push(arc)
    else arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)))
    arc = 0
  }
  return arcs.join('.')
}

/** One element with `pieces` as content. */
export function write(tag: number, ...pieces: readonly Uint8Array[]): Uint8Array {
  const content = concat(...pieces)
  const { length } = content
  if (length < 128) return concat(Uint8Array.of(tag, length), content)
  const digits: number[] = []
  for (let rest = length; rest; rest = Math.floor(rest / 256)) digits.unshift(rest & 255)
  return concat(Uint8Array.of(tag, 0x80 | digits.length, ...digits), content)
}

/** INTEGER of a minimal big-endian number: zero byte in front of a high bit. */
export function writeInteger(digits: Uint8Array): Uint8Array {
  const lead = !digits.length || digits[0]! > 127 ? Uint8Array.of(0) : new Uint8Array(0)
  return write(TAG.integer, lead, digits)
}

/** OBJECT IDENTIFIER of a dotted text. */
export function writeOid(dotted: string): Uint8Array {
  const [first, second, ...rest] = dotted.split('.').map(Number) as [number, number, ...number[]]
  const bytes: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const digits = [arc & 127]
    for (let left = Math.floor(arc / 128); left; left = Math.floor(left / 128)) {
      digits.unshift((left & 127) | 128)
    }
    bytes.push(...digits)
  }
  return write(TAG.oid, Uint8Array.from(bytes))
}
