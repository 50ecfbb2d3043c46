/** A daemon as a process with its clients: a host for each of twenty detectors, environments publish. */
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { Document } from 'yaml'
import { type ControlClient, connectControl } from '../../control-api/client.js'
import { type ConsulServer, startConsul } from '../services/consul.js'
import { consulUnavailable } from '../services/consul-binary.js'
import { type ApricotClient, connectApricot } from './apricot-client.js'
import { consulKeys } from './consul-keys.js'
import { startDaemonProcess } from './daemon-process.js'
import { describeUnless } from './services.js'
import { temporaryFile } from './temporary.js'

export const TIMEOUT_MS = 300_000
export const limits = { timeoutMs: 60_000 }
export const ENVIRONMENTS = 20
export const DETECTORS = Array.from(
  { length: ENVIRONMENTS },
  (_, index) => `D${String(index).padStart(2, '0')}`,
)
const TEMPLATES = new URL('../golden/core/templates', import.meta.url).pathname

export const hostOf = (detector: string): string => `flp-${detector.toLowerCase()}-1`
export const onHost = (host: string) => ({
  workflowTemplate: 'golden-dataflow',
  vars: { hosts: JSON.stringify([host]) },
  requestUser: { externalId: 0, name: 'shifter' },
})

/** The configuration, by its keys: a host for each detector, environments publish. */
export function configuration(brokers: string): Record<string, string> {
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

export interface Clients {
  control: ControlClient
  apricot: ApricotClient
}

export async function started(config: string, ...args: string[]) {
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

export async function created(control: ControlClient, host: string): Promise<string> {
  const { environment } = await control.call('NewEnvironment', onHost(host), limits)
  return environment?.id ?? ''
}

export function settingsFile(keys: Record<string, string>): string {
  const document = new Document({})
  for (const [key, value] of Object.entries(keys)) document.setIn(key.split('/'), value)
  return `file://${temporaryFile('settings.yaml', String(document))}`
}

/**
 * The same tests with the settings in a file and in Consul.
 *
 * @param tests with `config` called in each test: where that configuration is then
 */
export function describeConfigurations(
  tests: (config: (keys: Record<string, string>) => Promise<string>) => void,
): void {
  describe('with a settings file', () => {
    tests(async (keys) => settingsFile(keys))
  })

  describeUnless(consulUnavailable(), 'with its settings in Consul', () => {
    let consul: ConsulServer
    beforeAll(async () => {
      consul = await startConsul()
    }, TIMEOUT_MS)
    afterAll(() => consul?.stop())

    tests(async (keys) => {
      const put = consulKeys(consul.address)
      for (const [key, value] of Object.entries(keys)) await put(key, value)
      await put('o2/runtime/COG/mapping', '')
      return `consul://${consul.address}`
    })
  })
}
