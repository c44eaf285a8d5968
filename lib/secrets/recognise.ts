/**
 * From a value to its parts: what of it must not be seen.
 *
 * In: the bytes of a value. Out: the value itself, first, and every secret
 * piece that is found in it by content, each with the bits it carries per byte.
 * Invariant: the whole value is always a part; each recogniser can only add.
 */
import type { Value } from '../variants/types.js'
import { binaryValue, toBinary, toBytes, toValue } from '../variants/value.js'
import { decodingsOf } from './decode.js'
import { foldedIn } from './folded.js'
import { informationOf, isUuid, judge, WHOLE_ONLY } from './judge.js'
import { type KeyCrypto, type KeyReading, OF_KEY_FILE, readKeys } from './keys/index.js'
import { linesOf } from './lines.js'
import type { Part } from './part.js'
import { structureOf } from './structure.js'

/** Words that bring together as much as this are no accident in an encoding. */
const LEAST_CODED_BITS = 36
const LONGEST_PHRASE = 64
/** Several lines that may stand in one row of a dump, together. */
const LONGEST_LINES = 128
/** Encodings in encodings (base64 of JSON that holds base64) are followed this deep. */
const DEEPEST = 4
/** Blanks at its ends only matter where the value stands as it is, or as one number. */
const AS_IT_IS: readonly string[] = ['raw', 'number']
/** Only people fold, and only what they print. */
const AS_FOLDED: readonly string[] = ['raw']
/**
 * What an encoding holds that is no text, nobody quotes as text: programs
 * write such bytes in another encoding, as numbers, or as a literal of bytes.
 */
const OF_BYTES: readonly string[] = [
  'raw',
  'base64',
  'hex',
  'bases',
  'base85',
  'dump',
  'list',
  'number',
  'percent-all',
  'literal-hex',
  'literal-octal',
  'base64-twice',
  'base64-escaped',
]

export interface RecogniseOptions {
  /** a piece shorter than this, in bytes, is not secret by itself */
  readonly minLength: number
  /** tried on encrypted keys */
  readonly passphrases?: readonly Uint8Array[]
  /** what opens encrypted keys */
  readonly crypto?: KeyCrypto | undefined
  /** what readKeys gave for the same bytes, if somebody asked before */
  readonly reading?: KeyReading | undefined
}

export interface Recognised {
  readonly parts: readonly Part[]
  /** there is an encrypted key in it that no passphrase opened */
  readonly locked: boolean
}

export function recognise(bytes: Uint8Array, options: RecogniseOptions): Recognised {
  const found = new Found(options)
  visit(toValue(bytes), 'value', 0, found)
  return { parts: found.parts(), locked: found.locked }
}

function visit(value: Value, kind: string, depth: number, found: Found): void {
  const trimmed = value.text === undefined ? value.binary : trim(value.binary)
  if (trimmed !== value.binary) {
    found.add(value, kind, { bits: 0, families: AS_IT_IS })
    if (trimmed !== '') visit(binaryValue(trimmed), kind, depth, found)
    return
  }
  const isKey = found.readKeys(value)
  const structure = structureOf(value)
  const { decoded, isText } = decodingsOf(value)
  // What encodes a text is as public as the text: its pieces are judged decoded
  const isClosed = structure.closed || isText || isKey
  const { bits, stretches } = isClosed ? WHOLE_ONLY : judge(value)
  const hasWords = !isClosed && bits === 0 && isPhrase(value.binary)
  const isBinary = depth > 0 && value.text === undefined
  const families = isKey ? OF_KEY_FILE : isBinary ? OF_BYTES : undefined
  const isUnsplit = !isClosed && bits === 0 && depth === 0 && value.binary.length <= LONGEST_PHRASE
  if (!found.add(value, kind, { bits, hasWords, isUnsplit, families }) || depth >= DEEPEST) return
  for (const { start, end, bits } of stretches) {
    found.add(binaryValue(value.binary.slice(start, end)), 'stretch', { bits })
  }
  if (structure.ownLines && value.text !== undefined && /[\n\r]/.test(value.binary)) {
    for (const { binary, block } of linesOf(value.binary)) {
      if (block === undefined) visit(binaryValue(binary), 'line', depth + 1, found)
      // The lines of a key that was read are among its parts, where they are secret
      else if (!found.hasKey || block === 'encrypted key')
        found.add(binaryValue(binary), 'line', { bits: 0 })
    }
  }
  for (const piece of structure.pieces) {
    visit(binaryValue(piece.binary), piece.kind, depth + 1, found)
    for (const text of foldedIn(value.binary, piece.binary)) {
      found.add(binaryValue(text), 'folded', { bits: 0, families: AS_FOLDED })
    }
  }
  for (const inner of decoded) visit(inner, 'decoded', depth + 1, found)
  const joined =
    depth < GROUPS_DEPTH && !isUuid(value.binary) ? withoutGroups(value.binary) : undefined
  if (joined !== undefined) visit(binaryValue(joined), 'without groups', depth + 1, found)
}

/** Codes that people type: `AB12C-34DEF-…`, `abcd efgh 2345`. */
const GROUPS = /^(?=.*[0-9])[A-Za-z0-9]{2,8}(?:([-_ ])[A-Za-z0-9]{2,8})(?:\1[A-Za-z0-9]{2,8})+$/
/** Bits a character of them brings at least; words bring less. */
const GROUPED_BITS = 3
const GROUPS_DEPTH = 2

/** A code of several groups as programs keep it. */
function withoutGroups(binary: string): string | undefined {
  const match = GROUPS.exec(binary)
  if (match === null) return undefined
  const joined = binary.replaceAll(match[1]!, '')
  return informationOf(joined) >= GROUPED_BITS * joined.length ? joined : undefined
}

/** Words that are hard to guess together. What is longer has pieces that are hidden by themselves. */
function isPhrase(binary: string): boolean {
  if (binary.length > (/[\n\r]/.test(binary) ? LONGEST_LINES : LONGEST_PHRASE)) return false
  return informationOf(binary) >= LEAST_CODED_BITS
}

/** Without ASCII white space at either end. */
function trim(binary: string): string {
  return binary.replace(/^[\t-\r ]+/, '').replace(/[\t-\r ]+$/, '')
}

/** Of lines that JSON writes as one text, what is still encoded where the key stands alone. */
const OF_LINES: readonly string[] = ['raw', 'lines', 'base64', 'hex']

/**
 * A part as the value around it writes its line ends: dumps of a service
 * account have no rows that end where the lines of its key do.
 */
function inText(part: Part, binary: string): readonly Part[] {
  const lines = toBinary(part.bytes)
  if (part.bits === 0 || !lines.includes('\n') || binary.includes(lines)) return [part]
  const text = lines.replaceAll('\n', '\\n')
  if (!binary.includes(text)) return [part]
  return [
    { ...part, bytes: toBytes(text) },
    { ...part, families: OF_LINES },
  ]
}

interface Traits {
  readonly bits: number
  readonly hasWords?: boolean
  readonly isUnsplit?: boolean
  readonly families?: readonly string[] | undefined
}

/** The parts found so far, each once. */
class Found {
  readonly #options: RecogniseOptions
  readonly #parts = new Map<string, Part>()
  readonly #keyParts: Part[] = []
  locked = false
  /** a private key was read, with all that is secret in it */
  hasKey = false

  constructor(options: RecogniseOptions) {
    this.#options = options
  }

  /**
   * Adds the parts of the keys in a value, unless the value around it showed
   * them already; returns whether it did. A broken block gives no parts; its
   * lines are secret then.
   */
  readKeys({ bytes, binary }: Value): boolean {
    if (this.hasKey) return false
    const { keys, problems } = this.#options.reading ?? readKeys(bytes, this.#options)
    for (const { parts, locked } of keys) {
      this.#keyParts.push(...parts.flatMap((part) => inText(part, binary)))
      if (locked) this.locked = true
    }
    const isBroken = problems.some(({ code }) => code === 'ERR_KEY_FORMAT')
    this.hasKey = keys.length > 0 && !isBroken
    return keys.length > 0
  }

  /** False when the part is too short or known already; the value itself always counts. */
  add(
    value: Value,
    kind: string,
    { bits, hasWords = false, isUnsplit = false, families }: Traits,
  ): boolean {
    if (value.bytes.length < this.#options.minLength && this.#parts.size > 0) return false
    const known = this.#parts.get(value.binary)
    if (known !== undefined && known.bits >= bits) return false
    this.#parts.set(value.binary, {
      bytes: value.bytes,
      kind: known?.kind ?? kind,
      bits,
      ...(hasWords && { hasWords }),
      ...(isUnsplit && { isUnsplit }),
      ...(families && { families }),
    })
    return known === undefined
  }

  parts(): Part[] {
    return [...this.#parts.values(), ...this.#keyParts]
  }
}
