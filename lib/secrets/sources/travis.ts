/**
 * Which secrets a Travis CI job holds, told by its `.travis.yml`.
 *
 * In: the path of the file and the job's environment. Out: the variables that
 * are secret, and the content of the key files that the job has. Invariant: addresses and
 * references (`VAULT_ADDR`, `TRANSIT_SECRET_ENGINE_PATH`, `hashivault://…`)
 * stay readable. Encrypted values are not read: the job has them decrypted in
 * its environment.
 *
 * Source: "Securely signing software", "HashiCorp Vault integration" and
 * "Environment variables" in the documentation of Travis CI.
 *
 * - `keys: [NAME]`, and `travis_key NAME FILE` in a script that writes it
 * - `env: NAME: {secure: …}`; an entry without a NAME hides it in the
 *   encrypted text, so names in comments and in scripts count as well
 * - `vault: {token: …}` is VAULT_TOKEN, `secrets: [a/b/path]` are PATH_… variables
 * - `cosign sign --key FILE`, which COSIGN_PASSWORD may open
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parse, YAMLError } from 'yaml'
import { fromEnvironment, isReference, looksSecret } from './environment.js'
import { malformed, quote, readBytes, readText, type Source, type SourceWarning } from './source.js'

/** A key file of the job that exists. */
interface KeyFile {
  readonly name: string
  readonly path: string
}

type Env = Readonly<Record<string, string | undefined>>
type Yaml = Readonly<Record<string, unknown>>

/** Where something is, not what it is, as cosign and Vault call it. */
const REFERENCES = ['VAULT_ADDR', 'TRANSIT_SECRET_ENGINE_PATH']

/** @throws MaskError ERR_SOURCE_UNREADABLE, ERR_SOURCE_FORMAT */
export function fromTravis(file: string, env: Env): Source {
  const text = readText(file)
  const jobs = jobsOf(read(file, text))
  const commands = strings(jobs).join('\n').replace(/\\\n/g, ' ')

  const declared = new Set(
    jobs.flatMap((job) => [...secretNames(job.env), ...vaultNames(job.vault)]),
  )
  const identifiers = jobs.flatMap(({ keys }) => strings(keys))
  const mentioned = [...identifiers, ...namesIn(text)]
  if (/\bcosign\b/.test(commands)) mentioned.push('COSIGN_PASSWORD')

  const named = fromEnvironment(env, { include: [...declared] })
  const others = fromEnvironment(env, { include: mentioned.filter((name) => !declared.has(name)) })
  const entries = new Map(
    [...named.entries, ...others.entries]
      .filter(({ name }) => !REFERENCES.includes(name) && !isReference(env[name]!))
      .map((entry) => [entry.name, entry]),
  )
  const keys = keyFiles(commands, path.dirname(file), env)
  const absent = identifiers.filter(
    (name) => !entries.has(name) && !keys.some((key) => key.name === name),
  )
  return {
    entries: [
      ...entries.values(),
      ...keys.map((key) => ({ name: key.name, value: readBytes(key.path) })),
    ],
    warnings: [...named.warnings, ...absent.map(withoutKey)],
  }
}

/** YAML's own messages show the source; only the kind and the place of the fault are told. */
function read(file: string, text: string): Yaml {
  try {
    const config: unknown = parse(text, { prettyErrors: false, logLevel: 'error', merge: true })
    if (isMap(config)) return config
  } catch (error) {
    const fault = error instanceof YAMLError ? error : undefined
    throw malformed(
      file,
      text,
      fault?.pos[0] ?? 0,
      `not YAML (${fault?.code ?? 'too many aliases'})`,
    )
  }
  throw malformed(file, text, 0, 'expected a mapping, as in a .travis.yml')
}

/** The file itself, which holds for all jobs, and each job that it lists. */
function jobsOf(config: Yaml): Yaml[] {
  const lists = [config.jobs, config.matrix].flatMap((jobs) => (isMap(jobs) ? [jobs.include] : []))
  return [config, ...lists.flat().filter(isMap)]
}

/** Names with an encrypted value, at any depth: `env.global`, `env.jobs`, lists. */
function secretNames(node: unknown, name?: string): string[] {
  if (Array.isArray(node)) return node.flatMap((item) => secretNames(item))
  if (!isMap(node)) return []
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'secure') return name === undefined ? [] : [name]
    return secretNames(value, key)
  })
}

/** `vault`: its token, and one glob for each path of secrets. */
function vaultNames(vault: unknown): string[] {
  if (!isMap(vault)) return []
  const token = vault.token === undefined ? [] : ['VAULT_TOKEN']
  const paths = strings(vault.secrets).filter((text) => text.includes('/'))
  return [...token, ...paths.map(globOf)]
}

/** `ns1/project/secret_key` → `SECRET_KEY_*`: Travis adds the key inside the secret to it. */
function globOf(secretPath: string): string {
  return `${path.posix.basename(secretPath).replace(/\W/g, '_').toUpperCase()}_*`
}

/** Names that the file speaks of, in comments and commands too, and that look secret. */
function namesIn(text: string): string[] {
  const comments = text.match(/#.*/g) ?? []
  const assigned = comments.flatMap((comment) => comment.match(/\b[A-Za-z_]\w*(?==)/g) ?? [])
  return [...assigned, ...(text.match(/\b[A-Za-z_]\w*/g) ?? []).filter(looksSecret)]
}

/** Files that `travis_key` wrote or that cosign signs with, as far as they exist. */
function keyFiles(commands: string, folder: string, env: Env): KeyFile[] {
  const written = [...commands.matchAll(/\btravis_key\s+(\S+)\s+(\S+)/g)]
  const used = [...commands.matchAll(/\bcosign\s+(?!verify)[\w-]+[^\n;|&]*?\s--?key[=\s]\s*(\S+)/g)]
  const found = [
    ...written.map(([, name, word]) => ({
      name: unquoted(name!, env),
      path: unquoted(word!, env),
    })),
    ...used
      .map(([, word]) => unquoted(word!, env))
      .map((word) => ({ name: path.basename(word), path: word })),
  ]
  const files = new Map<string, KeyFile>()
  for (const key of found) {
    const at = path.resolve(folder, key.path)
    if (!isReference(key.path) && !files.has(at) && existsSync(at)) {
      files.set(at, { name: key.name, path: at })
    }
  }
  return [...files.values()]
}

/** A word of a shell command without its quotes, its plain variables replaced. */
function unquoted(word: string, env: Env): string {
  return word
    .replace(/["']/g, '')
    .replace(/^~(?=\/)/, env.HOME ?? '~')
    .replace(/\$\{?(\w+)\}?/g, (all, name: string) => env[name] ?? all)
}

function withoutKey(name: string): SourceWarning {
  return {
    code: 'ENTRY_SKIPPED',
    message: `no variable and no file holds the key ${quote(name)}; mask after travis_key wrote it`,
  }
}

/** All texts at any depth of a value. */
function strings(node: unknown): string[] {
  if (typeof node === 'string') return [node]
  if (Array.isArray(node)) return node.flatMap(strings)
  return isMap(node) ? Object.values(node).flatMap(strings) : []
}

function isMap(node: unknown): node is Yaml {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}
