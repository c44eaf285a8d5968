/**
 * Text in an encoding that a Node writer named, as bytes; UTF-8 text stays
 * text, because the adapter encodes that itself and joins surrogate pairs.
 */
export function decodeText(
  chunk: string | Uint8Array,
  encoding: BufferEncoding | undefined,
): string | Uint8Array {
  if (typeof chunk !== 'string' || encoding === undefined || /^utf-?8$/i.test(encoding)) {
    return chunk
  }
  return Buffer.from(chunk, encoding)
}
