/**
 * Lets the tests import TypeScript. tap's own loader starts the TypeScript
 * compiler in each process, for two seconds of work; esbuild only takes the
 * types out. They are checked once, by `npm run typecheck`.
 */
import { register } from 'node:module'

register('./hooks.js', import.meta.url)
