/**
 * The shape of the house, checked against the sources themselves.
 *
 * In: every file under lib/. Holds: a folder imports only from folders that
 * come before it on the data's way, the web entry reaches nothing of Node,
 * each borrowed engine has one importer, and a file is about one thing.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import t from 'tap'
import ts from 'typescript'

/** Each may import from itself and from those before it. */
const stages = ['errors', 'variants', 'secrets', 'matcher', 'masking', 'streams', 'cli']

/** Public faces: may import from every stage, and no stage imports them. */
const faces = ['lib/index.ts', 'lib/web.ts']

/** Files of more than 300 lines, each with the reason why it is still one piece. */
const longFiles: Record<string, string> = {}

/** Who may import a package; a package without a row has no importer in lib. */
const packages: Record<string, (file: string) => boolean> = {
  '@noble/ciphers/salsa.js': (file) => file === 'lib/secrets/keys/open.ts',
  '@noble/hashes/argon2.js': (file) => file === 'lib/secrets/keys/open.ts',
  '@opentelemetry/api': (file) => file === 'lib/streams/opentelemetry.ts',
  'aho-corasick-node': (file) => file === 'lib/matcher/verifier.ts',
  through2: (file) => file.startsWith('lib/streams/') && file !== 'lib/streams/web.ts',
  'through2/web': (file) => file === 'lib/streams/web.ts',
  yaml: (file) => ['lib/secrets/sources/travis.ts', 'lib/cli/config.ts'].includes(file),
}

/** Packages that the web entry may reach: they import nothing of Node themselves. */
const webPackages = ['through2/web']

/** Names that exist in Node and not in a browser or a worker. */
const nodeGlobals = ['Buffer', 'process', 'require', 'global', 'setImmediate', '__dirname']

const files = readdirSync('lib', { recursive: true, encoding: 'utf8' })
  .map((name) => path.posix.join('lib', name.split(path.sep).join('/')))
  .filter((name) => name.endsWith('.ts'))
  .sort()

const stageOf = (file: string) => (file.split('/')[1] ?? '').replace(/\.ts$/, '')

interface Import {
  /** as written: `node:fs`, `through2`, `../errors.js` */
  readonly specifier: string
  /** the file in lib/ it stands for, if it is one */
  readonly file: string | undefined
}

/** Static, dynamic and type imports alike: a type from Node is a tie to Node too. */
const importsOf = (file: string): Import[] =>
  ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => ({
    specifier: fileName,
    file: fileName.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), fileName.replace(/\.js$/, '.ts'))
      : undefined,
  }))

const edges = files.flatMap((from) => importsOf(from).map((to) => ({ from, ...to })))

t.ok(files.includes('lib/errors.ts'), 'the sources were found')

t.test('a folder imports only from itself and from earlier ones', async (t) => {
  for (const file of files) {
    if (faces.includes(file)) continue
    t.ok(stages.includes(stageOf(file)), `${file} belongs to a stage`)
  }
  const wrong = edges.filter(({ from, file }) => {
    if (file === undefined) return false
    if (faces.includes(file)) return true
    return !faces.includes(from) && stages.indexOf(stageOf(file)) > stages.indexOf(stageOf(from))
  })
  t.same(wrong, [], 'no import points against the direction of the data')
  t.same(
    edges.filter(({ file }) => file !== undefined && !existsSync(file)),
    [],
    'every relative import ends in .js and has its source in lib/',
  )
})

t.test('packages are imported where they belong', async (t) => {
  const outside = edges.filter(({ specifier, file }) => file === undefined && !isBuiltin(specifier))
  t.same(
    outside.filter(({ from, specifier }) => !packages[specifier]?.(from)),
    [],
  )
  t.same(
    edges.filter(({ specifier }) => isBuiltin(specifier) && !specifier.startsWith('node:')),
    [],
    'modules of Node carry their prefix',
  )
})

t.test('what the web entry reaches runs without Node', async (t) => {
  if (!existsSync('lib/web.ts')) return
  const reached = new Set(['lib/web.ts'])
  for (const file of reached) {
    for (const to of edges.filter(({ from }) => from === file)) {
      if (to.file !== undefined) reached.add(to.file)
      else t.ok(webPackages.includes(to.specifier), `${file} imports ${to.specifier}`)
    }
  }
  t.ok(reached.has('lib/streams/web.ts'), 'the closure was followed')
  for (const file of reached) t.same(globalsIn(file), [], `${file} uses no global of Node`)
})

t.test('no file outgrows its purpose', async (t) => {
  for (const file of files) {
    const lines = readFileSync(file, 'utf8').split('\n').length - 1
    const known = lines <= 300 || longFiles[file] !== undefined
    t.ok(known, `${file} has ${lines} lines; split it or say why not`)
  }
  for (const file of Object.keys(longFiles)) t.ok(files.includes(file), `${file} exists`)
})

/** The names of Node's globals that stand as expressions or types in a file. */
function globalsIn(file: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const named = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node
    if (ts.isIdentifier(node) && !named && nodeGlobals.includes(node.text)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true)
  ts.forEachChild(source, visit)
  return found
}
