/**
 * What is not throughput: building, adding, memory, start-up, latency, growth,
 * the command. Out: one table per subject, and the figures for the bars.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Piped, piped, type Startup, startup } from './command.js'
import { repeat } from './repeat.js'
import type { Figures } from './task.js'

export interface Section {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Extras {
  /** `peer` where it was measured */
  readonly build: Readonly<Record<number, Figures>>
  readonly add: Figures
  readonly memory: Readonly<Record<number, Figures>>
  readonly latency: Figures
  readonly byCount: Readonly<Record<number, Figures>>
  readonly byLength: Readonly<Record<number, Figures>>
  readonly linear: Figures
  readonly startup?: Startup
  readonly piped?: Piped
}

const MiB = 2 ** 20
const COMMAND = path.join(import.meta.dirname, '../../lib/cli/bin.js')

function each(keys: readonly number[], figures: (key: number) => Figures) {
  return Object.fromEntries(keys.map((key) => [key, figures(key)]))
}

export function measureExtras(folder: string, quick: boolean): Extras {
  const times = quick ? 1 : 5
  const counts = quick ? [100] : [10, 100, 1000]
  const build = Object.fromEntries(
    counts.map((count) => {
      const own = repeat(quick ? 1 : 5, 'build', count)
      // the peer takes a minute and more for hundreds of thousands of patterns
      const compared = !quick && own.patterns! < 200_000
      return [count, compared ? { ...own, peer: repeat(1, 'build peer', count).build! } : own]
    }),
  )
  return {
    build,
    add: repeat(times, 'add', 100),
    memory: each(counts, (count) => repeat(times, 'memory', count)),
    latency: repeat(times, 'latency'),
    byCount: each(quick ? [] : [1, 10, 100, 1000, 3000], (n) => repeat(3, 'growth by count', n)),
    byLength: each(quick ? [] : [12, 24, 64, 256, 1024, 4096], (n) =>
      repeat(3, 'growth by length', n),
    ),
    linear: repeat(times, 'linear'),
    ...(existsSync(COMMAND)
      ? {
          startup: startup(folder, quick ? 7 : 21),
          piped: piped(folder, (quick ? 128 : 1024) * MiB, quick ? 1 : 3),
        }
      : {}),
  }
}

/** Three digits, and never an exponent. */
const digits = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
const ms = (seconds: number): string => `${digits(seconds * 1000)} ms`
const us = (seconds: number): string => `${digits(seconds * 1e6)} µs`
const mib = (bytes: number): string => `${(bytes / MiB).toFixed(1)} MiB`
const ns = (seconds: number): string => `${(seconds * 1e9).toFixed(2)} ns`

export function sections(extras: Extras): Section[] {
  const rowsOf = <T>(table: Readonly<Record<number, T>>, row: (value: T) => string[]) =>
    Object.entries(table).map(([key, value]) => [key, ...row(value)])
  const all: Section[] = [
    {
      title: 'Building, all variants, in a fresh process',
      head: ['secrets', 'patterns', 'spelling', 'tables', 'aho-corasick-node'],
      rows: rowsOf(extras.build, (f) => [
        String(f.patterns),
        ms(f.add!),
        ms(f.build!),
        f.peer === undefined ? '–' : ms(f.peer),
      ]),
    },
    {
      title: 'Memory, all variants',
      head: ['secrets', 'registry', 'tables'],
      rows: rowsOf(extras.memory, (f) => [mib(f.registry!), mib(f.tables!)]),
    },
    {
      title: 'Growth: time per byte of plain log',
      head: ['secrets', 'time'],
      rows: rowsOf(extras.byCount, (f) => [ns(f.perByte!)]),
    },
    {
      title: 'Growth: time per byte against the length of 100 values',
      head: ['length', 'time'],
      rows: rowsOf(extras.byLength, (f) => [ns(f.perByte!)]),
    },
    { title: 'Other times', head: ['what', 'time'], rows: otherTimes(extras) },
  ]
  return all.filter(({ rows }) => rows.length > 0)
}

function otherTimes({ add, latency, linear, startup, piped }: Extras): string[][] {
  const rows = [
    ['add one secret to a running masker with 100, median', ms(add.median!)],
    ['the same, slowest of 20', ms(add.worst!)],
    ['one line through the Node stream, median', us(latency.median!)],
    ['the same, 99 of 100 are faster', us(latency.p99!)],
    ['1 MiB of one byte against 80 KiB of it', ms(linear.run!)],
    ['1 MiB of random text against the same, filter off', ms(linear.random!)],
  ]
  if (startup) {
    rows.push(['`node -e 0`', ms(startup.node)])
    rows.push(['`logveil` on an empty log', ms(startup.command)])
  }
  if (piped) {
    const size = mib(piped.bytes)
    rows.push([`${size} through a Node program that only pipes`, ms(piped.node)])
    rows.push([`${size} through \`logveil\`, 100 secrets`, ms(piped.command)])
    rows.push(['its peak memory', mib(piped.peak)])
  }
  return rows
}
