import t from 'tap'
import { looksLikePassphrase, looksSecret } from '../../lib/secrets/names.js'

t.test('names of secrets', async (t) => {
  for (const name of [
    'password',
    'DB_PASSWORD',
    'dbPassword',
    'dbpassword',
    'clientSecret',
    'client_secret',
    '_authToken',
    '//npm.example.org/:_authToken',
    'APIKey',
    'private_key',
    'private_key_id',
    'AccountKey',
    'SharedAccessKey',
    'aws_secret_access_key',
    'client-key-data',
    'TOKEN_2',
    'auth',
    'Pwd',
  ]) {
    t.ok(looksSecret(name), name)
  }
})

t.test('other names', async (t) => {
  for (const name of [
    'type',
    'client_id',
    'client_email',
    'publicKey',
    'primary_key',
    'monkey',
    'author',
    'passenger',
    'tokenizer',
    'SharedAccessKeyName',
    'auth_uri',
    'token_uri',
  ]) {
    t.notOk(looksSecret(name), name)
  }
})

t.test('names of what opens a key', async (t) => {
  for (const name of ['COSIGN_PASSWORD', 'KEY_PASSPHRASE', 'SMARTCARD_PIN', 'db-pwd']) {
    t.ok(looksLikePassphrase(name), name)
  }
  t.notOk(looksLikePassphrase('GITHUB_TOKEN'))
})
