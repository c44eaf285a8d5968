/** What `--help` prints, per command. Loaded only when it is asked for. */

const SECRET_SOURCES = `Where the secrets come from:
  --env GLOB              environment variables by name; * and ? are wild (repeatable).
                          Without it, variables with a secret-looking name (*_TOKEN,
                          *_SECRET, *_PASSWORD, *_KEY, …) are registered.
  --no-env                do not register variables by their look
  --env-file FILE         every value of a dotenv file (repeatable)
  --secrets FILE          JSON: {"NAME": "value"}, or
                          [{"name": …, "value" | "base64" | "file": …}] (repeatable)
  --secrets-dir DIR       one file per secret, as in /run/secrets (repeatable)
  --key FILE              a private key, with what can be derived from it (repeatable)
  --key-passphrase-env N  the environment variable that holds the keys' passphrase
  --travis FILE           what a .travis.yml declares secret, its key files included
                          (repeatable)
  --except GLOB           names that are not secret, such as CACHE_KEY (repeatable)
  --min-length N          shortest value that is a secret, in bytes (default 6)
No option takes a value itself: other users could see it with ps.
  --config FILE           options from a file; without it logveil.config.json,
                          logveil.config.yaml or the key logveil of package.json here
  --no-config             no such file
`

const MASKING = `Masking:
  --mask TEXT             what is shown instead of a secret (default [secure])
  --verify                let a second, independent engine check all output
  --commands LIST         obey registration commands in the log: github
                          (::add-mask::VALUE), azure (##vso[task.setsecret]VALUE), or
                          both with a comma between
`

const REPORTING = `Reporting:
  --report FILE           write what was masked, by name and variant, as JSON; - is stderr
  --json                  messages on stderr as JSON, one object a line
  -q, --quiet             no warnings and no summary
  -h, --help              this text
`

const EXIT_CODES = `Exit codes: 0 done, 1 secrets found (check), 2 wrong use or an unreadable source,
3 masking failed and the output was cut off, 4 input or output failed.
`

const MAIN = `Usage: logveil [options] [FILE…]
       logveil COMMAND [options] …

Masks secrets in a log: stdin, or each FILE, to stdout. - is stdin.

Commands (logveil COMMAND --help says more; a file of that name is ./COMMAND):
  run                     run a command with its output masked
  add                     register a secret from within it
  check                   say where secrets stand in logs
  scrub                   mask logs on disk
  variants                list the ways of writing in which a secret is masked

${SECRET_SOURCES}
${MASKING}
${REPORTING}  -V, --version           the version

${EXIT_CODES}
Examples:
  make 2>&1 | logveil
  logveil run -- make
  ./sign.sh 2>&1 | logveil --env 'COSIGN_*' --key signing.pem
  logveil --secrets secrets.json --report leaks.json old.log >clean.log
`

const RUN = `Usage: logveil run [options] -- COMMAND [ARG…]

Runs a command with its stdout and stderr masked. Its exit code is passed on; 128+N if
signal N ended it, 126 and 127 if it could not be run, 125 if masking failed (its output
is cut off then, and it is ended). Signals are passed on to it. A process that the
command leaves behind is listened to as long as it is not silent for two seconds.

  --merge                 one stream for both, on stdout, in the order of writing
  --pty                   give the command a terminal, so that it keeps its colours and
                          progress bars (needs the package node-pty)

${SECRET_SOURCES}
${MASKING}
${REPORTING}
Inside the command, logveil add registers further secrets.

Examples:
  logveil run -- make release
  logveil run --env-file .env --commands github -- bash -x deploy.sh
`

const ADD = `Usage: … | logveil add NAME

Inside logveil run: registers the value on stdin under a name. When it returns with exit
code 0, every stream of the job masks the value. One final line break does not count.

Example:
  TOKEN=$(fetch-token) && printf %s "$TOKEN" | logveil add TOKEN
`

const CHECK = `Usage: logveil check [options] FILE…

Says where secrets stand in logs, and changes nothing: a line for each name and variant,
file:line:column  NAME  variant, 1-based, columns in bytes. Exit code 1 if there is one,
0 if there is none. - is stdin; .gz (and .zst from Node 22.15 on) are read as what they
hold.

  --json                  one object a line
  --sarif                 a SARIF 2.1.0 log, columns in code points
  -q, --quiet             no warnings
  -h, --help              this text

${SECRET_SOURCES}
Examples:
  logveil check build.log || echo 'rotate what leaked'
  logveil check --env-file .env --sarif logs/*.log.gz >leaks.sarif
`

const SCRUB = `Usage: logveil scrub [options] FILE|DIR… (--out DIR | --in-place)

Masks logs on disk. Folders are taken with all that is below them; symbolic links are
not followed. .gz (and .zst from Node 22.15 on) are masked in what they hold. Mode, owner
and times are kept. Whatever interrupts it, every file is either the old or the whole new
one; a log in which nothing is masked is not touched by --in-place. A program that still
writes to a log would go on in the old one: such a log is masked on its way instead.

  --out DIR               write the masked copies below DIR
  --in-place              replace the logs
  --include GLOB          only these files: *.log at any depth, app/*.log, app/**
  --exclude GLOB          not these (both repeatable)
  --jobs N                worker threads (default 1)

${SECRET_SOURCES}
Masking:
  --mask TEXT             what is shown instead of a secret (default [secure])
  --verify                let a second, independent engine check all output

${REPORTING}
Examples:
  logveil scrub --out clean logs/
  logveil scrub --in-place --jobs 4 --include '*.log' --include '*.log.gz' /var/log/jobs
`

const VARIANTS = `Usage: logveil variants [options] [NAME]

Lists the ways of writing in which the secret NAME is masked, with what each models; never
a value. Without a name: all ways that are known, with an example.

  --json                  one object a line
  -q, --quiet             no warnings
  -h, --help              this text

${SECRET_SOURCES}
Examples:
  logveil variants
  logveil variants --env-file .env DB_PASSWORD
`

const TEXTS: Readonly<Record<string, string>> = {
  '': MAIN,
  run: RUN,
  add: ADD,
  check: CHECK,
  scrub: SCRUB,
  variants: VARIANTS,
}

export function helpFor(command: string): string {
  return TEXTS[command]!
}
