/**
 * `make bench`: the table of docs/performance.md, measured here and now on a real Kafka: that of KAFKA_BROKERS, or
 * one of its own. `--quick` only shows that everything runs; `--json` prints the figures as JSON; `--only events,memory`
 * measures only these parts.
 */
import { parseArgs } from 'node:util'
import { progress } from '../test/services/commands.js'
import { measureAttach } from './attach.js'
import { openBroker } from './broker.js'
import { measureEventThroughput } from './event-throughput.js'
import { measureHostile } from './hostile.js'
import { measureIdle } from './idle.js'
import { measureLatency } from './latency.js'
import { describeMachine, Noise } from './machine.js'
import { measureMemory } from './memory.js'
import { chosenParts, PARTS, type Part } from './parts.js'
import { type Section, textOf } from './report.js'
import { FULL, QUICK } from './scale.js'
import { measureThroughput } from './throughput.js'
import { measureTransitions } from './transitions.js'
import { measureWriteTime } from './write-time.js'

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
})
const only = values.only === undefined ? PARTS : chosenParts(values.only)
const scale = values.quick ? QUICK : FULL
const noise = new Noise()
const sections: Section[] = []

progress('starting Kafka')
const broker = await openBroker(process.env)
try {
  const measurements: [Part, () => Promise<Section[]>][] = [
    ['latency', () => measureLatency(broker, scale)],
    ['throughput', async () => [await measureThroughput(broker, scale)]],
    ['events', async () => [await measureEventThroughput(broker, scale)]],
    ['write', async () => [await measureWriteTime(broker, scale)]],
    ['memory', async () => [await measureMemory(broker, scale)]],
    ['transitions', async () => [await measureTransitions(broker, scale)]],
    ['idle', async () => [await measureIdle(broker.brokers, scale)]],
    ['attach', () => measureAttach(broker, scale)],
    ['hostile', async () => [await measureHostile(scale)]],
  ]
  for (const [name, measure] of measurements) {
    if (!only.includes(name)) continue
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
