/**
 * What is run: commands that print a secret, as rows of data.
 *
 * A row is [class, tool, script, readings, shapes]. The script is run by bash;
 * `$S` is the value, `$F` a file that holds it. A reading is a line of
 * decoders (decoders.ts), several are parted by `|`. Shapes say which values
 * fit: l(ine), t(ext), k(ey); left out: lines and texts. The library knows
 * nothing of these rows: a row that leaks shows a rule that is missing there.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell parameters look like template strings

export const CLASSES = [
  'raw',
  'quoted',
  'encoded',
  'nested',
  'wrapped',
  'decorated',
  'key-derived',
  'partial',
  'evasion',
] as const
export type Class = (typeof CLASSES)[number]

export type Template = readonly [
  kind: Class,
  tool: string,
  script: string,
  readings?: string,
  shapes?: string,
]

/** A PEM key or its base64 is read by taking the lines together. */
export const KEY_READINGS = 'base64 | join base64 | blank base64 | bytes blank base64'

const js = (expression: string) =>
  `node -e 'const s=process.env.S,b=Buffer.from(s);console.log(${expression})'`
const py = (expression: string) =>
  `python3 -c 'import os,sys,json,base64,quopri,shlex,html,re,urllib.parse as u; s=os.environ["S"]; b=s.encode(); print(${expression})'`
const pl = (code: string) => `perl -e '$s=$ENV{S};${code}'`

const printed: readonly Template[] = [
  ['raw', 'bash', 'echo "$S"', '', 'ltk'],
  ['raw', 'printf', 'printf "token=%s;\\n" "$S"', '', 'ltk'],
  ['raw', 'cat', 'cat "$F"', '', 'ltk'],
  ['raw', 'env', 'env S2="$S" env | grep -A99 ^S2=', '', 'ltk'],
  ['raw', 'grep', 'grep -r "" "$F"', '', 'l'],
  ['raw', 'tee', 'tee < "$F"', '', 'ltk'],
  ['raw', 'node', js('s'), '', 'ltk'],
  ['raw', 'python3', py('s'), '', 'ltk'],
  ['raw', 'perl', pl('print "-> $s <-\\n"'), '', 'ltk'],
  ['raw', 'awk', 'awk \'{print "[" $0 "]"}\' "$F"', '', 'lt'],
  ['raw', 'sed', 'sed "s/^/Bearer /" "$F"', '', 'l'],
  ['raw', 'jq', "jq -nr 'env.S'", '', 'ltk'],
  ['raw', 'git', 'git -c user.name="$S" config user.name', '', 'l'],
  ['raw', 'tac', 'tac "$F"', '', 'lt'],
  ['raw', 'od', 'od -An -c "$F" >/dev/null; dd if="$F" status=none', '', 'ltk'],
  ['raw', 'sort', 'sort "$F"', '', 'lt'],
]

const quoted: readonly Template[] = [
  ['quoted', 'bash', 'printf "%q\\n" "$S"', 'bytes | segments bytes', 'ltk'],
  ['quoted', 'bash', 'echo "${S@Q}"', 'single | bytes | segments bytes', 'ltk'],
  ['quoted', 'bash', 'declare -p S', 'bytes', 'ltk'],
  ['quoted', 'bash', 'set -x; : "$S"', 'single | bytes', 'ltk'],
  ['quoted', 'bash', 'set | grep -a "^S="', 'single | bytes', 'ltk'],
  ['quoted', 'dash', 'dash -xc ": \\"\\$S\\""', 'single', 'ltk'],
  ['quoted', 'dash', 'dash -c set | grep -A99 "^S="', 'single', 'ltk'],
  ['quoted', 'node', js('JSON.stringify({s})'), 'bytes', 'ltk'],
  ['quoted', 'node', js('JSON.stringify(JSON.stringify({s}))'), 'bytes bytes', 'ltk'],
  ['quoted', 'node', js('[s]'), 'bytes', 'ltk'],
  ['quoted', 'node', js('{[s]:1}'), 'bytes', 'l'],
  [
    'quoted',
    'node',
    js('RegExp(s.replace(/[.*+?^$(){}|[\\]\\\\\\/]/g,"\\\\$&")).source'),
    'bytes',
    'l',
  ],
  ['quoted', 'python3', py('repr(s)'), 'units', 'ltk'],
  ['quoted', 'python3', py('ascii(s)'), 'units', 'ltk'],
  ['quoted', 'python3', py('b'), 'bytes', 'ltk'],
  ['quoted', 'python3', py('json.dumps(s)'), 'bytes', 'ltk'],
  ['quoted', 'python3', py('json.dumps(json.dumps({"k":s}))'), 'bytes bytes', 'ltk'],
  ['quoted', 'python3', py('shlex.quote(s)'), 'single', 'ltk'],
  ['quoted', 'python3', py('html.escape(s)'), 'entities', 'ltk'],
  ['quoted', 'python3', py('re.escape(s)'), 'bytes', 'ltk'],
  ['quoted', 'python3', py('s.encode("ascii","xmlcharrefreplace").decode()'), 'entities', 'ltk'],
  ['quoted', 'python3', py('s.encode("unicode_escape").decode()'), 'units', 'ltk'],
  ['quoted', 'perl', pl('print quotemeta($s),"\\n"'), 'bytes', 'ltk'],
  [
    'quoted',
    'perl',
    pl('use Data::Dumper;$Data::Dumper::Useqq=1;print Dumper($s)'),
    'bytes',
    'ltk',
  ],
  ['quoted', 'perl', pl('use Data::Dumper;print Dumper($s)'), 'bytes', 'ltk'],
  ['quoted', 'jq', "jq -n 'env.S'", 'bytes', 'ltk'],
  ['quoted', 'jq', "jq -an 'env.S'", 'bytes', 'ltk'],
  ['quoted', 'jq', "jq -nr 'env.S|@sh'", 'single', 'ltk'],
  ['quoted', 'jq', "jq -nr 'env.S|@html'", 'entities', 'ltk'],
  ['quoted', 'jq', "jq -nr '[env.S]|@csv'", 'doubled', 'ltk'],
  ['quoted', 'jq', "jq -nr '[env.S]|@tsv'", 'bytes', 'ltk'],
  ['quoted', 'jq', "jq -n '{a:env.S}|tojson'", 'bytes bytes', 'ltk'],
  ['quoted', 'git', 'git rev-parse --sq-quote "$S"', 'single', 'ltk'],
  ['quoted', 'git', 'GIT_TRACE=1 git -c alias.x="!:" x "$S"', 'single', 'l'],
  ['quoted', 'ls', 'cd "$D" && touch -- "k${S//\\//_}" && ls -b k*; rm -f k*', 'bytes', 'l'],
  ['quoted', 'ls', 'cd "$D" && touch -- "k${S//\\//_}" && ls -Q k*; rm -f k*', 'bytes', 'l'],
  ['quoted', 'tclsh', "echo 'puts [list $env(S)]' | tclsh", 'bytes', 'lt'],
  ['quoted', 'cat', 'cat -A "$F"', 'caret', 'lt'],
  ['quoted', 'sed', 'sed -n l "$F"', 'continued bytes', 'lt'],
  ['quoted', 'awk', 'awk \'{gsub(/"/,"\\"\\""); print "\\"" $0 "\\""}\' "$F"', 'doubled', 'lt'],
  [
    'quoted',
    'sqlite3',
    'printf ".mode quote\\nselect readfile(\'%s\')||\'\';\\n" "$F" | sqlite3',
    'doubled',
    'lt',
  ],
]

const encoded: readonly Template[] = [
  ['encoded', 'base64', 'base64 -w0 "$F"', 'base64', 'ltk'],
  ['encoded', 'base64', '{ printf user:; cat "$F"; } | base64 -w0', 'base64', 'ltk'],
  [
    'encoded',
    'base64',
    '{ printf x; cat "$F"; printf " and more"; } | base64 -w0',
    'base64',
    'ltk',
  ],
  ['encoded', 'basenc', 'basenc --base64url -w0 "$F"', 'base64', 'ltk'],
  ['encoded', 'base32', 'base32 -w0 "$F"', 'base32', 'ltk'],
  ['encoded', 'basenc', 'basenc --base32hex -w0 "$F"', 'base32hex', 'ltk'],
  ['encoded', 'basenc', 'basenc --base16 -w0 "$F"', 'hex', 'ltk'],
  ['encoded', 'basenc', 'basenc --base2msbf -w0 "$F"', 'bits', 'lt'],
  [
    'encoded',
    'basenc',
    '{ cat "$F"; printf "    "; } | head -c $(( $(wc -c < "$F") / 4 * 4 )) | basenc --z85 -w0',
    'z85',
    'lt',
  ],
  ['encoded', 'python3', py('base64.a85encode(b).decode()'), 'ascii85', 'ltk'],
  ['encoded', 'python3', py('base64.b85encode(b).decode()'), 'base85', 'ltk'],
  ['encoded', 'python3', py('u.quote(s)'), 'percent20', 'ltk'],
  ['encoded', 'python3', py('u.quote_plus(s)'), 'percent', 'ltk'],
  ['encoded', 'python3', py('b.hex()'), 'hex', 'ltk'],
  ['encoded', 'python3', py('b.hex(":")'), 'separators hex', 'ltk'],
  ['encoded', 'python3', py('b.hex(" ",-4)'), 'separators hex', 'ltk'],
  ['encoded', 'python3', py('list(b)'), 'decimal', 'ltk'],
  ['encoded', 'python3', py('[*map(ord,s)]'), 'codes', 'lt'],
  ['encoded', 'python3', py('[*map(hex,b)]'), 'separators hex', 'lt'],
  ['encoded', 'python3', py('quopri.encodestring(b).decode()'), 'printable', 'lt'],
  ['encoded', 'python3', py('"".join("\\\\x%02x"%c for c in b)'), 'separators hex', 'ltk'],
  ['encoded', 'python3', py('"".join("\\\\%03o"%c for c in b)'), 'bytes', 'ltk'],
  ['encoded', 'python3', py('"".join("&#%d;"%ord(c) for c in s)'), 'entities', 'lt'],
  ['encoded', 'python3', py('"".join("\\\\u%04x"%ord(c) for c in s)'), 'bytes', 'l'],
  ['encoded', 'python3', py('s.encode("utf-16-le").hex()'), 'hex utf16', 'lt'],
  [
    'encoded',
    'python3',
    'python3 -c \'import os,sys;sys.stdout.buffer.write(os.environ["S"].encode("utf-16"))\'',
    'utf16',
    'lt',
  ],
  ['encoded', 'python3', py('int.from_bytes(b,"big")'), 'number', 'l'],
  ['encoded', 'perl', pl('print pack("u",$s)'), 'uuencode', 'lt'],
  ['encoded', 'perl', pl('print unpack("H*",$s)'), 'hex', 'ltk'],
  ['encoded', 'perl', pl('print join(" ",map{sprintf"%o",ord}split//,$s)'), 'octal', 'lt'],
  ['encoded', 'perl', pl('printf "%vd\\n",$s'), 'decimal', 'lt'],
  ['encoded', 'perl', pl('print unpack("B*",$s)'), 'bits', 'lt'],
  ['encoded', 'node', js('encodeURIComponent(s)'), 'percent20', 'ltk'],
  ['encoded', 'node', js('new URLSearchParams({s})+""'), 'percent', 'ltk'],
  ['encoded', 'node', js('encodeURI(s)'), 'percent20', 'ltk'],
  ['encoded', 'node', js('b'), 'separators hex', 'lt'],
  ['encoded', 'node', js('new Uint8Array(b)'), 'decimal', 'lt'],
  ['encoded', 'node', js('JSON.stringify(b)'), 'decimal', 'ltk'],
  ['encoded', 'node', js('b.toString("base64url")'), 'base64', 'ltk'],
  ['encoded', 'jq', "jq -nr 'env.S|@base64'", 'base64', 'ltk'],
  ['encoded', 'jq', "jq -nr 'env.S|@uri'", 'percent20', 'ltk'],
  ['encoded', 'jq', "jq -nc 'env.S|explode'", 'codes', 'lt'],
  ['encoded', 'xxd', 'xxd "$F"', 'dump separators hex', 'ltk'],
  ['encoded', 'xxd', 'xxd -i < "$F"', 'separators hex', 'ltk'],
  ['encoded', 'xxd', 'xxd -b "$F"', 'dump separators bits', 'lt'],
  ['encoded', 'xxd', 'xxd -e "$F"', 'dump hexLongs', 'lt'],
  ['encoded', 'xxd', 'xxd -u -g1 -c8 "$F"', 'dump separators hex', 'lt'],
  ['encoded', 'od', 'od "$F"', 'offsets octalWords', 'lt'],
  ['encoded', 'od', 'od -An -tx1 "$F"', 'separators hex', 'ltk'],
  ['encoded', 'od', 'od -tx1z "$F"', 'dump separators hex', 'lt'],
  ['encoded', 'od', 'od -An -tx2 "$F"', 'hexWords', 'lt'],
  ['encoded', 'od', 'od -An -tx4 "$F"', 'hexLongs', 'lt'],
  ['encoded', 'od', 'od -b "$F"', 'offsets octal', 'lt'],
  ['encoded', 'od', 'od -c "$F"', 'columns', 'lt'],
  ['encoded', 'od', 'od -An -td1 "$F"', 'decimal', 'lt'],
  ['encoded', 'od', 'od -An -tu1 "$F"', 'decimal', 'lt'],
  ['encoded', 'hexdump', 'hexdump "$F"', 'offsets hexWords', 'lt'],
  ['encoded', 'hexdump', 'hexdump -C "$F"', 'dump separators hex', 'ltk'],
  ['encoded', 'hexdump', 'hexdump -ve \'1/1 "%02x"\' "$F"', 'hex', 'ltk'],
  ['encoded', 'hexdump', 'hexdump -b "$F"', 'offsets octal', 'lt'],
  ['encoded', 'openssl', 'openssl base64 -A -in "$F"', 'base64', 'ltk'],
  [
    'encoded',
    'openssl',
    'openssl asn1parse -genstr UTF8:x -out /dev/null >/dev/null; openssl enc -base64 -A < "$F"',
    'base64',
    'l',
  ],
  ['encoded', 'systemd-escape', 'systemd-escape "$S"', 'bytes', 'l'],
  ['encoded', 'iconv', 'iconv -f utf-8 -t utf-16be "$F"', 'utf16', 'lt'],
  [
    'encoded',
    'curl',
    'curl -sG --data-urlencode "k=$S" -o /dev/null -w "%{url_effective}" http://127.0.0.1:9/',
    'percent',
    'l',
  ],
]

const nested: readonly Template[] = [
  ['nested', 'base64', 'base64 -w0 "$F" | base64 -w0', 'base64 base64', 'ltk'],
  [
    'nested',
    'base64',
    'printf "{\\"auths\\":{\\"x\\":{\\"auth\\":\\"%s\\"}}}" "$(base64 -w0 "$F")" | base64 -w0',
    'base64 base64',
    'ltk',
  ],
  ['nested', 'jq', "jq -nr '{k:env.S}|tojson|@base64'", 'base64 bytes', 'ltk'],
  ['nested', 'jq', "jq -nr '{k:env.S}|tojson|@uri'", 'percent20 bytes', 'lt'],
  ['nested', 'jq', "jq -nr 'env.S|@base64|@uri'", 'percent20 base64', 'ltk'],
  ['nested', 'jq', "jq -nr 'env.S|@uri|@uri'", 'percent20 percent20', 'lt'],
  ['nested', 'jq', "jq -n 'env.S|@sh'", 'bytes single', 'lt'],
  ['nested', 'node', js('JSON.stringify({c:"curl -H "+JSON.stringify(s)})'), 'bytes bytes', 'lt'],
  [
    'nested',
    'node',
    js('Buffer.from(encodeURIComponent(s)).toString("base64")'),
    'base64 percent20',
    'lt',
  ],
  ['nested', 'python3', py('repr(json.dumps(s))'), 'units bytes', 'lt'],
  ['nested', 'python3', py('shlex.quote("echo "+shlex.quote(s))'), 'single single', 'lt'],
  ['nested', 'python3', py('base64.b64encode(b).hex()'), 'hex base64', 'lt'],
  ['nested', 'python3', py('base64.b64encode(b.hex().encode()).decode()'), 'base64 hex', 'lt'],
  ['nested', 'python3', py('html.escape(json.dumps({"k":s}))'), 'entities bytes', 'lt'],
  [
    'nested',
    'python3',
    py('base64.b64encode(s.encode("utf-16-le")).decode()'),
    'base64 utf16',
    'lt',
  ],
]

const wrapped: readonly Template[] = [
  ['wrapped', 'base64', 'base64 "$F"', 'join base64', 'ltk'],
  ['wrapped', 'base64', 'base64 -w 20 "$F"', 'join base64', 'ltk'],
  ['wrapped', 'base64', 'base64 -w 64 "$F" | sed "s/^/    /"', 'blank base64', 'ltk'],
  ['wrapped', 'base32', 'base32 -w 32 "$F"', 'join base32', 'ltk'],
  ['wrapped', 'openssl', 'openssl base64 -in "$F"', 'join base64', 'ltk'],
  ['wrapped', 'xxd', 'xxd -p "$F"', 'join hex', 'ltk'],
  ['wrapped', 'xxd', 'xxd -p -c 10 "$F"', 'join hex', 'ltk'],
  ['wrapped', 'fold', 'fold -b -w 24 "$F"', 'join | join base64', 'ltk'],
  ['wrapped', 'fold', '{ printf "the value is "; cat "$F"; } | fold -b -w 30', 'join', 'lt'],
  ['wrapped', 'fold', 'fold -w 16 "$F"', 'join', 'lt'],
  ['wrapped', 'xxd', 'xxd "$F"', 'beside', 'l'],
  ['wrapped', 'xxd', 'xxd -g 1 -c 12 "$F"', 'beside', 'l'],
  ['wrapped', 'hexdump', '{ printf "KEY="; cat "$F"; } | hexdump -C', 'beside', 'l'],
  ['wrapped', 'fmt', 'fmt -w 30 "$F"', 'join | blank', 'l'],
  ['wrapped', 'python3', py('base64.encodebytes(b).decode()'), 'join base64', 'ltk'],
  [
    'wrapped',
    'python3',
    'python3 -c \'import os,pprint;pprint.pprint({"key":os.environ["S"]},width=30)\'',
    'separators | bytes separators',
    'l',
  ],
  ['wrapped', 'python3', py('s.replace("\\n","\\r\\n")'), 'raw | join', 'tk'],
  ['wrapped', 'sed', 'sed ":a;N;\\$!ba;s/\\n/ /g" "$F"', 'blank', 'tk'],
  ['wrapped', 'tr', 'tr "\\n" "," < "$F"', 'raw', 'tk'],
  ['wrapped', 'tr', 'tr -d "\\n" < "$F"', 'raw', 'tk'],
  ['wrapped', 'bash', 'echo $S', 'blank', 'tk'],
  ['wrapped', 'git', 'git config --file "$D/c" k.v "$S"; cat "$D/c"; rm "$D/c"', 'bytes', 'ltk'],
]

const decorated: readonly Template[] = [
  ['decorated', 'cat', 'cat -n "$F"', 'prefix', 'ltk'],
  ['decorated', 'nl', 'nl -ba "$F"', 'prefix', 'ltk'],
  ['decorated', 'sed', 'sed "s/^/> /" "$F"', 'prefix', 'ltk'],
  ['decorated', 'sed', 'sed "s/^/12:34:56 /" "$F"', 'prefix', 'ltk'],
  ['decorated', 'sed', 'sed "s/^/  | /" "$F"', 'prefix prefix', 'ltk'],
  ['decorated', 'diff', 'diff /dev/null "$F"', 'prefix', 'ltk'],
  ['decorated', 'diff', 'diff -u /dev/null "$F"', 'prefix', 'ltk'],
  [
    'decorated',
    'git',
    'git --no-pager diff --no-index --color=always /dev/null "$F"',
    'colour prefix',
    'ltk',
  ],
  [
    'decorated',
    'git',
    'git --no-pager diff --no-index --word-diff=plain /dev/null "$F"',
    'raw',
    'lt',
  ],
  ['decorated', 'grep', 'grep -n --color=always . "$F"', 'colour prefix', 'ltk'],
  ['decorated', 'grep', 'grep --color=always "[0-9]" "$F"', 'colour', 'ltk'],
  ['decorated', 'bash', 'printf "\\033[31m%s\\033[0m\\n" "$S"', 'colour', 'ltk'],
  ['decorated', 'perl', pl('$s=~s/(.{9})/$1\\e[7m/g;print $s'), 'colour', 'lt'],
  ['decorated', 'column', 'column -t "$F"', '', 'l'],
  ['decorated', 'pr', 'pr -t -n "$F"', 'prefix', 'lt'],
  ['decorated', 'jq', "jq -nC '{k:env.S}'", 'colour bytes', 'ltk'],
]

const ED = 'openssl pkey -in "$F"'
const derived: readonly Template[] = [
  ['key-derived', 'openssl', `${ED} -outform DER | base64 -w0`, 'base64', 'k'],
  ['key-derived', 'openssl', `${ED} -outform DER | xxd -p`, 'join hex', 'k'],
  ['key-derived', 'openssl', `${ED} -outform DER | od -An -tx1`, 'separators hex', 'k'],
  ['key-derived', 'openssl', `${ED} -outform DER | hexdump -C`, 'dump separators hex', 'k'],
  ['key-derived', 'openssl', `${ED} -outform DER`, 'raw', 'k'],
  ['key-derived', 'openssl', `${ED} -noout -text`, 'separators hex', 'k'],
  ['key-derived', 'openssl', `${ED} -traditional`, 'join base64', 'k'],
  ['key-derived', 'openssl', `${ED} -outform DER | openssl asn1parse -inform DER`, 'hex', 'k'],
  ['key-derived', 'openssl', `${ED} -outform DER | openssl base64`, 'join base64', 'k'],
  [
    'key-derived',
    'node',
    `node -e 'const c=require("crypto");console.log(JSON.stringify(c.createPrivateKey(process.env.S).export({format:"jwk"})))'`,
    'base64',
    'k',
  ],
  [
    'key-derived',
    'node',
    `node -e 'const c=require("crypto");console.log(c.createPrivateKey(process.env.S).export({format:"jwk"}))'`,
    'base64',
    'k',
  ],
  [
    'key-derived',
    'node',
    `node -e 'const c=require("crypto");const j=c.createPrivateKey(process.env.S).export({format:"jwk"});console.log(BigInt("0x"+Buffer.from(j.d,"base64url").toString("hex")))'`,
    'number',
    'k',
  ],
  [
    'key-derived',
    'ssh-keygen',
    'cp "$F" "$D/k" && chmod 600 "$D/k" && ssh-keygen -p -N "" -f "$D/k" >/dev/null && cat "$D/k"; rm "$D/k"',
    'join base64',
    'k',
  ],
]

const partial: readonly Template[] = [
  ['partial', 'cut', 'cut -c 1-18 "$F"', '', 'l'],
  ['partial', 'head', 'head -c 20 "$F"', '', 'l'],
  ['partial', 'tail', 'tail -c 17 "$F"', '', 'l'],
  ['partial', 'bash', 'echo "${S:3}"', '', 'l'],
  ['partial', 'bash', 'echo "${S:0:${#S}-2}…"', '', 'l'],
  ['partial', 'tail', 'tail -c 120 "$F"', KEY_READINGS, 'k'],
  ['partial', 'head', 'tail -n +3 "$F" | head -c 100', KEY_READINGS, 'k'],
  ['partial', 'base64', 'base64 -w0 "$F" | cut -c 5-28', 'base64', 'l'],
  ['partial', 'xxd', 'xxd -p "$F" | tr -d "\\n" | cut -c 9-40', 'hex', 'l'],
]

const evasion: readonly Template[] = [
  ['evasion', 'rev', 'rev "$F"', 'reverse', 'l'],
  ['evasion', 'perl', pl('print scalar reverse $s'), 'backwards', 'l'],
  ['evasion', 'sed', 'LC_ALL=C.UTF-8 sed "s/./& /g" "$F"', 'separators', 'l'],
  ['evasion', 'fold', 'fold -w 1 "$F"', 'join', 'l'],
  ['evasion', 'fold', 'fold -b -w 4 "$F"', 'join', 'l'],
  ['evasion', 'tr', 'tr a-z A-Z < "$F"', 'caseless', 'l'],
  ['evasion', 'tr', 'tr A-Za-z N-ZA-Mn-za-m < "$F"', 'rot13', 'l'],
  ['evasion', 'node', js('[...s].join("-")'), 'separators', 'l'],
  ['evasion', 'node', js('s.split("")'), 'separators', 'l'],
]

export const TEMPLATES: readonly Template[] = [
  ...printed,
  ...quoted,
  ...encoded,
  ...nested,
  ...wrapped,
  ...decorated,
  ...derived,
  ...partial,
  ...evasion,
]

/** Output that holds no secret, though some of it is about one: it must stay as it is. */
export const CONTROLS: readonly (readonly [tool: string, script: string, shapes: string])[] = [
  ['openssl', 'openssl pkey -in "$F" -pubout', 'k'],
  ['openssl', 'openssl pkey -in "$F" -pubout -outform DER | base64 -w0', 'k'],
  ['openssl', 'openssl pkey -in "$F" -pubout | openssl pkey -pubin -noout -text', 'k'],
  ['openssl', 'openssl dgst -sha256 "$F" | sed "s/.*= //"', 'ltk'],
  ['sha256sum', 'sha256sum < "$F"', 'ltk'],
  ['wc', 'wc < "$F"', 'ltk'],
  ['bash', 'echo "${S//?/*}"', 'l'],
  // four bytes, not characters: pieces are masked by their bytes, and four of 日 are twelve
  ['head', 'head -c 4 "$F"; echo …', 'l'],
]

/** Ordinary logs, read with all secrets registered. */
export const BENIGN: readonly (readonly [tool: string, script: string])[] = [
  ['ls', 'ls -la /usr/bin | head -400'],
  ['git', 'git log --stat -n 30'],
  ['bash', 'bash --help; help'],
  ['openssl', 'openssl version -a; openssl list -commands'],
  [
    'openssl',
    'openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024; openssl rand -base64 4096; openssl rand -hex 4096',
  ],
  ['node', 'node --help; node -p "process.versions"'],
  ['python3', 'python3 -c "help(str)"; python3 -c "print(list(range(2000)))"'],
  ['perl', 'perl -V'],
  ['cat', 'cat package.json package-lock.json | head -c 200000'],
  ['xxd', 'head -c 20000 "$(command -v bash)" | xxd'],
  [
    'od',
    'head -c 20000 "$(command -v bash)" | od -tx1; head -c 20000 "$(command -v bash)" | od -c',
  ],
  ['hexdump', 'head -c 20000 "$(command -v bash)" | hexdump -C'],
  ['base64', 'head -c 20000 "$(command -v bash)" | base64'],
  ['jq', 'jq . package.json'],
  ['sed', 'sed --help; seq 3000'],
  ['ps', 'df; id; uname -a'],
]
