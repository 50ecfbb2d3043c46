import { createKafkaPublisher, KafkaPlugin, type Publisher } from '../index.js'
import { ActiveRuns } from '../plugin/active-runs.js'
import { parseVars } from '../plugin/env-info.js'
import type { BenchBroker } from './broker.js'
import { BenchCore } from './core.js'
import type { Section } from './report.js'
import { interleave } from './rounds.js'
import type { Scale } from './scale.js'
import { runningVars, withPrefix } from './state-entry.js'

const COLUMNS = [
  { name: 'on Kafka', unit: '1/s', digits: 0 },
  { name: 'in memory', unit: '1/s', digits: 0 },
  { name: 'each', unit: 'µs', digits: 0 },
  { name: 'its hook', unit: 'µs', digits: 0 },
  { name: 'its list', unit: 'µs', digits: 0 },
]

/** Acknowledges at once: what is left is the cost of the core and the plugin. */
const memory: Publisher = { publish: async () => ({ status: 'delivered' }) }

/**
 * One environment goes START, STOP, START… while others run; each transition publishes one list of them. What each
 * costs, and of that the hook that publishes the list, and of that the list, is measured in memory.
 */
export async function measureTransitions(broker: BenchBroker, scale: Scale): Promise<Section> {
  const { running, samples } = scale.transitions
  const managed = createKafkaPublisher({ brokers: broker.brokers })
  try {
    const kafka = withPrefix(managed, broker.prefix)
    const peers = []
    for (const count of running) peers.push(await peer(kafka, count, samples))
    for (const each of peers) await each.measure()
    const figures = await interleave(peers, scale.rounds)
    const rows = peers.map(({ name }, index) => ({ name, figures: figures[index] ?? [] }))
    return { title: 'Core transitions', columns: COLUMNS, rows }
  } finally {
    await managed.close(5000)
  }
}

async function peer(kafka: Publisher, running: number, samples: number) {
  let target = memory
  const core = await BenchCore.create(
    { publish: (records, options) => target.publish(records, options) },
    running,
  )
  const hook = await hookAlone(running)
  const list = listAlone(running)
  const cycle = (): Promise<void> => core.cycle()
  return {
    name: `${running.toLocaleString('en-US')} running`,
    async measure() {
      target = kafka
      const onKafka = (await microseconds(samples, cycle)) / 2
      target = memory
      const inMemory = (await microseconds(samples, cycle)) / 2
      return [
        1e6 / onKafka,
        1e6 / inMemory,
        inMemory,
        await microseconds(samples, hook),
        await microseconds(samples, list),
      ] as const
    },
  }
}

/** The plugin's part of entering RUNNING, without a core. */
async function hookAlone(running: number): Promise<() => Promise<unknown>> {
  const plugin = new KafkaPlugin({ publisher: memory })
  await plugin.init('bench')
  for (let number = 0; number < running; number++) {
    await plugin.callStack(runningVars(number)).PublishEnterStateUpdate()
  }
  return () => plugin.callStack(runningVars(0)).PublishEnterStateUpdate()
}

/** An environment enters the list, and the list is encoded. */
function listAlone(running: number): () => unknown {
  const runs = new ActiveRuns()
  const infos = Array.from({ length: running }, (_, number) => parseVars(runningVars(number)).envInfo)
  for (const info of infos) runs.set(info)
  const [first] = infos
  return () => {
    if (first !== undefined) runs.set(first)
    return runs.encode(Date.now())
  }
}

async function microseconds(samples: number, run: () => unknown): Promise<number> {
  const start = performance.now()
  for (let sample = 0; sample < samples; sample++) await run()
  return ((performance.now() - start) / samples) * 1000
}
