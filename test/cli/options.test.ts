import t from 'tap'
import { run } from './support.js'

t.test('wrong use: one line, exit 2, nothing on stdout, no argument repeated', async (t) => {
  for (const [args, message] of [
    [['--tokn=hunter2hunter2'], 'unknown option --tokn; see --help'],
    [['--tokn', 'hunter2hunter2'], 'unknown option --tokn; see --help'],
    [['-phunter2hunter2'], 'unknown option -p; see --help'],
    [['-q=hunter2hunter2'], 'unknown option -; see --help'],
    [['--mask'], '--mask needs a value'],
    [['--env'], '--env needs a value'],
    [
      ['--mask', '-hunter2hunter2'],
      '--mask needs a value; one that starts with a dash is written --mask=…',
    ],
    [['--quiet=hunter2hunter2'], '--quiet takes no value'],
    [['--min-length', 'hunter2hunter2'], '--min-length needs a whole number from 1 on'],
    [['--min-length', '0'], '--min-length needs a whole number from 1 on'],
    [['--min-length', '1e3'], '--min-length needs a whole number from 1 on'],
    [['--mask', ''], 'a mask must not be empty'],
    [['--mask', 'a\nb'], 'a mask must stand on one line: remove its line breaks'],
    [
      ['--key-passphrase-env', 'HUNTER'],
      '--key-passphrase-env needs the name of an environment variable that is set',
    ],
  ] as const) {
    t.same(
      await run(['--no-env', '--quiet', ...args], { stdin: 'data' }),
      { code: 2, stdout: '', stderr: `logveil: error: ${message}\n` },
      args.join(' '),
    )
  }
})
