/** P6: nothing that the library hands out or throws shows a secret or a part of one. */
import { inspect } from 'node:util'
import t from 'tap'
import { MaskError } from '../../lib/errors.js'
import { Masker } from '../../lib/masking/masker.js'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { createMaskStream } from '../../lib/streams/node.js'
import { createMaskTransformStream } from '../../lib/streams/web.js'
import { bytesOf } from '../helpers/oracle.js'

const VALUES = {
  TOKEN: 'Zk3vQ9xLw2RtY7uPb5NcM8sD1fGh4JaE',
  PASSWORD: 'correct-Horse7',
  LINES: 'qx7vkz w0jq\nzz8qkp 4hvq\nqj3xwv 9kzq',
}

/** Every piece of four characters, and of the encodings in which dumps show bytes. */
const PIECES = Object.values(VALUES)
  .flatMap((value) => [
    value,
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('hex'),
    [...Buffer.from(value)].join(', '),
    [...Buffer.from(value)].join(','),
    Buffer.from(value).toString('hex').replace(/../g, '$& ').trim(),
  ])
  .flatMap((text) => {
    const size = /^[\d, ]+$/.test(text) ? 14 : /^[\da-f ]+$/.test(text) ? 10 : 6
    return Array.from({ length: text.length - size + 1 }, (_, at) => text.slice(at, at + size))
  })

function shows(text: string): boolean {
  return PIECES.some((piece) => text.includes(piece))
}

/** All the ways in which a value gets into a log by accident. */
function dumps(value: unknown): string[] {
  const attempts = [
    () => inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    () => inspect([value], { maxArrayLength: null, maxStringLength: null }),
    () => JSON.stringify(value) ?? '',
    () => JSON.stringify({ ...(value as object) }),
    () => `${value}`,
    () => Object.entries(value as object).join(),
    () => (value instanceof Error ? `${value.stack} ${inspect(value.cause)}` : ''),
  ]
  return attempts.map((attempt) => {
    try {
      return attempt()
    } catch (error) {
      return inspect(error)
    }
  })
}

const make = (): SecretRegistry => {
  const secrets = new SecretRegistry()
  for (const [name, value] of Object.entries(VALUES)) secrets.add(name, value)
  return secrets
}

t.test('the probe sees what it looks for', async (t) => {
  t.ok(shows(inspect({ value: VALUES.TOKEN })))
  t.ok(shows(inspect({ value: Buffer.from(VALUES.PASSWORD) })))
  t.ok(
    shows(
      inspect({ value: new Uint8Array(Buffer.from(VALUES.PASSWORD)) }, { maxArrayLength: null }),
    ),
  )
  t.notOk(shows(inspect({ name: 'TOKEN', length: 32 })))
})

t.test('P6: objects do not show values', async (t) => {
  const secrets = make()
  const masker = new Masker(secrets)
  masker.write(bytesOf(`${VALUES.TOKEN} ${VALUES.LINES} ${VALUES.PASSWORD.slice(0, 9)}`))
  t.ok(masker.held > 0, 'a part of a value is held')
  const node = createMaskStream(secrets, { idleMs: 0 })
  node.write(VALUES.PASSWORD.slice(0, 9))
  const web = createMaskTransformStream(secrets, { idleMs: 0 })
  const writer = web.writable.getWriter()
  void writer.write(bytesOf(VALUES.PASSWORD.slice(0, 9)))
  await new Promise((resolve) => setTimeout(resolve, 20))
  const objects = {
    registry: secrets,
    added: secrets.add('AGAIN', VALUES.TOKEN),
    refused: secrets.add('SHORT', 'qx'),
    masker,
    offsets: masker.offsets,
    report: masker.report(),
    'node stream': node,
    'web stream': web,
  }
  for (const [name, value] of Object.entries(objects)) {
    for (const text of dumps(value)) t.notOk(shows(text), `${name}: ${text.length} characters`)
  }
  node.destroy()
})

t.test('P6: errors do not show values', async (t) => {
  const secrets = make()
  const failing = (): never => {
    throw new Error(`the mask function saw ${VALUES.TOKEN}`)
  }
  const wrong: Record<string, () => unknown> = {
    'a mask that is a value': () => new Masker(secrets, { mask: VALUES.PASSWORD }),
    'a mask that holds a value': () => new Masker(secrets, { mask: `<${VALUES.TOKEN}>` }),
    'a mask that is an encoded value': () =>
      new Masker(secrets, { mask: Buffer.from(VALUES.TOKEN).toString('base64') }),
    'a mask function that throws': () => {
      const masker = new Masker(secrets, { mask: failing })
      masker.write(bytesOf(`${VALUES.TOKEN}\n`))
      masker.end()
    },
    'a mask function that gives the value': () => {
      const masker = new Masker(secrets, { mask: () => VALUES.TOKEN })
      masker.write(bytesOf(`${VALUES.TOKEN}\n`))
      masker.end()
    },
    'a chunk that is not bytes': () =>
      new Masker(secrets).write([VALUES.TOKEN] as unknown as Uint8Array),
  }
  for (const [name, attempt] of Object.entries(wrong)) {
    try {
      attempt()
      t.fail(`${name} passes`)
    } catch (error) {
      t.ok(error instanceof MaskError, `${name}: a MaskError`)
      for (const text of dumps(error)) t.notOk(shows(text), name)
    }
  }
})
