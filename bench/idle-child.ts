/**
 * `idle-child.ts <kind> <brokers> <seconds>`: connects, does nothing for a while, and prints what that took as JSON.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { openIdle, parseIdleKind } from './idle-kinds.js'

/** For what starting up leaves behind. */
const SETTLE_MS = 2000

const [, , kind = '', brokers = '', seconds = ''] = process.argv
const close = await openIdle(parseIdleKind(kind), brokers)
await sleep(SETTLE_MS)
const before = process.cpuUsage()
await sleep(Number(seconds) * 1000)
const { user, system } = process.cpuUsage(before)
const cpuPercent = (user + system) / 1e4 / Number(seconds)
process.stdout.write(JSON.stringify({ cpuPercent, memoryMiB: process.memoryUsage.rss() / 2 ** 20 }))
await close()
