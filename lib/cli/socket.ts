/**
 * The private socket on which a job registers secrets while it runs.
 *
 * In: requests, see protocol.ts. Out: values in the registry, and an answer
 * once they are there: every masker looks at the registry before each write,
 * so whatever is written after the answer is masked. Whoever can connect is
 * the job itself, and a job can go wrong: the number of connections, the time
 * for a request, the length and the number of values are bounded.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { SecretRegistry } from '../secrets/registry.js'
import { reasonOf } from '../secrets/sources/source.js'
import type { Notices } from './notices.js'
import { isName, type Request, RequestReader } from './protocol.js'

export interface SocketLimits {
  readonly connections: number
  /** milliseconds for one request, from its first byte to its last */
  readonly requestMs: number
  readonly values: number
  /** sum of the lengths of all values, in bytes */
  readonly bytes: number
  /** bytes that are still read, and thrown away, after a refusal */
  readonly ignored: number
}

export const SOCKET_LIMITS: SocketLimits = {
  connections: 32,
  requestMs: 10_000,
  values: 10_000,
  bytes: 1024 * 1024,
  ignored: 4 * 1024 * 1024,
}

export interface RegistrationSocket {
  /** undefined when none could be opened; that has been said then */
  readonly path: string | undefined
  close(): void
}

export async function openSocket(
  folder: string,
  secrets: SecretRegistry,
  notices: Notices,
  limits = SOCKET_LIMITS,
): Promise<RegistrationSocket> {
  /* c8 ignore next 2 -- Windows has named pipes instead, which lie in no folder */
  const path =
    process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replace(/\W+/g, '-')}` : join(folder, 's')
  const counter = new Counter(secrets, limits)
  const connections = new Set<Socket>()
  const server = createServer((socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    serve(socket, counter, limits)
  })
  server.maxConnections = limits.connections
  const problem = await listen(server, path)
  if (problem !== undefined) {
    notices.warn('NO_SOCKET', `logveil add will not work here: ${problem}`)
    return { path: undefined, close: () => {} }
  }
  return {
    path,
    close() {
      server.close()
      for (const socket of connections) socket.destroy()
    },
  }
}

function listen(server: Server, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Stays: an error on accepting must not end the job
    server.on('error', (error) => resolve(reasonOf(error)))
    server.listen(path, () => resolve(undefined))
  })
}

/** Registers within the limits of all connections together. */
class Counter {
  readonly #secrets: SecretRegistry
  readonly #limits: SocketLimits
  #values = 0
  #bytes = 0

  constructor(secrets: SecretRegistry, limits: SocketLimits) {
    this.#secrets = secrets
    this.#limits = limits
  }

  answer({ name, value }: Request): string {
    if (!isName(name)) return 'error name'
    this.#values++
    this.#bytes += value.length
    if (this.#values > this.#limits.values || this.#bytes > this.#limits.bytes) return 'error full'
    const { registered, code } = this.#secrets.add(name, value)
    return registered ? 'registered' : `refused ${code}`
  }
}

function serve(socket: Socket, counter: Counter, { requestMs, ignored }: SocketLimits): void {
  const reader = new RequestReader()
  let timer: NodeJS.Timeout | undefined
  const stopTimer = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const refuse = (answer: string) => {
    stopTimer()
    socket.off('data', onData)
    // What is still coming is thrown away, so that the answer is not lost to a reset; not for ever
    let length = 0
    socket.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > ignored) socket.destroy()
    })
    socket.end(`${answer}\n`)
    timer = setTimeout(() => socket.destroy(), requestMs)
  }
  const onData = (chunk: Buffer) => {
    for (const request of reader.push(chunk)) {
      const answer = request === 'malformed' ? 'error request' : counter.answer(request)
      if (answer.startsWith('error')) return refuse(answer)
      socket.write(`${answer}\n`)
    }
    if (reader.isIdle) stopTimer()
    else timer ??= setTimeout(refuse, requestMs, 'error timeout')
  }
  socket.on('data', onData)
  socket.on('error', () => socket.destroy())
  socket.once('close', stopTimer)
}
