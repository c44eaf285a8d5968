/**
 * Publishes a masked log as parts `{ id, number, log, final }` over AMQP, as
 * Travis CI's workers do.
 *
 *   LOG_SECRETS=DEPLOY_TOKEN AMQP_URL=amqp://… node amqp.js build.log QUEUE JOB_ID
 *
 * A part counts as stored when the broker has confirmed it. A part whose
 * confirmation was lost is published again with the same number and the same
 * text: consumers order by number and drop what they have. Parts hold whole
 * characters, so that each is valid JSON text of its own; bytes that are no
 * UTF-8 become U+FFFD, as JSON has no other way.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { connect } from 'amqplib'
import { MaskedLog, secretsFromEnvironment } from './masked-log.js'

/** @param {string} url @param {string} queue @param {number} id of the job @param {MaskedLog} log */
export async function upload(url, queue, id, log, { attempts = 10, delay = 50 } = {}) {
  let broker
  for await (const part of log.parts()) {
    const { sequence: number, bytes, final } = part
    const message = Buffer.from(JSON.stringify({ id, number, log: bytes.toString(), final }))
    for (let attempt = 1; ; attempt++) {
      try {
        broker ??= await Broker.connect(url, queue)
        await broker.publish(message)
        break
      } catch (error) {
        broker = undefined
        if (attempt === attempts) throw error
        await sleep(delay * attempt)
      }
    }
    await log.acknowledge(part)
  }
  await broker.close()
}

class Broker {
  static async connect(url, queue) {
    const connection = await connect(url)
    const lost = new Promise((_, reject) => {
      connection.on('error', reject)
      connection.on('close', () => reject(new Error('the connection was closed')))
    })
    lost.catch(() => {}) // noticed by the next publish
    const opened = (async () => {
      const channel = await connection.createConfirmChannel()
      channel.on('error', () => {}) // takes the connection's word
      await channel.assertQueue(queue, { durable: true })
      return new Broker(connection, channel, queue, lost)
    })()
    return Promise.race([opened, lost])
  }

  constructor(connection, channel, queue, lost) {
    Object.assign(this, { connection, channel, queue, lost })
  }

  /** Resolves when the broker has taken the message over. */
  publish(message) {
    const confirmed = new Promise((resolve, reject) => {
      this.channel.sendToQueue(this.queue, message, { persistent: true }, (error) =>
        error ? reject(error) : resolve(),
      )
    })
    return Promise.race([confirmed, this.lost])
  }

  close() {
    return this.connection.close()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file, queue, id] = process.argv.slice(2)
  const log = await MaskedLog.open(file, secretsFromEnvironment(), { maxBytes: 16 * 1024 })
  await upload(process.env.AMQP_URL, queue, Number(id), log)
}
