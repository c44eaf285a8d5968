/**
 * The bars that the masker is held to, each as a ratio within this run.
 *
 * In: results. Out: bar, figure, verdict; a bar whose figures are missing (no
 * native engine, a quick run) is shown as such.
 */
import type { EngineId } from './engines/index.js'
import type { Extras, Section } from './extras/index.js'
import type { CaseResult, EngineResult } from './measure.js'
import { times } from './report.js'
import { median, ratio } from './statistics.js'

export interface GroupResult {
  readonly title: string
  readonly results: readonly CaseResult[]
}

interface Bar {
  readonly what: string
  /** smallest ratio, or largest if `most` */
  readonly limit: number
  readonly most?: true
  readonly reached: number | undefined
}

export function barTable(groups: readonly GroupResult[], extras: Extras | undefined): Section {
  const rows = [...speedBars(groups), ...(extras ? otherBars(extras) : [])].map((bar) => {
    const { what, limit, most, reached } = bar
    const due = `${most ? '≤' : '≥'} ${limit.toPrecision(2)} ×`
    if (reached === undefined) return [what, due, '–', 'not measured']
    const held = most ? reached <= limit : reached >= limit
    return [what, due, times(reached), held ? 'held' : '**missed**']
  })
  return { title: 'Bars', head: ['what', 'bar', 'reached', ''], rows }
}

function speedBars(groups: readonly GroupResult[]): Bar[] {
  const find = (group: string, name: string) =>
    groups.find(({ title }) => title.startsWith(group))?.results.find((r) => r.case.name === name)
  const speeds = (result: CaseResult | undefined, id: EngineId) => {
    const entry = result?.engines[id]
    return entry !== undefined && 'speeds' in entry ? (entry as EngineResult).speeds : undefined
  }
  const compare = (result: CaseResult | undefined, id: EngineId, base: EngineId) => {
    const [a, b] = [speeds(result, id), speeds(result, base)]
    return a && b && ratio(a, b)
  }
  const against = (a: readonly number[] | undefined, b: readonly number[] | undefined) =>
    a && b && median(a) / median(b)

  const plain = (count: string) => find('Plain log, raw', `${count} secrets`)
  const other = (name: string) => find('Other logs', name)
  const chunk = (name: string) => find('Chunk sizes', name)
  const hundred = plain('100')
  const bars: Bar[] = []
  const bar = (what: string, limit: number, reached: number | undefined) =>
    bars.push({ what, limit, reached })

  for (const [count, limit] of [
    ['10', 0.6] as const,
    ['100', 0.8] as const,
    ['1,000', 0.6] as const,
  ]) {
    bar(
      `${count} secrets, plain, fragments off, against Vectorscan`,
      limit,
      compare(plain(count), 'whole', 'vectorscan'),
    )
    bar(
      `${count} secrets, plain, fragments on, against Vectorscan’s whole patterns`,
      0.5,
      compare(plain(count), 'masker', 'vectorscan'),
    )
  }
  const short = groups.find(({ title }) => title.startsWith('Short'))?.results[0]
  bar(
    'one value of 6 and one of 8 bytes, against Vectorscan',
    0.4,
    compare(short, 'whole', 'vectorscan'),
  )
  for (const name of ['dense', 'near misses', 'first byte', 'shared prefix']) {
    const result = other(name)
    if (result === undefined) continue
    bar(`${name}, against Vectorscan`, 0.4, compare(result, 'whole', 'vectorscan'))
    bar(
      `${name}, against the plain figure`,
      0.05,
      against(speeds(result, 'masker'), speeds(hundred, 'masker')),
    )
    bar(`${name}, against the walk`, 1, compare(result, 'whole', 'walker'))
  }
  const peers: [EngineId, string, number][] = [
    ['monyone', '@monyone/aho-corasick', 20],
    ['modern', 'modern-ahocorasick', 20],
    ['regexp', 'one RegExp', 20],
    ['per-line', 'indexOf per value per line', 20],
    ['walker', 'our walk of aho-corasick-node’s tables', 8],
  ]
  for (const [id, label, limit] of peers) {
    bar(`100 secrets, plain, against ${label}`, limit, compare(hundred, 'masker', id))
  }
  bar('Node stream (copy: false) over masker', 0.85, compare(hundred, 'stream', 'masker'))
  bar(
    '100-byte chunks over 64 KiB, with an RSA key',
    0.2,
    against(speeds(chunk('100 B'), 'masker'), speeds(chunk('64 KiB'), 'masker')),
  )
  return bars
}

function otherBars({ build, add, linear, startup, piped }: Extras): Bar[] {
  const bars: Bar[] = []
  const most = (what: string, limit: number, reached: number | undefined) =>
    bars.push({ what, limit, most: true, reached })
  for (const count of [100, 1000]) {
    const figures = build[count]
    most(
      `build ${count} secrets, against aho-corasick-node on the same patterns`,
      0.1,
      figures?.peer && figures.build! / figures.peer,
    )
  }
  const full = build[100]
  most(
    'add one secret, against building all 100',
    0.1,
    full && add.median! / (full.add! + full.build!),
  )
  most('command start-up, against bare Node', 1.6, startup && startup.command / startup.node)
  bars.push({
    what: 'command through a pipe, against a program that only pipes',
    limit: 0.8,
    reached: piped && piped.node / piped.command,
  })
  most('peak memory of the command, against 150 MB', 1, piped && piped.peak / 150e6)
  most('run of one byte, against random text without filter', 3, linear.run! / linear.random!)
  return bars
}
