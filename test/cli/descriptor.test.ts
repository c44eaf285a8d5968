import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { BackgroundWriter, DescriptorReader, DescriptorWriter } from '../../lib/cli/descriptor.js'

const dir = t.testdir()
const { O_NONBLOCK, O_RDONLY, O_WRONLY, O_RDWR } = constants
let serial = 0

/** A named pipe; opened for both so that opening one end does not wait for the other. */
function fifo(): { path: string; keeper: number } {
  const path = join(dir, `fifo ${serial++}`)
  execFileSync('mkfifo', [path])
  return { path, keeper: openSync(path, O_RDWR | O_NONBLOCK) }
}

t.test('a file is read at once', async (t) => {
  const path = join(dir, 'file')
  writeFileSync(path, 'x'.repeat(300_000))
  const reader = new DescriptorReader(openSync(path, 'r'), 'file')
  const sizes = [reader.read(), reader.read(), reader.read()].map((b) => (b as Uint8Array).length)
  t.same(sizes, [262_144, 37_856, 0])
  reader.close()
})

t.test('a pipe is read at once while there is something, then waited for', async (t) => {
  const { path, keeper } = fifo()
  const fd = openSync(path, O_RDONLY | O_NONBLOCK)
  writeSync(keeper, 'now')
  const reader = new DescriptorReader(fd, 'pipe')
  const now = reader.read()
  if (process.platform === 'linux') t.notOk(now instanceof Promise)
  t.equal(String(await now), 'now')
  const later = reader.read()
  t.ok(later instanceof Promise)
  // The first descriptor is non-blocking as well: EAGAIN is waited out
  setTimeout(() => writeSync(keeper, 'later'), 20)
  t.equal(String(await later), 'later')
  closeSync(keeper)
  t.equal((await reader.read()).length, 0)
  reader.close()
})

t.test('what cannot be read says which and why', async (t) => {
  const folder = new DescriptorReader(openSync(dir, 'r'), '"a folder"')
  await t.rejects(async () => folder.read(), {
    name: 'IoFailure',
    message: 'cannot read "a folder": it is a directory',
  })
  const closed = new DescriptorReader(99_999, 'it')
  await t.rejects(async () => closed.read(), { message: 'cannot read it: EBADF' })
  const path = join(dir, 'write only')
  const writeOnly = new DescriptorReader(openSync(path, 'w'), 'it')
  t.throws(() => writeOnly.read(), { message: 'cannot read it: EBADF' })
})

t.test('pieces become one write', async (t) => {
  const path = join(dir, 'out')
  const writer = new DescriptorWriter(openSync(path, 'w'), 'stdout')
  const bytes = (text: string) => [...text].map((char) => Buffer.from(char))
  await writer.write([])
  await writer.write(bytes('several '))
  await writer.write([Buffer.from('one ')])
  await writer.write(bytes('more pieces '))
  await writer.write(bytes('few'))
  t.equal(readFileSync(path, 'utf8'), 'several one more pieces few')
})

for (const Writer of [DescriptorWriter, BackgroundWriter]) {
  t.test(`${Writer.name}: a full non-blocking pipe: nothing is lost or doubled`, async (t) => {
    const { path, keeper } = fifo()
    const fd = openSync(path, O_WRONLY | O_NONBLOCK)
    const writer = new Writer(fd, 'stdout')
    const data = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) & 255))
    const done = writer.write([data])
    t.ok(done instanceof Promise, 'the pipe takes less than that')
    const received: Buffer[] = []
    const block = Buffer.alloc(50_000)
    for (let total = 0; total < data.length; ) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      try {
        const size = readSync(keeper, block)
        received.push(Buffer.from(block.subarray(0, size)))
        total += size
      } catch (error) {
        t.equal((error as NodeJS.ErrnoException).code, 'EAGAIN')
      }
    }
    await done
    t.ok(Buffer.concat(received).equals(data))
  })
}

t.test('nobody reads any more', async (t) => {
  const { path, keeper } = fifo()
  const fd = openSync(path, O_WRONLY | O_NONBLOCK)
  closeSync(keeper)
  t.throws(() => new DescriptorWriter(fd, 'stdout').write([Buffer.from('x')]), {
    name: 'ReaderGone',
  })
  const [a, b] = [Buffer.from('x'), Buffer.from('y')]
  await t.rejects(new BackgroundWriter(fd, 'stdout').write([a, b]), { name: 'ReaderGone' })
})

t.test('other failures say which and why', async (t) => {
  const full = new DescriptorWriter(openSync('/dev/full', 'w'), 'stdout')
  t.throws(() => full.write([Buffer.from('x')]), {
    name: 'IoFailure',
    message: 'cannot write stdout: ENOSPC',
  })
})
