/**
 * The logs that are searched: a name, a size and the patterns in; bytes out.
 *
 * Plain, coloured and dump-like text is stitched from recorded output of real
 * tools (test/fixtures/logs), block by block in random order, with its digits
 * redrawn so that no block repeats exactly. The rest is generated. Everything
 * is seeded: the same arguments give the same bytes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Random } from './random.js'

export interface CorpusInput {
  readonly size: number
  /** what may leak, one entry per pattern, in bytes */
  readonly leaks: readonly Uint8Array[]
  readonly seed?: number
}

/** A line generator returns whole lines, terminator included. */
type Lines = (random: Random) => Uint8Array | string

export type CorpusName = keyof typeof corpora

export const PLANT_EVERY = 64 * 1024

/**
 * The log may be cut at each power of two from here on. It is quiet before each
 * of them, so that no occurrence is cut: what becomes of those is a promise of
 * the masker alone, and outputs could not be compared.
 */
const FIRST_END = 16 * 1024
const QUIET = 128

const LF = 10
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const corpora = {
  plain: (input: CorpusInput) =>
    fill(
      input,
      recorded((file) => !coloured(file) && !dumped(file)),
    ),
  coloured: (input: CorpusInput) => fill(input, recorded(coloured)),
  digests: (input: CorpusInput) => fill(input, mixed(recorded(dumped), digestLine)),
  base64: (input: CorpusInput) => fill(input, base64Block),
  'long lines': (input: CorpusInput) => fill(input, longLine()),
  planted: (input: CorpusInput) => plant(corpora.plain(input), input),
  dense: (input: CorpusInput) => fill(input, denseLine(input.leaks)),
  'near misses': (input: CorpusInput) => fill(input, nearMiss(input.leaks)),
  'first byte': ({ size, leaks }: CorpusInput) => Buffer.alloc(size, leaks[0]!.subarray(0, 1)),
  'shared prefix': (input: CorpusInput) => fill(input, prefixes(input.leaks)),
}

export const corpusNames = Object.keys(corpora) as CorpusName[]

export function makeCorpus(name: CorpusName, input: CorpusInput): Uint8Array {
  const log = corpora[name](input)
  for (let end = FIRST_END; end <= log.length; end *= 2) log.fill(LF, end - QUIET, end)
  return log
}

function fill({ size, seed = 7 }: CorpusInput, lines: Lines): Buffer {
  const random = new Random(seed)
  const log = Buffer.alloc(size)
  for (let at = 0; at < size; ) {
    const line = lines(random)
    const bytes = typeof line === 'string' ? Buffer.from(line, 'latin1') : line
    log.set(bytes.length > size - at ? bytes.subarray(0, size - at) : bytes, at)
    at += bytes.length
  }
  return log
}

const coloured = (file: string) => /-(colour|terminal)\.log$/.test(file)
const dumped = (file: string) => /^(dumps|openssl-public|git-trace)\.log$/.test(file)

/** Blocks of 8 KiB of recorded lines, digits redrawn. */
function recorded(chosen: (file: string) => boolean): Lines {
  const folder = path.join(process.cwd(), 'test/fixtures/logs')
  const files = readdirSync(folder).filter((file) => file.endsWith('.log') && chosen(file))
  const text = Buffer.concat(files.sort().map((file) => readFileSync(path.join(folder, file))))
  const BLOCK = 8192
  return (random) => {
    const from = text.indexOf(LF, random.below(Math.max(1, text.length - 2 * BLOCK))) + 1
    const end = text.indexOf(LF, Math.min(from + BLOCK, text.length - 1)) + 1
    const block = Buffer.from(text.subarray(from, end === 0 ? text.length : end))
    for (let i = 0, bits = 0; i < block.length; i++) {
      const digit = block[i]! - 48
      if (digit < 0 || digit > 9) continue
      if (bits < 16) bits = random.next()
      if ((bits & 7) === 0) block[i] = 48 + ((digit + 1 + (bits >>> 3)) % 10)
      bits >>>= 3
    }
    return block
  }
}

function mixed(a: Lines, b: Lines): Lines {
  return (random) => (random.below(40) === 0 ? a(random) : b(random))
}

const hex = (random: Random, bytes: number) => Buffer.from(random.bytes(bytes)).toString('hex')

function digestLine(random: Random): string {
  switch (random.below(4)) {
    case 0:
      return `${hex(random, 32)}  build/obj/module-${random.below(999)}.o\n`
    case 1:
      return `${hex(random, 6)}: Pull complete sha256:${hex(random, 32)}\n`
    case 2:
      return `commit ${hex(random, 20)} parent ${hex(random, 20)} tree ${hex(random, 20)}\n`
    default:
      return `0000${hex(random, 2)}0: ${hex(random, 16).replace(/(.{4})/g, '$1 ')} ................\n`
  }
}

function base64Block(random: Random): string {
  if (random.below(3) === 0) {
    const digest = Buffer.from(random.bytes(64)).toString('base64')
    return `      "integrity": "sha512-${digest}",\n`
  }
  let block = ''
  for (let lines = random.between(4, 30); lines > 0; lines--) {
    block += `${random.text(BASE64, 76)}\n`
  }
  return block
}

/** JSON on lines of 256 KiB each: recorded text between quotes, no terminator. */
function longLine(): Lines {
  const text = recorded((file) => file === 'json-lines.log' || file === 'strace.log')
  return (random) => {
    const parts: Uint8Array[] = []
    for (let length = 0; length < 256 * 1024; ) {
      const part = Buffer.from(text(random))
      for (let i = 0; i < part.length; i++) if (part[i] === LF || part[i] === 13) part[i] = 32
      parts.push(part)
      length += part.length
    }
    parts.push(Buffer.of(LF))
    return Buffer.concat(parts)
  }
}

/** One leak somewhere in every 64 KiB; half of them across the end of a chunk of 64 KiB. */
function plant(log: Buffer, { size, leaks, seed = 7 }: CorpusInput): Buffer {
  const random = new Random(seed + 1)
  for (let at = 0; at + 2 * PLANT_EVERY <= size; at += PLANT_EVERY) {
    const leak = random.pick(leaks)
    const place =
      random.below(2) === 0
        ? at + PLANT_EVERY - random.between(1, Math.min(leak.length - 1, 4096))
        : at + 8192 + random.below(PLANT_EVERY - 16384)
    log.set(leak, place)
  }
  return log
}

function denseLine(leaks: readonly Uint8Array[]): Lines {
  const heads = [
    'export TOKEN=',
    '2026-01-01T10:00:00Z INFO http.client Authorization: Bearer ',
    '+ ',
  ]
  const tails = ['\n', ' done in 31 ms\n', '" status=200 path=/api/v1/items\n']
  return (random) =>
    Buffer.concat([
      Buffer.from(random.pick(heads)),
      random.pick(leaks),
      Buffer.from(random.pick(tails)),
    ])
}

/** Each leak with its last byte changed, one after the other, forever. */
function nearMiss(leaks: readonly Uint8Array[]): Lines {
  return (random) => {
    const leak = Buffer.from(random.pick(leaks))
    leak[leak.length - 1]! ^= 1
    return leak
  }
}

/** The first bytes of a leak, again and again, each time cut elsewhere. */
function prefixes(leaks: readonly Uint8Array[]): Lines {
  return (random) => {
    const leak = random.pick(leaks)
    return leak.subarray(0, random.between(Math.min(8, leak.length - 1), leak.length - 1))
  }
}
