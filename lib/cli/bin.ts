#!/usr/bin/env node
/** The executable: gives `main` this process's arguments, descriptors and environment. */
import { writeSync } from 'node:fs'
import { BackgroundWriter, DescriptorReader, DescriptorWriter } from './descriptor.js'
import { main } from './main.js'

process.exitCode = await main(process.argv.slice(2), {
  stdin: new DescriptorReader(0, 'stdin'),
  stdout: new DescriptorWriter(1, 'stdout'),
  background: {
    stdout: new BackgroundWriter(1, 'stdout'),
    stderr: new BackgroundWriter(2, 'stderr'),
  },
  stderr,
  // Loaded when it is asked for: it brings the network modules with it
  isTerminal: async () => (await import('node:tty')).isatty(2),
  env: process.env,
})

/** A closed stderr must not end a log that is still being masked. */
function stderr(text: string): void {
  try {
    writeSync(2, text)
  } catch {
    // nowhere left to say it
  }
}
