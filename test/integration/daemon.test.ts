/** The daemon as a process: a client that vanishes, and its own end. */
import { expect, it, onTestFinished } from 'vitest'
import { connectControl } from '../../control-api/client.js'
import { rejection } from '../helpers/caught.js'
import { readRecords } from '../helpers/read-records.js'
import {
  configuration,
  created,
  DETECTORS,
  hostOf,
  limits,
  onHost,
  settingsFile,
  started,
  TIMEOUT_MS,
} from '../helpers/served-daemon.js'
import { describeWithKafka } from '../helpers/services.js'
import { tcpProxy } from '../helpers/tcp-proxy.js'
import { EOR, runsOn, SOR } from '../helpers/told-runs.js'
import { until } from '../helpers/until.js'

const [FIRST = ''] = DETECTORS.map(hostOf)

describeWithKafka('the daemon', (brokers) => {
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
