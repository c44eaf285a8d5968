/**
 * The registry that the options of a command line ask for.
 *
 * In: parsed options and the environment. Out: a SecretRegistry, and notices
 * that name what was registered by default, what was refused and which glob
 * matched nothing. Throws (nothing is masked then, and nothing may be printed)
 * when a source cannot be read.
 */
import { basename } from 'node:path'
import { MaskError } from '../errors.js'
import { SecretRegistry } from '../secrets/node.js'
import type { AddResult } from '../secrets/registry.js'
import { exceptNames, fromEnvironment } from '../secrets/sources/environment.js'
import {
  quote,
  readBytes,
  type Source,
  type SourceEntry,
  visible,
} from '../secrets/sources/source.js'
import type { Io } from './io.js'
import { maskText } from './mask-text.js'
import type { Notices } from './notices.js'
import { positiveInteger, type SecretValues, usage } from './options.js'

/** All that makes a registry; can be sent to a worker thread, which must not read sources again. */
export interface Recipe {
  readonly minLength?: number
  readonly entries: readonly (SourceEntry | KeyEntry)[]
}

/** A file that must hold a private key. */
interface KeyEntry extends SourceEntry {
  readonly path: string
  readonly passphrase: string | undefined
}

export interface LoadedSecrets {
  readonly secrets: SecretRegistry
  readonly recipe: Recipe
}

export function createRegistry({ minLength, entries }: Recipe): SecretRegistry {
  const secrets = new SecretRegistry(minLength === undefined ? {} : { minLength })
  register(secrets, entries)
  return secrets
}

/** @throws MaskError ERR_USAGE, ERR_SOURCE_*, ERR_KEY_* */
export async function loadSecrets(
  values: SecretValues,
  env: Io['env'],
  notices: Notices,
): Promise<LoadedSecrets> {
  const minLength = positiveInteger('--min-length', values['min-length'])
  const options = minLength === undefined ? {} : { minLength }
  const secrets = new SecretRegistry(options)
  const environment = readEnvironment(values, env)
  const source = exceptNames(
    join([environment, ...(await readFiles(values, env))]),
    values.except ?? [],
  )
  const entries = [...source.entries, ...readKeys(values, env)]
  const refused = register(secrets, entries)

  notices.hide((text) => maskText(secrets, text))
  if (takesDefaultNames(values)) {
    const kept = environment.entries.filter((entry) => source.entries.includes(entry))
    announce(
      kept.map(({ name }) => name).filter((name) => !refused.has(name)),
      notices,
    )
  }
  if (source.warnings.length > 0) {
    // a glob that matches nothing may be a value, of a variable that no glob names
    const others = createRegistry(fromEnvironment(env))
    for (const { code, message } of source.warnings) notices.warn(code, maskText(others, message))
  }
  if (refused.size > 0) {
    const list = [...refused].map(([name, code]) => `${visible(name)} (${code})`).join(', ')
    notices.warn('NOT_REGISTERED', `not registered: ${list}`, {
      refused: Object.fromEntries(refused),
    })
  }
  for (const name of secrets.locked) {
    const file = entries.find((entry): entry is KeyEntry => 'path' in entry && entry.name === name)
    const help = file
      ? '--key-passphrase-env'
      : 'its passphrase, registered under a name like that,'
    notices.warn(
      'KEY_LOCKED',
      `${quote(file?.path ?? name)}: this key is encrypted and only masked in that form; ${help} opens it`,
    )
  }
  if (secrets.names.length === 0) {
    notices.warn('NO_SECRETS', 'no secret is registered, so nothing will be masked')
  }
  return { secrets, recipe: { ...options, entries } }
}

/** The default names of the environment count unless they are replaced or switched off. */
function takesDefaultNames(values: SecretValues): boolean {
  return values.env === undefined && !values['no-env']
}

function readEnvironment(values: SecretValues, env: Io['env']): Source {
  if (values.env !== undefined) return fromEnvironment(env, { include: values.env })
  return takesDefaultNames(values) ? fromEnvironment(env) : { entries: [], warnings: [] }
}

/** Each kind of source is loaded only when it is asked for: the start must be quick. */
async function readFiles(values: SecretValues, env: Io['env']): Promise<Source[]> {
  const sources: Source[] = []
  if (values['env-file'] !== undefined) {
    const { fromDotenv } = await import('../secrets/sources/dotenv.js')
    sources.push(...values['env-file'].map(fromDotenv))
  }
  if (values.secrets !== undefined) {
    const { fromJson } = await import('../secrets/sources/json.js')
    for (const path of values.secrets) {
      if (/^\s*[{[]/.test(path))
        throw usage('--secrets takes the path of a file, not the JSON itself')
      sources.push(fromJson(path))
    }
  }
  if (values['secrets-dir'] !== undefined) {
    const { fromDirectory } = await import('../secrets/sources/directory.js')
    sources.push(...values['secrets-dir'].map(fromDirectory))
  }
  if (values.travis !== undefined) {
    const { fromTravis } = await import('../secrets/sources/travis.js')
    sources.push(...values.travis.map((file) => fromTravis(file, env)))
  }
  return sources
}

function join(sources: readonly Source[]): Source {
  return {
    entries: sources.flatMap(({ entries }) => entries),
    warnings: sources.flatMap(({ warnings }) => warnings),
  }
}

/** The passphrase, which is a secret too, and the keys. */
function readKeys(values: SecretValues, env: Io['env']): (SourceEntry | KeyEntry)[] {
  const name = values['key-passphrase-env']
  const passphrase = name === undefined ? undefined : env[name]
  if (name !== undefined && passphrase === undefined) {
    throw usage('--key-passphrase-env needs the name of an environment variable that is set')
  }
  const keys = (values.key ?? []).map((path) => {
    return { name: basename(path), value: readBytes(path), path, passphrase }
  })
  return passphrase === undefined
    ? keys
    : [{ name: name!, value: Buffer.from(passphrase) }, ...keys]
}

/** Returns the names whose value was refused, with the code of the reason. */
function register(secrets: SecretRegistry, entries: Recipe['entries']): Map<string, string> {
  const refused = new Map<string, string>()
  for (const entry of entries) {
    const { name, value, alternate } = entry
    const result = 'path' in entry ? addKey(secrets, entry) : secrets.add(name, value)
    const { registered, code } = result
    if (!registered && !alternate) refused.set(name, code!)
    // Another dialect's reading of the same line was good enough
    if (registered && alternate) refused.delete(name)
  }
  return refused
}

function addKey(secrets: SecretRegistry, { name, value, path, passphrase }: KeyEntry): AddResult {
  try {
    return secrets.addKey(name, value, passphrase === undefined ? {} : { passphrase })
  } catch (error) {
    const { code, message } = error as MaskError
    throw new MaskError(code, `${quote(path)}: ${message}`)
  }
}

function announce(names: readonly string[], notices: Notices): void {
  const count = `${names.length} environment variable${names.length === 1 ? '' : 's'}`
  const list = names.length === 0 ? '' : `: ${names.join(', ')}`
  notices.info('DEFAULT_NAMES', `${count} with a secret-looking name registered${list}`, { names })
}
