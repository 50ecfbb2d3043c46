import { expect, it } from 'vitest'
import events from '#generated/protos/events_pb.js'
import { startCore } from '../../bin/core.js'
import { SETTINGS_CHECKS } from '../../bin/settings-checks.js'
import type { ManagedPublisher } from '../../plugin/host.js'
import { loadSettings } from '../../settings/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'
import { temporaryFolder } from '../helpers/temporary.js'

class ManagedMemory extends MemoryPublisher implements ManagedPublisher {
  readonly endpoint = 'memory'
  readonly connectionState = 'READY'
  readonly connectionError = null
  stats = () => ({ queued: 0, queuedBytes: 0, delivered: 0, failed: 0, lastError: null })
  close = async () => []
}

const ENABLED = { dcs_enabled: 'true', dd_enabled: 'true', epn_enabled: 'true', trg_enabled: 'true' }

it('what the four services tell is on their topics, between the events of the calls', async () => {
  const publisher = new ManagedMemory()
  const logger = new MemoryLogger()
  const flags = {
    integrationPlugins: 'dcs,ddsched,odc,trg',
    coreWorkingDir: temporaryFolder(),
    taskTransitionDelayMs: '0',
  }
  const uri = 'file://examples/settings.yaml'
  const loaded = await loadSettings({ uri, flags, checks: SETTINGS_CHECKS, logger })
  const core = await startCore({ loaded, logger, createPublisher: () => publisher })
  const userVars = { hosts: '["flp-tpc-1"]', kafka_enabled: 'false', ...ENABLED }
  const template = 'examples/workflows/readout-dataflow.yaml'
  const { id } = await core.manager.create({ template, userVars })
  await core.manager.control(id, 'START_ACTIVITY')
  await core.close()

  const records = publisher.take().filter(({ topic }) => /integrated_service|call$/.test(topic))
  const services = records.filter(({ topic }) => topic !== 'aliecs.call')
  expect([...new Set(services.map(({ topic }) => topic))].sort()).toEqual([
    'aliecs.integrated_service.dcs',
    'aliecs.integrated_service.ddsched',
    'aliecs.integrated_service.odc',
    'aliecs.integrated_service.trg',
  ])
  // PreDeploymentCleanup of odc belongs to no environment.
  expect([...new Set(services.map(({ key }) => key))].sort()).toEqual([id, null].sort())

  const started = records.flatMap(({ topic, value }) => {
    const event = events.Event.deserializeBinary(value)
    const [call, service] = [event.getCallevent(), event.getIntegratedserviceevent()]
    const path = topic === 'aliecs.call' ? call?.getPath() : service?.getName()
    const name = 'readout-dataflow.trg.start'
    return path === name ? [`${topic} ${call?.getCallstatus() ?? service?.getOperationstatus()}`] : []
  })
  expect(started).toEqual([
    'aliecs.call 1',
    'aliecs.integrated_service.trg 1',
    'aliecs.integrated_service.trg 3',
    'aliecs.call 3',
  ])
})
