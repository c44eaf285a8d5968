/**
 * Every format of a key against the output of the tools that show it: no eight
 * secret bytes in a row can be read from what is left, and the public key stays.
 */
import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { inspect } from 'node:util'
import t from 'tap'
import { Masker } from '../../../lib/masking/masker.js'
import { SecretRegistry } from '../../../lib/secrets/node.js'
import { bytes, file, generate, has, openssl, read, run, text } from './tools.js'

/** Secret bytes that may be read in a row: fewer than this. */
const RUN = 8
const PASSPHRASE = 'Zug-um-Zug-7613'
const GONE = '\0'

interface Format {
  /** the file as it is registered, and shown by tools that print files */
  readonly file: Uint8Array
  /** the same key, plain, in PKCS#8 */
  readonly pem: string
  readonly isEncrypted?: boolean
}

function formats(): Record<string, Format> {
  // The containers are the same for every size
  const rsa = generate('RSA', 'rsa_keygen_bits:1024')
  const large = generate('RSA', 'rsa_keygen_bits:4096')
  const ec = generate('EC', 'ec_paramgen_curve:P-256')
  const ed = generate('ED25519')
  const plain = (pem: string): Format => ({ file: bytes(pem), pem })
  const all: Record<string, Format> = {
    'PKCS#8 RSA': plain(rsa),
    'PKCS#8 RSA-2048': plain(generate('RSA', 'rsa_keygen_bits:2048')),
    'PKCS#8 RSA-4096': plain(large),
    'PKCS#1 RSA': { file: openssl('pkey -traditional', rsa), pem: rsa },
    'RSA-PSS': plain(generate('RSA-PSS', 'rsa_keygen_bits:1024')),
    'PKCS#8 EC': plain(ec),
    'SEC1 EC': { file: openssl('ec', ec), pem: ec },
    'EC P-521': plain(generate('EC', 'ec_paramgen_curve:P-521')),
    Ed25519: plain(ed),
    Ed448: plain(generate('ED448')),
    X25519: plain(generate('X25519')),
    'DER of PKCS#8': { file: openssl('pkey -outform DER', rsa), pem: rsa },
    'encrypted PKCS#8': {
      file: openssl(`pkcs8 -topk8 -v2 aes-256-cbc -passout pass:${PASSPHRASE}`, rsa),
      pem: rsa,
      isEncrypted: true,
    },
    'DEK-Info': {
      file: openssl(`rsa -aes128 -traditional -passout pass:${PASSPHRASE}`, rsa),
      pem: rsa,
      isEncrypted: true,
    },
    JWK: { file: bytes(JSON.stringify(createPrivateKey(ec).export({ format: 'jwk' }))), pem: ec },
    'JWK RSA': {
      file: bytes(JSON.stringify(createPrivateKey(rsa).export({ format: 'jwk' }))),
      pem: rsa,
    },
    'service account': {
      file: bytes(JSON.stringify({ type: 'service_account', private_key: rsa }, null, 2)),
      pem: rsa,
    },
  }
  const certificate = openssl(
    `req -x509 -new -subj /CN=example.org -days 9 -key ${file('p12.pem', rsa)}`,
  )
  all['PKCS#12'] = {
    file: openssl(
      `pkcs12 -export -passout pass:${PASSPHRASE} -inkey ${file('p12.pem')} -in ${file('p12.crt', certificate)}`,
    ),
    pem: rsa,
    isEncrypted: true,
  }
  if (!has('ssh-keygen')) return all
  for (const [name, pem] of Object.entries({ rsa, ec, ed })) {
    for (const passphrase of ['', PASSPHRASE]) {
      const isEncrypted = passphrase !== ''
      const path = file('ssh', name === 'ed' ? '' : text(openssl('pkey -traditional', pem)))
      if (name === 'ed') {
        spawnSync('sh', [
          '-c',
          `rm ${path}; ssh-keygen -q -t ed25519 -a 2 -N '${passphrase}' -f ${path}`,
        ])
      } else run('ssh-keygen', ['-p', '-q', '-a', '2', '-N', passphrase, '-f', path])
      const content = read('ssh')
      all[`${isEncrypted ? 'encrypted ' : ''}OpenSSH ${name}`] = {
        file: content,
        pem: name === 'ed' ? plainOpenSsh(content) : pem,
        isEncrypted,
      }
    }
  }
  return all
}

/** Node reads no OpenSSH container with Ed25519: the seed stands behind the public key. */
function plainOpenSsh(content: Uint8Array): string {
  const path = file('plain', content)
  spawnSync('chmod', ['600', path])
  run('ssh-keygen', ['-p', '-q', '-P', PASSPHRASE, '-N', '', '-f', path])
  const body = text(read('plain'))
    .split('\n')
    .filter((line) => !line.startsWith('-----'))
  const der = Buffer.from(body.join(''), 'base64')
  const open = der.subarray(der.indexOf('ssh-ed25519') + 15).subarray(0, 32)
  const seed = der.subarray(der.lastIndexOf(open) - 32, der.lastIndexOf(open))
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
  const key = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' })
  return key.export({ format: 'pem', type: 'pkcs8' }) as string
}

/** The outputs of shell commands that ended well, each by its name; one shell runs them all. */
function shell(commands: Record<string, string>): Record<string, string> {
  const names = Object.keys(commands)
  const script = Object.values(commands).map(
    (command, i) => `( ${command} ) >${file(`out${i}`)} 2>/dev/null; echo $?`,
  )
  const { stdout } = spawnSync('bash', ['-c', script.join('\n')], { timeout: 60_000 })
  const statuses = text(new Uint8Array(stdout)).split('\n')
  const found = names.map((name, i) => {
    // To differ is what was asked of diff
    const isGood = statuses[i] === '0' || commands[name]!.includes('diff')
    return [name, isGood ? text(read(`out${i}`)) : '']
  })
  return Object.fromEntries(found.filter(([, output]) => output !== ''))
}

/** What tools for files print of a file. */
function ofFile(content: Uint8Array): Record<string, string> {
  const path = file('key', content)
  const empty = file('empty', '')
  const outputs = shell({ cat: `cat ${path}`, 'base64 of the file': `base64 ${path}` })
  // Tools for lines put their marks into the middle of binary numbers
  if (content.includes(0)) return outputs
  const forText = {
    YAML: `echo key: '|'; sed 's/^/    /' ${path}`,
    diff: `diff ${empty} ${path}`,
    'diff -u': `diff -u ${empty} ${path}`,
    'git diff': `git diff --no-index --no-color ${empty} ${path}`,
    nl: `nl ${path}`,
    timestamps: `sed 's/^/Nov 24 01:02:03 /' ${path}`,
    "tr '\\n' ' '": `tr '\\n' ' ' < ${path}`,
    awk: `awk '{printf "%s\\\\n", $0}' ${path}`,
  }
  return { ...outputs, ...shell(forText) }
}

/** What tools for keys print of a key, whatever file it is kept in. */
const ofKey = once((pem: string): Record<string, string> => {
  const plain = file('plain.pem', pem)
  const der = file('plain.der', openssl('pkey -outform DER', pem))
  const old = (rest: string) => `openssl pkey -traditional ${rest} -in ${plain}`
  const ssh = (name: string, rest: string) =>
    `cp ${plain} ${name} && chmod 600 ${name} && ssh-keygen -q -p -N '' ${rest} -f ${name} && cat ${name}`
  const jwk = () => createPrivateKey(pem).export({ format: 'jwk' })
  const d = attempt(() => BigInt(`0x${Buffer.from(jwk().d!, 'base64url').toString('hex')}`))
  const made: Record<string, string> = {
    JWK: attempt(() => JSON.stringify(jwk())) ?? '',
    'JWK, indented': attempt(() => JSON.stringify(jwk(), null, 2)) ?? '',
    'util.inspect of the JWK': attempt(() => inspect(jwk())) ?? '',
    'd in decimal': d === undefined ? '' : `d = ${d}\n`,
  }
  const printed = shell({
    'cat of PKCS#8': `cat ${plain}`,
    'openssl pkey -text': `openssl pkey -text -in ${plain}`,
    'openssl rsa -text': `openssl rsa -text -noout -in ${plain}`,
    'openssl ec -text': `openssl ec -text -noout -in ${plain}`,
    'openssl asn1parse': `openssl asn1parse -in ${plain}`,
    'openssl asn1parse of PKCS#1': `${old('')} | openssl asn1parse`,
    'openssl pkey -traditional': old(''),
    'DER | xxd': `xxd ${der}`,
    'DER | xxd -p': `xxd -p ${der}`,
    'DER | base64': `base64 ${der}`,
    'DER | base64 -w0': `base64 -w0 ${der}`,
    'DER | od': `od -An -tx1 ${der}`,
    'traditional DER | base64': `${old('-outform DER')} | base64`,
    'traditional DER | xxd -p': `${old('-outform DER')} | xxd -p`,
    'ssh-keygen to PEM': ssh(file('key.s'), '-m PEM'),
    'ssh-keygen to OpenSSH': ssh(file('key.o'), ''),
    'jq of a service account': `jq -n --rawfile k ${plain} '{type: "service_account", private_key: $k}'`,
  })
  const all = Object.entries({ ...printed, ...made })
  return Object.fromEntries(all.filter(([, output]) => output !== ''))
})

/** Many formats hold the same key: what follows from it is made once. */
function once<T>(make: (pem: string) => T): (pem: string) => T {
  const known = new Map<string, T>()
  return (pem) => {
    const found = known.get(pem) ?? make(pem)
    known.set(pem, found)
    return found
  }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

/** The private numbers as Node has them. */
function secretsOf(pem: string): Buffer[] {
  const key = createPrivateKey(pem)
  const jwk = attempt(() => key.export({ format: 'jwk' }))
  if (jwk === undefined) {
    const text = key.export({ format: 'der', type: 'pkcs8' })
    return [text.subarray(-64)] // RSA-PSS: the end of the last number
  }
  return (['d', 'p', 'q', 'dp', 'dq', 'qi'] as const)
    .flatMap((name) => jwk[name] ?? [])
    .map((value) => Buffer.from(value, 'base64url'))
}

/** Texts that a reader may take from an output: without offsets, prefixes, columns and breaks. */
function readings(output: string): string[] {
  const lines = output.split(/\r?\n|\\n/)
  const strip = (pattern: RegExp, by = '') =>
    lines.map((line) => line.replace(pattern, by)).join('')
  return [
    strip(/^$/),
    strip(/[\s:,'"\\]/g),
    strip(/^[0-9a-f]{8}: ((?:[0-9a-f\0]{2,4} ?)+) .*$/, '$1').replace(/\s/g, ''),
    strip(/^(?:[+<>]|\s+\d+|Nov 24 \d\d:\d\d:\d\d)\s*/).replace(/\s/g, ''),
    strip(/^.*:/),
  ]
}

/** Texts that show a run of secret bytes, by how they are written, by length. */
type Runs = Record<'hex' | 'base64' | 'raw' | 'decimal', Map<number, Set<string>>>

const runsOf = once((pem: string): Runs => {
  const runs: Runs = { hex: new Map(), base64: new Map(), raw: new Map(), decimal: new Map() }
  const add = (way: keyof Runs, run: string) => {
    const known = runs[way].get(run.length)
    if (known === undefined) runs[way].set(run.length, new Set([run]))
    else known.add(run)
  }
  for (const secret of secretsOf(pem)) {
    for (let at = 0; at + RUN <= secret.length; at++) {
      const run = secret.subarray(at, at + RUN)
      add('hex', run.toString('hex'))
      add('raw', run.toString('latin1'))
      for (const shift of [0, 1, 2]) {
        const padded = Buffer.concat([Buffer.alloc(shift), run]).toString('base64')
        add('base64', padded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + RUN) * 8) / 6)))
      }
    }
    const decimal = String(BigInt(`0x${secret.toString('hex')}`))
    for (let at = 0; at + 20 <= decimal.length; at++) add('decimal', decimal.slice(at, at + 20))
  }
  return runs
})

/** The first run of secret bytes that can be read, or nothing. */
function readable(output: string, runs: Runs): string | undefined {
  const texts = readings(output.replaceAll('[secure]', GONE))
  const looks: [keyof Runs, readonly string[]][] = [
    ['hex', texts.map((each) => each.toLowerCase())],
    ['base64', texts.map((each) => each.replaceAll('-', '+').replaceAll('_', '/'))],
    ['raw', [output]],
    ['decimal', [output]],
  ]
  for (const [way, each] of looks) {
    for (const text of new Set(each)) {
      for (const [length, known] of runs[way]) {
        for (let at = 0; at + length <= text.length; at++) {
          if (known.has(text.slice(at, at + length))) return `${way} at ${at}`
        }
      }
    }
  }
  return undefined
}

/** The public key as tools print it. */
const publicForms = once((pem: string): Record<string, string> => {
  const key = createPublicKey(pem)
  const spki = text(openssl('pkey -pubout', pem))
  const der = key.export({ format: 'der', type: 'spki' })
  const forms: Record<string, string> = {
    'openssl pkey -pubout': spki,
    'openssl pkey -pubin -text': text(openssl('pkey -pubin -text -noout', spki)),
    'base64 of DER': `${der.toString('base64').replace(/.{76}/g, '$&\n')}\n`,
    'base64 of DER on one line': der.toString('base64'),
    'hex of DER': `${der.toString('hex')}\n`,
    'xxd of DER': text(run('xxd', [file('pub.der', der)])),
    'od of DER': text(run('od', ['-An', '-tx1', file('pub.der')])),
  }
  const jwk = attempt(() => JSON.stringify(key.export({ format: 'jwk' })))
  if (jwk !== undefined) forms.JWK = `${jwk}\n`
  const ssh = attempt(() => {
    const path = file('pub.pem', spki)
    return text(run('ssh-keygen', ['-i', '-m', 'PKCS8', '-f', path]))
  })
  if (ssh !== undefined) forms['ssh-keygen -i'] = ssh
  const certificate = attempt(() =>
    text(openssl(`req -x509 -new -subj /CN=example.org -days 9 -key ${file('ca.pem', pem)}`)),
  )
  if (certificate !== undefined) {
    forms['a certificate'] = certificate
    forms['openssl x509 -text'] = text(openssl('x509 -text', certificate))
  }
  return forms
})

const tools = ['bash', 'xxd', 'od', 'jq', 'git', 'nl', 'diff']
const missing = tools.filter((tool) => !has(tool))

t.test(
  'formats and tools',
  { skip: missing.length > 0 && `${missing} not installed` },
  async (t) => {
    let shown = 0
    let stay = 0
    for (const [name, format] of Object.entries(formats())) {
      const secrets = new SecretRegistry()
      const passphrase = format.isEncrypted ? PASSPHRASE : undefined
      secrets.addKey('KEY', format.file, { passphrase })
      const masked = (output: string) => {
        const masker = new Masker(secrets)
        const log = new Uint8Array(Buffer.from(output, 'latin1'))
        return [...masker.write(log), ...masker.end()].map(text).join('')
      }
      const runs = runsOf(format.pem)
      const outputs = { ...ofFile(format.file), ...ofKey(format.pem) }
      for (const [tool, output] of Object.entries(outputs)) {
        shown++
        const found = readable(masked(output), runs)
        t.equal(found, undefined, `${name}: ${tool}`)
      }
      for (const [form, output] of Object.entries(publicForms(format.pem))) {
        stay++
        t.ok(masked(output) === output, `${name}: ${form} stays`)
      }
    }
    t.comment(`${shown} outputs masked, ${stay} public forms`)
  },
)

t.test('a key file in UTF-16, as PowerShell encodes it', async (t) => {
  const pem = generate('RSA', 'rsa_keygen_bits:1024')
  const account = JSON.stringify({ type: 'service_account', private_key: pem }, null, 2)
  const lines = pem.split('\n').slice(1, -2)
  // the private exponent stands behind the first quarter of the body, and the numbers of the CRT behind it
  const secret = lines.slice(Math.ceil(lines.length / 3))
  for (const [name, content] of Object.entries({ PEM: pem, 'service account': account })) {
    const secrets = new SecretRegistry()
    secrets.add('KEY', content)
    for (const order of ['LE', 'BE']) {
      const utf16 = (shown: string) => {
        const little = Buffer.from(shown, 'utf16le')
        return order === 'LE' ? little : little.swap16()
      }
      for (const before of ['', 'k', 'k=']) {
        const encoded = utf16(before + content)
        for (const encoding of ['base64', 'hex'] as const) {
          const log = encoded.toString(encoding)
          const masker = new Masker(secrets)
          const left = [...masker.write(bytes(log)), ...masker.end()].map(text).join('')
          const texts = left
            .split('[secure]')
            .flatMap((piece) =>
              [0, 1, 2, 3].flatMap((from) => {
                const read = Buffer.from(piece.slice(from), encoding)
                const even = read.subarray(0, read.length & ~1)
                return [even, read.subarray(1, 1 + ((read.length - 1) & ~1))].flatMap((half) => [
                  half.toString('utf16le'),
                  Buffer.from(half).swap16().toString('utf16le'),
                ])
              }),
            )
            .join('\n')
          const shown = secret.flatMap((line) =>
            Array.from({ length: line.length - RUN + 1 }, (_, at) => line.slice(at, at + RUN)),
          )
          const what = `${name}, UTF-16${order} in ${encoding} behind '${before}'`
          t.notOk(
            shown.some((run) => texts.includes(run)),
            what,
          )
          t.ok(texts.includes('PRIVATE KEY'), `${what}: the rest can be read`)
        }
      }
    }
  }
})
