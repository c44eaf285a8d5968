/**
 * Inputs that once gave wrong output or a wrong report, as the properties
 * found and shrank them. A new one goes to the end, with what was wrong.
 */
import type { Scene } from '../helpers/arbitraries.js'
import type { KINDS } from '../helpers/subject.js'

export interface Found extends Scene {
  readonly kind: keyof typeof KINDS | 'all'
  /** what of its report is still known to be wrong */
  readonly open?: string
}

export const FOUND: Record<string, Found> = {
  'windows of two lengths at one start: the owner depended on the cut': {
    kind: 'pieces',
    values: ['00a0a00a000b001c00d0', '00a0a00a000b0AAAAAAAAAAAAAAAAAAAA'],
    minLength: 4,
    log: '00a000a000b001c00d0',
  },
  'windows of two lengths at the start of the input': {
    kind: 'pieces',
    values: ['000000001234100000001000a0', '0000000012341-'],
    minLength: 4,
    log: '000000001234',
  },
  'windows of two lengths, the longer one of the first secret': {
    kind: 'pieces',
    values: ['0000000a01b200000000', '-0000000a01b200000000', 'AAAAAAAAAAAAAAAAAAAA'],
    minLength: 4,
    log: '000000a01b200000000',
  },
  'a cut value that begins with a line end: the mask had no owner': {
    kind: 'whole',
    values: ['\naaaaa'],
    minLength: 1,
    log: '\na',
  },
  'a cut value over a line end: the second mask had no owner': {
    kind: 'lines',
    values: ['aaaaaa\naaa'],
    minLength: 1,
    log: 'aaaaaa\na',
  },
  'a cut value that is blank so far': {
    kind: 'whole',
    values: ['\n\t', '\n\ta', 'a'],
    minLength: 1,
    log: '\n\t',
  },
  'a cut value after a shorter one that it contains': {
    kind: 'whole',
    values: ['\ra', '\ra\ra'],
    minLength: 3,
    log: '\ra\r',
  },
  'a value of two lines that is also another value with a break': {
    kind: 'lines',
    values: ['aaaaaa\na', 'aaaaaa a'],
    minLength: 1,
    log: 'aaaaaa\na',
  },
  'a window across the end of a chunk: its last byte was out': {
    kind: 'pieces',
    values: ['0000', '0000012304000100102304a0'],
    minLength: 4,
    log: '0000012304000100102304a0',
  },
  'a window across the end of a chunk: its first byte was out': {
    kind: 'pieces',
    values: ['010000000120340000000000000000000000', '010101', '00000000000000000000'],
    minLength: 4,
    log: '\n000000120340000000000000000000000',
  },
  'windows of two lengths in a repetitive value: the owner depended on the cut': {
    kind: 'pieces',
    values: ['AAAAAAAABAAAAAAABAAAAAAAaA', 'AAAAAAAABA x', '00000000000000000000'],
    minLength: 4,
    log: 'AAAAAAAABAAAAAABAAAAAAAaA',
  },
  'two lengths at one start, of secrets that begin alike': {
    kind: 'pieces',
    values: [
      'AAAAAAAAAAAAAAAAAAAA',
      '063024020a3000000000AAAAAAAAAAAAAAAAAAAA',
      '063024020a300000000000000000000',
    ],
    minLength: 4,
    log: '063024020',
  },
  'two lengths at one start, of variants of one secret': {
    kind: 'all',
    values: ['PqBhb2uFvm90WlHAX-K5Ft4fqDT'],
    minLength: 4,
    log: 'PqBhb2uFv',
  },
}
