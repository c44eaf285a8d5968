import t from 'tap'
import { Notices } from '../../lib/cli/notices.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'

function noticesTo(lines: string[]): Notices {
  return new Notices((text) => lines.push(text))
}

t.test('a line never shows a value, wherever it came from', async (t) => {
  const lines: string[] = []
  const notices = noticesTo(lines)
  const secrets = new SecretRegistry()
  secrets.add('hunter2hunter2', 'hunter2hunter2')
  notices.hide(secrets)
  notices.warn('X', 'cannot read "/tmp/hunter2hunter2"')
  notices.configure({ json: true })
  notices.error('X', 'hunter2hunter2')
  notices.result('', { secrets: { hunter2hunter2: 1 } })
  t.equal(lines.length, 3)
  t.notMatch(lines.join(''), /hunter2/)
  t.match(lines[0], 'logveil: warning: cannot read "/tmp/[secure]"\n')
})

t.test('where the usual mask is a secret, another one is used', async (t) => {
  const lines: string[] = []
  const notices = noticesTo(lines)
  const secrets = new SecretRegistry()
  secrets.add('A', '[secure]')
  notices.hide(secrets)
  notices.warn('X', 'x [secure]')
  t.same(lines, ['logveil: warning: x ***\n'])
})

t.test('where every mask is one, the line is withheld', async (t) => {
  const lines: string[] = []
  const notices = noticesTo(lines)
  const secrets = new SecretRegistry({ minLength: 1 })
  for (const value of ['[secure]', '***', '###']) secrets.add('A', value)
  notices.hide(secrets)
  notices.warn('X', 'x ### [secure]')
  t.match(lines, [/^logveil: a message that cannot be shown/])
})
