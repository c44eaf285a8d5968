/**
 * `logveil add NAME`: registers a value with the `logveil run` around this job.
 *
 * In: a name; the value on stdin (one final line break does not count). Out:
 * exit code 0 once every stream of the job masks the value. A value that was
 * refused is an error: whoever adds it relies on its being masked.
 */
import { createConnection } from 'node:net'
import { markedText, withoutFinalBreak } from '../secrets/sources/file.js'
import { reasonOf } from '../secrets/sources/source.js'
import { type Io, IoFailure } from './io.js'
import type { Notices } from './notices.js'
import { COMMON_OPTIONS, parse, usage } from './options.js'
import { isName, requestFor, SOCKET_VARIABLE, VALUE_LIMIT } from './protocol.js'

export async function add(args: readonly string[], io: Io, notices: Notices): Promise<number> {
  const { values, positionals } = parse(args, COMMON_OPTIONS)
  notices.configure(values)
  const [name = '', ...others] = positionals
  if (!isName(name) || others.length > 0) {
    throw usage('add takes one name; the value is read from stdin: … | logveil add NAME')
  }
  const path = io.env[SOCKET_VARIABLE]
  if (!path) throw usage(`add works inside logveil run, which sets ${SOCKET_VARIABLE}`)
  const value = await readValue(io)
  const answer = await ask(path, requestFor(name, withoutFinalBreak(markedText(value) ?? value)))
  if (answer === 'registered') return 0
  throw usage(`not registered: ${/^(?:refused|error) (\w+)$/.exec(answer)?.[1] ?? 'no answer'}`)
}

async function readValue(io: Io): Promise<Buffer> {
  const chunks: Buffer[] = []
  for (let length = 0; length <= VALUE_LIMIT; ) {
    const bytes = await io.stdin.read()
    if (bytes.length === 0) return Buffer.concat(chunks)
    chunks.push(Buffer.from(bytes))
    length += bytes.length
  }
  throw usage(`a value must not be longer than ${VALUE_LIMIT} bytes`)
}

function ask(path: string, request: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = createConnection(path, () => socket.write(request))
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      answer += text
      if (answer.includes('\n')) socket.end()
    })
    socket.on('error', (error) => {
      if (answer === '') reject(new IoFailure(`cannot reach logveil run: ${reasonOf(error)}`))
    })
    socket.on('close', () => resolve(answer.trimEnd()))
  })
}
