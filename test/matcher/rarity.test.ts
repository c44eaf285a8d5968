import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { rarity } from '../../lib/matcher/rarity.js'
import { bytesOf } from './support.js'

const bits = (text: string): number => rarity(bytesOf(text), 0, text.length)

t.test('every byte has bits, and each further one adds some', async (t) => {
  for (let byte = 0; byte < 256; byte++) {
    const text = new Uint8Array(4).fill(byte)
    const of = [1, 2, 3, 4].map((length) => rarity(text, 0, length))
    t.ok(of.every(Number.isFinite), `byte ${byte}`)
    t.ok(of[0]! > 0 && of.every((b, i) => i === 0 || b > of[i - 1]!), `byte ${byte} adds some`)
  }
})

t.test('only the bytes asked for count', async (t) => {
  const text = bytesOf('\x01ab 0\xff')
  t.equal(rarity(text, 1, 4), bits('ab 0'))
  t.equal(rarity(text, 2, 2), bits('b '))
})

t.test('from frequent to rare', async (t) => {
  const order = ['    ', 'etae', ' the', 'ERRO', 'zqxj', 'ZQXJ', '\x01\xfe\x02\xfd']
  t.strictSame(
    [...order].sort((a, b) => bits(a) - bits(b)),
    order,
  )
  t.ok(bits('qxzk') > bits('etai'), 'frequent letters')
  t.ok(bits('aXaX') > bits('XXaa'), 'a change of kind costs')
  t.ok(bits('9999') > bits('0000'))
})

const gramsOf = (text: string): string[] =>
  Array.from({ length: text.length - 3 }, (_, at) => text.slice(at, at + 4))

t.test('words are never rarer than noise', async (t) => {
  const words = ['error: ', ' warning ', 'version', 'Compiling ', 'install', 'passed', 'modules']
  const noise = ['qZ7kVb', 'x9Q#w!', 'Kp2zR8', '7f!Q%a', '\x01\xfe\x02\xfd\x03', 'J5xW0y', '{"K$=']
  const frequent = words.flatMap(gramsOf)
  const rare = noise.flatMap(gramsOf)
  const most = Math.max(...frequent.map(bits))
  for (const gram of rare) t.ok(bits(gram) > most, JSON.stringify(gram))
})

/** The logs of real tools, and how often each gram of four stands in them. */
const folder = new URL('../fixtures/logs/', import.meta.url)
const counts = new Map<number, number>()
let places = 0
for (const name of readdirSync(folder)) {
  const log = new Uint8Array(readFileSync(new URL(name, folder)))
  const view = new DataView(log.buffer)
  for (let at = 0; at + 4 <= log.length; at++, places++) {
    const gram = view.getInt32(at, true)
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
}

t.test('the order is that of real logs', async (t) => {
  t.ok(places > 100_000, `${places} places`)
  const measured = (text: string): number => {
    const gram = new DataView(bytesOf(text).buffer).getInt32(0, true)
    return -Math.log2((counts.get(gram) ?? 0.5) / places)
  }
  for (const grams of [
    ['    ', 'the ', 'Erro', 'qZ7k'],
    ['    ', 'ing ', 'zzle', '\xfe\xff\x80\x01'],
    ['    ', '0000', 'X509', 'Q$%~'],
  ]) {
    for (const of of [bits, measured]) {
      t.strictSame(
        [...grams].sort((a, b) => of(a) - of(b)),
        grams,
        `${of.name}: ${grams.map((gram) => of(gram).toFixed(1)).join(' ')}`,
      )
    }
  }
})

t.test('the more frequent, the fewer bits on average', async (t) => {
  const text = new Uint8Array(4)
  const view = new DataView(text.buffer)
  const classes = [1, 8, 64, 512].map((least) => ({ least, sum: 0, count: 0 }))
  for (const [gram, count] of counts) {
    view.setInt32(0, gram, true)
    const of = classes.findLast(({ least }) => count >= least)!
    of.sum += rarity(text, 0, 4)
    of.count++
  }
  const means = classes.map(({ sum, count }) => sum / count)
  t.comment(
    classes.map((c, i) => `${c.count} grams from ${c.least} times on: ${means[i]!.toFixed(1)}`),
  )
  for (let i = 1; i < means.length; i++) t.ok(means[i]! < means[i - 1]! - 1)
})
