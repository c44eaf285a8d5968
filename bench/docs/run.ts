/** Writes docs/variants.md: `npm run docs`. */
import { writeFileSync } from 'node:fs'
import { variantsPage } from './page.js'

writeFileSync('docs/variants.md', variantsPage())
