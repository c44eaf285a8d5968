/**
 * An independent search: can a reader of this log get a secret back?
 *
 * In: a log and what must not be found in it. Out: what was found, and how it
 * was read. It shares no code with the library and does not know which
 * variants that has; it undoes encodings instead of listing spellings.
 */
import { createPrivateKey } from 'node:crypto'

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {string[]} needles one of these is enough; one char (0–255) per byte
 *
 * @typedef {object} Find
 * @property {string} name
 * @property {string} reading how the log was read: `plain`, `base64 > base64`
 */

/** Deepest nesting that is undone: base64 of JSON that holds base64. */
const depth = 3

/** Each undoes one way of writing and gives the texts that come out. */
const readings = /** @type {Record<string, (log: string) => string[]>} */ ({
  colours: (log) => [log.replace(ansi(), '')],
  'white space': (log) => [log.replace(/\s+/g, '')],
  escapes: (log) => [
    log
      .replace(/\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})/gi, (_, u, x) => byte(u ?? x))
      .replace(/\\r|\\n/g, '\n')
      .replace(/\\(.)/g, '$1'),
  ],
  percent: (log) => [log.replace(/\+/g, ' ').replace(/%([0-9a-f]{2})/gi, (_, x) => byte(x))],
  base64: (log) =>
    (log.match(/[A-Za-z0-9+/_-]{8,}/g) ?? []).flatMap((run) =>
      [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('latin1')),
    ),
  hex: (log) =>
    (log.match(/(?:[0-9a-f]{2}[\s:]*){6,}/gi) ?? []).map((run) =>
      Buffer.from(run.replace(/[\s:]/g, ''), 'hex').toString('latin1'),
    ),
})

/**
 * @param {Buffer} log
 * @param {Target[]} targets
 * @returns {Find[]} each pair of target and reading once
 */
export function search(log, targets) {
  const finds = /** @type {Map<string, Find>} */ (new Map())
  const names = byLength(targets)
  const seen = new Set()
  /** @type {{ text: string, way: string[], known: Map<string, number> }[]} */
  const queue = [{ text: log.toString('latin1'), way: [], known: new Map() }]
  // breadth first: of several ways to the same text the shortest is told
  for (const { text, way, known } of queue) {
    if (text.length < 6 || seen.has(text)) continue
    seen.add(text)
    const reading = way.join(' > ') || 'plain'
    const hits = hitsIn(text, names)
    for (const [name, count] of hits) {
      // what could be read before this step is no find of this step
      if (count > (known.get(name) ?? 0)) finds.set(`${name} ${reading}`, { name, reading })
    }
    if (way.length === depth) continue
    for (const [id, undo] of Object.entries(readings)) {
      const results = undo(text)
      const before = results.length === 1 ? hits : new Map()
      for (const result of results) queue.push({ text: result, way: [...way, id], known: before })
    }
  }
  return [...finds.values()]
}

/**
 * The direct readings by name of the secret, or all where there is no direct one.
 *
 * @param {Find[]} finds
 * @returns {Map<string, string[]>}
 */
export function byName(finds) {
  const names = /** @type {Map<string, string[]>} */ (new Map())
  for (const { name, reading } of finds) {
    const [short = ''] = name.split(',')
    const readings = names.get(short) ?? []
    const isNews = readings.length === 0 || !reading.includes(' > ')
    if (isNews && !readings.includes(reading)) readings.push(reading)
    names.set(short, readings)
  }
  return names
}

/** @param {string} name @param {string} value @returns {Target} the value as a whole */
export const wholeTarget = (name, value) => ({
  name,
  needles: [Buffer.from(value).toString('latin1')],
})

/**
 * A value of which no 12 characters in a row may be found, unless they stand
 * in a text that everybody knows.
 *
 * @param {string} name
 * @param {string} value one char (0–255) per byte
 * @param {string} [known]
 * @returns {Target}
 */
export const pieceTarget = (name, value, known = '') => ({
  name,
  needles: Array.from({ length: Math.max(0, value.length - 11) }, (_, at) =>
    value.slice(at, at + 12),
  ).filter((piece) => !known.includes(piece)),
})

/**
 * What must not be found of a private key: 12 characters in a row of a line
 * of its PEM body, or 12 bytes in a row of one of its private numbers. What
 * the public key shows as well (names of algorithms) is no secret.
 *
 * @param {string} name
 * @param {string} pem
 * @param {string} known text of which nothing is secret: the public key
 * @returns {Target[]}
 */
export function keyTargets(name, pem, known) {
  const body = pem.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('-----'))
  const jwk = createPrivateKey(pem).export({ format: 'jwk' })
  const secret = ['d', 'p', 'q', 'dp', 'dq', 'qi']
  const numbers = Object.entries(jwk).filter(([id]) => secret.includes(id))
  return [
    ...body.map((line, i) => pieceTarget(`${name}, line ${i + 1}`, line, known)),
    ...numbers.map(([id, text]) =>
      pieceTarget(`${name}, ${id}`, Buffer.from(String(text), 'base64url').toString('latin1')),
    ),
  ]
}

/**
 * A public key as it may stand in the middle of other base64, at each of the
 * three alignments: the body of a private key holds it too.
 *
 * @param {string} publicPem
 */
export function publicForms(publicPem) {
  const der = Buffer.from(publicPem.replace(/-----[^-]+-----/g, ''), 'base64')
  return [publicPem, ...[0, 1, 2].map((skip) => der.subarray(skip).toString('base64'))].join('\n')
}

/** @param {Target[]} targets @returns {Map<number, Map<string, string>>} length → needle → name */
function byLength(targets) {
  const lengths = new Map()
  for (const { name, needles } of targets) {
    for (const needle of needles) {
      if (!lengths.has(needle.length)) lengths.set(needle.length, new Map())
      lengths.get(needle.length).set(needle, name)
    }
  }
  return lengths
}

/**
 * @param {string} text
 * @param {Map<number, Map<string, string>>} lengths
 * @returns {Map<string, number>} name → how often one of its needles stands in the text
 */
function hitsIn(text, lengths) {
  const hits = new Map()
  for (const [length, names] of lengths) {
    for (let at = 0; at + length <= text.length; at += 1) {
      const name = names.get(text.slice(at, at + length))
      if (name !== undefined) hits.set(name, (hits.get(name) ?? 0) + 1)
    }
  }
  return hits
}

/** @param {string} hex */
const byte = (hex) => String.fromCharCode(Number.parseInt(hex, 16))

/** Colours and cursor movements of a terminal (ECMA-48 control sequences). */
const ansi = () => new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[ -/]*[@-~]`, 'g')
