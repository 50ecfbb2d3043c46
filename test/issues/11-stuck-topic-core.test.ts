/**
 * Issue 11, section 2: a cluster that refuses every record made START and STOP wait for every timeout, `/readyz` said ready, and
 * SIGTERM lost the end of the run.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import events from '#generated/protos/events_pb.js'
import { readRecords } from '../helpers/read-records.js'
import { alterConfig } from '../helpers/refusing-topic.js'
import {
  configuration,
  created,
  DETECTORS,
  hostOf,
  limits,
  settingsFile,
  started,
} from '../helpers/served-daemon.js'
import { describeWithKafkaTools } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { type KafkaServer, startAnotherBroker, startKafka } from '../services/kafka.js'

const TIMEOUT_MS = 900_000
const REASON = 'NOT_ENOUGH_REPLICAS'
/** Status of a transition in an event. */
const [STARTED, DONE] = [1, 3]
const EVERY_BROKER = ['--entity-type', 'brokers', '--entity-default']

describeWithKafkaTools('a core whose cluster has too few replicas in sync', () => {
  let first: KafkaServer
  let second: KafkaServer

  beforeAll(async () => {
    const properties = { 'default.replication.factor': 2, 'min.insync.replicas': 2 }
    first = await startKafka({ properties })
    second = await startAnotherBroker(first)
  }, TIMEOUT_MS)
  afterAll(() => Promise.all([first?.dispose(), second?.dispose()]))

  it(
    'reports it, continues without waiting, and loses nothing when the cluster heals during the shutdown',
    async () => {
      const keys = configuration(first.brokers)
      const args = ['--shutdown-timeout-ms', String(TIMEOUT_MS)]
      const daemon = await started(settingsFile(keys), ...args)
      const id = await created(daemon.control, hostOf(DETECTORS[0] ?? ''))
      await second.kill()

      const page = daemon.addressOf('page')
      const answer = (path: string): Promise<string> =>
        fetch(new URL(path, page)).then((reply) => reply.text())
      const control = (type: 'START_ACTIVITY' | 'STOP_ACTIVITY') =>
        daemon.control.call('ControlEnvironment', { id, type }, limits)
      await control('START_ACTIVITY')
      const isKnown = async (): Promise<boolean> => (await answer('/readyz')).includes(REASON)
      await until(isKnown, () => daemon.log())
      expect(await answer('/readyz')).toMatch(/topic aliecs\.\S+ is stuck since /)
      expect(await answer('/metrics')).toMatch(/aliecs_kafka_topic_stuck_seconds\{.*NOT_ENOUGH_REPLICAS/)
      expect(await answer('/api/kafka')).toContain(REASON)

      const known = daemon.log().length
      for (const type of ['STOP_ACTIVITY', 'START_ACTIVITY', 'STOP_ACTIVITY', 'START_ACTIVITY'] as const) {
        await control(type)
      }
      expect(daemon.log().slice(known)).not.toMatch(/not acknowledged within|can be reached/)

      daemon.child.kill('SIGTERM')
      await until(
        () => daemon.log().includes('records that still wait for topics '),
        () => daemon.log(),
      )
      await alterConfig(first.brokers, EVERY_BROKER, ['--add-config', 'min.insync.replicas=1'])
      expect((await daemon.child).exitCode).toBe(143)
      expect(daemon.log()).not.toMatch(/ERROR|not delivered before/)
      const runs = await readRecords(first.brokers, (topic) => topic === 'aliecs.run', 12)
      const steps = runs.map(({ value }) => {
        const event = events.Event.deserializeBinary(value ?? new Uint8Array()).getRunevent()
        return `${event?.getRunnumber()} ${event?.getTransition()} ${event?.getTransitionstatus()}`
      })
      expect(steps).toEqual(
        [1, 2, 3].flatMap((run) =>
          ['START_ACTIVITY', 'STOP_ACTIVITY'].flatMap((name) =>
            [STARTED, DONE].map((status) => `${run} ${name} ${status}`),
          ),
        ),
      )
    },
    TIMEOUT_MS,
  )
})
