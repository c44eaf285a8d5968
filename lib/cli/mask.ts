/**
 * `logveil [FILE…]`: masks stdin or files to stdout.
 *
 * In: options and operands. Out: the masked bytes on stdout, in the order of
 * the operands, each with a masker of its own. All that can be wrong with the
 * command line and the sources is found before the first byte is written.
 */
import { quote } from '../secrets/sources/source.js'
import { parseConfigured } from './config.js'
import { DescriptorReader } from './descriptor.js'
import { openFile, requireReadable } from './files.js'
import { type Io, ReaderGone } from './io.js'
import { createMasking } from './masking.js'
import type { Notices } from './notices.js'
import { MASK_OPTIONS } from './options.js'
import { type Masking, pump } from './pump.js'
import { announceMasked, openReport } from './report.js'
import { loadSecrets } from './secrets.js'
import { type InputReport, summarise } from './summary.js'

const STDIN = '-'

export async function mask(args: readonly string[], io: Io, notices: Notices): Promise<number> {
  const { values, positionals } = await parseConfigured(args, MASK_OPTIONS)
  notices.configure(values)
  const { secrets } = await loadSecrets(values, io.env, notices)
  const createMasker = await createMasking(secrets, values, notices)
  const files = positionals.length > 0 ? positionals : [STDIN]
  for (const file of files) if (file !== STDIN) requireReadable(file)
  const report = openReport(values.report, notices)

  const inputs: InputReport[] = []
  let readerStays = true
  for (const file of files) {
    const masker = createMasker()
    readerStays = await pumpFile(file, masker, io)
    inputs.push({ ...(file !== STDIN && { file }), ...masker.report() })
    if (!readerStays) break
  }
  const total = summarise(inputs)
  report(total)
  // Whoever closed the pipe wants no more lines either
  if (readerStays) announceMasked(total, notices)
  return 0
}

/** False when the reader of stdout is gone. */
function pumpFile(file: string, masker: Masking, io: Io): Promise<boolean> {
  const input = file === STDIN ? io.stdin : new DescriptorReader(openFile(file), quote(file))
  return pump(input, masker, io.stdout)
    .then(
      () => true,
      (error) => {
        if (error instanceof ReaderGone) return false
        throw error
      },
    )
    .finally(() => {
      // Stdin may be named again, and is at its end then
      if (file !== STDIN) input.close()
    })
}
