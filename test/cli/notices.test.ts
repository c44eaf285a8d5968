import t from 'tap'
import { maskText } from '../../lib/cli/mask-text.js'
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
  notices.hide((text) => maskText(secrets, text))
  notices.warn('X', 'cannot read "/tmp/hunter2hunter2"')
  notices.configure({ json: true })
  notices.error('X', 'hunter2hunter2')
  notices.result('', { secrets: { hunter2hunter2: 1 } })
  t.equal(lines.length, 3)
  t.notMatch(lines.join(''), /hunter2/)
  t.match(lines[0], 'logveil: warning: cannot read "/tmp/[secure]"\n')
})
