/**
 * Secrets from a JSON file: `{"NAME": "value"}`, or
 * `[{"name": "NAME", "value" | "base64" | "file": "…"}]`.
 *
 * In: a path. Out: one entry per member or item. `base64` is for values that
 * are not text (RFC 4648 §4 or §5, padding and white space optional); `file`
 * is a path relative to the JSON file, see file.ts. Further fields of an item
 * are ignored. Anything else is an error at line and column; a name that is
 * given twice keeps both values.
 */
import { dirname, resolve } from 'node:path'
import { fromFile } from './file.js'
import { type JsonMember, type JsonNode, JsonProblem, readJson } from './json-reader.js'
import { malformed, readText, type Source, type SourceEntry } from './source.js'

const FORMS = ['value', 'base64', 'file'] as const

/** @throws MaskError ERR_SOURCE_UNREADABLE, ERR_SOURCE_FORMAT */
export function fromJson(path: string): Source {
  const text = readText(path)
  try {
    return { entries: entriesOf(readJson(text), path), warnings: [] }
  } catch (error) {
    if (error instanceof JsonProblem) throw malformed(path, text, error.at, error.message)
    throw error
  }
}

function entriesOf(root: JsonNode, path: string): SourceEntry[] {
  if (root.type === 'object') {
    return root.members.map(({ name, node }) => ({
      name: nonEmpty(name, node.at),
      value: Buffer.from(stringOf(node)),
    }))
  }
  if (root.type === 'array') return root.items.flatMap((item) => entriesOfItem(item, path))
  throw new JsonProblem(root.at, 'expected {"NAME": "value"} or [{"name": …, "value": …}]')
}

function entriesOfItem(item: JsonNode, path: string): SourceEntry[] {
  if (item.type !== 'object') throw new JsonProblem(item.at, 'expected {"name": …, "value": …}')
  const field = (name: string) => item.members.filter((member) => member.name === name)
  const [named, ...others] = field('name')
  const forms = FORMS.flatMap(field)
  const [form] = forms
  if (!named || others.length > 0 || !form || forms.length > 1) {
    throw new JsonProblem(item.at, 'expected one "name" and one of "value", "base64" and "file"')
  }
  return readForm(nonEmpty(stringOf(named.node), named.node.at), form, path)
}

function readForm(name: string, { name: form, node }: JsonMember, path: string): SourceEntry[] {
  const text = stringOf(node)
  if (form === 'file') return fromFile(name, resolve(dirname(path), text))
  return [{ name, value: form === 'base64' ? decodeBase64(text, node.at) : Buffer.from(text) }]
}

function stringOf(node: JsonNode): string {
  if (node.type !== 'string') throw new JsonProblem(node.at, 'expected a string')
  return node.text
}

function nonEmpty(name: string, at: number): string {
  if (name === '') throw new JsonProblem(at, 'a secret needs a name that is not empty')
  return name
}

/** Strict where `Buffer.from` is not: that would skip what it does not know. */
function decodeBase64(text: string, at: number): Buffer {
  const body = text.replace(/[ \t\r\n]/g, '').replace(/={1,2}$/, '')
  if (!/^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)$/.test(body) || body.length % 4 === 1) {
    throw new JsonProblem(at, 'expected base64')
  }
  return Buffer.from(body, 'base64')
}
