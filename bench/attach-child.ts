/**
 * `attach-child.ts <brokers> <source prefix> <prefix> <delivery>`: attach from the beginning, as the command runs it, until it is
 * told to end. Says how long it took to catch up, how much memory it had half-way, and at its end how much it has.
 */
import { AttachFigures, AttachTopics, runAttach } from '../attach/index.js'
import { DELIVERIES } from './attach-instance.js'

const POLL_MS = 5
const MIB = 2 ** 20

const [, , brokers = '', sourcePrefix = '', prefix = '', mode = ''] = process.argv
const delivery = DELIVERIES.find((name) => name === mode)
if (delivery === undefined)
  throw new RangeError(`delivery ${mode}: expected some of ${DELIVERIES.join(', ')}`)
const figures = new AttachFigures()
const controller = new AbortController()
process.once('message', () => controller.abort())
let catchingUpMs: number | null = null
/** Resident, in MiB, while it catches up. */
const memory: number[] = []
const timer = setInterval(() => {
  if (figures.status === 'catching-up') catchingUpMs ??= performance.now()
  if (catchingUpMs !== null) memory.push(process.memoryUsage.rss() / MIB)
  if (figures.status !== 'following') return
  const nowMs = performance.now()
  const halfwayMiB = memory[Math.floor(memory.length / 2)] ?? process.memoryUsage.rss() / MIB
  process.send?.({ seconds: (nowMs - (catchingUpMs ?? nowMs)) / 1000, halfwayMiB })
  clearInterval(timer)
}, POLL_MS)
const logger = { debug: () => {}, info: () => {}, warn: console.error, error: console.error }
await runAttach(
  {
    ...{ brokers, client: {}, delivery, gate: 'kafka_enabled', gateDefault: false, begin: 'beginning' },
    ...{ sessionTimeoutMs: 6000, instance: null, shares: null, logger, figures },
    topics: new AttachTopics({ prefix, sourcePrefix }),
  },
  controller.signal,
)
const residentMiB = process.memoryUsage.rss() / MIB
const peakMiB = process.resourceUsage().maxRSS / 1024
process.send?.({ residentMiB, peakMiB })
clearInterval(timer)
process.disconnect()
