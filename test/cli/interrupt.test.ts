import t from 'tap'
import { Interrupt } from '../../lib/cli/interrupt.js'

t.test('the first signal is kept, and nobody listens any more', async (t) => {
  const before = process.listenerCount('SIGUSR2')
  const interrupt = new Interrupt(['SIGUSR2', 'SIGCONT'])
  t.equal(interrupt.signal, undefined)
  process.emit('SIGUSR2', 'SIGUSR2')
  t.equal(interrupt.signal, 'SIGUSR2')
  process.emit('SIGCONT', 'SIGCONT')
  t.equal(interrupt.signal, 'SIGUSR2')
  t.equal(process.listenerCount('SIGUSR2'), before)
})
