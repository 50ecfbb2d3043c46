import { describe, expect, it } from 'vitest'
import { integratedServices } from '../../integrated-services/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { serviceHarness } from '../helpers/service-harness.js'

describe.each(['dcs', 'ddsched', 'odc', 'trg'] as const)('%s', (name) => {
  it('is plainly a simulation', async () => {
    const logger = new MemoryLogger()
    const plugin = integratedServices({ emit: () => {}, logger })[name]()
    await plugin.init('core')
    expect(plugin.getName()).toBe(name)
    expect(plugin.getPrettyName()).toMatch(/ \(simulated\)$/)
    expect(plugin.getEndpoint()).toBe('simulated')
    expect(logger.lines).toEqual([`warn: ${plugin.getPrettyName()}: nothing real is behind this plugin`])
  })

  it('is READY until it is destroyed', async () => {
    const { plugin } = serviceHarness(name)
    expect(plugin.getConnectionState()).toBe('READY')
    await plugin.destroy()
    await plugin.destroy()
    expect(plugin.getConnectionState()).toBe('SHUTDOWN')
  })

  it('has nothing to say of environments that it does not know', () => {
    const { plugin } = serviceHarness(name)
    expect(plugin.getEnvironmentsShortData(['e1'])).toEqual({})
    expect(plugin.objectStack({}, {})).toEqual({})
  })
})

const VARS = { trg_detectors: '["ITS","TPC"]', run_number: '1' }

it('a call that waits for the service ends when the plugin does', async () => {
  const { call, plugin } = serviceHarness('trg')
  const called = call('RunStart', { ...VARS, trg_simulated_delay: '1h', __call_timeout: '2h' })
  await plugin.destroy()
  expect((await called).error).toBe(
    'TRG RunStart call failed. REASON: rpc error: code = Canceled desc = the simulated service was closed',
  )
})

it('after its end it takes no calls', async () => {
  const { call, plugin } = serviceHarness('trg')
  await plugin.destroy()
  expect(await call('RunStart', VARS)).toEqual({
    told: [],
    error: 'TRG RunStart call failed. REASON: TRG plugin not initialized, RunStart impossible',
  })
})
