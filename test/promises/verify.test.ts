/** `verify: true`: the second engine agrees with correct output and stops a leak. */
import assert from 'node:assert/strict'
import t from 'tap'
import { MaskError } from '../../lib/errors.js'
import { Masker } from '../../lib/masking/masker.js'
import { Matcher } from '../../lib/matcher/matcher.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { byteByByte, cutBy } from '../helpers/chunkers.js'
import { drive, writeReused } from '../helpers/drive.js'
import { binary, bytesOf } from '../helpers/oracle.js'
import { forEachKind } from '../helpers/subject.js'

/** Runs the work with a first engine that finds nothing and holds nothing back. */
function withBlindMatcher(work: () => void): void {
  const { push, end } = Matcher.prototype
  const lengths = new WeakMap<Matcher, number>()
  Matcher.prototype.push = function (chunk) {
    const length = (lengths.get(this) ?? 0) + chunk.length
    lengths.set(this, length)
    return length
  }
  Matcher.prototype.end = function () {
    return { start: lengths.get(this) ?? 0, pattern: undefined }
  }
  try {
    work()
  } finally {
    Object.assign(Matcher.prototype, { push, end })
  }
}

t.test('the second engine', (t) =>
  forEachKind(t, {
    'never contradicts correct output': ({ masker, oracle, input }, places) => {
      assert.equal(drive(masker({ verify: true }), cutBy(input, places)), oracle.output())
    },
    'stops what the first one misses': ({ masker: make, oracle, patterns, input }, places) => {
      withBlindMatcher(() => {
        const masker = make({ verify: true })
        // it searches the log as it is: not with breaks, nor between the sequences of a terminal
        const leaks = oracle.found.filter(
          ({ kind, pattern, first }) =>
            kind === 'whole' && !patterns[pattern]!.breaks && first === undefined,
        )
        let output = ''
        let code = 'no error'
        try {
          for (const chunk of cutBy(input, places)) output += writeReused(masker, chunk)
          output += masker.end().map(binary).join('')
        } catch (error) {
          assert.ok(error instanceof MaskError)
          code = error.code
        }
        assert.equal(code, leaks.length > 0 ? 'ERR_VERIFY' : 'no error')
        const first = Math.min(...leaks.map(({ end }) => end))
        assert.ok(output.length < first, 'nothing of the piece with the leak is out')
        assert.equal(output, oracle.text.slice(0, output.length))
      })
    },
  }),
)

t.test('text after a mask is not read together with it', async (t) => {
  const secrets = new SecretRegistry({ variants: ['raw'] })
  secrets.add('A', ']12345')
  secrets.add('B', 'hunter2hunter2')
  const input = bytesOf('hunter2hunter212345 ]12345\n')
  for (const chunks of [[input], byteByByte(input)]) {
    t.equal(drive(new Masker(secrets, { verify: true }), chunks), '[secure]12345 [secure]\n')
  }
})
