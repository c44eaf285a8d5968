/** The version of this package, from its manifest; nothing else reads it. */
import { readFile } from 'node:fs/promises'

export async function version(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
