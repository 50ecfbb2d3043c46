import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { execa } from 'execa'

const TIMEOUT_MS = 120_000

/** The others' options, and their bound of 10,000 records in flight. */
export const C_OPTIONS = {
  'enable.idempotence': 'true',
  'linger.ms': 0,
  'batch.size': 65_536,
  'queue.buffering.max.messages': 10_000,
}

export interface CProducerRun {
  brokers: string
  topic: string
  records: number
  bytes: number
  key: string
  /** librdkafka option → value */
  options: Readonly<Record<string, string | number>>
}

/** librdkafka's own benchmark, built when node-rdkafka was installed; null where it was not. */
export function findCProducer(): string | null {
  const nodeRdkafka = dirname(createRequire(import.meta.url).resolve('node-rdkafka/package.json'))
  const program = join(nodeRdkafka, 'deps/librdkafka/examples/rdkafka_performance')
  return existsSync(program) ? program : null
}

/** @returns records per second, as the program says, from its first record to the last acknowledgement */
export async function runCProducer(program: string, run: CProducerRun): Promise<number> {
  const options = Object.entries(run.options).flatMap(([name, value]) => ['-X', `${name}=${value}`])
  const args = ['-P', '-b', run.brokers, '-t', run.topic, '-k', run.key]
  const size = ['-c', String(run.records), '-s', String(run.bytes), '-a', '-1']
  const { stdout } = await execa(program, [...args, ...size, ...options], { timeout: TIMEOUT_MS })
  const summary = stdout.split('\n').findLast((line) => line.includes('messages produced'))
  const [, delivered, rate] = /, (\d+) delivered .*: (\d+) msgs\/s/.exec(summary ?? '') ?? []
  if (Number(delivered) === run.records && rate !== undefined) return Number(rate)
  throw new Error(`rdkafka_performance delivered ${delivered ?? 'none'} of ${run.records}:\n${stdout}`)
}
