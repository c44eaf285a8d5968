import t from 'tap'
import { maskText } from '../../lib/cli/mask-text.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'

t.test('where the usual mask is a secret, another one is used', async (t) => {
  const secrets = new SecretRegistry()
  secrets.add('A', '[secure]')
  t.equal(maskText(secrets, 'x [secure]'), 'x ***')
})

t.test('where every mask is one, the line is withheld', async (t) => {
  const secrets = new SecretRegistry({ minLength: 1 })
  for (const value of ['[secure]', '***', '###']) secrets.add('A', value)
  t.match(maskText(secrets, 'x ### [secure]'), /^logveil: a message that cannot be shown/)
})
