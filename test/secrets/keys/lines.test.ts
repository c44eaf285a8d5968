/** Each line of a private key file alone is masked, and the public key stays in every form. */
import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import t from 'tap'
import { Masker } from '../../../lib/masking/masker.js'
import { modulusLines } from '../../../lib/secrets/keys/lines.js'
import { SecretRegistry } from '../../../lib/secrets/node.js'
import { bytes, file, generate, has, openssl, read, run, text } from './tools.js'

/** Characters of a line that come out in a row: fewer than this. */
const SHOWN = 12

const masked = (secrets: SecretRegistry, log: string): string => {
  const masker = new Masker(secrets)
  return [...masker.write(bytes(log)), ...masker.end()].map(text).join('')
}

const bodyOf = (pem: string): string[] =>
  text(bytes(pem))
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('-----'))

/** The longest run of a line that stands in the output. */
function shown(output: string, line: string): string {
  let longest = ''
  for (let from = 0; from < line.length; from++) {
    let to = from + longest.length + 1
    for (; to <= line.length && output.includes(line.slice(from, to)); to++) {
      longest = line.slice(from, to)
    }
  }
  return longest
}

/** Everything that tools print of a public key; all with a final line feed, as tools write it. */
function publicForms(pem: string): Record<string, string> {
  const key = createPublicKey(pem)
  const der = (type: 'spki' | 'pkcs1') => key.export({ format: 'der', type })
  const { n, e } = key.export({ format: 'jwk' })
  const certificate = text(
    openssl(`req -x509 -new -subj /CN=example.org -days 30 -key ${file('req.pem', pem)}`),
  )
  const spki = text(openssl('pkey -pubout', pem))
  const forms: Record<string, string> = {
    'openssl pkey -pubout': spki,
    'openssl rsa -RSAPublicKey_out': text(openssl('rsa -RSAPublicKey_out', pem)),
    'openssl pkey -pubin -text': text(openssl('pkey -pubin -text -noout', spki)),
    'openssl rsa -modulus': text(openssl('rsa -noout -modulus', pem)),
    'a certificate': certificate,
    'openssl x509 -text': text(openssl('x509 -text', certificate)),
    'a JWK': `${JSON.stringify({ kty: 'RSA', n, e }, null, 2)}\n`,
    'a JWK on one line': `${JSON.stringify({ kty: 'RSA', e, n })}\n`,
    'n in base64': `${Buffer.from(n!, 'base64url').toString('base64')}\n`,
    'n in decimal': `${BigInt(`0x${Buffer.from(n!, 'base64url').toString('hex')}`)}\n`,
  }
  for (const type of ['spki', 'pkcs1'] as const) {
    const joined = der(type).toString('base64')
    forms[`${type} in base64`] = `${joined}\n`
    forms[`${type} in base64url`] = `${der(type).toString('base64url')}\n`
    forms[`${type} in hex`] = `${der(type).toString('hex')}\n`
    for (const width of [64, 76]) {
      const lines = joined.replace(new RegExp(`.{${width}}`, 'g'), '$&\n')
      forms[`${type} at ${width}`] = `${lines}\n`
      forms[`${type} at ${width}, CRLF`] = `${lines.replaceAll('\n', '\r\n')}\r\n`
    }
  }
  if (has('ssh-keygen')) {
    const name = file('ssh.pem', text(openssl('pkey -traditional', pem)))
    forms['ssh-keygen -y'] = text(run('ssh-keygen', ['-y', '-f', name]))
    file('ssh.pub', forms['ssh-keygen -y'])
    for (const format of ['RFC4716', 'PKCS8', 'PEM']) {
      forms[`ssh-keygen -e -m ${format}`] = text(
        run('ssh-keygen', ['-e', '-m', format, '-f', file('ssh.pub')]),
      )
    }
  }
  return forms
}

/** The files in which the same key is kept. */
function privateFiles(pem: string): Record<string, string> {
  const files: Record<string, string> = {
    'PKCS#8': pem,
    'PKCS#1': text(openssl('pkey -traditional', pem)),
  }
  if (has('ssh-keygen')) {
    const name = file('openssh.pem', files['PKCS#1'])
    execFileSync('ssh-keygen', ['-p', '-q', '-N', '', '-f', name])
    files.OpenSSH = text(read('openssh.pem'))
  }
  return files
}

for (const size of [1024, 2048, 3072, 4096]) {
  t.test(`RSA with ${size} bits`, async (t) => {
    const pem = generate('RSA', `rsa_keygen_bits:${size}`)
    const forms = publicForms(pem)
    const publicLines = new Set(Object.values(forms).flatMap((form) => form.split(/\r?\n/)))
    for (const [name, content] of Object.entries(privateFiles(pem))) {
      const secrets = new SecretRegistry()
      secrets.addKey('KEY', content)
      for (const [form, output] of Object.entries(forms)) {
        // The cut-off end of a log is masked when a pattern begins like it
        for (const log of [output, output.trimEnd()]) {
          t.equal(masked(secrets, log), log, `${name}: ${form} stays`)
        }
      }
      const jwk = createPrivateKey(pem).export({ format: 'jwk' })
      const lines = bodyOf(content)
      const der = Buffer.from(lines.join(''), 'base64')
      const [n, d] = [jwk.n!, jwk.d!].map((number) => Buffer.from(number, 'base64url'))
      // A public key may end where the modulus does, and with the exponent behind it
      const open = [der.indexOf(n!) + n!.length, der.lastIndexOf(n!) + n!.length, der.indexOf(d!)]
      let from = 0
      let alone = 0
      for (const [i, line] of lines.entries()) {
        const place = from
        from += line.length
        // The first line of other files has little of the modulus, or nothing
        if (i === 0 && name !== 'PKCS#1') continue
        if (publicLines.has(line)) continue
        const logs = [`step 1\n${line}\nstep 2\n`, `    ${line}\n`, `@@ -1 +1 @@\n+${line}\r\n`]
        for (const log of logs) {
          const run = shown(masked(secrets, log), line)
          t.ok(run.length < SHOWN, `${name}: line ${i + 1}: ${JSON.stringify(log)} ${run}`)
        }
        const hasEnd = open.some((at) => at * 4 > place * 3 && at * 4 < from * 3 + 4)
        const runs = [line, `${line}\n`].map((log) => shown(masked(secrets, log), line).length)
        if (!hasEnd && runs.some((run) => run >= SHOWN)) alone++
      }
      // Or where a line of its base64 in 76 columns ends
      t.ok(
        alone <= 1,
        `${name}: ${alone} of ${lines.length} lines stay where nothing stands around`,
      )
    }
  })
}

t.test(
  'a line after one that ends with a mark is told from the middle of the number',
  async (t) => {
    const line = (end: string): string => `${randomBytes(47).toString('base64').slice(0, 63)}${end}`
    for (const [end, before] of [
      ['n', '\\n'],
      ['+', '\n+'],
      ['+', '\n-'],
      ['A', 'n'],
    ] as const) {
      const lines = [line('A'), line('A'), line(end), line('A')]
      const bytes = Buffer.from(lines.join(''), 'base64')
      // the number ends in the last line
      const parts = modulusLines({ lines, bytes }, [bytes.subarray(0, 3 * 48 + 30)], [])
      const texts = parts.map((part) => text(part.bytes))
      t.ok(texts.includes(before + lines[3]), `${JSON.stringify(before)} after ${end}`)
      if (end !== 'A') t.notOk(texts.includes(end + lines[3]), `not ${end} alone`)
    }
  },
)

t.test('a whole key file as a regular expression has no pieces between the marks', async (t) => {
  const pem = generate('RSA', 'rsa_keygen_bits:1024')
  const secrets = new SecretRegistry()
  secrets.add('KEY', pem)
  const escapes = {
    'Perl quotemeta': /\W/g,
    'Python re.escape': /[.*+?^$(){}|[\]\\\-&#~ \t\n\r\v\f]/g,
  }
  for (const [name, marks] of Object.entries(escapes)) {
    const log = `${pem.replace(marks, '\\$&')}\n`
    const output = masked(secrets, log).replaceAll('[secure]', '')
    t.notMatch(output, /[A-Za-z0-9]/, name)
  }
})
