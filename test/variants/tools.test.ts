/**
 * What real tools print for values full of special characters holds one of
 * the spellings of the family that models the tool. Values are drawn anew in
 * each run; their number and the seed are printed.
 */
import t from 'tap'
import { draw } from '../helpers/property.js'
import { holds, printable, run, tricky } from './helper.js'

const all = draw(t, 'any text', tricky, 8)
const oneLine = draw(t, 'text of one line', printable, 8)
/** for tools that are started once for each value */
const few = draw(t, 'text of one line, for slow tools', printable, 50)
const fewAll = draw(t, 'any text, for slow tools', tricky, 50)

interface Tool {
  readonly name: string
  readonly families: readonly string[]
  readonly values: readonly string[]
  /** what a shell is asked to run, where that is not of every system */
  readonly needs?: string
  /** one output per value; undefined where the tool is not here */
  readonly print: (values: readonly string[]) => readonly (string | Uint8Array)[] | undefined
}

/** Outputs separated by NUL, from values given as arguments. */
function byArguments(command: string, args: readonly string[], locale?: string) {
  return (values: readonly string[]) => {
    const done = run(command, [...args, ...values], '', locale)
    if (done === undefined) return undefined
    const outputs: Uint8Array[] = []
    let start = 0
    for (let i = 0; i < done.stdout.length; i++) {
      if (done.stdout[i] !== 0) continue
      outputs.push(done.stdout.subarray(start, i))
      start = i + 1
    }
    return outputs
  }
}

/** Outputs as a JSON list of byte lists in hex, from values as a JSON list on standard input. */
function byHexList(command: string, args: readonly string[]) {
  return (values: readonly string[]) => {
    const done = run(command, args, JSON.stringify(values))
    if (done === undefined) return undefined
    if (done.status !== 0) throw new Error(done.stderr.toString())
    return (JSON.parse(done.stdout.toString()) as string[]).map((h) => Buffer.from(h, 'hex'))
  }
}

/** encoding/json: `<`, `>` and `&` by their numbers */
const GO_JSON =
  "json.dumps(v,ensure_ascii=False).replace('<','\\\\u003c').replace('>','\\\\u003e').replace('&','\\\\u0026').replace('\\u2028','\\\\u2028').replace('\\u2029','\\\\u2029')"

const bash = (script: string, locale?: string) =>
  byArguments('bash', ['-c', `for v; do ${script}; printf '\\0'; done`, '_'], locale)

const python = (expression: string, imports = 'json') =>
  byHexList('python3', [
    '-c',
    `import sys,json,${imports}
def enc(x): return x if isinstance(x,bytes) else x.encode('utf-8')
print(json.dumps([enc(${expression}).hex() for v in json.load(sys.stdin)]))`,
  ])

const perl = (expression: string, imports = '') =>
  byHexList('perl', [
    '-MJSON::PP',
    '-MEncode',
    '-e',
    `${imports} local $/; my @o; for my $v (@{decode_json(<STDIN>)}) { my $b = encode('UTF-8', $v); my $o = ${expression}; push @o, unpack('H*', utf8::is_utf8($o) ? encode('UTF-8', $o) : $o) } print encode_json(\\@o)`,
  ])

const jq = (filter: string) => (values: readonly string[]) => {
  const done = run('jq', ['-c', `map(. as $v | [${filter}] | .[0])`], JSON.stringify(values))
  return done && (JSON.parse(done.stdout.toString()) as string[])
}

const shell = ['shell', 'literal', 'raw']
const TOOLS: readonly Tool[] = [
  { name: 'bash printf %q', families: shell, values: all, print: bash('printf %q "$v"') },
  { name: 'bash printf %q in C', families: shell, values: all, print: bash('printf %q "$v"', 'C') },
  { name: 'bash @Q', families: shell, values: all, print: bash('printf %s "$'.concat('{v@Q}"')) },
  { name: 'bash declare -p', families: shell, values: all, print: bash('declare -p v') },
  { name: 'bash declare -p in C', families: shell, values: all, print: bash('declare -p v', 'C') },
  { name: 'bash set', families: shell, values: fewAll, print: bash('set | grep -a -A9 ^v=') },
  { name: 'bash alias', families: shell, values: all, print: bash('alias d="$v"; alias d') },
  {
    name: 'bash set -x',
    families: shell,
    values: all,
    print: bash('{ set -x; : "$v"; set +x; } 2>&1'),
  },
  {
    name: 'bash set -x in C',
    families: shell,
    values: all,
    print: bash('{ set -x; : "$v"; set +x; } 2>&1', 'C'),
  },
  {
    name: 'dash export -p',
    families: shell,
    values: few,
    print: byArguments('dash', [
      '-c',
      "for v; do export v; export -p | grep -a ' v='; printf '\\0'; done",
      '_',
    ]),
  },
  {
    name: 'ls',
    families: shell,
    values: fewAll.filter((v) => !v.includes('/')),
    print: bash('ls --quoting-style=shell-escape-always -d -- "$v" 2>&1'),
  },
  {
    name: 'ls in C',
    families: shell,
    values: fewAll.filter((v) => !v.includes('/')),
    needs: 'git',
    print: bash('ls -d -- "$v" 2>&1', 'C'),
  },
  {
    name: 'git rev-parse --sq-quote',
    families: shell,
    values: few,
    print: bash('git rev-parse --sq-quote "$v"'),
  },
  {
    name: 'git diff --no-index of a missing path',
    families: ['literal', 'raw', 'shell'],
    values: few.filter((v) => !v.includes('/')),
    needs: 'git',
    print: bash(
      '(cd "$(mktemp -d)" && git init -q . && : > "$v" && git status --porcelain; rm -rf "$PWD")',
    ),
  },
  {
    name: 'systemd-escape',
    families: ['data', 'raw'],
    values: few.filter((v) => !/^[-/]|\/\/|\/$/.test(v)),
    needs: 'systemd-escape',
    print: bash('systemd-escape -- "$v"'),
  },
  {
    name: 'tclsh list',
    families: ['shell', 'literal', 'raw'],
    values: few,
    needs: 'tclsh',
    print: byArguments('bash', [
      '-c',
      'for v; do export v; tclsh <<< \'fconfigure stdout -encoding utf-8; puts [list a $env(v) b]\'; printf "\\0"; done',
      '_',
    ]),
  },
  { name: 'jq @sh', families: shell, values: all, print: jq('$v|@sh') },
  { name: 'jq @html', families: ['markup', 'raw'], values: all, print: jq('$v|@html') },
  { name: 'jq @uri', families: ['percent', 'raw'], values: all, print: jq('$v|@uri') },
  { name: 'jq @csv', families: ['data', 'raw'], values: all, print: jq('[$v]|@csv') },
  { name: 'jq @tsv', families: ['data', 'raw'], values: all, print: jq('[$v]|@tsv') },
  { name: 'jq @json', families: ['json', 'raw'], values: all, print: jq('$v|@json') },
  {
    name: 'jq tojson of tojson',
    families: ['json', 'raw'],
    values: oneLine,
    print: jq('$v|tojson|tojson'),
  },
  { name: 'jq explode', families: ['list'], values: all, print: jq('$v|explode|tojson') },
  { name: 'repr', families: ['literal', 'raw'], values: all, print: python('repr(v)') },
  {
    name: 'repr of bytes',
    families: ['literal', 'raw'],
    values: all,
    print: python('repr(v.encode())'),
  },
  { name: 'ascii', families: ['literal', 'raw'], values: all, print: python('ascii(v)') },
  {
    name: 'unicode_escape',
    families: ['literal', 'raw'],
    values: all,
    print: python("v.encode('unicode_escape')"),
  },
  {
    name: 'raw_unicode_escape',
    families: ['literal', 'raw'],
    values: all,
    print: python("v.encode('raw_unicode_escape')"),
  },
  {
    name: 'pickle 0',
    families: ['literal', 'raw'],
    values: all,
    print: python('pickle.dumps(v,0)', 'pickle'),
  },
  {
    name: 'repr of pickle protocol 0',
    families: ['literal', 'raw'],
    values: all.filter((v) => !v.includes("'")),
    print: python('repr(pickle.dumps(v,0))', 'pickle'),
  },
  {
    name: 'backslashreplace',
    families: ['literal', 'raw'],
    values: all,
    print: python("v.encode('ascii','backslashreplace')"),
  },
  {
    name: 'errors=replace',
    families: ['terminal', 'raw'],
    values: oneLine.map((v) => `${v.replace(/\P{ASCII}+/gu, 'é')}abcdefgh`),
    print: python("v.encode('ascii','replace')"),
  },
  {
    name: 'xmlcharrefreplace',
    families: ['markup', 'raw'],
    values: all,
    print: python("v.encode('ascii','xmlcharrefreplace')"),
  },
  { name: 'shlex.quote', families: shell, values: all, print: python('shlex.quote(v)', 'shlex') },
  {
    name: 'html.escape',
    families: ['markup', 'raw'],
    values: all,
    print: python('html.escape(v)', 'html'),
  },
  {
    name: 'saxutils',
    families: ['markup', 'raw'],
    values: all,
    print: python('s.escape(v)', 'xml.sax.saxutils as s'),
  },
  {
    name: 'ElementTree attribute',
    families: ['markup', 'raw'],
    values: all,
    print: python(
      "E.tostring(E.Element('a',{'b':v}),encoding='unicode')",
      'xml.etree.ElementTree as E',
    ),
  },
  { name: 'json.dumps', families: ['json', 'raw'], values: all, print: python('json.dumps(v)') },
  {
    name: 'json.dumps twice',
    families: ['json', 'raw'],
    values: all,
    print: python('json.dumps(json.dumps([v]))'),
  },
  {
    name: 'repr of json.dumps',
    families: ['json', 'nested', 'literal', 'raw'],
    values: all,
    print: python('repr([json.dumps(v),0])'),
  },
  {
    name: 'quote',
    families: ['percent', 'raw'],
    values: all,
    print: python('u.quote(v)', 'urllib.parse as u'),
  },
  {
    name: 'quote_plus',
    families: ['percent', 'raw'],
    values: all,
    print: python('u.quote_plus(v)', 'urllib.parse as u'),
  },
  {
    name: 're.escape',
    families: ['data', 'raw'],
    values: all,
    print: python('re.escape(v)', 're'),
  },
  {
    name: 'csv',
    families: ['data', 'raw'],
    values: all,
    print: python(
      "(lambda f:(csv.writer(f).writerow(['a',v]),f.getvalue())[1])(io.StringIO())",
      'csv,io',
    ),
  },
  {
    name: 'quopri',
    families: ['mail', 'raw'],
    values: oneLine,
    print: python('quopri.encodestring(v.encode())', 'quopri'),
  },
  {
    name: 'Q header',
    families: ['mail', 'raw'],
    values: oneLine,
    print: python("q.header_encode(v.encode(),'utf-8')", 'email.quoprimime as q'),
  },
  { name: 'UTF-7', families: ['mail', 'raw'], values: all, print: python("v.encode('utf-7')") },
  {
    name: 'a85encode',
    families: ['base85'],
    values: all,
    print: python('base64.a85encode(v.encode())', 'base64'),
  },
  {
    name: 'b85encode',
    families: ['base85'],
    values: all,
    print: python('base64.b85encode(v.encode())', 'base64'),
  },
  {
    name: 'b32encode',
    families: ['bases'],
    values: all,
    print: python('base64.b32encode(v.encode())', 'base64'),
  },
  {
    name: 'base64 twice',
    families: ['nested'],
    values: all,
    print: python('base64.b64encode(base64.b64encode(v.encode()))', 'base64'),
  },
  {
    name: 'base64 of JSON',
    families: ['nested', 'base64'],
    values: all.filter((v) => v.length > 3),
    print: python('base64.b64encode(json.dumps({"a":v}).encode())', 'base64'),
  },
  {
    name: 'quote of base64',
    families: ['nested', 'base64'],
    values: all,
    print: python(
      "u.quote(base64.b64encode(v.encode()).decode(),safe='')",
      'base64,urllib.parse as u',
    ),
  },
  {
    name: 'xtrace of [[ ]]',
    families: ['shell'],
    values: oneLine,
    print: bash(`( set -x; [[ x == "$v" ]] ) 2>&1`),
  },
  {
    name: 'read',
    families: ['shell', 'raw'],
    values: oneLine,
    print: bash(`IFS= read x <<< "$v"; printf %s "$x"`),
  },
  {
    name: 'JSON as Go writes it, in JSON',
    families: ['json', 'raw'],
    values: all,
    print: python(`json.dumps(${GO_JSON},ensure_ascii=False)`),
  },
  {
    name: 'JSON as Go writes it, in base64',
    families: ['nested', 'base64'],
    values: all.filter((v) => v.length > 2), // of less, no character shows it alone
    print: python(`base64.b64encode(${GO_JSON}.encode())`, 'json,base64'),
  },
  {
    name: 'JSON of the repr of bytes',
    families: ['nested', 'json', 'literal', 'raw'],
    values: oneLine,
    print: python('json.dumps(repr(v.encode()))'),
  },
  {
    name: 'numeric entities for what markup needs',
    families: ['markup', 'raw'],
    values: all,
    print: python(`''.join('&#%d;'%ord(c) if c in '<>&"\\'\`' else c for c in v)`),
  },
  {
    name: 'hexadecimal entities for that and all beyond ASCII',
    families: ['markup', 'raw'],
    values: all,
    print: python(`''.join('&#x%X;'%ord(c) if c in '<>&"\\'\`' or ord(c)>127 else c for c in v)`),
  },
  {
    name: 'list of hex numbers',
    families: ['dump'],
    values: all,
    print: python("', '.join('%x'%b if b>15 else '0%x'%b for b in v.encode())"),
  },
  {
    name: 'characters in brackets',
    families: ['evasion'],
    values: oneLine,
    print: python(`'['+', '.join(v)+']'`),
  },
  {
    name: 'JSON list of characters, indented',
    families: ['evasion'],
    values: oneLine.filter((v) => !/["\\]/.test(v)),
    print: python('json.dumps(list(v),indent=2,ensure_ascii=False)'),
  },
  {
    name: 'list of bytes',
    families: ['list'],
    values: all,
    print: python('str(list(v.encode()))'),
  },
  { name: 'bytes.hex', families: ['dump'], values: all, print: python("v.encode().hex('-')") },
  {
    name: 'int.from_bytes',
    families: ['number'],
    values: all,
    print: python("str(int.from_bytes(v.encode(),'big'))"),
  },
  { name: 'UTF-16', families: ['unicode'], values: all, print: python("v.encode('utf-16')") },
  {
    name: 'base64 of UTF-16',
    families: ['unicode'],
    values: all,
    print: python("base64.b64encode(('x'+v).encode('utf-16-le'))", 'base64'),
  },
  {
    name: 'NFD',
    families: ['unicode', 'raw'],
    values: all,
    print: python("n.normalize('NFD',v)", 'unicodedata as n'),
  },
  {
    name: 'mojibake',
    families: ['unicode', 'raw'],
    values: all,
    print: python("v.encode().decode('latin-1')"),
  },
  {
    name: 'latin-1',
    families: ['unicode', 'raw'],
    values: all,
    print: python("v.encode('latin-1','replace')"),
  },
  { name: 'reversed', families: ['evasion', 'raw'], values: oneLine, print: python('v[::-1]') },
  { name: 'upper', families: ['evasion', 'raw'], values: oneLine, print: python('v.upper()') },
  { name: 'lower', families: ['evasion', 'raw'], values: oneLine, print: python('v.lower()') },
  {
    name: 'rot13',
    families: ['evasion', 'raw'],
    values: oneLine,
    print: python("codecs.encode(v,'rot13')", 'codecs'),
  },
  {
    name: 'list of characters',
    families: ['evasion'],
    values: oneLine.filter((v) => !/['"\\]/.test(v)),
    print: python('json.dumps(list(v),ensure_ascii=False)'),
  },
  {
    name: 'PyYAML',
    families: ['literal', 'data', 'raw'],
    values: oneLine,
    print: python("yaml.safe_dump({'a':v},default_style='\"',width=9999)", 'yaml'),
  },
  {
    name: 'PyYAML single',
    families: ['literal', 'data', 'raw'],
    values: oneLine,
    print: python(
      "yaml.safe_dump({'a':v},default_style=\"'\",width=9999,allow_unicode=True)",
      'yaml',
    ),
  },
  { name: 'quotemeta', families: ['data', 'raw'], values: all, print: perl('quotemeta($v)') },
  {
    name: 'quotemeta of bytes',
    families: ['data', 'raw'],
    values: all,
    print: perl('quotemeta($b)'),
  },
  {
    name: 'Data::Dumper',
    families: ['literal', 'raw'],
    values: all,
    print: perl('Dumper($b)', 'use Data::Dumper;'),
  },
  {
    name: 'Data::Dumper Useqq',
    families: ['literal', 'raw'],
    values: all,
    print: perl('Dumper($v)', 'use Data::Dumper; $Data::Dumper::Useqq=1;'),
  },
  {
    name: 'Data::Dumper Useqq of bytes',
    families: ['literal', 'raw'],
    values: all,
    print: perl('Dumper($b)', 'use Data::Dumper; $Data::Dumper::Useqq=1;'),
  },
  { name: "pack 'u'", families: ['bases'], values: all, print: perl("pack('u60',$b)") },
  { name: "unpack 'b*'", families: ['bases'], values: all, print: perl("unpack('b*',$b)") },
  { name: "unpack 'B*'", families: ['bases'], values: all, print: perl("unpack('B*',$b)") },
  {
    name: 'cat -v',
    families: ['terminal', 'raw'],
    values: fewAll,
    print: bash('printf %s "$v" | cat -v'),
  },
  {
    name: 'cat -A',
    families: ['terminal', 'raw'],
    values: fewAll,
    print: bash('printf %s "$v" | cat -A'),
  },
  {
    name: 'sed -n l',
    families: ['literal', 'raw'],
    values: few,
    print: bash("printf '%s\\n' \"$v\" | sed -n 'l 999'", 'C'),
  },
  {
    name: 'base32',
    families: ['bases'],
    values: fewAll,
    needs: 'base32',
    print: bash('printf %s "$v" | base32 -w0'),
  },
  {
    name: 'basenc --base32hex',
    families: ['bases'],
    values: fewAll,
    needs: 'basenc',
    print: bash('printf %s "$v" | basenc --base32hex -w0'),
  },
  {
    name: 'basenc --base2lsbf',
    families: ['bases'],
    values: fewAll,
    needs: 'basenc',
    print: bash('printf %s "$v" | basenc --base2lsbf -w0'),
  },
  {
    name: 'a list of characters',
    families: ['evasion'],
    values: oneLine.filter((v) => v.length > 1),
    print: python('repr(list(v))'),
  },
  {
    name: 'fish string escape --style=var',
    families: ['shell', 'raw'],
    values: few,
    print: byArguments('fish', [
      ...[
        '--no-config',
        '-c',
        'for v in $argv; string escape -n --style=var -- $v; printf "\\0"; end',
      ],
    ]),
  },
  {
    name: 'xxd -c 8',
    families: ['dump'],
    values: few.map((v) => `ascii${v}`),
    needs: 'xxd',
    print: bash('printf %s "$v" | xxd -c 8'),
  },
  {
    name: 'rev',
    families: ['evasion', 'raw'],
    values: few,
    needs: 'rev',
    print: bash('printf %s "$v" | rev'),
  },
]

const isHere = (tool: string) => run('bash', ['-c', `command -v ${tool}`])?.status === 0

for (const { name, families, values, needs, print } of TOOLS) {
  const outputs = needs === undefined || isHere(needs) ? print(values) : undefined
  t.test(name, { skip: outputs === undefined ? 'not on this machine' : false }, (t) => {
    const missed = values.filter((v, i) => !holds(outputs?.[i] ?? '', families, v))
    t.equal(outputs?.length, values.length, 'one output for each value')
    t.same(
      missed.slice(0, 3).map((v) => [v, Buffer.from(outputs![values.indexOf(v)] ?? '').toString()]),
      [],
      `${missed.length} of ${values.length} are not spelled`,
    )
    t.end()
  })
}

t.test('Node', (t) => {
  const { inspect } = process.getBuiltinModule('node:util')
  const { escape: queryEscape } = process.getBuiltinModule('node:querystring')
  const printers: Record<string, [readonly string[], (v: string) => string]> = {
    inspect: [['literal', 'raw'], (v) => inspect([v])],
    'inspect of JSON': [
      ['json', 'nested', 'literal', 'raw'],
      (v) => inspect([JSON.stringify({ v })]),
    ],
    'JSON of characters': [['evasion'], (v) => JSON.stringify([...v])],
    'inspect of bytes': [['dump'], (v) => inspect(Buffer.from(v))],
    'JSON of bytes': [['list'], (v) => JSON.stringify(Buffer.from(v))],
    escape: [['percent', 'raw'], (v) => escape(v)],
    encodeURI: [['percent', 'raw'], (v) => encodeURI(v)],
    'encodeURIComponent twice': [
      ['percent', 'raw'],
      (v) => encodeURIComponent(encodeURIComponent(v)),
    ],
    querystring: [['percent', 'raw'], (v) => queryEscape(v)],
    'URL password': [
      ['percent', 'raw'],
      (v) => Object.assign(new URL('http://h'), { password: v }).href,
    ],
    'URL query': [
      ['percent', 'raw'],
      (v) => Object.assign(new URL('http://h'), { search: `?${v}` }).href,
    ],
    'URL hash': [
      ['percent', 'raw'],
      (v) => Object.assign(new URL('http://h'), { hash: `#${v}` }).href,
    ],
    'latin1 hex': [['hex'], (v) => Buffer.from(v).toString('hex')],
  }
  for (const [name, [families, print]] of Object.entries(printers)) {
    const missed = oneLine.filter((v) => !holds(print(v), families, v))
    t.same(
      missed.slice(0, 3).map((v) => [v, print(v)]),
      [],
      `${name}: ${missed.length} not spelled`,
    )
  }
  t.end()
})

t.test('values with escapes, as echo and printf make of them', async (t) => {
  const values = [
    'aB3"x\\ny&z9Kq',
    'x9\\tQ2pLm7\\rZ4',
    'a\\x41b\\x6aC',
    'k\\0101\\\\e',
    'q\\a\\b\\e\\f\\v\\Ez',
  ]
  const printers = ['printf %b "$1"', 'echo -ne "$1"', 'printf \'%b\' "$1"']
  for (const value of values) {
    for (const script of printers) {
      const done = run('bash', ['-c', script, '_', value])
      t.ok(done !== undefined && holds(done.stdout, ['shell-read'], value), `${script}: ${value}`)
    }
  }
  const asFormat = run('bash', ['-c', 'printf "$1"', '_', 'k\\101x'])
  t.ok(asFormat !== undefined && holds(asFormat.stdout, ['shell-read'], 'k\\101x'))
})
