import t from 'tap'
import {
  exceptNames,
  fromEnvironment,
  looksSecret,
} from '../../../lib/secrets/sources/environment.js'

const ENV = {
  PATH: '/usr/bin',
  GITHUB_TOKEN: 'ghp_value',
  DB_PASSWORD: 'pässword',
  CACHE_KEY: 'linux-node-20',
  db_password: 'lower',
  UNSET_TOKEN: undefined,
}

t.test('the default names', async (t) => {
  const { entries, warnings } = fromEnvironment(ENV)
  t.same(
    entries.map(({ name }) => name),
    ['CACHE_KEY', 'DB_PASSWORD', 'GITHUB_TOKEN', 'db_password'],
  )
  t.equal(Buffer.from(entries[1]!.value).toString(), 'pässword', 'values are UTF-8')
  t.same(warnings, [])
})

t.test('what looks secret, and what does not', async (t) => {
  for (const name of [
    'GITHUB_TOKEN',
    'CI_JOB_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'COSIGN_PASSWORD',
    'PGPASSWORD',
    'MYSQL_PWD',
    'SSHPASS',
    'DB_PASSWORD_2',
    'npm_config__authToken',
    'npm_config_//registry.example/:_authToken',
    'DATABASE_URL',
    'GPG_PASSPHRASE',
    'STRIPE_APIKEY',
    'SIGNING_KEY_B64',
    'SLACK_WEBHOOK_URL',
    'GOOGLE_CREDENTIALS',
    'AZURE_STORAGE_CONNECTION_STRING',
    'SENTRY_DSN',
  ]) {
    t.equal(looksSecret(name), true, name)
  }
  for (const name of [
    'PATH',
    'PWD',
    'OLDPWD',
    'HOME',
    'GIT_ASKPASS',
    'SSH_ASKPASS',
    'SSH_AUTH_SOCK',
    'DB_PASSWORD_FILE',
    'AWS_ACCESS_KEY_ID',
    'SSH_KEY_PATH',
    'TOKEN_EXPIRES_IN',
    'PASSWORD_MIN_LENGTH',
    'COSIGN_PUBLIC_KEY',
    'KEYBOARD',
    'BYPASS',
    'AUTHOR',
  ]) {
    t.equal(looksSecret(name), false, name)
  }
})

t.test('globs replace the default names; one without a match is a warning', async (t) => {
  const { entries, warnings } = fromEnvironment(ENV, {
    include: ['DB_*', 'PATH', 'NOPE_*'],
    ignoreCase: false,
  })
  t.same(
    entries.map(({ name }) => name),
    ['DB_PASSWORD', 'PATH'],
  )
  t.same(warnings, [
    { code: 'GLOB_WITHOUT_MATCH', message: 'no environment variable matches "NOPE_*"' },
  ])
})

t.test('names without regard to case, as on Windows', async (t) => {
  const { entries } = fromEnvironment(ENV, { include: ['Db_*'], ignoreCase: true })
  t.same(
    entries.map(({ name }) => name),
    ['DB_PASSWORD', 'db_password'],
  )
})

t.test('exceptNames', async (t) => {
  const source = { ...fromEnvironment(ENV), warnings: [] }
  const { entries, warnings } = exceptNames(source, ['CACHE_*', '*_password', 'TYPO'])
  t.same(
    entries.map(({ name }) => name),
    ['DB_PASSWORD', 'GITHUB_TOKEN'],
  )
  t.same(warnings, [{ code: 'GLOB_WITHOUT_MATCH', message: 'no name to except matches "TYPO"' }])
})

t.test('a reference to a key is no secret, unless its name is given', async (t) => {
  const env = {
    COSIGN_KEY: 'hashivault://release',
    SIGNING_KEY: 'awskms:///alias/x',
    A_KEY: 'http://x',
  }
  const names = (include?: string[]) =>
    fromEnvironment(env, include && { include }).entries.map(({ name }) => name)
  t.same(names(), ['A_KEY'])
  t.same(names(['*_KEY']), ['A_KEY', 'COSIGN_KEY', 'SIGNING_KEY'])
})

t.test('a value that is not UTF-8 is known in part only, and that is said', async (t) => {
  const { entries, warnings } = fromEnvironment({
    DB_PASSWORD: 'gr\ufffdner tisch',
    'A\x1bB_TOKEN': '\ufffd',
  })
  t.equal(entries.length, 2)
  t.same(warnings, [
    {
      code: 'NOT_UTF8',
      message: 'A\\u001bB_TOKEN is not UTF-8: its value is not known, give it with --secrets-dir',
    },
    {
      code: 'NOT_UTF8',
      message: 'DB_PASSWORD is not UTF-8: its value is not known, give it with --secrets-dir',
    },
  ])
})

t.test('an identifier that is a secret', async (t) => {
  for (const name of ['VAULT_SECRET_ID', 'APPROLE_SECRET_ID']) t.ok(looksSecret(name), name)
  for (const name of ['AWS_SECRET_ID', 'VAULT_ROLE_ID', 'CLIENT_ID'])
    t.notOk(looksSecret(name), name)
})
