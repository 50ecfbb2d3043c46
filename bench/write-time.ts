import { setTimeout as sleep } from 'node:timers/promises'
import type { CoreEvent } from '../events/index.js'
import { BenchWriter } from './bench-writer.js'
import { type BenchBroker, eventTopics } from './broker.js'
import { eventOf, happening } from './event-stream.js'
import { paced } from './paced.js'
import { IN_FLIGHT } from './peers/event-peers.js'
import type { Section } from './report.js'
import { interleave } from './rounds.js'
import type { Scale } from './scale.js'
import { percentile } from './statistics.js'

const COLUMNS = [
  { name: 'p50', unit: 'µs', digits: 1 },
  { name: 'p99', unit: 'µs', digits: 1 },
]

/** How long the core stands still for an event: it is stamped, encoded and put into the queue before it goes on. */
export async function measureWriteTime(broker: BenchBroker, scale: Scale): Promise<Section> {
  const { burst, spaced, spacingMs } = scale.writeTime
  const writer = new BenchWriter(broker.brokers, eventTopics(broker))
  const build = (number: number): CoreEvent => eventOf(happening(number), broker.prefix)
  /** @returns in µs */
  const timed = (number: number, whole: boolean, done: (error: unknown) => void): number => {
    const building = performance.now()
    const event = build(number)
    const writing = performance.now()
    writer.write(event, done)
    return (performance.now() - (whole ? building : writing)) * 1000
  }
  const inBurst = async (whole: boolean): Promise<number[]> => {
    const times: number[] = []
    await paced(burst, IN_FLIGHT, (number, done) => {
      times.push(timed(number, whole, done))
    })
    return times
  }
  const apart = async (whole: boolean): Promise<number[]> => {
    const times: number[] = []
    await paced(spaced, 1, (number, done) => {
      const next = (error: unknown): void => void sleep(spacingMs).then(() => done(error))
      times.push(timed(number, whole, next))
    })
    return times
  }
  const peer = (name: string, times: () => Promise<number[]>) => ({
    name,
    async measure() {
      const measured = await times()
      return [percentile(measured, 50), percentile(measured, 99)] as const
    },
  })
  const peers = [
    peer(`write, up to ${IN_FLIGHT.toLocaleString('en-US')} in flight`, () => inBurst(false)),
    peer('the event built, and write', () => inBurst(true)),
    peer(`write, ${spacingMs} ms apart`, () => apart(false)),
    peer(`the event built, and write, ${spacingMs} ms apart`, () => apart(true)),
  ]
  try {
    await inBurst(true)
    const figures = await interleave(peers, scale.rounds)
    const rows = peers.map(({ name }, index) => ({ name, figures: figures[index] ?? [] }))
    return { title: 'What an event costs the core', columns: COLUMNS, rows }
  } finally {
    await writer.close()
  }
}
