/** The four simulated services called by the real core, as the example template says. */
import { describe, expect, it } from 'vitest'
import type { EnvironmentEvent } from '../../core/index.js'
import { integratedServices } from '../../integrated-services/index.js'
import type { IntegratedServiceEvent, VarStack } from '../../plugin/host.js'
import { type CoreHarness, createCoreHarness } from '../helpers/core-harness.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const TEMPLATE = 'examples/workflows/readout-dataflow.yaml'
const VARS = {
  hosts: '["flp-its-1","flp-tpc-1"]',
  dcs_enabled: 'true',
  dd_enabled: 'true',
  epn_enabled: 'true',
  trg_enabled: 'true',
  dcs_simulated_delay: '0s',
  ddsched_simulated_delay: '0s',
  odc_simulated_delay: '0s',
  trg_simulated_delay: '0s',
}

interface Run extends CoreHarness {
  /** What was told, in order: calls by the core, events by the services. */
  told: (EnvironmentEvent | IntegratedServiceEvent)[]
  services: IntegratedServiceEvent[]
  create(vars?: VarStack): Promise<string>
}

async function startRun(): Promise<Run> {
  const told: Run['told'] = []
  const services: IntegratedServiceEvent[] = []
  const emit = (_service: string, event: IntegratedServiceEvent): void => {
    told.push(event)
    services.push(event)
  }
  const core = await createCoreHarness({
    plugins: integratedServices({ emit, logger: new MemoryLogger() }),
    observers: [(event) => told.push(event)],
  })
  const create: Run['create'] = async (vars = {}) => {
    const { id } = await core.manager.create({ template: TEMPLATE, userVars: { ...VARS, ...vars } })
    return id
  }
  return { ...core, told, services, create }
}

/** `role: calls and steps`, by role, in the order of their first event. */
function byRole(events: readonly IntegratedServiceEvent[]): string[] {
  const roles = new Map<string, string[]>()
  for (const { name, operationStep, operationStatus } of events) {
    const steps = roles.get(name) ?? []
    roles.set(name, steps)
    if (operationStatus.startsWith('DONE')) steps.push(`${operationStep} ${operationStatus}`)
  }
  return [...roles].map(([role, steps]) => `${role.replace('readout-dataflow.', '')}: ${steps.join(', ')}`)
}

describe('one whole lifecycle', () => {
  it('calls every function of a life without failures, and each ends well', async () => {
    const { create, manager, services } = await startRun()
    const id = await create()
    await manager.control(id, 'START_ACTIVITY')
    await manager.control(id, 'STOP_ACTIVITY')
    await manager.destroy(id)
    expect(byRole(services).sort()).toEqual([
      'dcs.eor: perform DCS call: EndOfRun DONE_OK',
      'dcs.pfr: perform DCS call: PrepareForRun DONE_OK',
      'dcs.sor: perform DCS call: StartOfRun DONE_OK',
      'dd-scheduler.cleanup: check DD partition status DONE_OK',
      'dd-scheduler.initialize: poll for DD partition state DONE_OK',
      'dd-scheduler.terminate: poll for DD partition state DONE_OK',
      'odc.cleanup: perform ODC call: Shutdown DONE_OK, perform ODC calls for all known partitions: Shutdown DONE_OK',
      'odc.configure: perform ODC call: Configure DONE_OK',
      'odc.deploy: no cleanup necessary DONE_OK',
      'odc.part-init: perform ODC call: Run DONE_OK',
      'odc.part-term: perform ODC call: Terminate DONE_OK, perform ODC call: Shutdown DONE_OK',
      'odc.reset: perform ODC call: Reset DONE_OK',
      'odc.start: perform ODC call: Start DONE_OK',
      'odc.stop: perform ODC call: Stop DONE_OK',
      'trg.load: perform TRG call: RunLoad DONE_OK',
      'trg.pfr: perform TRG call: PrepareForRun DONE_OK',
      'trg.start: perform TRG call: RunStart DONE_OK',
      'trg.stop: perform TRG call: RunStop DONE_OK',
      'trg.unload: perform TRG call: RunUnload DONE_OK',
    ])
  })

  it('tells of a call before its events, and of its end after them', async () => {
    const { create, manager, told } = await startRun()
    const id = await create()
    await manager.control(id, 'START_ACTIVITY')
    await manager.control(id, 'STOP_ACTIVITY')
    await manager.destroy(id)
    const open = new Set<string>()
    const outside: string[] = []
    for (const event of told) {
      if (!('type' in event)) {
        if (!open.has(event.name)) outside.push(event.name)
      } else if (event.type === 'call-started') open.add(event.role.path)
      else if (event.type === 'call-finished') open.delete(event.role.path)
    }
    expect(outside).toEqual([])
    expect(open.size).toBe(0)
  })

  it('Bookkeeping finds a request in every payload of the trigger, with the run number once there is one', async () => {
    const { create, manager, services } = await startRun()
    const id = await create()
    await manager.control(id, 'START_ACTIVITY')
    await manager.control(id, 'STOP_ACTIVITY')
    const events = services.filter(({ name }) => name.includes('.trg.'))
    for (const { payload, operationName } of events) {
      const { trgRequest } = JSON.parse(payload)
      if (operationName === 'trg.PrepareForRun()') expect(trgRequest.runtype).toBe('PHYSICS')
      else expect(trgRequest.runn, operationName).toBe(1)
    }
    const { vars } = manager.environment(id)
    const times = events.filter(({ timestampMs }) => timestampMs !== undefined)
    expect(times.map(({ operationName, timestampMs }) => [operationName, String(timestampMs)])).toEqual([
      ['trg.RunStart()', vars.get('trg_start_time_ms')],
      ['trg.RunStop()', vars.get('trg_end_time_ms')],
    ])
    await manager.destroy(id)
  })

  it('the Control GUI finds the states of detectors under the name that it knows', async () => {
    const { create, manager, services } = await startRun()
    const id = await create()
    await manager.control(id, 'START_ACTIVITY')
    const shown = services
      .filter(({ name }) => name === 'readout-dataflow.dcs.sor')
      .map(({ payload }) => JSON.parse(payload))
      .filter((payload) => payload.dcsEvent !== undefined)
    expect(shown.map(({ detector, state, runNumber }) => `${detector} ${state} ${runNumber}`)).toEqual([
      'ITS SOR_PROGRESSING 1',
      'TPC SOR_PROGRESSING 1',
      'ITS RUN_OK 1',
      'TPC RUN_OK 1',
    ])
    await manager.destroy(id, { force: true })
  })
})

describe('when things go wrong', () => {
  it('a SOR that fails ends in ERROR, with the cleanups of what had begun', async () => {
    const { create, manager, services } = await startRun()
    const id = await create({ dcs_simulated_failure: 'StartOfRun:TPC' })
    await manager.control(id, 'START_ACTIVITY')
    expect(manager.environment(id).state).toBe('ERROR')
    const ends = byRole(services)
    expect(ends).toContain('dcs.sor: perform DCS call: StartOfRun DONE_ERROR')
    expect(ends).toContain('dcs.error-cleanup: perform DCS call: EndOfRun DONE_OK')
    expect(ends).toContain('trg.errorensurerununload: perform TRG call: RunUnload DONE_OK')
    expect(ends.some((line) => line.startsWith('trg.errorensurerunstop'))).toBe(false)
    await manager.destroy(id)
  })

  it('an environment destroyed in RUNNING stops the trigger under the name of the cleanup', async () => {
    const { create, manager, services } = await startRun()
    const id = await create()
    await manager.control(id, 'START_ACTIVITY')
    await manager.destroy(id, { force: true })
    const [last] = services.filter(({ operationName }) => operationName === 'trg.EnsureRunStop()').slice(-1)
    expect(last).toMatchObject({
      name: 'readout-dataflow.trg.destroyensurerunstop',
      operationStatus: 'DONE_OK',
      operationStep: 'perform TRG call: RunStop',
    })
    expect(byRole(services)).toContain('dd-scheduler.cleanup: poll for DD partition state DONE_OK')
  })

  it('a scheduler that fails critically fails the creation', async () => {
    const { create } = await startRun()
    await expect(create({ ddsched_simulated_failure: 'PartitionInitialize' })).rejects.toThrow(
      'DDsched PartitionInitialize call failed. REASON: PartitionInitialize landed on unexpected state PARTITION_ERROR',
    )
  })
})

it('nothing is called unless a variable says so', async () => {
  const { manager, services, told } = await startRun()
  const { id } = await manager.create({ template: TEMPLATE, userVars: { hosts: VARS.hosts } })
  await manager.destroy(id)
  expect(services).toEqual([])
  expect(told.some((event) => 'type' in event && event.type === 'call-started')).toBe(false)
})
