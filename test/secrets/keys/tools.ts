/**
 * Keys made by real tools for these tests.
 *
 * In: arguments of openssl, ssh-keygen and others. Out: their output. Files
 * live in one temporary directory, removed when the test ends.
 */
import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import t from 'tap'
import type { KeyCrypto } from '../../../lib/secrets/keys/crypto.js'
import type { Part } from '../../../lib/secrets/part.js'

const folder = mkdtempSync(path.join(tmpdir(), 'logveil-keys-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

export function file(name: string, content?: string | Uint8Array): string {
  const full = path.join(folder, name)
  if (content !== undefined) writeFileSync(full, content, { mode: 0o600 })
  return full
}

export function read(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(folder, name)))
}

/** Runs a program and gives its standard output; a failure is an error without the input. */
export function run(
  program: string,
  args: readonly string[],
  input?: string | Uint8Array,
): Uint8Array {
  const result = spawnSync(program, args, {
    ...(input !== undefined && { input }),
    timeout: 60_000,
  })
  if (result.status !== 0) throw new Error(`${program} ${args[0]} failed: ${result.stderr}`)
  return new Uint8Array(result.stdout)
}

export function openssl(args: string, input?: string | Uint8Array): Uint8Array {
  return run('openssl', args.split(' '), input)
}

export function has(program: string): boolean {
  return spawnSync('which', [program]).status === 0
}

/** The same cryptography, which computes each costly key once. */
export function remembering(crypto: KeyCrypto): KeyCrypto {
  const known = new Map<string, Uint8Array>()
  const once =
    <A extends unknown[]>(name: string, derive: (...args: A) => Uint8Array) =>
    (...args: A): Uint8Array => {
      const id = name + inspect(args, { maxArrayLength: null })
      const found = known.get(id) ?? derive(...args)
      known.set(id, found)
      return found.slice()
    }
  return {
    ...crypto,
    pbkdf2: once('pbkdf2', crypto.pbkdf2),
    scrypt: once('scrypt', crypto.scrypt),
    argon2: once('argon2', crypto.argon2),
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (data: Uint8Array): string => Buffer.from(data).toString('latin1')
export const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex')

/** A new key as PKCS#8 PEM, made by openssl. */
export function generate(algorithm: string, ...options: string[]): string {
  const opts = options.flatMap((option) => ['-pkeyopt', option])
  return text(
    run(
      'openssl',
      ['genpkey', '-quiet', '-algorithm', algorithm, ...opts].filter((arg) => arg !== '-quiet'),
    ),
  )
}

/**
 * The secrets of a key as Node exports them, hex without leading zeros, sorted:
 * in both byte orders.
 */
export function secretsOf(key: KeyObject | string): string[] {
  const object = typeof key === 'string' ? createPrivateKey(key) : key
  const jwk = object.export({ format: 'jwk' })
  const names = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const
  const secrets = names
    .map((name) => jwk[name])
    .filter((value) => value !== undefined)
    .map((value) => Buffer.from(value, 'base64url').toString('hex'))
  // The zeros in front of a seed are bytes of it
  return bothWays(...(jwk.kty === 'OKP' ? secrets : secrets.map(digits)))
}

/** Numbers in hex, and the same with the lowest byte first; all without leading zeros, sorted. */
export function bothWays(...numbers: string[]): string[] {
  const backwards = numbers.map((number) => {
    const pairs = number.padStart(number.length + (number.length % 2), '0').match(/../g)!
    return digits(pairs.reverse().join(''))
  })
  return [...numbers.map(digits), ...backwards].sort()
}

/** Hex of the parts that are protected in pieces, as numbers. */
export function numbers(parts: readonly Part[]): string[] {
  return parts
    .filter(isNumber)
    .map((part) => digits(hex(part.bytes)))
    .sort()
}

export function isNumber(part: Part): boolean {
  return part.bits === 8 && part.kind !== 'ciphertext'
}

export const digits = (number: string): string => number.replace(/^0+/, '')

/** Everything public that belongs to a key, in the forms that tools print. */
export function publicForms(key: string): string[] {
  const object = createPublicKey(key)
  const der = object.export({ format: 'der', type: 'spki' })
  const pem = object.export({ format: 'pem', type: 'spki' }) as string
  return [der.toString('latin1'), der.toString('hex'), der.toString('base64'), pem]
}

/** A number in the output of `openssl … -text`, hex without leading zeros. */
export function fromText(output: string, label: string): string {
  const match = new RegExp(`^${label}:\\s*\\n((?:\\s+[0-9a-f:]+\\n)+)`, 'm').exec(output)
  return digits(match![1]!.replace(/[\s:]/g, ''))
}
