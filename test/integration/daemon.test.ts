/** The daemon as a process, as its clients have it: gRPC on one side, the records of a real Kafka on the other. */
import { status } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Document } from 'yaml'
import type { Event__Output } from '#generated/grpc/events/Event.js'
import type { ReceivedRecord } from '../../broker/index.js'
import { type ControlClient, connectControl } from '../../control-api/client.js'
import { APRICOT, CONTROL } from '../../control-api/definitions.js'
import { type ApricotClient, connectApricot } from '../helpers/apricot-client.js'
import { rejection } from '../helpers/caught.js'
import { consulKeys } from '../helpers/consul-keys.js'
import { type ComparedEvent, comparedEvents, sequencesOf } from '../helpers/core-events.js'
import { startDaemonProcess } from '../helpers/daemon-process.js'
import { recordedEvents, recordedRecords } from '../helpers/golden-events.js'
import { byTimestamp, decodeLegacy, type LegacyMessage, normalise } from '../helpers/legacy-records.js'
import { readRecords, readUntil } from '../helpers/read-records.js'
import { describeUnless, describeWithKafka } from '../helpers/services.js'
import { tcpProxy } from '../helpers/tcp-proxy.js'
import { temporaryFile } from '../helpers/temporary.js'
import { until } from '../helpers/until.js'
import { type ConsulServer, startConsul } from '../services/consul.js'
import { consulUnavailable } from '../services/consul-binary.js'

const TIMEOUT_MS = 300_000
const limits = { timeoutMs: 60_000 }
const TEMPLATES = new URL('../golden/core/templates', import.meta.url).pathname
const LIST = 'aliecs.env_list.RUNNING'
const SOR = 'aliecs.env_state.RUNNING'
const EOR = 'aliecs.env_leave_state.RUNNING'
const ENVIRONMENTS = 20
const DETECTORS = Array.from({ length: ENVIRONMENTS }, (_, index) => `D${String(index).padStart(2, '0')}`)

const hostOf = (detector: string): string => `flp-${detector.toLowerCase()}-1`
const onHost = (host: string) => ({
  workflowTemplate: 'golden-dataflow',
  vars: { hosts: JSON.stringify([host]) },
  requestUser: { externalId: 0, name: 'shifter' },
})
const [FIRST = '', SECOND = ''] = DETECTORS.map(hostOf)

/** The configuration, by its keys: a host for each detector, environments publish. */
function configuration(brokers: string): Record<string, string> {
  const settings = { kafkaEndpoint: brokers, integrationPlugins: ['kafka'], workflowTemplates: [TEMPLATES] }
  return {
    'o2/components/aliecs/ANY/any/settings': String(new Document(settings)),
    'o2/runtime/aliecs/vars/kafka_enabled': 'true',
    'o2/runtime/aliecs/defaults/lhc_period': 'LHC26z',
    ...Object.fromEntries(
      DETECTORS.map((detector) => [`o2/hardware/detectors/${detector}/flps/${hostOf(detector)}/cards`, '{}']),
    ),
  }
}

interface Clients {
  control: ControlClient
  apricot: ApricotClient
}

async function started(config: string, ...args: string[]) {
  const daemon = startDaemonProcess(config, ...args)
  await daemon.ready()
  const control = connectControl(daemon.addressOf('control'))
  const apricot = connectApricot(daemon.addressOf('configuration'))
  onTestFinished(() => {
    control.close()
    apricot.close()
  })
  return { ...daemon, control, apricot }
}

async function created(control: ControlClient, host: string): Promise<string> {
  const { environment } = await control.call('NewEnvironment', onHost(host), limits)
  return environment?.id ?? ''
}

/** By a method's name: asks it, and looks at the answer. In this order. */
function controlCalls({ control }: Clients): Record<string, () => Promise<void>> {
  let [id, taskId] = ['', '']
  const environments = async () =>
    (await control.call('GetEnvironments', { showAll: true }, limits)).environments
  return {
    GetFrameworkInfo: async () =>
      expect(await control.call('GetFrameworkInfo', {}, limits)).toMatchObject({
        state: 'CONNECTED',
        environmentsCount: 0,
        detectorsInInstance: DETECTORS,
        availableDetectors: DETECTORS,
      }),
    GetIntegratedServices: async () => {
      const { services } = await control.call('GetIntegratedServices', {}, limits)
      expect(services['kafka']).toMatchObject({ enabled: true, connectionState: 'READY' })
      expect(JSON.parse(services['kafka']?.data ?? '')).toMatchObject({ failed: 0, lastError: null })
    },
    ListRepos: async () => {
      const { repos } = await control.call('ListRepos', {}, limits)
      expect(repos).toMatchObject([{ default: true }])
    },
    RefreshRepos: async () => {
      await control.call('RefreshRepos', { index: -1 }, limits)
    },
    GetWorkflowTemplates: async () => {
      const { workflowTemplates } = await control.call('GetWorkflowTemplates', {}, limits)
      expect(workflowTemplates.map(({ template }) => template)).toContain('golden-dataflow')
    },
    NewEnvironment: async () => {
      const { environment } = await control.call('NewEnvironment', onHost(FIRST), limits)
      expect(environment).toMatchObject({ state: 'CONFIGURED', includedDetectors: ['D00'], numberOfTasks: 1 })
      id = environment?.id ?? ''
      const { cause } = await rejection(() => control.call('NewEnvironment', onHost(FIRST), limits))
      expect(cause).toMatchObject({ code: status.FAILED_PRECONDITION })
    },
    GetEnvironments: async () => expect(await environments()).toMatchObject([{ id, state: 'CONFIGURED' }]),
    GetEnvironment: async () =>
      expect(await control.call('GetEnvironment', { id, showWorkflowTree: true }, limits)).toMatchObject({
        environment: { id, vars: { kafka_enabled: 'true' } },
        workflow: { name: 'golden-dataflow', status: 'ACTIVE' },
      }),
    GetRoles: async () => {
      const { roles } = await control.call('GetRoles', { envId: id, pathSpec: '**.readout' }, limits)
      expect(roles.map(({ fullPath }) => fullPath)).toEqual([`golden-dataflow.host-${FIRST}.readout`])
    },
    GetTasks: async () => {
      const { tasks } = await control.call('GetTasks', {}, limits)
      expect(tasks).toMatchObject([{ state: 'CONFIGURED', deploymentInfo: { hostname: FIRST } }])
      taskId = tasks[0]?.taskId ?? ''
    },
    GetTask: async () =>
      expect((await control.call('GetTask', { taskId }, limits)).task).toMatchObject({ envId: id }),
    CleanupTasks: async () =>
      expect(await control.call('CleanupTasks', {}, limits)).toMatchObject({
        killedTasks: [],
        runningTasks: [{ taskId }],
      }),
    GetActiveDetectors: async () =>
      expect((await control.call('GetActiveDetectors', {}, limits)).detectors).toEqual(['D00']),
    GetAvailableDetectors: async () =>
      expect((await control.call('GetAvailableDetectors', {}, limits)).detectors).toEqual(DETECTORS.slice(1)),
    ControlEnvironment: async () => {
      const reply = await control.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, limits)
      expect(reply).toMatchObject({ id, state: 'RUNNING', currentRunNumber: expect.any(Number) })
      expect(reply.currentRunNumber).toBeGreaterThan(0)
    },
    DestroyEnvironment: async () => {
      const request = { id, allowInRunningState: true }
      const { cleanupTasksReply } = await control.call('DestroyEnvironment', request, limits)
      expect(cleanupTasksReply?.killedTasks).toMatchObject([{ taskId }])
      expect(await environments()).toEqual([])
    },
    NewEnvironmentAsync: async () => {
      const { environment } = await control.call('NewEnvironmentAsync', onHost(FIRST), limits)
      expect(environment).toMatchObject({ state: 'PENDING' })
      await until(
        async () => (await environments())[0]?.state === 'CONFIGURED',
        () => `${environment?.id} is CONFIGURED`,
      )
    },
    Teardown: async () => {
      await control.call('Teardown', { reason: 'end of fill' }, limits)
      expect(await environments()).toEqual([])
    },
    Subscribe: async () => {
      const seen: Event__Output[] = []
      const ended = (async () => {
        for await (const event of control.stream('Subscribe', { id: 'mine' }, {})) seen.push(event)
      })()
      await control.call('NewAutoEnvironment', { ...onHost(FIRST), id: 'mine' }, limits)
      await until(
        async () => (await environments())[0]?.state === 'RUNNING',
        () => JSON.stringify(seen.at(-1)),
      )
      const [{ id: auto } = { id: '' }] = await environments()
      await control.call('DestroyEnvironment', { id: auto, allowInRunningState: true }, limits)
      await ended
      const states = seen.flatMap(({ environmentEvent }) => environmentEvent?.state ?? [])
      expect([...new Set(states)]).toEqual(expect.arrayContaining(['CONFIGURED', 'RUNNING', 'DONE']))
      expect(states.at(-1)).toBe('DONE')
    },
    NewAutoEnvironment: async () => {
      const request = { workflowTemplate: 'nothing', id: 'mine' }
      const { cause } = await rejection(() => control.call('NewAutoEnvironment', request, limits))
      expect(cause).toMatchObject({ code: status.NOT_FOUND })
    },
  }
}

function apricotCalls({ apricot }: Clients): Record<string, () => Promise<void>> {
  const entry = { component: 'COG', key: 'mapping' }
  return {
    ListDetectors: async () =>
      expect(await apricot.call('ListDetectors', { getAll: true })).toEqual({ detectors: DETECTORS }),
    GetHostInventory: async () =>
      expect(await apricot.call('GetHostInventory', { detector: 'D01' })).toEqual({ hosts: [SECOND] }),
    GetDetectorsInventory: async () => {
      const { detectorEntries } = await apricot.call('GetDetectorsInventory', {})
      expect(detectorEntries['D01']).toEqual({ flps: [SECOND] })
    },
    GetDetectorForHost: async () =>
      expect(await apricot.call('GetDetectorForHost', { hostname: SECOND })).toEqual({ payload: 'D01' }),
    GetDetectorsForHosts: async () =>
      expect(await apricot.call('GetDetectorsForHosts', { hosts: [FIRST, SECOND] })).toEqual({
        detectors: ['D00', 'D01'],
      }),
    GetVars: async () =>
      expect(await apricot.call('GetVars', {})).toEqual({ stringMap: { kafka_enabled: 'true' } }),
    GetDefaults: async () =>
      expect((await apricot.call('GetDefaults', {})).stringMap).toMatchObject({ lhc_period: 'LHC26z' }),
    NewRunNumber: async () => {
      const first = await apricot.call('NewRunNumber', {})
      expect(await apricot.call('NewRunNumber', {})).toEqual({ runNumber: first.runNumber + 1 })
    },
    SetRuntimeEntry: async () =>
      expect(await apricot.call('SetRuntimeEntry', { ...entry, value: '{"a":1}' })).toEqual({}),
    GetRuntimeEntry: async () =>
      expect(await apricot.call('GetRuntimeEntry', entry)).toEqual({ payload: '{"a":1}' }),
    GetRuntimeEntries: async () =>
      expect(await apricot.call('GetRuntimeEntries', { component: 'COG' })).toEqual({
        stringMap: { mapping: '{"a":1}' },
      }),
    ListRuntimeEntries: async () =>
      expect(await apricot.call('ListRuntimeEntries', { component: 'COG' })).toEqual({
        payload: ['mapping'],
      }),
  }
}

/** That of the recording `lifecycle`. */
async function life(control: ControlClient, detector: string): Promise<string> {
  const id = await created(control, hostOf(detector))
  for (const [type, state] of [
    ['START_ACTIVITY', 'RUNNING'],
    ['STOP_ACTIVITY', 'CONFIGURED'],
    ['START_ACTIVITY', 'RUNNING'],
    ['STOP_ACTIVITY', 'CONFIGURED'],
    ['RESET', 'DEPLOYED'],
    ['CONFIGURE', 'CONFIGURED'],
  ] as const) {
    expect(await control.call('ControlEnvironment', { id, type }, limits)).toMatchObject({ id, state })
  }
  await control.call('DestroyEnvironment', { id }, limits)
  return id
}

/** By topic, in the order of the topic; users have other names here. */
function eventLines(events: readonly ComparedEvent[]): Record<string, string[]> {
  const sequences = sequencesOf(events)
  const lines = ['environment', 'run', 'call'].map((topic) => [
    topic,
    (sequences.get(`E1 ${topic}`) ?? []).map((line) => line.replace(/user \S+/, 'user somebody')),
  ])
  return Object.fromEntries(lines)
}

/** By topic, in their order, without lists and detectors. */
function legacyLines(messages: readonly LegacyMessage[]): Record<string, string[]> {
  const topics = new Map<string, LegacyMessage[]>()
  for (const message of messages) {
    if (message.kind === 'list') continue
    const { topic, info } = message
    const alike = { ...message, info: { ...info, fields: { ...info.fields, detectors: [] } } }
    topics.set(topic, [...(topics.get(topic) ?? []), alike])
  }
  return Object.fromEntries([...topics].map(([topic, alike]) => [topic, normalise(alike)]))
}

/** What the Go core told of the same life, and of STANDBY, where it has no hooks. */
function recordedLife(): Record<string, string[]> {
  const legacy = recordedRecords('lifecycle').flatMap((record) => decodeLegacy(record) ?? [])
  return {
    ...eventLines(recordedEvents('lifecycle')),
    ...legacyLines(byTimestamp(legacy)),
    'aliecs.env_state.STANDBY': ['aliecs.env_state.STANDBY E1 STANDBY - - t1 '],
  }
}

/** What an environment told here. */
function toldOf(id: string, records: readonly ReceivedRecord[]): Record<string, string[]> {
  const mine = records.flatMap((record) => {
    const { topic, key, value } = record
    return key === id && value !== null && !isCallAtStandby(record) ? [{ topic, value }] : []
  })
  return {
    ...eventLines(comparedEvents(mine)),
    ...legacyLines(mine.flatMap((record) => decodeLegacy(record) ?? [])),
  }
}

/** The Go core runs no hooks there. */
function isCallAtStandby({ topic, value }: ReceivedRecord): boolean {
  return topic === 'aliecs.call' && Buffer.from(value ?? []).includes('enter_STANDBY')
}

/** The runs of each environment in the order in which lists have them. */
function listedRuns(records: readonly ReceivedRecord[]): Map<string, number[]> {
  const listed = new Map<string, number[]>()
  for (const { topic, value } of records) {
    const message = topic === LIST ? decodeLegacy({ topic, value: value ?? new Uint8Array() }) : undefined
    if (message?.kind !== 'list') continue
    for (const { environmentId, runNumber } of message.runs) {
      const runs = listed.get(environmentId) ?? []
      if (runs.at(-1) !== runNumber) listed.set(environmentId, [...runs, runNumber])
    }
  }
  return listed
}

/** The run numbers of one environment on one topic. */
function runsOn(topic: string, id: string, records: readonly ReceivedRecord[]): number[] {
  return records.flatMap((record) => {
    if (record.topic !== topic || record.key !== id) return []
    const message = decodeLegacy({ topic, value: record.value ?? new Uint8Array() })
    return message === undefined || message.kind === 'list' ? [] : [message.info.runNumber]
  })
}

/** @param config called in each test: where that configuration is then */
function itServes(config: (keys: Record<string, string>) => Promise<string>, brokers: () => string): void {
  it(
    'answers every method of o2control.Control',
    async () => {
      const clients = await started(await config(configuration(brokers())))
      const calls = controlCalls(clients)
      for (const call of Object.values(calls)) await call()
      for (const name of Object.keys(CONTROL.definition).filter((each) => !Object.hasOwn(calls, each))) {
        const { cause } = await rejection(() => clients.control.call(name as 'AddRepo', {}, limits))
        expect(cause).toMatchObject({
          code: status.UNIMPLEMENTED,
          details: `method ${name} is not implemented`,
        })
      }
    },
    TIMEOUT_MS,
  )

  it(
    'answers every method of apricot.Apricot',
    async () => {
      const clients = await started(await config(configuration(brokers())))
      const calls = apricotCalls(clients)
      for (const call of Object.values(calls)) await call()
      for (const name of Object.keys(APRICOT.definition).filter((each) => !Object.hasOwn(calls, each))) {
        const error = await rejection(() => clients.apricot.call(name as 'ListComponents', {}))
        expect(error).toMatchObject({
          code: status.UNIMPLEMENTED,
          details: `method ${name} is not implemented`,
        })
      }
    },
    TIMEOUT_MS,
  )

  it(
    'lives with twenty environments at once: each tells Kafka all that the Go core tells, in order',
    async () => {
      const { control, child } = await started(await config(configuration(brokers())))
      const ids = await Promise.all(DETECTORS.map((detector) => life(control, detector)))
      child.kill('SIGTERM')
      expect((await child).exitCode).toBe(143)
      const expected = recordedLife()
      const perLife = Object.values(expected).flat().length
      const records = await readUntil(
        brokers(),
        (topic) => /^aliecs\.(env_|before_|environment$|run$|call$)/.test(topic),
        (read) => {
          const mine = read.filter((record) => ids.includes(record.key ?? '') && !isCallAtStandby(record))
          const wanted = ENVIRONMENTS * perLife
          if (mine.length < wanted) return `${mine.length} of ${wanted} records read`
          const missing = ids.find((id) => listedRuns(read).get(id)?.length !== 2)
          return missing === undefined || `two runs of ${missing} in lists`
        },
      )
      const listed = listedRuns(records)
      for (const id of ids) {
        expect(toldOf(id, records), id).toEqual(expected)
        expect(listed.get(id), id).toEqual(runsOn(SOR, id, records))
      }
      expect(new Set(ids.flatMap((id) => runsOn(SOR, id, records))).size).toBe(2 * ENVIRONMENTS)
    },
    TIMEOUT_MS,
  )
}

describeWithKafka('the daemon', (brokers) => {
  describe('with a settings file', () => {
    const file = async (keys: Record<string, string>): Promise<string> => settingsFile(keys)
    itServes(file, brokers)

    it(
      'goes on with an environment whose client vanished while it waited for it',
      async () => {
        const { control, log } = await started(
          settingsFile(configuration(brokers())),
          ...['--task-transition-delay-ms', '500'],
        )
        const proxy = await tcpProxy(control.address)
        await proxy.open()
        const vanishing = connectControl(`127.0.0.1:${proxy.port}`)
        onTestFinished(() => vanishing.close())
        const asked = rejection(() => vanishing.call('NewEnvironment', onHost(FIRST), limits))
        const states = async () =>
          (await control.call('GetEnvironments', { showAll: true }, limits)).environments
        await until(
          async () => (await states())[0]?.state === 'STANDBY',
          () => log(),
        )
        await proxy.close()
        expect(await asked).toMatchObject({ code: expect.stringMatching(/^CORE_/) })
        await until(
          async () => (await states())[0]?.state === 'CONFIGURED',
          () => log(),
        )
        const [{ id } = { id: '' }] = await states()
        const request = { id, type: 'START_ACTIVITY' } as const
        expect(await control.call('ControlEnvironment', request, limits)).toMatchObject({ state: 'RUNNING' })
        await control.call('DestroyEnvironment', { id, allowInRunningState: true }, limits)
        expect(await states()).toEqual([])
      },
      TIMEOUT_MS,
    )

    it(
      'ends all runs at SIGTERM: consumers get each EOR, and nothing is taken any more',
      async () => {
        const { control, child } = await started(
          settingsFile(configuration(brokers())),
          ...['--task-transition-delay-ms', '300'],
        )
        const running = await Promise.all(
          DETECTORS.slice(0, 3).map(async (detector) => {
            const id = await created(control, hostOf(detector))
            const request = { id, type: 'START_ACTIVITY' } as const
            const { currentRunNumber } = await control.call('ControlEnvironment', request, limits)
            return { id, currentRunNumber }
          }),
        )
        child.kill('SIGTERM')
        expect((await child).exitCode).toBe(143)
        expect(await rejection(() => created(control, FIRST))).toMatchObject({ code: 'CORE_UNREACHABLE' })
        const ids = running.map(({ id }) => id)
        const records = await readRecords(
          brokers(),
          (topic) => topic === SOR || topic === EOR,
          2 * ids.length,
          ({ key }) => ids.includes(key ?? ''),
        )
        for (const { id, currentRunNumber } of running) {
          expect(runsOn(SOR, id, records)).toEqual([currentRunNumber])
          expect(runsOn(EOR, id, records)).toEqual([currentRunNumber])
        }
      },
      TIMEOUT_MS,
    )
  })

  describeUnless(consulUnavailable(), 'with its settings in Consul', () => {
    let consul: ConsulServer
    beforeAll(async () => {
      consul = await startConsul()
    }, TIMEOUT_MS)
    afterAll(() => consul?.stop())

    itServes(async (keys) => {
      const put = consulKeys(consul.address)
      for (const [key, value] of Object.entries(keys)) await put(key, value)
      await put('o2/runtime/COG/mapping', '')
      return `consul://${consul.address}`
    }, brokers)
  })
})

function settingsFile(keys: Record<string, string>): string {
  const document = new Document({})
  for (const [key, value] of Object.entries(keys)) document.setIn(key.split('/'), value)
  return `file://${temporaryFile('settings.yaml', String(document))}`
}
