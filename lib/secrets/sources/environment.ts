/**
 * Secrets from environment variables, chosen by name.
 *
 * In: an environment (a plain record) and globs. Out: one entry per variable
 * whose name matches. Without globs the default list of secret-looking names
 * applies. A glob that matches nothing is reported: it is often a typo, and
 * then a secret goes unmasked.
 */
import { matchesName } from './glob.js'
import { quote, type Source, type SourceEntry, type SourceWarning, visible } from './source.js'

/** Names that look secret, matched without regard to case. */
export const SECRET_NAMES: readonly string[] = [
  '*TOKEN',
  '*_TOKEN_*',
  '*SECRET',
  '*SECRET_*',
  '*SECRETS',
  '*PASSWORD',
  '*PASSWORD_*',
  '*PASSWD',
  '*PASSPHRASE',
  'PASS',
  '*_PASS',
  'SSHPASS',
  '*_PWD',
  '*_KEY',
  '*_KEY_B64',
  '*_KEY_BASE64',
  '*_KEY_PEM',
  '*_KEYS',
  '*APIKEY',
  '*PRIVATE_KEY*',
  '*CREDENTIAL',
  '*CREDENTIALS',
  '*_CREDS',
  '*_AUTH',
  '*_AUTH_CONFIG',
  'NPM_CONFIG_*:_AUTH*',
  'NPM_CONFIG__AUTH*',
  '*_BEARER',
  '*_JWT',
  '*_COOKIE',
  '*_DSN',
  'DATABASE_URL',
  '*_DATABASE_URL',
  '*_DB_URL',
  '*CONNECTION_STRING',
  '*CONNECTIONSTRING',
  '*_WEBHOOK',
  '*_WEBHOOK_URL',
  '*_SAS',
]

/** Names of the list above that hold a place, a size or a name instead of a secret. */
const NOT_SECRET: readonly string[] = [
  '*_FILE',
  '*_PATH',
  '*_DIR',
  '*_ID',
  '*_NAME',
  '*_LENGTH',
  '*_TTL',
  '*_EXPIRY',
  '*_EXPIRES_*',
  '*_PUBLIC_KEY',
]

/** Secret all the same: what a role of Vault logs in with. */
const SECRET_ID: readonly string[] = ['VAULT_SECRET_ID', '*ROLE_SECRET_ID']

/** Where a key management system keeps a key (the URIs of cosign and sigstore): not the key. */
const REFERENCE = /^(?:hashivault|awskms|gcpkms|azurekms|k8s|gitlab|github):\/\//

/** What stands in a variable where its bytes are no UTF-8: Node has decoded it. */
const REPLACEMENT = Buffer.from('\ufffd')

export interface EnvironmentOptions {
  /** globs over names; left out: the default list */
  readonly include?: readonly string[]
  /** names are compared without regard to case, as Windows does */
  readonly ignoreCase?: boolean
}

export function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  options: EnvironmentOptions = {},
): Source {
  const { include, ignoreCase = process.platform === 'win32' } = options
  const wanted = include
    ? (name: string) => include.some((glob) => matchesName(glob, name, ignoreCase))
    : looksSecret
  const entries: (SourceEntry & { readonly value: Buffer })[] = []
  for (const name of Object.keys(env).sort()) {
    const text = env[name]
    if (text === undefined || !wanted(name)) continue
    if (include !== undefined || !isReference(text))
      entries.push({ name, value: Buffer.from(text) })
  }
  const matched = (glob: string) => entries.some(({ name }) => matchesName(glob, name, ignoreCase))
  const warnings = (include ?? [])
    .filter((glob) => !matched(glob))
    .map((glob) => withoutMatch(glob, 'environment variable'))
  const broken = entries.filter(({ value }) => value.includes(REPLACEMENT))
  return { entries, warnings: [...warnings, ...broken.map(({ name }) => notUtf8(name))] }
}

export function isReference(text: string): boolean {
  return REFERENCE.test(text)
}

/** Whether a name is on the default list. */
export function looksSecret(name: string): boolean {
  const listed = (globs: readonly string[]) => globs.some((glob) => matchesName(glob, name, true))
  return listed(SECRET_ID) || (listed(SECRET_NAMES) && !listed(NOT_SECRET))
}

/** The same source without the names that `globs` match; a glob without a match is a warning. */
export function exceptNames(source: Source, globs: readonly string[]): Source {
  const hit = (glob: string, { name }: SourceEntry) => matchesName(glob, name)
  const unused = globs.filter((glob) => !source.entries.some((entry) => hit(glob, entry)))
  return {
    entries: source.entries.filter((entry) => !globs.some((glob) => hit(glob, entry))),
    warnings: [...source.warnings, ...unused.map((glob) => withoutMatch(glob, 'name to except'))],
  }
}

function notUtf8(name: string): SourceWarning {
  return {
    code: 'NOT_UTF8',
    message: `${visible(name)} is not UTF-8: its value is not known, give it with --secrets-dir`,
  }
}

function withoutMatch(glob: string, what: string): SourceWarning {
  return { code: 'GLOB_WITHOUT_MATCH', message: `no ${what} matches ${quote(glob)}` }
}
