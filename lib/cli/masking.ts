/**
 * The maskers that the options of a command line ask for.
 *
 * In: a registry and parsed options. Out: a function that makes one masker per
 * stream. All that can be wrong with the options is found here, before
 * anything is written.
 */
import { Masker } from '../masking/masker.js'
import type { MaskerOptions } from '../masking/options.js'
import type { SecretRegistry } from '../secrets/registry.js'
import type { CommandFamily } from './commands.js'
import type { Notices } from './notices.js'
import { type MaskValues, usage } from './options.js'
import type { Masking } from './pump.js'

/** @throws MaskError ERR_USAGE, ERR_MASK_TEXT */
export async function createMasking(
  secrets: SecretRegistry,
  values: MaskValues,
  notices: Notices,
): Promise<() => Masking> {
  const options = maskerOptions(values)
  // Only tried out: a mask text that cannot be used must not be found later
  new Masker(secrets, options)
  if (values.commands === undefined) return () => new Masker(secrets, options)
  const { COMMAND_FAMILIES } = await import('./commands.js')
  const { createRegistrar, InBandStage } = await import('./in-band.js')
  const families = values.commands.split(',').map((word) => {
    const family = COMMAND_FAMILIES.find((known) => known === word.trim())
    if (family === undefined)
      throw usage(`--commands takes ${COMMAND_FAMILIES.join(' or ')}, or both`)
    return family satisfies CommandFamily
  })
  const register = createRegistrar(secrets, notices)
  return () => new InBandStage(new Masker(secrets, options), families, register)
}

function maskerOptions(values: MaskValues): MaskerOptions {
  return {
    ...(values.mask !== undefined && { mask: values.mask }),
    ...(values.verify && { verify: true }),
    ...(values.report !== undefined && { firstLine: true }),
  }
}
