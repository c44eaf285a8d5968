/**
 * The configuration file: options that are the same for every call in a folder.
 *
 * In: the folder, or the file that `--config` names. Out: values for options,
 * which those on the command line replace. Looked for in the working folder
 * alone: `logveil.config.json`, `logveil.config.yaml`, then the key `logveil`
 * of `package.json`; one from a folder above would be a surprise, and a file
 * that is found by three names needs no loader from elsewhere. Keys are the
 * long names of options; an unknown one is refused, because a misspelt
 * `secrets` would leave them unmasked. Paths are relative to the file.
 */
import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { type JsonNode, JsonProblem, readJson } from '../secrets/sources/json-reader.js'
import { malformed, quote, readText } from '../secrets/sources/source.js'
import { FILE_OPTIONS, type OptionTable, type Parsed, parse, usage } from './options.js'

const NAMES = ['logveil.config.json', 'logveil.config.yaml', 'logveil.config.yml', 'package.json']

/** Options that hold paths; `-` of `report` is none. */
const PATHS: ReadonlySet<string> = new Set([
  'env-file',
  'secrets',
  'key',
  'secrets-dir',
  'travis',
  'report',
])

/**
 * Parses a command line on top of the configuration.
 * @throws MaskError ERR_USAGE, ERR_SOURCE_UNREADABLE, ERR_SOURCE_FORMAT
 */
export async function parseConfigured<T extends OptionTable>(
  args: readonly string[],
  options: T,
): Promise<Parsed<T>> {
  const parsed = parse(args, { ...options, ...CONFIG_OPTIONS })
  const flags = parsed.values as Flags
  if (flags['no-config']) return parsed as Parsed<T>
  const config = await readConfig('', flags.config)
  const values = Object.fromEntries(
    Object.entries(config).filter(([name]) => Object.hasOwn(options, name)),
  )
  // Both say which variables count, so that one takes the place of the other
  if (flags['no-env']) delete values.env
  return { ...parsed, values: { ...values, ...parsed.values } } as Parsed<T>
}

const CONFIG_OPTIONS = { config: { type: 'string' }, 'no-config': { type: 'boolean' } } as const

interface Flags {
  readonly config?: string
  readonly 'no-config'?: boolean
  readonly 'no-env'?: boolean
}

/** @throws MaskError ERR_USAGE, ERR_SOURCE_UNREADABLE, ERR_SOURCE_FORMAT */
export async function readConfig(
  folder: string,
  explicit?: string,
): Promise<Record<string, unknown>> {
  const path = explicit ?? NAMES.map((name) => join(folder, name)).find(existsSync)
  if (path === undefined) return {}
  const content = extname(path) === '.json' ? readJsonFile(path) : await readYamlFile(path)
  const isManifest = basename(path) === 'package.json'
  const config = isManifest ? (content as { logveil?: unknown } | null)?.logveil : content
  if (isManifest && config === undefined) return {}
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw usage(`${quote(path)}: the configuration must be an object with names of options`)
  }
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, optionValue(path, name, value)]),
  )
}

/** Of two equal names `JSON.parse` would drop the first; it may have been `secrets`. */
function readJsonFile(path: string): unknown {
  const text = readText(path)
  try {
    refuseRepeats(readJson(text))
  } catch (error) {
    throw malformed(path, text, (error as JsonProblem).at, (error as JsonProblem).message)
  }
  return JSON.parse(text)
}

function refuseRepeats(node: JsonNode): void {
  if (node.type !== 'object') return
  const names = new Set<string>()
  for (const { name, node: value } of node.members) {
    if (names.has(name)) throw new JsonProblem(value.at, 'this name stands here already')
    names.add(name)
    refuseRepeats(value)
  }
}

async function readYamlFile(path: string): Promise<unknown> {
  const text = readText(path)
  const { parse: parseYaml } = await import('yaml')
  try {
    return parseYaml(text, { logLevel: 'error', prettyErrors: false })
  } catch {
    // Its own message quotes the text
    throw usage(`${quote(path)} is not YAML, or repeats a name`)
  }
}

function optionValue(path: string, name: string, value: unknown): unknown {
  const refuse = (problem: string) => usage(`${quote(path)}: ${quote(name)} ${problem}`)
  if (!Object.hasOwn(FILE_OPTIONS, name)) throw refuse('is not an option')
  const option = FILE_OPTIONS[name as keyof typeof FILE_OPTIONS]
  if (option.type === 'boolean') {
    if (typeof value !== 'boolean') throw refuse('must be true or false')
    return value
  }
  const list = Array.isArray(value) ? value : [value]
  const isMultiple = 'multiple' in option
  if ((!isMultiple && list.length !== 1) || !list.every(isText)) {
    throw refuse(isMultiple ? 'must be a text or a list of texts' : 'must be a text')
  }
  const texts = list.map((text) => {
    return PATHS.has(name) && text !== '-' ? resolve(dirname(path), text) : String(text)
  })
  return isMultiple ? texts : texts[0]
}

/** A number may stand for its text: `"min-length": 8`. */
function isText(value: unknown): value is string {
  return typeof value === 'string' || typeof value === 'number'
}
