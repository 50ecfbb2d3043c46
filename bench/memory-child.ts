/**
 * `memory-child.ts <brokers> <prefix> <events> <samples>`: writes events, up to 10,000 of them in flight, and prints the
 * memory of this process, so many times along the way, as JSON. Node needs `--expose-gc`.
 */
import { BenchWriter } from './bench-writer.js'
import { eventTopics } from './broker.js'
import { eventOf, happening } from './event-stream.js'
import { paced } from './paced.js'
import { IN_FLIGHT } from './peers/event-peers.js'

const MIB = 2 ** 20

const [, , brokers = '', prefix = '', events = '', samples = ''] = process.argv
const writer = new BenchWriter(brokers, eventTopics({ prefix }))
const each = Number(events) / Number(samples)
const measured: { residentMiB: number; heapMiB: number }[] = []
await paced(Number(events), IN_FLIGHT, (number, done) => {
  writer.write(eventOf(happening(number), prefix), done)
  if ((number + 1) % each !== 0) return
  const residentMiB = process.memoryUsage.rss() / MIB
  globalThis.gc?.() // what is left is in use
  measured.push({ residentMiB, heapMiB: process.memoryUsage().heapUsed / MIB })
})
await writer.close()
process.stdout.write(JSON.stringify(measured))
