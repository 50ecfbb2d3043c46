/**
 * docs/guides/operating.md as an operator does it: settings and kafka_enabled in a real Consul, scenarios on the
 * command line, two cores at once, and the topics of a real Kafka read afterwards.
 */
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LEGACY_TOPICS } from '../../plugin/index.js'
import { consulKeys } from '../helpers/consul-keys.js'
import { runsPerTopic } from '../helpers/environment-simulation.js'
import { readRecords } from '../helpers/read-records.js'
import { describeUnless, describeWithKafka } from '../helpers/services.js'
import { temporaryFile } from '../helpers/temporary.js'
import { type ConsulServer, startConsul } from '../services/consul.js'
import { consulUnavailable } from '../services/consul-binary.js'

const TIMEOUT_MS = 300_000
const HOSTS = ['flp-its-1', 'flp-tpc-1', 'flp-mft-1', 'flp-fdd-1']
const template = new URL('../../examples/workflows/readout-dataflow.yaml', import.meta.url).pathname
const commandLine = new URL('../../bin/aliecs-kafka.ts', import.meta.url).pathname

const isLegacy = (topic: string): boolean => LEGACY_TOPICS.includes(topic)

interface Environment {
  as: string
  host: string
  kafkaEnabled?: string
  runs?: number
}

/** Each environment is created, runs, and is destroyed; all at once. */
function scenario(environments: readonly Environment[]): string {
  const branches = environments.map(({ as, host, kafkaEnabled, runs = 1 }) => [
    {
      create: {
        as,
        template,
        vars: {
          hosts: JSON.stringify([host]),
          ...(kafkaEnabled === undefined ? {} : { kafka_enabled: kafkaEnabled }),
        },
      },
    },
    ...Array.from({ length: runs }, () => [
      { transition: { environment: as, event: 'START_ACTIVITY' } },
      { transition: { environment: as, event: 'STOP_ACTIVITY' } },
    ]).flat(),
    { destroy: { environment: as } },
  ])
  return JSON.stringify({ name: 'walk', steps: [{ parallel: branches }] })
}

describeWithKafka('an operator', (brokers) => {
  describeUnless(consulUnavailable(), 'with a Consul', () => {
    let consul: ConsulServer
    beforeAll(async () => {
      consul = await startConsul()
    }, TIMEOUT_MS)
    afterAll(() => consul?.stop())

    /** Fills Consul, runs the scenarios at once, each on a core of its own; environment ids by their names. */
    async function simulate(
      kafkaEnabled: string,
      ...scenarios: Environment[][]
    ): Promise<Map<string, string>> {
      const put = consulKeys(consul.address)
      const settings = `kafkaEndpoint: "${brokers()}"\nintegrationPlugins:\n  - kafka\ntaskTransitionDelayMs: 1\n`
      await put('o2/components/aliecs/ANY/any/settings', settings)
      await put('o2/runtime/aliecs/vars/kafka_enabled', kafkaEnabled)
      for (const host of HOSTS) {
        await put(`o2/hardware/detectors/${host.split('-')[1]?.toUpperCase()}/flps/${host}/cards`, '{}')
      }
      const outputs = await Promise.all(
        scenarios.map((environments) => {
          const file = temporaryFile('scenario.yaml', scenario(environments))
          const args = ['simulate', '--config', `consul://${consul.address}`, '--json', file]
          return execa('node', ['--import', 'tsx', commandLine, ...args], { timeout: TIMEOUT_MS })
        }),
      )
      const ids = outputs.flatMap(({ stdout }) =>
        stdout
          .split('\n')
          .map((line) => JSON.parse(line) as { environments?: Record<string, string> })
          .flatMap(({ environments }) => Object.entries(environments ?? {})),
      )
      return new Map(ids)
    }

    it(
      'sees the topics fill where kafka_enabled is true, with every message of an environment in order',
      async () => {
        const ids = await simulate('true', [
          { as: 'on', host: 'flp-its-1' },
          { as: 'off', host: 'flp-tpc-1', kafkaEnabled: 'false' },
        ])
        const [on, off] = [ids.get('on') ?? '', ids.get('off') ?? '']
        const records = await readRecords(brokers(), isLegacy, 14, ({ key }) => key === on)
        expect(records.filter(({ key }) => key === off)).toEqual([])
        const topics = runsPerTopic(records, on)
        expect(topics.get('aliecs.env_state.RUNNING')).toEqual([expect.stringMatching(/^run \d+$/)])
        expect(topics.get('aliecs.env_leave_state.RUNNING')).toEqual(topics.get('aliecs.env_state.RUNNING'))
        expect(
          Object.fromEntries(
            [...topics].map(([topic, told]) => [topic.slice('aliecs.'.length), told.length]),
          ),
        ).toEqual({
          before_start_activity: 1,
          'env_leave_state.CONFIGURED': 2,
          'env_leave_state.DEPLOYED': 2,
          'env_leave_state.RUNNING': 1,
          'env_leave_state.STANDBY': 1,
          'env_state.CONFIGURED': 2,
          'env_state.DEPLOYED': 2,
          'env_state.RUNNING': 1,
          'env_state.STANDBY': 1,
          'env_state.UNKNOWN': 1,
        })
      },
      TIMEOUT_MS,
    )

    it(
      'enables one environment where kafka_enabled is false',
      async () => {
        const ids = await simulate('false', [
          { as: 'on', host: 'flp-its-1', kafkaEnabled: 'true' },
          { as: 'off', host: 'flp-tpc-1' },
        ])
        const records = await readRecords(brokers(), isLegacy, 14, ({ key }) => key === ids.get('on'))
        expect(runsPerTopic(records, ids.get('on') ?? '').get('aliecs.env_state.RUNNING')).toHaveLength(1)
        expect(records.filter(({ key }) => key === ids.get('off'))).toEqual([])
      },
      TIMEOUT_MS,
    )

    it(
      'runs two cores on one Consul, and no two runs have the same number',
      async () => {
        const ids = await simulate(
          'true',
          [
            { as: 'a', host: 'flp-its-1', runs: 10 },
            { as: 'b', host: 'flp-tpc-1', runs: 10 },
          ],
          [
            { as: 'c', host: 'flp-its-1', runs: 10 },
            { as: 'd', host: 'flp-mft-1', runs: 10 },
          ],
        )
        const all = new Set<string | null>(ids.values())
        const isStart = (topic: string): boolean => topic === 'aliecs.env_state.RUNNING'
        const records = await readRecords(brokers(), isStart, 40, ({ key }) => all.has(key))
        const runs = [...ids.values()].flatMap(
          (id) => runsPerTopic(records, id).get('aliecs.env_state.RUNNING') ?? [],
        )
        expect(runs).toHaveLength(40)
        expect(new Set(runs).size).toBe(40)
      },
      TIMEOUT_MS,
    )
  })
})
