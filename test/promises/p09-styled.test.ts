/**
 * P9 on lines with colours, and with pauses: secrets come and go while a value
 * is open that sequences break. Nothing shows that a masker would have hidden
 * whose secrets had been there, but what time may release (P4).
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { Pattern } from '../../lib/matcher/pattern.js'
import { patternBook, SecretRegistry } from '../../lib/secrets/registry.js'
import { cutBy } from '../helpers/chunkers.js'
import { writeReused } from '../helpers/drive.js'
import { binary, bytesOf, type Found, Oracle, type Sight } from '../helpers/oracle.js'
import { property } from '../helpers/property.js'
import { styling } from '../helpers/styles.js'
import { cutScenes, KIND_NAMES, KINDS, MASK, registryOf, subjectOf } from '../helpers/subject.js'

type Event = 'add' | 'remove' | 'other' | 'pause'

const events = fc.array(
  fc.record({
    at: fc.nat(1000),
    what: fc.constantFrom<Event>('add', 'remove', 'other', 'pause', 'pause'),
  }),
  { minLength: 1, maxLength: 8 },
)

const keyOf = ({ bytes, fragment, breaks }: Pattern): string =>
  JSON.stringify([binary(bytes), fragment, breaks])

/** An unrelated value, another one each time. */
const other = (index: number): string => `\x02unrelated-${index}-value\x02`

t.test('P9: whatever comes or goes inside of a coloured value, it stays hidden', async (t) => {
  for (const kind of KIND_NAMES) {
    const drawn = fc.record({ cutScene: cutScenes[kind], styling, events, late: fc.nat(2) })
    await property(t, kind, drawn, ({ cutScene, styling, events, late }) => {
      const scene = { ...cutScene.scene, log: styling(cutScene.scene.log) }
      const [first, last] = [scene.values.slice(late), scene.values.slice(0, late)]
      const registry = registryOf({ ...scene, values: first }, KINDS[kind])
      const masked: { start: number; end: number }[] = []
      const { masker: make } = subjectOf({ ...scene, values: first }, KINDS[kind])
      const onMask = ({ start, end }: { start: number; end: number }) => {
        masked.push({ start, end })
      }
      const masker = make({ onMask }, registry)
      const input = bytesOf(scene.log)
      /** What each pattern sees of the input. */
      const sights = new Map<string, { pattern: Pattern; from: number; to?: number }>()
      const look = (length: number, from: number) => {
        const now = new Set(patternBook(registry).patterns.map(keyOf))
        for (const [key, sight] of sights) {
          if (!now.has(key) && sight.to === undefined) sight.to = length
        }
        for (const pattern of patternBook(registry).patterns) {
          if (!sights.has(keyOf(pattern))) sights.set(keyOf(pattern), { pattern, from })
        }
      }
      look(0, 0)
      let length = 0
      let isPaused = false
      let index = 0
      for (const { at, what } of [...events].sort((a, b) => a.at - b.at)) {
        const place = Math.max(length, Math.round((at * input.length) / 1000))
        for (const chunk of cutBy(input.subarray(length, place), cutScene.places)) {
          writeReused(masker, chunk)
        }
        length = place
        if (what === 'pause') {
          masker.releaseIdle()
          isPaused = true
          continue
        }
        if (what === 'other') registry.add(`O${index}`, other(index++))
        else if (what === 'remove') registry.remove(`O${index - 1}`)
        else for (const [i, value] of last.entries()) registry.add(`L${i}`, bytesOf(value))
        look(length, length - masker.held)
      }
      for (const chunk of cutBy(input.subarray(length), cutScene.places)) writeReused(masker, chunk)
      masker.end()
      const all = [...sights.values()]
      const oracle = new Oracle(
        all.map(({ pattern }) => pattern),
        scene.log,
        { minLength: scene.minLength, mask: MASK, shown: true, sight: (i): Sight => all[i]! },
      )
      const isMasked = new Uint8Array(input.length)
      for (const { start, end } of masked) isMasked.fill(1, start, end)
      const most = isPaused ? scene.minLength - 1 : 0
      for (const pieces of together(oracle.found)) {
        const seen = new Set<number>()
        for (const { start, end } of pieces) {
          for (let i = start; i < end; i++) {
            if (isMasked[i] === 0 && input[i] !== 10 && input[i] !== 13) seen.add(i)
          }
        }
        assert.ok(seen.size <= most, `${seen.size} bytes of ${JSON.stringify(pieces)} are seen`)
      }
    })
  }
})

/** What was found, the pieces of one thing together. */
function together(found: readonly Found[]): Found[][] {
  const groups = new Map<string, Found[]>()
  for (const one of found) {
    const { pattern, kind, first, start } = one
    const key = `${pattern} ${kind} ${first === undefined} ${first ?? start}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}

const VALUE = 'q7Zp0vLx9KdR2mWcT5bYh8NgJ4sFa1UeXo6iPkQz'
const bold = (text: string, size = 5) =>
  text.match(new RegExp(`.{1,${size}}`, 'g'))!.join('\x1b[1m')

function maskerOf(values: readonly string[]) {
  const registry = new SecretRegistry({ variants: ['raw'] })
  for (const [i, value] of values.entries()) registry.add(`S${i}`, value)
  const { masker } = subjectOf({ values: [], minLength: 6, log: '' }, KINDS.whole)
  const one = masker(undefined, registry)
  return {
    registry,
    write: (text: string) => writeReused(one, bytesOf(text)),
    pause: () => one.releaseIdle().map(binary).join(''),
    end: () => one.end().map(binary).join(''),
  }
}

t.test('a secret is added between two copies of another one in colours', async (t) => {
  const { registry, write, end } = maskerOf([VALUE])
  let output = write(`${bold(VALUE)} ${bold(VALUE).slice(0, 11)}`)
  registry.add('NEW', 'Zk93jfLs82hGq0aPwm4x')
  output += `${write(bold(VALUE).slice(11))}${write('\n')}${end()}`
  t.equal(output.replaceAll('\x1b[1m', ''), `${MASK.repeat(8)} ${MASK.repeat(8)}\n`)
})

t.test('a secret is added while two that share a beginning are open in colours', async (t) => {
  const { registry, write, end } = maskerOf(['hunter2hunter2', 'hunter2hugiuYzU8qM'])
  const each = (text: string) => bold(text, 1)
  let output = write(`${each('hunter2hunter2')} ${each('hunter2hu')}`)
  registry.add('NEW', 'Zk93jfLs82hGq0aPwm4x')
  output += write(`\x1b[1m${each('nter2')} `) + end()
  t.equal(output.replaceAll('\x1b[1m', ''), `${MASK.repeat(14)} ${MASK.repeat(14)} `)
})

t.test('after a pause, another secret is removed', async (t) => {
  const { registry, write, pause, end } = maskerOf(['hunter2hunter2', 'otherthing77'])
  const first = write('hunte') + pause()
  registry.remove('S1')
  t.equal(first + write('r2hunter2\n') + end(), `hunte${MASK}\n`)
})

t.test('a value begins in what is only held for one that is removed', async (t) => {
  const { registry, write, end } = maskerOf(['unrelated-0-value-Zk93jfLs82hG'])
  const first = write('Tr0ub4') + write('unrel')
  registry.remove('S0')
  const none = write('')
  registry.add('S1', 'unrel&3 "x" Zk93jf')
  t.equal(first + none + write('\x1b[m&3 "x" Zk93jf\n') + end(), `Tr0ub4${MASK}\x1b[m${MASK}\n`)
})

t.test('after each pause in a coloured value, another secret is added', async (t) => {
  const { registry, write, pause, end } = maskerOf([VALUE])
  let output = ''
  for (let at = 0; at < VALUE.length; at += 4) {
    output += write(`${VALUE.slice(at, at + 4)}\x1b[1m`) + pause()
    registry.add(`NEW${at}`, `Zk93jfLs82hGq0aPwm${at}`)
  }
  output += write('\n') + end()
  t.equal(output.replaceAll('\x1b[1m', '').replaceAll(MASK, ''), 'q7Zp\n')
})
