/** The daemon as a process, as its clients have it: each method of its gRPC services. */
import { status } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import type { Event__Output } from '#generated/grpc/events/Event.js'
import { APRICOT, CONTROL } from '../../control-api/definitions.js'
import { rejection } from '../helpers/caught.js'
import {
  type Clients,
  configuration,
  DETECTORS,
  describeConfigurations,
  hostOf,
  limits,
  onHost,
  started,
  TIMEOUT_MS,
} from '../helpers/served-daemon.js'
import { describeWithKafka } from '../helpers/services.js'
import { until } from '../helpers/until.js'

const [FIRST = '', SECOND = ''] = DETECTORS.map(hostOf)

describeWithKafka('the daemon', (brokers) => {
  describeConfigurations((config) => {
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
  })
})

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
