/** pq, as documents on AliECS use it, decodes both streams of a core: every record as our own reader does. */
import { dirname } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listTopics, type ReceivedRecord } from '../../broker/index.js'
import { decodeRecord } from '../../records/index.js'
import { checkoutFolder } from '../helpers/checkout-folder.js'
import { runCli } from '../helpers/cli.js'
import { readRecords } from '../helpers/read-records.js'
import { describeWithPq } from '../helpers/services.js'
import { runShellLine } from '../helpers/shell-line.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'
import { type KafkaServer, startKafka } from '../services/kafka.js'
import { pqBinary } from '../services/pq-binary.js'

const TIMEOUT_MS = 300_000
const isOurs = (topic: string): boolean => topic.startsWith('aliecs.')

describeWithPq('pq on Kafka 3.9', () => {
  let kafka: KafkaServer
  const checkout = checkoutFolder()
  beforeAll(async () => {
    kafka = await startKafka({ version: '3.9.1' })
    await execa('make', ['fdset'], { cwd: checkout.path })
  }, TIMEOUT_MS)
  afterAll(async () => {
    checkout.remove()
    await kafka?.dispose()
  })

  /** One environment, one run. */
  async function runCore(): Promise<void> {
    const template = new URL('../../examples/workflows/readout-dataflow.yaml', import.meta.url).pathname
    const steps = [
      { create: { as: 'E', template, vars: { hosts: '["flp-its-1", "flp-tpc-1"]' } } },
      { transition: { environment: 'E', event: 'START_ACTIVITY' } },
      { transition: { environment: 'E', event: 'STOP_ACTIVITY' } },
      { destroy: { environment: 'E' } },
    ]
    const scenario = temporaryFile('s.yaml', JSON.stringify({ name: 's', steps }))
    const settings = ['-c', 'file://examples/settings.yaml', '--core-working-dir', temporaryFolder()]
    const args = [...settings, '--kafka-endpoint', kafka.brokers, '--task-transition-delay-ms', '1']
    const { exitCode, stderr } = await runCli(['simulate', ...args, scenario])
    expect([exitCode, stderr]).toEqual([0, expect.any(String)])
  }

  it(
    'reads what a core wrote',
    async () => {
      await runCore()
      const ends = await listTopics(kafka.brokers, isOurs)
      const total = ends.reduce((sum, { high }) => sum + high, 0)
      const records = await readRecords(kafka.brokers, isOurs, total)
      const topics = [...new Set(records.map(({ topic }) => topic))].sort()
      expect(topics).toEqual(expect.arrayContaining(['aliecs.env_state.RUNNING', 'aliecs.environment']))
      const path = dirname(await pqBinary())
      for (const topic of topics) {
        const mine = records.filter((record) => record.topic === topic)
        const { type, messages } = decoded(mine)
        const line = `FDSET_PATH=./fdset pq kafka ${topic} --brokers ${kafka.brokers} --msgtype ${type} --beginning`
        const printed = await runShellLine(line, { cwd: checkout.path, path, untilLines: mine.length })
        expect([line, printed.map(withoutNothings)]).toEqual([line, messages])
      }
    },
    TIMEOUT_MS,
  )
})

/** The messages of one topic as our own reader tells them, in the form of {@link withoutNothings}. */
function decoded(records: readonly ReceivedRecord[]): { type: string; messages: unknown[] } {
  const contents = records.map((record) => decodeRecord(record).content)
  const known = contents.flatMap((content) => (content.kind === 'message' ? [content] : []))
  expect(known).toHaveLength(records.length)
  return {
    type: known[0]?.type ?? '',
    messages: known.map(({ message }) => withoutNothings(JSON.stringify(message))),
  }
}

/**
 * pq and protobuf's own JSON write the same message in two ways: what is not there is null or left out, a 64-bit integer a
 * number or text, a map a list of entries or an object. Here nothing is left out, all numbers are text, and a map is an object.
 */
function withoutNothings(json: string): unknown {
  return JSON.parse(
    json.replace(/:(\d+)(?=[,}])/g, ':"$1"'), // as text first: a double does not hold all digits
    (_, value) => {
      if (value === null || typeof value !== 'object') return value
      if (isMap(value)) return Object.fromEntries(value.map(({ key, value: text }) => [key, text ?? '']))
      if (Array.isArray(value)) return value
      const there = Object.entries(value).filter(([, part]) => !isNothing(part))
      return Object.fromEntries(there)
    },
  )
}

const isNothing = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0)

const isMap = (value: object): value is { key: string; value: string | null }[] =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => 'key' in Object(entry))
