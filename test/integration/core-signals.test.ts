import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ReceivedRecord, TopicReader } from '../../broker/index.js'
import { startCli } from '../helpers/cli.js'
import { comparedEvents, sequencesOf } from '../helpers/core-events.js'
import { recordedEvents } from '../helpers/golden-events.js'
import { describeWithKafkaTools } from '../helpers/services.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'
import { until } from '../helpers/until.js'
import { type KafkaServer, startKafka } from '../services/kafka.js'

const TIMEOUT_MS = 300_000
const TEMPLATE = new URL('../golden/core/templates/golden-dataflow.yaml', import.meta.url).pathname
const STARTING =
  'CONFIGURED | R1 | START_ACTIVITY | tasks_START_ACTIVITY | ONGOING | transition step starting'

/** The topics on which the order of an environment's events is certain; users have other names here. */
function ordered(sequences: Map<string, string[]>): Record<'environment' | 'run', string[]> {
  const of = (topic: string): string[] =>
    (sequences.get(`E1 ${topic}`) ?? []).map((line) => line.replace(/user \S+/, 'user somebody'))
  return { environment: of('environment'), run: of('run') }
}

/** In this one the Go core was asked to end while an environment was RUNNING. */
const recorded = ordered(sequencesOf(recordedEvents('core_killed_running')))

describeWithKafkaTools('a core that is ended in the middle of START_ACTIVITY', () => {
  let kafka: KafkaServer
  let reader: TopicReader
  const records: ReceivedRecord[] = []

  beforeAll(async () => {
    kafka = await startKafka({ partitions: 3 })
    reader = await TopicReader.open({
      brokers: kafka.brokers,
      topics: (topic) => topic.startsWith('aliecs.'),
      fromBeginning: true,
      onRecord: (record) => records.push(record),
      onError: () => {},
    })
  }, TIMEOUT_MS)
  afterAll(async () => {
    await reader?.close()
    await kafka?.dispose()
  })

  /** @returns what came of its one environment, once the process is gone and `isAll` says that it is all */
  async function ended(
    signal: NodeJS.Signals,
    isAll: (lines: readonly string[]) => boolean,
  ): Promise<ReturnType<typeof ordered> & { exitCode: number | undefined }> {
    const others = new Set(records.map(({ key }) => key))
    const now = () => {
      const mine = records.filter(({ key }) => !others.has(key))
      const valued = mine.flatMap(({ topic, key, value }) => (value === null ? [] : [{ topic, key, value }]))
      return ordered(sequencesOf(comparedEvents(valued)))
    }
    const create = { template: TEMPLATE, as: 'E', vars: { hosts: '["flp-mft-1"]' } }
    const steps = [{ create }, { transition: { environment: 'E', event: 'START_ACTIVITY' } }]
    const settings = ['-c', 'file://examples/settings.yaml', '--core-working-dir', temporaryFolder()]
    const child = startCli([
      ...['simulate', ...settings, '--kafka-endpoints', kafka.brokers, '--integration-plugins', ''],
      ...['--shutdown-timeout-ms', '60000'],
      ...[
        '--task-transition-delay-ms',
        '3000', // the signal must come in the middle of it, on a slow machine too
        temporaryFile('s.yaml', JSON.stringify({ name: 's', steps })),
      ],
    ])
    const progress = () => JSON.stringify(now())
    await until(() => now().environment.some((line) => line.startsWith(STARTING)), progress)
    child.kill(signal)
    const { exitCode } = await child
    await until(() => isAll(now().environment), progress)
    return { ...now(), exitCode }
  }

  it(
    'by SIGTERM: everything ends in order, with the events of the Go core, every one of them',
    async () => {
      const isAll = (lines: readonly string[]): boolean => lines.at(-1)?.startsWith('DONE |') ?? false
      expect(await ended('SIGTERM', isAll)).toEqual({ ...recorded, exitCode: 143 })
    },
    TIMEOUT_MS,
  )

  it(
    'by SIGKILL: what is there is the beginning, without a gap',
    async () => {
      const { environment, run, exitCode } = await ended('SIGKILL', () => true)
      expect(exitCode).toBeUndefined()
      expect(environment.length).toBeGreaterThan(0)
      expect(environment).toEqual(recorded.environment.slice(0, environment.length))
      expect(run).toEqual(recorded.run.slice(0, run.length))
    },
    TIMEOUT_MS,
  )
})
