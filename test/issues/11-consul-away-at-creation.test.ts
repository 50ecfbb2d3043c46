/**
 * While Consul was away, environments were created without its variables: without `kafka_enabled`, so that a whole run had
 * no Start and no End of Run, although Consul was back by then.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { environmentOf } from '../../control-api/client-errors.js'
import { rejection } from '../helpers/caught.js'
import { runCommand } from '../helpers/run-command.js'
import {
  configuration,
  DETECTORS,
  hostOf,
  limits,
  onHost,
  started,
  TIMEOUT_MS,
} from '../helpers/served-daemon.js'
import { describeUnless } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { type ConsulServer, startConsul } from '../services/consul.js'
import { consulUnavailable } from '../services/consul-binary.js'

const [FIRST = ''] = DETECTORS.map(hostOf)

describeUnless(consulUnavailable(), 'a core whose Consul goes away', () => {
  let consul: ConsulServer
  beforeAll(async () => {
    consul = await startConsul()
  }, TIMEOUT_MS)
  afterAll(() => consul?.kill())

  const put = async (keys: Record<string, string>): Promise<void> => {
    for (const [key, body] of Object.entries(keys)) {
      await fetch(`http://${consul.address}/v1/kv/${key}`, { method: 'PUT', body })
    }
  }

  it(
    'refuses environments until Consul is back, with the reason in the reply, the log and /readyz',
    async () => {
      const keys = { ...configuration('127.0.0.1:1'), 'o2/runtime/run_number': '800' }
      await put(keys)
      const daemon = await started(`consul://${consul.address}`, '--enable-kafka', 'false')
      const { control } = daemon
      const ready = async () =>
        (await fetch(`http://${new URL(daemon.addressOf('page')).host}/readyz`)).text()
      expect(await ready()).toContain('"ready"')
      const { environment } = await control.call('NewEnvironment', onHost(FIRST), limits)
      const id = environment?.id ?? ''
      const start = { id, type: 'START_ACTIVITY' } as const
      const started801 = await control.call('ControlEnvironment', start, limits)
      expect(started801).toMatchObject({ state: 'RUNNING', currentRunNumber: 801 })

      await consul.kill()
      const other = hostOf(DETECTORS[1] ?? '')
      const error = await rejection(() => control.call('NewEnvironment', onHost(other), limits))
      const text = `cannot read the runtime variables, without which kafka_enabled would be off: Consul at ${consul.address}: cannot read o2/runtime/aliecs/`
      expect(error.message).toContain(text)
      expect(error).toMatchObject({ cause: { code: 14 } })
      expect(environmentOf(error)).toMatchObject({ state: 'ERROR' })
      const args = ['env', 'create', '-w', 'golden-dataflow', '-e', `hosts=["${other}"]`]
      const command = await runCommand([...args, '--core', control.address])
      expect(command).toMatchObject({ exitCode: 1, stdout: [], stderr: [expect.stringContaining(text)] })
      expect(daemon.log()).toContain(text)
      await until(
        async () =>
          (await ready()).includes(`the configuration in consul://${consul.address} cannot be read`),
        () => 'not ready for want of the configuration',
      )

      // Empty: the run number is lost with everything else, and put back one by one.
      await consul.start()
      await put({ ...configuration('127.0.0.1:1') })
      await control.call('ControlEnvironment', { id, type: 'STOP_ACTIVITY' }, limits)
      const refused = await rejection(() => control.call('ControlEnvironment', start, limits))
      expect(refused.message).toMatch(/no run number is there, but this core has used 801/)
      await put({ 'o2/runtime/run_number': '801' })
      const created = await control.call('NewEnvironment', onHost(other), limits)
      expect(created.environment).toMatchObject({ state: 'CONFIGURED', vars: { kafka_enabled: 'true' } })
      const next = { id: created.environment?.id ?? '', type: 'START_ACTIVITY' } as const
      expect(await control.call('ControlEnvironment', next, limits)).toMatchObject({ currentRunNumber: 802 })
      await until(
        async () => (await ready()).includes('"ready"'),
        () => 'ready again',
      )

      const url = `http://${consul.address}/v1/kv/o2/runtime/aliecs/vars/kafka_enabled`
      expect(daemon.log()).not.toContain('is gone')
      await fetch(url, { method: 'DELETE' })
      await control.call('NewEnvironment', onHost(hostOf(DETECTORS[2] ?? '')), limits)
      expect(daemon.log()).toContain('kafka_enabled was "true" and is gone')
    },
    TIMEOUT_MS,
  )
})
