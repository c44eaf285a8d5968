/**
 * A scene made real: a registry that holds the values, a fresh masker on
 * demand, and the oracle for the log, all from the same patterns.
 */

import fc from 'fast-check'
import type { Test } from 'tap'
import { Masker } from '../../lib/masking/masker.js'
import type { MaskerOptions } from '../../lib/masking/options.js'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { patternBook, type RegistryOptions, SecretRegistry } from '../../lib/secrets/registry.js'
import {
  type CutScene,
  denseScene,
  linesScene,
  logOver,
  realValues,
  type Scene,
  tokenScene,
} from './arbitraries.js'
import { type Cuts, cuts } from './chunkers.js'
import { binary, bytesOf, Oracle } from './oracle.js'
import { property } from './property.js'

/** A mask of bytes that no scene uses. */
export const MASK = '<@>'

export interface Subject {
  readonly registry: SecretRegistry
  readonly patterns: readonly Pattern[]
  readonly input: Uint8Array
  readonly oracle: Oracle
  masker(options?: MaskerOptions, registry?: SecretRegistry): Masker
}

/** Registry options per kind of scene that keep the patterns few enough for brute force. */
export const KINDS = {
  whole: { variants: ['raw'], fragments: false },
  lines: { variants: ['raw', 'lines'], fragments: false },
  pieces: { variants: ['raw'], fragments: true },
  variants: { variants: ['raw', 'base64', 'hex', 'percent', 'json', 'lines'], fragments: true },
} satisfies Record<string, RegistryOptions>

/** All variants: for few values and short logs. */
export const ALL: RegistryOptions = {}

export function registryOf(scene: Scene, options: RegistryOptions): SecretRegistry {
  const registry = new SecretRegistry({ ...options, minLength: scene.minLength })
  for (const [index, value] of scene.values.entries()) registry.add(`S${index}`, bytesOf(value))
  return registry
}

/** The registries that logs were made of: spelling all values takes longer than masking. */
const made = new WeakMap<Scene, { registry: SecretRegistry; options: RegistryOptions }>()

export function subjectOf(scene: Scene, options: RegistryOptions): Subject {
  const known = made.get(scene)
  const registry = known?.options === options ? known.registry : registryOf(scene, options)
  const { patterns } = patternBook(registry)
  return {
    registry,
    patterns,
    input: bytesOf(scene.log),
    oracle: new Oracle(patterns, scene.log, {
      minLength: scene.minLength,
      mask: MASK,
      shown: true,
    }),
    masker: (more, other = registry) => new Masker(other, { mask: MASK, ...more }),
  }
}

/** Real values and their variants; the log is made of the patterns. */
export const variantScene = (options: RegistryOptions): fc.Arbitrary<Scene> =>
  fc
    .record({
      values: realValues,
      minLength: fc.constantFrom(4, 6),
      log: logOver(fc.constantFrom(' ', '\n', '"', '\\n', '%20', '0x41, ', 'YWJj'), 400),
    })
    .map(({ values, minLength, log }) => {
      const registry = registryOf({ values, minLength, log: '' }, options)
      const { patterns } = patternBook(registry)
      const scene = { values, minLength, log: log(patterns.map(({ bytes }) => binary(bytes))) }
      made.set(scene, { registry, options })
      return scene
    })

/** The scenes by the kind of pattern they are made for, each with cuts. */
export const cutScenes = {
  whole: fc.record({ scene: denseScene, places: cuts }),
  lines: fc.record({ scene: linesScene, places: cuts }),
  pieces: fc.record({ scene: tokenScene, places: cuts }),
  variants: fc.record({ scene: variantScene(KINDS.variants), places: cuts }),
} satisfies Record<keyof typeof KINDS, fc.Arbitrary<CutScene>>

export const KIND_NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[]

/** What must hold for a subject, by name. */
export type Promises = Readonly<
  Record<string, (subject: Subject, places: Cuts) => void | Promise<void>>
>

/**
 * Runs one property per kind of scene, with all promises on each scene: to
 * make one takes longer than to check it.
 */
export async function forEachKind(t: Test, promises: Promises): Promise<void> {
  for (const kind of KIND_NAMES) {
    const name = `${kind}: ${Object.keys(promises).join('; ')}`
    await property(t, name, cutScenes[kind], async ({ scene, places }) => {
      const subject = subjectOf(scene, KINDS[kind])
      for (const [promise, check] of Object.entries(promises)) {
        try {
          await check(subject, places)
        } catch (error) {
          throw new Error(`not true: ${promise}`, { cause: error })
        }
      }
    })
  }
}
