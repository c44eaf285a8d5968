/**
 * Globs over names (`*_TOKEN`) and paths (`logs/**`).
 *
 * In: a glob and a name. Out: whether it matches. `*` is any run of
 * characters, `?` one character; in paths neither crosses a `/`, and a
 * segment `**` is any number of segments. Everything else stands for itself.
 * Takes O(glob × name) steps at worst, whatever the glob.
 */

export function matchesName(glob: string, name: string, ignoreCase = false): boolean {
  const [g, n] = ignoreCase ? [glob.toUpperCase(), name.toUpperCase()] : [glob, name]
  return wildcard(
    [...g],
    [...n],
    (c) => c === '*',
    (c, d) => c === '?' || c === d,
  )
}

/** `path` with `/` as separator. A glob without a `/` matches the last segment at any depth. */
export function matchesPath(glob: string, path: string): boolean {
  const segments = glob.includes('/') ? glob.replace(/^\//, '').split('/') : ['**', glob]
  return wildcard(segments, path.split('/'), (s) => s === '**', matchesName)
}

/**
 * Greedy matching with one point of return: only the last star needs to be
 * reconsidered, so no input makes this exponential.
 */
function wildcard(
  pattern: readonly string[],
  items: readonly string[],
  isStar: (p: string) => boolean,
  same: (p: string, item: string) => boolean,
): boolean {
  let p = 0
  let i = 0
  let star = -1
  let resume = 0
  while (i < items.length) {
    if (p < pattern.length && isStar(pattern[p]!)) {
      star = p++
      resume = i
    } else if (p < pattern.length && same(pattern[p]!, items[i]!)) {
      p++
      i++
    } else if (star >= 0) {
      p = star + 1
      i = ++resume
    } else {
      return false
    }
  }
  while (p < pattern.length && isStar(pattern[p]!)) p++
  return p === pattern.length
}
