import t from 'tap'
import { forwardSignals } from '../../lib/cli/child.js'

t.test('signals are passed on until it is over', async (t) => {
  const received: NodeJS.Signals[] = []
  const before = process.listenerCount('SIGUSR2')
  const stop = forwardSignals({ kill: (signal) => received.push(signal) })
  process.emit('SIGUSR2')
  process.emit('SIGUSR1')
  t.same(received, ['SIGUSR2', 'SIGUSR1'])
  stop()
  t.equal(process.listenerCount('SIGUSR2'), before)
})

t.test('what the terminal has sent to the child already is not sent again', async (t) => {
  const received: NodeJS.Signals[] = []
  const stop = forwardSignals({ kill: (signal) => received.push(signal) }, true)
  process.emit('SIGINT')
  process.emit('SIGUSR2')
  stop()
  t.same(received, ['SIGUSR2'])
})

t.test('it has reached nobody once the child has ended', async (t) => {
  const received: NodeJS.Signals[] = []
  const target = { kill: (signal: NodeJS.Signals) => received.push(signal), hasEnded: true }
  const stop = forwardSignals(target, true)
  process.emit('SIGINT')
  stop()
  t.same(received, ['SIGINT'])
})
