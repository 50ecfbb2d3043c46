import { join } from 'node:path'
import { execaNode } from 'execa'
import { IDLE_KINDS, type IdleKind, parseIdleKind } from './idle-kinds.js'
import type { Row, Section } from './report.js'
import type { Scale } from './scale.js'
import { spreadOf } from './statistics.js'

const COLUMNS = [
  { name: 'resident memory', unit: 'MiB', digits: 0 },
  { name: 'CPU', unit: '% of a core', digits: 2 },
]
const CHILD = join(import.meta.dirname, 'idle-child.ts')
const START_TIMEOUT_MS = 60_000

interface Idle {
  memoryMiB: number
  cpuPercent: number
}

/** Each kind in a process of its own, all at the same time: they do nothing. */
export async function measureIdle(brokers: string, { idle }: Scale): Promise<Section> {
  const kinds = Object.keys(IDLE_KINDS).map(parseIdleKind)
  const rounds: Idle[][] = []
  for (let round = 0; round < idle.rounds; round++) {
    rounds.push(await Promise.all(kinds.map((kind) => measureChild(kind, brokers, idle.seconds))))
  }
  const rows = kinds.map((kind, index): Row => {
    const measured = rounds.flatMap((round) => round[index] ?? [])
    const memory = spreadOf(measured.map(({ memoryMiB }) => memoryMiB))
    const cpu = spreadOf(measured.map(({ cpuPercent }) => cpuPercent))
    return { name: IDLE_KINDS[kind], figures: [memory, cpu] }
  })
  return { title: `Idle for ${idle.seconds} s`, columns: COLUMNS, rows }
}

async function measureChild(kind: IdleKind, brokers: string, seconds: number): Promise<Idle> {
  const { stdout } = await execaNode(CHILD, [kind, brokers, String(seconds)], {
    nodeOptions: process.execArgv, // with tsx among them
    timeout: START_TIMEOUT_MS + seconds * 1000,
    stdin: 'ignore',
    stderr: 'inherit',
  })
  return JSON.parse(stdout) as Idle
}
