import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { HOSTILE_INPUTS, type HostileInput, type Target } from './hostile-inputs.js'
import type { LongestBlock } from './loop-blocks.js'
import type { Row, Section } from './report.js'
import type { Scale } from './scale.js'
import { spreadOf } from './statistics.js'

const COLUMNS = [
  { name: 'longest block', unit: 'ms', digits: 0 },
  { name: 'its CPU', unit: 'ms', digits: 0 },
  { name: 'log', unit: 'KiB', digits: 1 },
]
const CHILD = join(import.meta.dirname, 'hostile-child.ts')

type Measured = LongestBlock & { loggedKiB: number }

/** Input that is as bad as a client can send, to a core in a process of its own; how long its event loop stands still. */
export async function measureHostile({ hostile }: Scale): Promise<Section> {
  const child = fork(CHILD, { execArgv: process.execArgv })
  try {
    const target = (await answerOf(child)) as Target
    const rows: Row[] = []
    for (const input of HOSTILE_INPUTS) rows.push(await measure(input, child, target, hostile.rounds))
    return { title: 'Hostile input', columns: COLUMNS, rows }
  } finally {
    child.disconnect()
  }
}

async function measure(
  { name, send }: HostileInput,
  child: ChildProcess,
  target: Target,
  rounds: number,
): Promise<Row> {
  const measured: Measured[] = []
  for (let round = 0; round < rounds; round++) {
    await ask(child)
    await send(target)
    measured.push(await ask(child))
  }
  const spread = (figure: keyof Measured) => spreadOf(measured.map((each) => each[figure]))
  return { name, figures: [spread('wallMs'), spread('cpuMs'), spread('loggedKiB')] }
}

function ask(child: ChildProcess): Promise<Measured> {
  const answer = answerOf(child)
  child.send('take')
  return answer as Promise<Measured>
}

/** Rejects where the process ends instead. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController()
  const end = (): void => ended.abort(new Error('the core of the benchmark ended'))
  child.once('exit', end)
  try {
    const [answer] = await once(child, 'message', { signal: ended.signal })
    return answer
  } finally {
    child.off('exit', end)
  }
}
