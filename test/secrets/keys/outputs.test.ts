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
  const rsa = generate('RSA', 'rsa_keygen_bits:2048')
  const large = generate('RSA', 'rsa_keygen_bits:4096')
  const ec = generate('EC', 'ec_paramgen_curve:P-256')
  const ed = generate('ED25519')
  const plain = (pem: string): Format => ({ file: bytes(pem), pem })
  const all: Record<string, Format> = {
    'PKCS#8 RSA': plain(rsa),
    'PKCS#8 RSA-4096': plain(large),
    'PKCS#1 RSA': { file: openssl('pkey -traditional', rsa), pem: rsa },
    'RSA-PSS': plain(generate('RSA-PSS', 'rsa_keygen_bits:2048')),
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
          `rm ${path}; ssh-keygen -q -t ed25519 -N '${passphrase}' -f ${path}`,
        ])
      } else run('ssh-keygen', ['-p', '-q', '-N', passphrase, '-f', path])
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

/** What tools print of a key; undefined where a tool does not know it. */
function outputs({ file: content, pem }: Format): Record<string, string> {
  const path = file('key', content)
  const plain = file('plain.pem', pem)
  const der = file('plain.der', openssl('pkey -outform DER', pem))
  const shell = (command: string) => {
    const { status, stdout } = spawnSync('bash', ['-c', command], { timeout: 60_000 })
    return status === 0 || command.includes('diff') ? text(new Uint8Array(stdout)) : ''
  }
  const jwk = () => createPrivateKey(pem).export({ format: 'jwk' })
  const d = attempt(() => BigInt(`0x${Buffer.from(jwk().d!, 'base64url').toString('hex')}`))
  const empty = file('empty', '')
  const all: Record<string, string> = {
    cat: shell(`cat ${path}`),
    'cat of PKCS#8': shell(`cat ${plain}`),
    'openssl pkey -text': shell(`openssl pkey -text -in ${plain}`),
    'openssl rsa -text': shell(`openssl rsa -text -noout -in ${plain}`),
    'openssl ec -text': shell(`openssl ec -text -noout -in ${plain}`),
    'openssl asn1parse': shell(`openssl asn1parse -in ${plain}`),
    'openssl asn1parse of PKCS#1': shell(
      `openssl pkey -traditional -in ${plain} | openssl asn1parse`,
    ),
    'openssl pkey -traditional': shell(`openssl pkey -traditional -in ${plain}`),
    'DER | xxd': shell(`xxd ${der}`),
    'DER | xxd -p': shell(`xxd -p ${der}`),
    'DER | base64': shell(`base64 ${der}`),
    'DER | base64 -w0': shell(`base64 -w0 ${der}`),
    'DER | od': shell(`od -An -tx1 ${der}`),
    'traditional DER | base64': shell(
      `openssl pkey -traditional -outform DER -in ${plain} | base64`,
    ),
    'traditional DER | xxd -p': shell(
      `openssl pkey -traditional -outform DER -in ${plain} | xxd -p`,
    ),
    'base64 of the file': shell(`base64 ${path}`),
    'ssh-keygen to PEM': shell(
      `cp ${plain} ${path}.s && chmod 600 ${path}.s && ssh-keygen -q -p -N '' -m PEM -f ${path}.s && cat ${path}.s`,
    ),
    'ssh-keygen to OpenSSH': shell(
      `cp ${plain} ${path}.o && chmod 600 ${path}.o && ssh-keygen -q -p -N '' -f ${path}.o && cat ${path}.o`,
    ),
    JWK: attempt(() => JSON.stringify(jwk())) ?? '',
    'JWK, indented': attempt(() => JSON.stringify(jwk(), null, 2)) ?? '',
    'util.inspect of the JWK': attempt(() => inspect(jwk())) ?? '',
    'd in decimal': d === undefined ? '' : `d = ${d}\n`,
    'jq of a service account': shell(
      `jq -n --rawfile k ${plain} '{type: "service_account", private_key: $k}'`,
    ),
    YAML: shell(`echo key: '|'; sed 's/^/    /' ${path}`),
    diff: shell(`diff ${empty} ${path}`),
    'diff -u': shell(`diff -u ${empty} ${path}`),
    'git diff': shell(`git diff --no-index --no-color ${empty} ${path}`),
    nl: shell(`nl ${path}`),
    timestamps: shell(`sed 's/^/Nov 24 01:02:03 /' ${path}`),
    "tr '\\n' ' '": shell(`tr '\\n' ' ' < ${path}`),
    awk: shell(`awk '{printf "%s\\\\n", $0}' ${path}`),
  }
  // Tools for lines put their marks into the middle of binary numbers
  const forText = ['YAML', 'nl', 'timestamps', 'diff', 'diff -u', 'git diff', "tr '\\n' ' '", 'awk']
  const isBinary = content.includes(0)
  return Object.fromEntries(
    Object.entries(all).filter(
      ([name, output]) => output !== '' && !(isBinary && forText.includes(name)),
    ),
  )
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

/** The first run of secret bytes that can be read, or nothing. */
function readable(output: string, secrets: readonly Buffer[]): string | undefined {
  const texts = readings(output.replaceAll('[secure]', GONE))
  const hexes = texts.map((each) => each.toLowerCase())
  const urls = texts.map((each) => each.replaceAll('-', '+').replaceAll('_', '/'))
  for (const secret of secrets) {
    for (let at = 0; at + RUN <= secret.length; at++) {
      const run = secret.subarray(at, at + RUN)
      const hex = run.toString('hex')
      if (hexes.some((each) => each.includes(hex))) return `hex ${at}`
      for (const shift of [0, 1, 2]) {
        const padded = Buffer.concat([Buffer.alloc(shift), run]).toString('base64')
        const core = padded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + RUN) * 8) / 6))
        if (urls.some((each) => each.includes(core))) return `base64 ${at}`
      }
      if (output.includes(run.toString('latin1'))) return `raw ${at}`
    }
    const decimal = String(BigInt(`0x${secret.toString('hex')}`))
    for (let at = 0; at + 20 <= decimal.length; at++) {
      if (output.includes(decimal.slice(at, at + 20))) return `decimal ${at}`
    }
  }
  return undefined
}

/** The public key as tools print it. */
function publicForms(pem: string): Record<string, string> {
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
}

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
      const numbers = secretsOf(format.pem)
      for (const [tool, output] of Object.entries(outputs(format))) {
        shown++
        const found = readable(masked(output), numbers)
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
