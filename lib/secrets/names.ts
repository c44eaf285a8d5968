/**
 * Names that say that their value is secret: `DB_PASSWORD`, `clientSecret`,
 * `_authToken`. In: a name as it stands in an environment, a JSON file or a
 * configuration line. Out: yes or no.
 */

/** The last word, or the last two, of such names, in lower case. */
const SECRET_WORDS =
  /(?:^|[_.-])(?:pass(?:wd|word|phrase|code)?|pwd|pw|pin|otp|totp|secrets?|tokens?|jwt|bearer|auth|authorization|credentials?|creds?|signature|sig|salt|seed|mnemonic|cookie|session[_.-]?id|key|private[_.-]?key[_.-]?id|(?:api|access|secret|private|account|signing|encryption|shared|master|ssh|gpg)[_.-]?keys?|key[_.-]?data|(?:pass|secret|token|key)[_.-]?(?:value|base64|b64|hex|raw|string|text)|dsn|password[_.-]?hash)(?:[_.-]?\d+)?$/
/** Keys that are public by their name. */
const PUBLIC_WORDS =
  /(?:^|[_.-])(?:public|pub|primary|foreign|sort|cache|index|partition)[_.-]?key$/
/** The same words without a mark between them: `dbpassword`, `authtoken`. */
const SECRET_ENDING = /(?:password|passwd|passphrase|secret|token|apikey|accesskey|privatekey)$/

export function looksSecret(name: string): boolean {
  // `clientSecret` and `APIKey` are words too
  const lower = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
  if (PUBLIC_WORDS.test(lower)) return false
  return SECRET_WORDS.test(lower) || SECRET_ENDING.test(lower)
}

/** Names of values that may open an encrypted key: each try costs a key derivation. */
export function looksLikePassphrase(name: string): boolean {
  return /pass|pw|phrase|pin$|secret/i.test(name)
}
