/**
 * A strict JSON reader (RFC 8259) that knows positions.
 *
 * In: text. Out: a tree in which every node keeps its offset, and objects keep
 * repeated names. `JSON.parse` serves neither need: its messages quote the
 * text around an error, which here is a secret, and of two equal names it
 * drops the first value, which would then not be masked.
 */

export type JsonNode = { readonly at: number } & (
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'object'; readonly members: readonly JsonMember[] }
  | { readonly type: 'array'; readonly items: readonly JsonNode[] }
  | { readonly type: 'other' }
)

export interface JsonMember {
  readonly name: string
  readonly node: JsonNode
}

/** Where and why a text is not JSON; holds no text of it. */
export class JsonProblem extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

const DEPTH_LIMIT = 64
const SPACE = /[ \t\r\n]*/y
const ATOM = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** @throws JsonProblem */
export function readJson(text: string): JsonNode {
  const reader = { text, at: 0 }
  skip(reader)
  const node = readNode(reader, 0)
  skip(reader)
  if (reader.at < text.length) throw new JsonProblem(reader.at, 'unexpected text after the end')
  return node
}

interface Reader {
  readonly text: string
  at: number
}

function readNode(reader: Reader, depth: number): JsonNode {
  const { at } = reader
  if (depth > DEPTH_LIMIT) throw new JsonProblem(at, 'nested too deeply')
  switch (reader.text[at]) {
    case '{':
      return { at, type: 'object', members: readList(reader, '}', () => readMember(reader, depth)) }
    case '[':
      return { at, type: 'array', items: readList(reader, ']', () => readNode(reader, depth + 1)) }
    case '"':
      return { at, type: 'string', text: readString(reader) }
    default:
      if (take(reader, ATOM) === undefined) throw new JsonProblem(at, 'expected a value')
      return { at, type: 'other' }
  }
}

function readMember(reader: Reader, depth: number): JsonMember {
  const name = readString(reader)
  skip(reader)
  expect(reader, ':')
  skip(reader)
  return { name, node: readNode(reader, depth + 1) }
}

function readList<T>(reader: Reader, end: string, readItem: () => T): T[] {
  const items: T[] = []
  reader.at++
  skip(reader)
  while (reader.text[reader.at] !== end) {
    if (items.length > 0) {
      expect(reader, ',', end)
      skip(reader)
    }
    items.push(readItem())
    skip(reader)
  }
  reader.at++
  return items
}

/** By a loop: a RegExp over the whole string overflows the stack on a few megabytes. */
function readString(reader: Reader): string {
  const { text, at } = reader
  expect(reader, '"')
  while (text[reader.at] !== '"') {
    if (reader.at >= text.length) throw new JsonProblem(at, 'the string that opens here has no end')
    if (text[reader.at] === '\\') {
      if (take(reader, ESCAPE) === undefined) throw new JsonProblem(reader.at, 'not a JSON escape')
    } else if (text.charCodeAt(reader.at) < 0x20) {
      throw new JsonProblem(reader.at, 'a string must not hold a line break or control character')
    } else {
      reader.at++
    }
  }
  reader.at++
  const value = JSON.parse(text.slice(at, reader.at)) as string
  if (/\p{Surrogate}/u.test(value)) throw new JsonProblem(at, 'the string holds half a character')
  return value
}

function expect(reader: Reader, char: string, other?: string): void {
  if (reader.text[reader.at] !== char) {
    throw new JsonProblem(reader.at, `expected ${[char, other].filter(Boolean).join(' or ')}`)
  }
  reader.at++
}

function skip(reader: Reader): void {
  take(reader, SPACE)
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)?.[0]
  if (found !== undefined) reader.at += found.length
  return found
}
