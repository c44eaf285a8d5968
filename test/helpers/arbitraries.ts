/**
 * Arbitrary secrets and logs, made to hurt: small alphabets, shared prefixes,
 * borders, nesting, periods, line breaks, white space, NUL, invalid UTF-8; logs
 * glued together from whole values, pieces of them, near-misses and real lines.
 *
 * Values and logs are binary strings (one char, 0–255, per byte).
 */
import fc from 'fast-check'
import type { Cuts } from './chunkers.js'
import { binary } from './oracle.js'

/** Lines as tools print them; none holds a secret. */
export const LOG_LINES: readonly string[] = [
  'npm warn deprecated inflight 1.0.6: This module is not supported\n',
  'added 214 packages, and audited 215 packages in 4s\r\n',
  '\x1b[32m✔\x1b[39m builds the index \x1b[90m(12ms)\x1b[39m\n',
  "make[1]: Entering directory '/src/lib'\n",
  'gcc -O2 -Wall -c -o main.o main.c\n',
  'main.c:14:9: warning: unused variable ‘n’ [-Wunused-variable]\n',
  'Get:1 http://deb.example.org bookworm/main amd64 Packages [8,786 kB]\n',
  'Downloading 10%\rDownloading 55%\rDownloading 100%\n',
  '-----BEGIN CERTIFICATE-----\n',
  '  "integrity": "sha512-9VkR1jO0Zx1yq3Vb7u7rHfTqkO7fQm2d5sYV2aWbqg==",\n',
  '+ docker run --rm -e CI=true app:latest\n',
  '{"level":"info","msg":"listening","port":8080}\n',
  '\n',
].map((line) => binary(new TextEncoder().encode(line)))

const ALPHABETS = [
  'a',
  'ab',
  'abc',
  'ab ',
  'ab\n',
  'a\r\n',
  'ab \t\r\n',
  '\0\x01\xff',
  'a\xc3\xa9\xe2\x82\xac',
  'abcdefgh',
] as const

const textOver = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength, maxLength })
    .map((characters) => characters.join(''))

/** Any bytes but those of the mask, which may not show a value. */
export const anyText = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => binary(bytes).replace(/[<@>]/g, '-'))

/** A list of values with what makes matching hard: each may be derived from an earlier one. */
function valuesFrom(
  base: fc.Arbitrary<string>,
  tail: fc.Arbitrary<string>,
  maxLength: number,
): fc.Arbitrary<string[]> {
  const step = fc.record({
    how: fc.nat(9),
    fresh: base,
    end: tail,
    of: fc.nat(100),
    at: fc.nat(1000),
    times: fc.integer({ min: 2, max: 4 }),
  })
  return fc.array(step, { minLength: 1, maxLength: 6 }).map((steps) => {
    const values: string[] = []
    for (const { how, fresh, end, of, at, times } of steps) {
      const old = values[of % Math.max(1, values.length)]
      if (old === undefined) {
        values.push(fresh)
        continue
      }
      const cut = Math.round((at * old.length) / 1000)
      const derived = [
        fresh,
        fresh,
        fresh,
        old.slice(0, cut) + end, // a shared prefix
        end + old.slice(cut), // a shared suffix
        old.slice(cut) + end, // overlaps the end of the other
        end + old + end, // holds the other
        old.slice(cut, cut + 4), // lies inside the other
        old + old.slice(0, cut), // a border
        old.slice(0, 1 + (cut % 5)).repeat(times), // a period
      ][how]!
      values.push(derived.slice(0, maxLength))
    }
    return values.filter((value) => value !== '')
  })
}

/** One piece of a log, made from the needles when they are known. */
type Piece = (needles: readonly string[]) => string

const BLANKS = [
  ' ',
  '\n',
  '\r\n',
  '\t',
  '  ',
  '\n    ',
  ' '.repeat(63),
  '\n'.repeat(64),
  ' '.repeat(65),
]

function pieceOver(noise: fc.Arbitrary<string>): fc.Arbitrary<Piece> {
  const part = fc.record({ of: fc.nat(1000), from: fc.nat(1000), to: fc.nat(1000) })
  const pick = (needles: readonly string[], of: number): string =>
    needles[of % Math.max(1, needles.length)] ?? ''
  const slice = (needle: string, from: number, to: number): string => {
    const edges = [from, to].map((edge) => Math.round((edge * needle.length) / 1000))
    return needle.slice(Math.min(...edges), Math.max(...edges))
  }
  return fc.oneof(
    {
      weight: 3,
      arbitrary: noise.map(
        (text): Piece =>
          () =>
            text,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...LOG_LINES).map(
        (line): Piece =>
          () =>
            line,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('\n', '\r', '\r\n', ' ').map(
        (end): Piece =>
          () =>
            end,
      ),
    },
    {
      weight: 4,
      arbitrary: part.map(
        ({ of }): Piece =>
          (all) =>
            pick(all, of),
      ),
    },
    {
      weight: 4, // a prefix, a suffix, a middle
      arbitrary: fc.tuple(part, fc.nat(2)).map(
        ([{ of, from, to }, how]): Piece =>
          (all) =>
            slice(pick(all, of), how === 0 ? 0 : from, how === 1 ? 1000 : to),
      ),
    },
    {
      weight: 2, // a near-miss: one byte changed, dropped or added
      arbitrary: fc.tuple(part, noise).map(
        ([{ of, from }, text]): Piece =>
          (all) => {
            const needle = pick(all, of)
            const at = Math.floor((from * needle.length) / 1001)
            return needle.slice(0, at) + text.slice(0, 1) + needle.slice(at + 1)
          },
      ),
    },
    {
      weight: 1, // two that share bytes, where the end of one starts the other
      arbitrary: fc.tuple(part, part).map(
        ([a, b]): Piece =>
          (all) => {
            const [first, second] = [pick(all, a.of), pick(all, b.of)]
            let shared = Math.min(first.length, second.length)
            while (!first.endsWith(second.slice(0, shared))) shared--
            return first + second.slice(shared)
          },
      ),
    },
    {
      weight: 1, // the same with other white space
      arbitrary: fc.tuple(part, fc.constantFrom(...BLANKS)).map(
        ([{ of }, blanks]): Piece =>
          (all) =>
            pick(all, of).replace(/[\t-\r ]+/g, blanks),
      ),
    },
  )
}

/** A log as a function of the needles it is made of. */
export type Log = (needles: readonly string[]) => string

/** Logs of at most `maxLength` bytes. */
export function logOver(noise: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<Log> {
  return fc.array(pieceOver(noise), { maxLength: 14 }).map(
    (pieces): Log =>
      (needles) =>
        pieces
          .map((piece) => piece(needles))
          .join('')
          .slice(0, maxLength),
  )
}

/** Secrets and a log that is made of them. */
export interface Scene {
  readonly values: readonly string[]
  readonly minLength: number
  readonly log: string
}

const sceneOf = (parts: {
  values: fc.Arbitrary<string[]>
  minLength: fc.Arbitrary<number>
  log: fc.Arbitrary<Log>
}): fc.Arbitrary<Scene> =>
  fc.record(parts).map(({ values, minLength, log }) => ({ values, minLength, log: log(values) }))

/** Short values over small alphabets: the playground of whole patterns. */
export const denseScene: fc.Arbitrary<Scene> = fc
  .oneof(
    { weight: 6, arbitrary: fc.constantFrom<string | undefined>(...ALPHABETS) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
  .chain((alphabet) => {
    const text = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
      alphabet === undefined
        ? anyText(minLength, maxLength)
        : textOver(alphabet, minLength, maxLength)
    return sceneOf({
      values: valuesFrom(text(1, 12), text(0, 4), 40),
      minLength: fc.constantFrom(1, 1, 2, 3, 4, 6),
      log: logOver(text(0, 12), 160),
    })
  })

const TOKEN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** One piece without regularity, as a generator of tokens would write it. */
const tokenOver = (alphabet: string): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: 20, maxLength: 44 })
    .map((bytes) => [...bytes].map((byte) => alphabet[byte % alphabet.length]).join(''))

const tokens = fc.oneof(tokenOver(TOKEN), tokenOver('0123456789abcdef'))

/** The same, uniformly random and not shrunk: such a value always has a fragment length. */
export const randomTokens = fc.noShrink(fc.noBias(tokens))

/** Long random tokens, some derived from others: the playground of fragments. */
export const tokenScene: fc.Arbitrary<Scene> = sceneOf({
  values: valuesFrom(tokens, fc.oneof(tokens, fc.constantFrom('', '-', '\n', ' x')), 80),
  minLength: fc.constantFrom(4, 6, 8),
  log: logOver(
    fc.oneof(
      textOver('0123456789abcdef', 0, 14),
      fc.constantFrom('\x1b[31m', '"', ' + ', '...', '\n'),
    ),
    320,
  ),
})

/** Values of several words and lines: the playground of breaks. */
export const linesScene: fc.Arbitrary<Scene> = fc
  .constantFrom('ab', 'abc', TOKEN)
  .chain((alphabet) => {
    // The first line is long enough to begin a pattern with breaks.
    const first = textOver(alphabet, 6, 12)
    const line = textOver(alphabet, 1, 12)
    const joined = (parts: string[], breaks: string[]): string =>
      parts.map((part, index) => part + (breaks[index] ?? '')).join('')
    return sceneOf({
      values: fc.array(
        fc
          .tuple(
            fc
              .tuple(first, fc.array(line, { minLength: 1, maxLength: 3 }))
              .map(([start, more]) => [start, ...more]),
            fc.array(fc.constantFrom('\n', '\r\n', ' ', '\n\n', '\n  ', '\t'), { maxLength: 3 }),
          )
          .map(([parts, breaks]) => joined(parts, breaks)),
        { minLength: 1, maxLength: 4 },
      ),
      minLength: fc.constantFrom(1, 2, 4, 6),
      log: logOver(fc.oneof(textOver(`${alphabet} \n`, 0, 10), fc.constantFrom(...BLANKS)), 400),
    })
  })

/** Values as people and tools choose them; the playground of all variants. */
export const realValues: fc.Arbitrary<string[]> = fc.array(
  fc.oneof(
    randomTokens,
    fc.constantFrom(
      'Tr0ub4dor&3 "x"',
      'correct horse battery staple',
      "it's 100% <b>&amp;</b>",
      '-----BEGIN X-----\nkey: value one\n-----END X-----\n',
      'first line\r\n\tsecond "line"\\\r\n\r\nthird line\r\n',
      'p\xc3\xa4ssw\xc3\xb6rd\xe2\x82\xac',
      '\0\x01\xfe\xff\x80binary',
    ),
  ),
  { minLength: 1, maxLength: 2 },
)

/** A scene and where to cut its log. */
export interface CutScene {
  readonly scene: Scene
  readonly places: Cuts
}
