/**
 * A scene made real: a registry that holds the values, a fresh masker on
 * demand, and the oracle for the log, all from the same patterns.
 */

import type { Test } from 'tap'
import { Masker, type MaskerOptions } from '../../lib/masking/masker.js'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { patternBook, type RegistryOptions, SecretRegistry } from '../../lib/secrets/registry.js'
import { cutScenes, type Scene } from './arbitraries.js'
import type { Cuts } from './chunkers.js'
import { bytesOf, Oracle } from './oracle.js'
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
} satisfies Record<string, RegistryOptions>

export function registryOf(scene: Scene, options: RegistryOptions): SecretRegistry {
  const registry = new SecretRegistry({ ...options, minLength: scene.minLength })
  for (const [index, value] of scene.values.entries()) registry.add(`S${index}`, bytesOf(value))
  return registry
}

export function subjectOf(scene: Scene, options: RegistryOptions): Subject {
  const registry = registryOf(scene, options)
  const { patterns } = patternBook(registry)
  return {
    registry,
    patterns,
    input: bytesOf(scene.log),
    oracle: new Oracle(patterns, scene.log, { minLength: scene.minLength, mask: MASK }),
    masker: (more, other = registry) => new Masker(other, { mask: MASK, ...more }),
  }
}

/** Runs one property per kind of scene. */
export async function forEachKind(
  t: Test,
  promise: (subject: Subject, places: Cuts, scene: Scene) => void | Promise<void>,
): Promise<void> {
  for (const kind of ['whole', 'lines', 'pieces'] as const) {
    await property(t, kind, cutScenes[kind], ({ scene, places }) =>
      promise(subjectOf(scene, KINDS[kind]), places, scene),
    )
  }
}
