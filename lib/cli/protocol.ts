/**
 * What `logveil add` and the socket of `logveil run` say to each other.
 *
 * Request: a line `add NAMELENGTH VALUELENGTH` (bytes, decimal), then the name
 * (UTF-8) and the value (any bytes), nothing between or after. Answer: a line
 * `registered`, `refused CODE` or `error REASON`; after an error the
 * connection is closed. Any number of requests may follow each other on one
 * connection. There is no request that reads or removes anything.
 */

export const NAME_LIMIT = 200
/** Many times the largest key file; what a value costs in time and memory grows with its length. */
export const VALUE_LIMIT = 128 * 1024
/** longest line that starts a request, in bytes */
export const HEADER_LIMIT = 32

/** The environment variable that names the socket. */
export const SOCKET_VARIABLE = 'LOGVEIL_SOCKET'

export function requestFor(name: string, value: Uint8Array): Buffer {
  const nameBytes = Buffer.from(name)
  const header = `add ${nameBytes.length} ${value.length}\n`
  return Buffer.concat([Buffer.from(header), nameBytes, value])
}

export interface Request {
  readonly name: string
  readonly value: Uint8Array
}

/** Puts requests together from chunks of any size; holds no more than one. */
export class RequestReader {
  #header = ''
  #body: Buffer | undefined
  #nameLength = 0
  #filled = 0

  /** No request has been begun. */
  get isIdle(): boolean {
    return this.#header === '' && this.#body === undefined
  }

  /** After `malformed` the reader is of no use any more. */
  *push(chunk: Buffer): Generator<Request | 'malformed', void> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#body === undefined) {
        const end = chunk.indexOf('\n', at)
        const stop = Math.min(end < 0 ? chunk.length : end, at + HEADER_LIMIT + 1)
        this.#header += chunk.toString('latin1', at, stop)
        if (this.#header.length > HEADER_LIMIT) return yield 'malformed'
        if (end < 0) return
        at = end + 1
        if (!this.#readHeader()) return yield 'malformed'
      } else {
        const size = chunk.copy(this.#body, this.#filled, at)
        at += size
        this.#filled += size
        if (this.#filled === this.#body.length) yield this.#finish(this.#body)
      }
    }
  }

  #readHeader(): boolean {
    const match = /^add ([1-9]\d{0,2}) (0|[1-9]\d{0,6})$/.exec(this.#header)
    const [nameLength, valueLength] = [Number(match?.[1]), Number(match?.[2])]
    // Not a number is not within the limits either
    if (!(nameLength <= NAME_LIMIT && valueLength <= VALUE_LIMIT)) return false
    this.#nameLength = nameLength
    this.#body = Buffer.allocUnsafeSlow(nameLength + valueLength)
    this.#filled = 0
    return true
  }

  #finish(body: Buffer): Request {
    this.#header = ''
    this.#body = undefined
    return {
      name: body.toString('utf8', 0, this.#nameLength),
      value: body.subarray(this.#nameLength),
    }
  }
}

/** A name that can be shown on one line. */
export function isName(name: string): boolean {
  return name !== '' && Buffer.byteLength(name) <= NAME_LIMIT && !/[\p{Cc}\ufffd]/u.test(name)
}
