/** The patterns of a registry, under the name the engines use. */
export type { Pattern, PatternOwner } from '../secrets/pattern.js'
