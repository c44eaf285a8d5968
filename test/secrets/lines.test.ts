import t from 'tap'
import { linesOf } from '../../lib/secrets/lines.js'

const of = (text: string) => linesOf(text).map(({ binary }) => binary)

t.test('lines without indentation, at any line end', async (t) => {
  t.same(of('first secret\r\n  second secret\rthird secret\n\n'), [
    'first secret',
    'second secret',
    'third secret',
  ])
})

t.test('what any file has is not secret', async (t) => {
  for (const line of [
    '{',
    '},',
    '],',
    '---',
    '###############',
    '# ---- section ----',
    '//=====',
    '[default]',
    '[[inputs]]',
    '</key>',
    'true',
    'apiVersion: v1',
    'kind: Config',
    'current-context: prod-cluster',
    'data:',
    '- name: deploy',
    'script: |',
    'enabled = yes',
    '"type": "service_account",',
    'password:',
  ]) {
    t.same(of(`some secret line\n${line}`), ['some secret line'], line)
  }
})

t.test('settings are secret by their name or by their value', async (t) => {
  for (const line of [
    'password: x7',
    'export DB_PASSWORD=hunter2',
    'client-key-data: LS0t',
    'seed = i8tfMkeI8X4FCL',
    'https://user:pass@example.com/path',
  ]) {
    t.same(of(`${line}\nother`), [line, 'other'], line)
  }
})

t.test('PEM blocks: lines of keys, and none of what is public', async (t) => {
  const block = (label: string) =>
    `-----BEGIN ${label}-----\nProc-Type: 4,ENCRYPTED\n\nTUlJRXZRSUJBREFO\n-----END ${label}-----`
  t.same(linesOf(`${block('EC PRIVATE KEY')}\nafter`), [
    { binary: 'TUlJRXZRSUJBREFO', block: 'key' },
    { binary: 'after' },
  ])
  t.same(linesOf(block('ENCRYPTED PRIVATE KEY')), [
    { binary: 'TUlJRXZRSUJBREFO', block: 'encrypted key' },
  ])
  t.same(linesOf(block('CERTIFICATE')), [])
  t.same(linesOf(block('PUBLIC KEY')), [])
})
