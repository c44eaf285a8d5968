/**
 * What a command may touch of the outside world, so that tests can run it
 * inside their own process.
 */

/** Where a log comes from. */
export interface ByteReader {
  /**
   * The next bytes, valid until the next call; none at the end. No promise
   * where no waiting was needed.
   */
  read(): Uint8Array | Promise<Uint8Array>
  close(): void
}

/** Where masked bytes go. */
export interface ByteWriter {
  /**
   * Takes the pieces; when it returns (or its promise resolves) their memory
   * may be used again.
   * @throws ReaderGone when nobody reads any more
   */
  write(pieces: readonly Uint8Array[]): void | Promise<void>
}

export interface Io {
  readonly stdin: ByteReader
  readonly stdout: ByteWriter
  /** the same as stdout and stderr, written without blocking this process */
  readonly background: { readonly stdout: ByteWriter; readonly stderr: ByteWriter }
  /** writes text as it is, at once */
  readonly stderr: (text: string) => void
  /** whether stderr is a terminal */
  readonly isTerminal: () => Promise<boolean>
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The reader of our output has closed it (EPIPE): a quiet end, not a failure. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone'
}

/** An input or output that failed on the way; says which and why, nothing of its content. */
export class IoFailure extends Error {
  override readonly name = 'IoFailure'
}
