/**
 * A value as names of branches, files and caches are made of a text: only
 * letters and digits are left.
 *
 * In: a value of one line. Out: its text with each other character replaced,
 * or several by one. It is masked as a whole: pieces may be rows of nothing but `_`, and what is
 * left of a value that is mostly signs is no secret. Only of noise: `hello-world` and `changeme` are in
 * any log, whoever has `hello world` or `changeme!` for a secret.
 */
import { row } from './row.js'
import type { Value, Variant } from './types.js'

const JOINTS = ['-', '_', ''] as const
const LEAST = 8

function slugs({ binary }: Value): string[] {
  if (/[\r\n]/.test(binary) || binary.replace(/[^A-Za-z0-9]/g, '').length < LEAST) return []
  const trimmed = binary.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
  return JOINTS.flatMap((joint) => [
    trimmed.replace(/[^A-Za-z0-9]/g, joint),
    trimmed.replace(/[^A-Za-z0-9]+/g, joint),
    trimmed.replace(/[^A-Za-z0-9._]+/g, joint), // git log --format=%f
  ])
}

export const slugVariants: readonly Variant[] = [
  row(
    {
      id: 'slug',
      family: 'slug',
      models: 'git format-patch, tr -c, names of branches and caches',
      sample: 'Tr0ub4dor&3 #x',
      example: 'Tr0ub4dor-3-x',
      upTo: 256,
      noiseOnly: true,
    },
    (value) => slugs(value).map((binary) => ({ binary, whole: true })),
  ),
]
