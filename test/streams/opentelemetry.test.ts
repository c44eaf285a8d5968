import { metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import t from 'tap'
import { SecretRegistry } from '../../lib/secrets/registry.js'
import { createMaskStream } from '../../lib/streams/node.js'
import { countMasks } from '../../lib/streams/opentelemetry.js'

const LOG = 'a hunter2hunter2 b aHVudGVyMmh1bnRlcjI= c hunter2hunter2\n'

async function mask(): Promise<string> {
  const secrets = new SecretRegistry()
  secrets.add('DB', 'hunter2hunter2')
  const stream = createMaskStream(secrets, { onMask: countMasks() })
  stream.end(LOG)
  return Buffer.concat(await stream.toArray()).toString()
}

t.test('without a provider the log is masked and nothing counts', async (t) => {
  t.equal(await mask(), 'a [secure] b [secure] c [secure]\n')
})

t.test('masks by name and variant, bytes without names, no value', async (t) => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const provider = new MeterProvider({ readers: [reader] })
  metrics.setGlobalMeterProvider(provider)
  t.teardown(async () => {
    metrics.disable()
    await provider.shutdown()
  })
  await mask()
  await provider.forceFlush()
  const [{ scopeMetrics } = { scopeMetrics: [] }] = exporter.getMetrics()
  const counted = scopeMetrics.flatMap(({ metrics }) =>
    metrics.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      dataPoints.map(({ attributes, value }) => [attributes, value]),
    ]),
  )
  t.same(Object.fromEntries(counted), {
    'logveil.masks': [
      [{ 'logveil.secret': 'DB', 'logveil.variant': 'raw' }, 2],
      [{ 'logveil.secret': 'DB', 'logveil.variant': 'base64' }, 1],
    ],
    'logveil.masked_bytes': [[{}, 48]],
  })
  t.notMatch(JSON.stringify(exporter.getMetrics()), /hunter2|aHVudGVy/)
})
