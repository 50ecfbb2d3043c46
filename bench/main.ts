/**
 * `make bench`: the table of docs/performance.md, measured here and now on a real Kafka: that of KAFKA_BROKERS, or
 * one of its own. `--quick` only shows that everything runs; `--json` prints the figures as JSON.
 */
import { parseArgs } from 'node:util'
import { progress } from '../test/services/commands.js'
import { openBroker } from './broker.js'
import { measureIdle } from './idle.js'
import { measureLatency } from './latency.js'
import { describeMachine, Noise } from './machine.js'
import { type Section, textOf } from './report.js'
import { FULL, QUICK } from './scale.js'
import { measureThroughput } from './throughput.js'
import { measureTransitions } from './transitions.js'

const { values } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } })
const scale = values.quick ? QUICK : FULL
const noise = new Noise()
const sections: Section[] = []

progress('starting Kafka')
const broker = await openBroker(process.env)
try {
  const measurements: [string, () => Promise<Section[]>][] = [
    ['latency', () => measureLatency(broker, scale)],
    ['throughput', async () => [await measureThroughput(broker, scale)]],
    ['transitions', async () => [await measureTransitions(broker, scale)]],
    ['idle', async () => [await measureIdle(broker.brokers, scale)]],
  ]
  for (const [name, measure] of measurements) {
    progress(`measuring ${name}`)
    noise.sample()
    sections.push(...(await measure()))
  }
  noise.sample()
} finally {
  await broker.close()
}
const report = { machine: describeMachine(broker.version), sections: [...sections, noise.section()] }
process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report))
