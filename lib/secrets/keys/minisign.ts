/**
 * minisign secret keys (minisign's manual, "Secret key format").
 *
 * In: text. Out: the keys found. Layout of the 158 bytes: algorithm, key
 * derivation, checksum algorithm (2 bytes each), salt 32, opslimit 8,
 * memlimit 8, then key number 8, Ed25519 seed 32, public key 32, checksum 32;
 * the last 104 bytes are encrypted unless the derivation is two zeros.
 */

import { toBinary } from '../../variants/value.js'
import { decodeBase64 } from './bytes.js'
import { type Sealed, tooMuch } from './crypto.js'
import { edwardsKey, type PrivateKey } from './key.js'
import type { Body } from './lines.js'

export interface MinisignKey {
  readonly body: Body
  readonly key?: PrivateKey
  readonly sealed?: Sealed
}

/** `Ed`, then `Sc` or two zeros, then `B2`, in base64. */
const KEY = /\bRW(?:RTY0Iy|QAAEIy)[A-Za-z0-9+/]{203}=/g
const SECRET = 54
const SEED = 62

export function findMinisign(text: string): readonly { read(): MinisignKey }[] {
  return [...text.matchAll(KEY)].map(([line]) => ({ read: () => readKey(line) }))
}

function readKey(line: string): MinisignKey {
  const bytes = decodeBase64(line)! // the pattern lets base64 of 158 bytes through, and nothing else
  const body = { lines: [line], bytes }
  if (toBinary(bytes.subarray(2, 4)) === '\0\0') {
    return { body, key: edwardsKey('Ed25519', bytes.subarray(SEED, SEED + 32)) }
  }
  // libsodium's scryptsalsa208sha256 with the limits minisign writes takes 1 GiB,
  // which is more than a masker may take; minisign itself never prints the seed.
  const open = () => tooMuch('scrypt parameters')
  return {
    body,
    sealed: { format: 'encrypted minisign', ciphertexts: [bytes.subarray(SECRET)], open },
  }
}
