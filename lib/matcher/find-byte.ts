/** The first place of a byte. Where it is near, a loop is faster than a call. */

/** bytes that are looked at one by one */
const NEAR = 64

/**
 * Index of the first `byte` at or after `from`; −1 if there is none. Of a Buffer,
 * Node's own search is asked, which takes a tenth of the time of the language's.
 */
export function findByte(bytes: Uint8Array, byte: number, from = 0): number {
  const near = Math.min(bytes.length, from + NEAR)
  for (let i = from; i < near; i++) if (bytes[i] === byte) return i
  return near < bytes.length ? bytes.indexOf(byte, near) : -1
}
