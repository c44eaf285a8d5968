/**
 * What the uploader tests share: a raw log that leaks, what must be stored of
 * it, a search that knows nothing of the library, and faults: a proxy that cuts
 * connections after so many bytes, and runs that are killed.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Masker, SecretRegistry } from 'logveil'

export const VALUES = {
  DEPLOY_TOKEN: 'tok_9f3KqLz0Vb7Xw2RtA5',
  DB_PASSWORD: `it's "quoted" & pässwörd✓`,
}

export async function folderFor(t) {
  const folder = await mkdtemp(path.join(tmpdir(), 'logveil upload '))
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** A raw log of about so many bytes, with every value in several forms and at every distance. */
export async function rawLog(folder, size) {
  const lines = []
  let length = 0
  for (let n = 0; length < size; n++) {
    const value = Object.values(VALUES)[n % 2]
    const line = [
      `step ${n} ${'compiles a module ✓ '.repeat(n % 17)}\n`,
      `+ curl -H 'Authorization: Bearer ${value}'\n`,
      `${JSON.stringify({ n, value })}\n`,
      `Basic ${Buffer.from(`user:${value}`).toString('base64')}\n`,
      `progress ${n}%\r${'.'.repeat(n % 101)}`,
    ].join('')
    lines.push(line)
    length += Buffer.byteLength(line)
  }
  const file = path.join(folder, 'build.log')
  await writeFile(file, lines.join(''))
  return file
}

/** What must be stored of a raw log in the end. */
export async function maskedLog(file) {
  const masker = new Masker(secretsOf(VALUES))
  const pieces = []
  for await (const chunk of createReadStream(file)) {
    pieces.push(...masker.write(chunk).map((piece) => Buffer.from(piece)))
  }
  return Buffer.concat([...pieces, ...masker.end()])
}

export function secretsOf(values) {
  const secrets = new SecretRegistry()
  for (const [name, value] of Object.entries(values)) secrets.add(name, value)
  return secrets
}

/** Fails if a value, or an encoding of it, can be found in bytes that were stored. */
export function assertNoValue(stored) {
  const text = stored.toString('latin1')
  for (const value of Object.values(VALUES)) {
    const bytes = Buffer.from(value)
    const forms = [
      bytes.toString('latin1'),
      Buffer.from(JSON.stringify(value).slice(1, -1)).toString('latin1'),
      bytes.toString('hex'),
      // base64 at its three alignments, without the characters that depend on the neighbours
      ...[0, 1, 2].map((n) =>
        Buffer.from(' '.repeat(n) + value)
          .toString('base64')
          .slice(n && 4, -4),
      ),
    ]
    for (const form of forms) assert.ok(!text.includes(form), 'a value is stored')
  }
}

/**
 * A TCP proxy that cuts its connections when the next of `cuts` bytes has
 * passed, counted over all connections in one direction.
 */
export async function flakyProxy(t, port, { cuts = [], direction = 'up' } = {}) {
  let passed = 0
  const left = [...cuts]
  const watchers = []
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1')
    const cut = () => {
      client.destroy()
      upstream.destroy()
    }
    const relay = (from, to, isCounted) => {
      from.on('error', cut)
      from.on('close', cut)
      from.on('data', (chunk) => {
        if (isCounted) {
          passed += chunk.length
          if (passed >= left[0]) {
            while (passed >= left[0]) left.shift()
            cut()
            return
          }
          for (const watch of watchers) watch(passed)
        }
        to.write(chunk)
      })
      from.on('end', () => to.end())
    }
    relay(client, upstream, direction === 'up')
    relay(upstream, client, direction === 'down')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return {
    port: server.address().port,
    /** how many cuts have not happened yet */
    get left() {
      return left.length
    },
    get passed() {
      return passed
    },
    /** resolves when so many bytes have passed */
    reached: (bytes) =>
      new Promise((resolve) => {
        watchers.push((now) => now >= bytes && resolve())
      }),
  }
}

/** Starts an uploader as a program of its own; `done` gives its exit code or signal. */
export function run(name, args, env) {
  const program = fileURLToPath(new URL(`../${name}`, import.meta.url))
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, LOG_SECRETS: Object.keys(VALUES).join(), ...VALUES, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return { child, done: once(child, 'exit').then(([code, signal]) => signal ?? code) }
}

/** Waits until a server accepts connections. */
export async function listening(port, { seconds = 60 } = {}) {
  for (let left = seconds * 10; ; left--) {
    const socket = net.connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    if (left === 0) throw new Error(`nothing listens on port ${port}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Asserts that a store holds the masked log up to some byte, and nothing else. */
export function assertPrefix(stored, masked) {
  assertNoValue(stored)
  assert.ok(stored.length <= masked.length, 'not longer than the masked log')
  assert.ok(masked.subarray(0, stored.length).equals(stored), 'a prefix of the masked log')
}

/** What a killed run has left beside the log: numbers, and no value. */
export const stateOf = (file) => (existsSync(`${file}.upload.json`) ? `${file}.upload.json` : null)
