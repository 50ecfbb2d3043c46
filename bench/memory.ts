import { join } from 'node:path'
import { execaNode } from 'execa'
import type { BenchBroker } from './broker.js'
import type { Section } from './report.js'
import type { Scale } from './scale.js'
import { spreadOf } from './statistics.js'

const COLUMNS = [
  { name: 'resident memory', unit: 'MiB', digits: 0 },
  { name: 'heap in use', unit: 'MiB', digits: 1 },
]
const CHILD = join(import.meta.dirname, 'memory-child.ts')
const TIMEOUT_MS = 300_000
const PARTS = 5
const SAMPLES_EACH = 4

interface Memory {
  residentMiB: number
  heapMiB: number
}

/** A process of its own writes a great many events; a figure is the median of some samples. */
export async function measureMemory({ brokers, prefix }: BenchBroker, { memory }: Scale): Promise<Section> {
  const { stdout } = await execaNode(
    CHILD,
    [brokers, prefix, String(memory.events), String(PARTS * SAMPLES_EACH)],
    {
      nodeOptions: [...process.execArgv, '--expose-gc'], // with tsx among them
      timeout: TIMEOUT_MS,
      stdin: 'ignore',
      stderr: 'inherit',
    },
  )
  const samples = JSON.parse(stdout) as Memory[]
  const rows = Array.from({ length: PARTS }, (_, part) => {
    const some = samples.slice(part * SAMPLES_EACH, (part + 1) * SAMPLES_EACH)
    const until = ((part + 1) * memory.events) / PARTS
    return {
      name: `up to ${until.toLocaleString('en-US')}`,
      figures: [
        spreadOf(some.map(({ residentMiB }) => residentMiB)),
        spreadOf(some.map(({ heapMiB }) => heapMiB)),
      ],
    }
  })
  return {
    title: `Memory over ${memory.events.toLocaleString('en-US')} events`,
    columns: COLUMNS,
    rows,
  }
}
