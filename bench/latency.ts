import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchBroker } from './broker.js'
import { barePeer } from './peers/bare.js'
import { kafkajsPeer } from './peers/kafkajs.js'
import type { StateEntryPeer } from './peers/peer.js'
import { platformaticPeer } from './peers/platformatic.js'
import { pluginPeer } from './peers/plugin.js'
import type { Section } from './report.js'
import { interleave } from './rounds.js'
import type { Scale } from './scale.js'
import { percentile } from './statistics.js'

const COLUMNS = [
  { name: 'p50', unit: 'ms', digits: 2 },
  { name: 'p99', unit: 'ms', digits: 2 },
]

/** A state entry, two records, from the call to the acknowledgement of both. */
export async function measureLatency(broker: BenchBroker, scale: Scale): Promise<Section[]> {
  const peers = await connectAll(broker)
  try {
    const { samples, spacedSamples, spacingMs } = scale.latency
    for (const peer of peers) await latencies(peer, samples, 0) // warm: connections, compiled code
    return [
      await section('State entry, one after another', peers, scale.rounds, samples, 0),
      await section(`State entry, ${spacingMs} ms apart`, peers, scale.rounds, spacedSamples, spacingMs),
    ]
  } finally {
    for (const peer of peers) await peer.close()
  }
}

async function connectAll(broker: BenchBroker): Promise<StateEntryPeer[]> {
  const plugin = await pluginPeer(broker)
  await plugin.send()
  const records = plugin.records()
  return [
    plugin,
    plugin.publisher(records),
    await barePeer(broker.brokers, records, 'spin'),
    await barePeer(broker.brokers, records, 'flush'),
    await barePeer(broker.brokers, records, 'timer'),
    await kafkajsPeer(broker.brokers, records),
    await platformaticPeer(broker.brokers, records),
  ]
}

async function section(
  title: string,
  peers: readonly StateEntryPeer[],
  rounds: number,
  samples: number,
  spacingMs: number,
): Promise<Section> {
  const measured = peers.map((peer) => ({
    name: peer.name,
    async measure() {
      const times = await latencies(peer, samples, spacingMs)
      return [percentile(times, 50), percentile(times, 99)] as const
    },
  }))
  const figures = await interleave(measured, rounds)
  return {
    title,
    columns: COLUMNS,
    rows: peers.map(({ name }, index) => ({ name, figures: figures[index] ?? [] })),
  }
}

/** In ms. */
async function latencies(peer: StateEntryPeer, samples: number, spacingMs: number): Promise<number[]> {
  const times: number[] = []
  for (let sample = 0; sample < samples; sample++) {
    if (spacingMs > 0) await sleep(spacingMs)
    const start = performance.now()
    await peer.send()
    times.push(performance.now() - start)
  }
  return times
}
