/**
 * What a user installs: the content of the package and its entries.
 *
 * In: package.json and what `npm pack` would send. Holds: the built code, its
 * types and the documents are in it, and nothing else is. That the installed
 * tarball works is checked by .ci/package, which needs the network.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'

interface Manifest {
  readonly name: string
  readonly bin: Record<string, string>
  readonly exports: Record<string, string | Record<string, string>>
  readonly scripts: Record<string, string>
  readonly dependencies: Record<string, string>
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const dependencies = Object.keys(manifest.dependencies)

const [pack] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
) as [{ readonly files: readonly { readonly path: string }[]; readonly unpackedSize: number }]
const packed = pack.files.map(({ path }) => path)

t.test('the tarball holds the build and the documents, and nothing else', async (t) => {
  const documents = ['ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md']
  t.same(
    packed.filter((file) => !file.startsWith('dist/')).sort(),
    [...documents, 'package.json'].sort(),
  )
  t.same(
    packed.filter((file) => file.startsWith('dist/') && !/\.(js|d\.ts)$/.test(file)),
    [],
    'dist holds code and types only',
  )
  t.ok(pack.unpackedSize < 2_000_000, `${pack.unpackedSize} bytes unpacked`)
})

t.test('every entry of package.json is in the tarball', async (t) => {
  const targets = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  )
  for (const target of [...targets, ...Object.values(manifest.bin)]) {
    t.ok(packed.includes(target.replace('./', '')), `${target} is packed`)
  }
})

t.test('every runtime dependency is justified in ARCHITECTURE.md', async (t) => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8')
  for (const name of dependencies) t.match(text, `\`${name}\``, `${name} has its reason`)
})

t.test('the commands that the README names exist', async (t) => {
  const text = readFileSync('README.md', 'utf8')
  const named = new Set([...text.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name))
  t.ok(named.has('demo'), 'the README shows the demo')
  for (const name of named) t.ok(manifest.scripts[name ?? ''], `npm run ${name}`)
  t.match(text, 'npm ci && npm test')
})

t.test('the lockfile serves every platform', async (t) => {
  // `npm ci` refuses a lockfile in which an optional package of another platform is missing
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    readonly packages: Record<string, { readonly optionalDependencies?: Record<string, string> }>
  }
  for (const { optionalDependencies = {} } of Object.values(packages)) {
    for (const name of Object.keys(optionalDependencies)) {
      t.ok(
        Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)),
        `${name} is locked`,
      )
    }
  }
})
