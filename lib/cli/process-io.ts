/** What a command may touch of this process: its descriptors and its environment. */
import { writeSync } from 'node:fs'
import { BackgroundWriter, DescriptorReader, DescriptorWriter } from './descriptor.js'
import type { Io } from './io.js'

export function processIo(): Io {
  return {
    stdin: new DescriptorReader(0, 'stdin'),
    stdout: new DescriptorWriter(1, 'stdout'),
    background: {
      stdout: new BackgroundWriter(1, 'stdout'),
      stderr: new BackgroundWriter(2, 'stderr'),
    },
    stderr: (text) => say(2, text),
    // Loaded when it is asked for: it brings the network modules with it
    isTerminal: async () => (await import('node:tty')).isatty(2),
    env: process.env,
  }
}

/** A closed stderr must not end a log that is still being masked. */
export function say(fd: number, text: string): void {
  try {
    writeSync(fd, text)
  } catch {
    // nowhere left to say it
  }
}
