import { setTimeout as sleep } from 'node:timers/promises'
import { AttachTopics } from '../attach/index.js'
import { readMoment } from '../attach/moment.js'
import type { PublishRecord } from '../index.js'
import { DELIVERIES, type Delivery, startInstance } from './attach-instance.js'
import { AttachReader } from './attach-reader.js'
import { AttachSource } from './attach-source.js'
import type { BenchBroker } from './broker.js'
import type { Section } from './report.js'
import { interleave, type Peer } from './rounds.js'
import type { Scale } from './scale.js'
import { percentile, spreadOf } from './statistics.js'

/** Of those that are there at the same time. */
const ENVIRONMENTS = 100
const FIRST_RUN = 500_000

/** From what a core writes to the legacy records that a reader has. */
export async function measureAttach(broker: BenchBroker, scale: Scale): Promise<Section[]> {
  return [
    await measureLatency(broker, scale),
    await measureSustained(broker, scale),
    await measureCatchUp(broker, scale),
  ]
}

/** Single transitions, each event written when the one before is there. */
async function measureLatency(broker: BenchBroker, { attach }: Scale): Promise<Section> {
  const peers = [
    await latencyPeer(broker, attach, null),
    await latencyPeer(broker, attach, 'at-least-once'),
    await latencyPeer(broker, attach, 'exactly-once'),
  ]
  try {
    for (const peer of peers) await peer.measure() // warm: connections, compiled code
    const figures = await interleave(peers, attach.rounds)
    return {
      title: 'Attach: from an event to its record',
      columns: [
        { name: 'p50', unit: 'ms', digits: 1 },
        { name: 'p99', unit: 'ms', digits: 1 },
      ],
      rows: peers.map(({ name }, index) => ({ name, figures: figures[index] ?? [] })),
    }
  } finally {
    for (const peer of peers) await peer.close()
  }
}

/** @param delivery null: no attach at all, the event itself is read */
async function latencyPeer(
  broker: BenchBroker,
  { runs, spacingMs }: Scale['attach'],
  delivery: Delivery | null,
): Promise<Peer<readonly [number, number]> & { close(): Promise<void> }> {
  const source = await createSource(broker, 1)
  const following = delivery === null ? null : await follow(broker, source, delivery)
  const topics = following?.topics ?? source.topics
  const reader = await AttachReader.open(broker.brokers, topics)
  let run = FIRST_RUN
  const write = async (record: PublishRecord, times: number[]): Promise<void> => {
    const made = delivery === null ? record.topic : markOf(record)
    const startMs = performance.now()
    await source.write(record)
    if (made === null) return
    const topic = delivery === null ? made : `${following?.prefix}${made}`
    times.push((await reader.next(topic)) - startMs)
    await sleep(spacingMs)
  }
  return {
    name: delivery === null ? 'the event itself, without attach' : delivery,
    async measure() {
      const times: number[] = []
      for (let count = 0; count < runs; count++) {
        run += 1
        for (const chapter of ['START_ACTIVITY', 'STOP_ACTIVITY'] as const) {
          for (const record of source.chapter(chapter, idOf(0), run)) await write(record, times)
        }
      }
      return [percentile(times, 50), percentile(times, 99)] as const
    },
    async close() {
      await reader.close()
      await following?.instance.end()
      await source.close()
    },
  }
}

/** As many transitions at once as there is time for. */
async function measureSustained(broker: BenchBroker, { attach }: Scale): Promise<Section> {
  const peers = [
    await sustainedPeer(broker, attach, 'at-least-once'),
    await sustainedPeer(broker, attach, 'exactly-once'),
  ]
  try {
    for (const peer of peers) await peer.measure()
    const figures = await interleave(peers, attach.rounds)
    return {
      title: `Attach: ${attach.transitions.toLocaleString('en-US')} transitions of ${ENVIRONMENTS} environments`,
      columns: [{ name: 'transitions', unit: '1/s', digits: 0 }],
      rows: peers.map(({ name }, index) => ({ name, figures: figures[index] ?? [] })),
    }
  } finally {
    for (const peer of peers) await peer.close()
  }
}

async function sustainedPeer(broker: BenchBroker, { transitions }: Scale['attach'], delivery: Delivery) {
  const source = await createSource(broker, ENVIRONMENTS)
  const { instance, topics, prefix } = await follow(broker, source, delivery)
  const reader = await AttachReader.open(broker.brokers, topics)
  let run = FIRST_RUN
  return {
    name: delivery,
    async measure() {
      const records = transitionsOf(source, transitions, run)
      run += transitions
      const startMs = performance.now()
      const writing = source.writeAll(records)
      const lasts = ['aliecs.env_state.RUNNING', 'aliecs.env_state.CONFIGURED'].map((topic) => prefix + topic)
      const endMs = await reader.more(lasts, transitions)
      await writing
      return [transitions / ((endMs - startMs) / 1000)] as const
    },
    async close() {
      await reader.close()
      await instance.end()
      await source.close()
    },
  }
}

/** Everything from the beginning, by an instance that starts when all of it is there. */
async function measureCatchUp(broker: BenchBroker, { attach }: Scale): Promise<Section> {
  const source = await createSource(broker, ENVIRONMENTS)
  const count = await writeRetained(source, attach.retained)
  const measured = DELIVERIES.map((delivery) => ({ delivery, rounds: [] as number[][] }))
  for (let round = 0; round < attach.catchUps; round++) {
    for (const { delivery, rounds } of measured) {
      const { instance } = await follow(broker, source, delivery, `catch-up-${round}-`)
      const { seconds, halfwayMiB } = await instance.following
      const { residentMiB, peakMiB } = await instance.end()
      rounds.push([count / seconds, halfwayMiB, residentMiB, peakMiB])
    }
  }
  await source.close()
  return {
    title: `Attach: ${count.toLocaleString('en-US')} retained events`,
    columns: [
      { name: 'events', unit: '1/s', digits: 0 },
      { name: 'memory half-way', unit: 'MiB', digits: 0 },
      { name: 'at its end', unit: 'MiB', digits: 0 },
      { name: 'at its peak', unit: 'MiB', digits: 0 },
    ],
    rows: measured.map(({ delivery, rounds }) => ({
      name: delivery,
      figures: [0, 1, 2, 3].map((column) => spreadOf(rounds.flatMap((figures) => figures[column] ?? []))),
    })),
  }
}

/** A little at a time, so that this process stays small. @returns how many events it was in the end */
async function writeRetained(source: AttachSource, atLeast: number): Promise<number> {
  let count = 0
  let writing = Promise.resolve()
  for (let run = FIRST_RUN; count < atLeast; run += 2 * ENVIRONMENTS) {
    const records = transitionsOf(source, 2 * ENVIRONMENTS, run)
    await writing
    writing = source.writeAll(records)
    count += records.length
  }
  await writing
  return count
}

/** With environments in CONFIGURED. */
async function createSource(broker: BenchBroker, environments: number): Promise<AttachSource> {
  const source = await AttachSource.create(broker)
  for (let number = 0; number < environments; number++) {
    await source.writeAll(source.chapter('creation', idOf(number), 0))
  }
  return source
}

/** All environments start, all stop, and so on: an even number for each. */
function transitionsOf(source: AttachSource, transitions: number, firstRun: number): PublishRecord[] {
  return Array.from({ length: transitions }, (_, index) => {
    const chapter = Math.floor(index / ENVIRONMENTS) % 2 === 0 ? 'START_ACTIVITY' : 'STOP_ACTIVITY'
    return source.chapter(chapter, idOf(index % ENVIRONMENTS), firstRun + (index % ENVIRONMENTS))
  }).flat()
}

const idOf = (number: number): string => `2oDvieF${number.toString().padStart(4, 'x')}`

/** Attach that follows a source, once it has caught up. */
async function follow({ brokers }: BenchBroker, source: AttachSource, delivery: Delivery, name = '') {
  const prefix = `${source.prefix}${name}${delivery}.`
  const instance = startInstance({ brokers, sourcePrefix: source.prefix, prefix }, delivery)
  await instance.following
  return { instance, prefix, topics: new AttachTopics({ prefix }).written }
}

/** The topic of the legacy record that this event makes; null where it makes none. */
function markOf({ value }: PublishRecord): string | null {
  const moment = readMoment(value)
  if (moment?.kind === 'run') {
    const isBegin = moment.transition === 'START_ACTIVITY' && moment.status === 'STARTED'
    return isBegin ? 'aliecs.before_start_activity' : null
  }
  if (moment?.kind !== 'environment') return null
  if (moment.phase === 'leave-starting') return `aliecs.env_leave_state.${moment.stepState}`
  return moment.phase === 'enter-starting' ? `aliecs.env_state.${moment.stepState}` : null
}
