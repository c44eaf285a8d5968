/** `./x.js` is `./x.ts` where there is one, and its types are taken out. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  if (/^(?:\.|file:).*\.js(?:\?|$)/.test(specifier)) {
    const url = new URL(specifier.replace(/js(?=\?|$)/, 'ts'), context.parentURL)
    if (existsSync(url)) return next(url.href, context)
  }
  return next(specifier, context)
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.startsWith('file:')) return next(url, context)
  const path = fileURLToPath(url)
  if (!path.endsWith('.ts')) return next(url, context)
  const { code } = await transform(readFileSync(path, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'node20.19',
    sourcefile: path,
    sourcemap: 'inline',
  })
  return { format: 'module', source: code, shortCircuit: true }
}
