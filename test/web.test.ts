/** The public names of `logveil/web`; `test/architecture.test.ts` checks that nothing below needs Node. */
import t from 'tap'
import * as web from '../lib/web.js'

t.strictSame(Object.keys(web).sort(), [
  'MaskError',
  'Masker',
  'Secret',
  'SecretRegistry',
  'createMaskTransformStream',
])
