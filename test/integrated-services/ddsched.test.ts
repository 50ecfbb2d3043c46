import { describe, expect, it } from 'vitest'
import { serviceHarness } from '../helpers/service-harness.js'

const INFO = '{"partition_info":{"environment_id":"e1","partition_id":"e1"}}'
const request = (call: string, fields: string, state: number, opening = 'S/S') => [
  `${opening} perform DD scheduler call: ${call} {"ddschedRequest":${fields}}`,
  `N/OK perform DD scheduler call: ${call} ` +
    `{"ddschedRequest":${fields},"ddschedResponse":{"partition_state":${state}}}`,
]
const polled = (progress: string, state: string, error = '') =>
  `${progress} poll for DD partition state${error} {"lastKnownState":"PARTITION_${state}"}`

const INITIALIZED = [
  ...request('PartitionInitialize', INFO, 4),
  polled('N/S', 'CONFIGURING'),
  polled('OK/OK', 'CONFIGURED'),
]

describe('each function', () => {
  it('PartitionInitialize', async () => {
    const { call, plugin } = serviceHarness('ddsched')
    expect(await call('PartitionInitialize')).toEqual({ told: INITIALIZED, error: undefined })
    expect(plugin.getEnvironmentsData(['e1', 'e2'])).toEqual({ e1: 'PARTITION_CONFIGURED' })
  })

  it('PartitionTerminate', async () => {
    expect(await serviceHarness('ddsched').call('PartitionTerminate')).toEqual({
      told: [
        ...request('PartitionTerminate', INFO, 6),
        polled('N/S', 'TERMINATING'),
        polled('OK/OK', 'TERMINATED'),
      ],
      error: undefined,
    })
  })

  it('EnsureTermination of nothing', async () => {
    expect(await serviceHarness('ddsched').call('EnsureTermination')).toEqual({
      told: ['S/S check DD partition status', 'OK/OK check DD partition status'],
      error: undefined,
    })
  })

  it('EnsureTermination of what is there', async () => {
    const { call } = serviceHarness('ddsched')
    await call('PartitionInitialize')
    expect(await call('EnsureTermination')).toEqual({
      told: [
        'S/S check DD partition status',
        'N/OK check DD partition status (partition still exists, cleanup needed)',
        ...request('PartitionTerminate', INFO, 6, 'N/S'),
        polled('N/S', 'TERMINATING'),
        polled('OK/OK', 'TERMINATED'),
      ],
      error: undefined,
    })
    expect((await call('EnsureTermination')).told).toHaveLength(2)
  })
})

it('polls while the scheduler is at work', async () => {
  const { told } = await serviceHarness('ddsched').call('PartitionInitialize', {
    ddsched_simulated_delay: '1ms',
  })
  expect(told.slice(2)).toEqual([
    polled('N/S', 'CONFIGURING'),
    polled('N/N', 'CONFIGURING'),
    polled('OK/OK', 'CONFIGURED'),
  ])
})

it('asks with the discovery ids of the leaf roles, and the parameters of the partition', async () => {
  const { call, events, leafVars } = serviceHarness('ddsched')
  leafVars.push(
    { dd_discovery_ib_hostname: 'b-ib', dd_discovery_stfb_id: 'stfb-b' },
    { dd_discovery_ib_hostname: 'a-ib', dd_discovery_stfb_id: 'stfb-a' },
    { dd_discovery_ib_hostname: 'a-ib', dd_discovery_stfs_id: 'stfs-a' },
    { dd_discovery_stfs_id: 'nowhere' },
    {},
  )
  await call('PartitionInitialize', { ddsched_zeta: '1', ddsched_alpha: '2' })
  expect(events[0]?.payload).toBe(
    `{"ddschedRequest":${INFO.slice(0, -1)},` +
      '"stfb_host_id_map":{"stfb-a":"a-ib","stfb-b":"b-ib"},"stfs_host_id_map":{"stfs-a":"a-ib"},' +
      '"partition_params":{"alpha":"2","zeta":"1"}}}',
  )
})

describe('failures', () => {
  it.each([
    ['PartitionInitialize', 'PARTITION_ERROR'],
    ['PartitionInitialize:PARTITION_REQUEST_INVALID', 'PARTITION_REQUEST_INVALID'],
  ])('%s lands on %s', async (failure, state) => {
    const result = await serviceHarness('ddsched').call('PartitionInitialize', {
      ddsched_simulated_failure: failure,
    })
    const error = `PartitionInitialize landed on unexpected state ${state} (expected: PARTITION_CONFIGURED)`
    expect(result.told.slice(3)).toEqual([
      `ERR/ERR poll for DD partition state (${error}) {"lastKnownState":"${state}"}`,
    ])
    expect(result.error).toBe(`DDsched PartitionInitialize call failed. REASON: ${error}`)
  })

  it('stuck until the time is over', async () => {
    const result = await serviceHarness('ddsched').call('PartitionTerminate', {
      ddsched_simulated_failure: 'PartitionTerminate:stuck',
      __call_timeout: '1ms',
    })
    const error =
      'PartitionTerminate timeout exceeded. Latest state PARTITION_TERMINATING (expected: PARTITION_TERMINATED)'
    expect(result.told.slice(3)).toEqual([
      polled('N/N', 'TERMINATING'),
      polled('TO/TO', 'TERMINATING', ` (${error})`),
    ])
    expect(result.error).toBe(`DDsched PartitionTerminate call failed. REASON: ${error}`)
  })

  it('unreachable', async () => {
    const reason = 'rpc error: code = Unavailable desc = simulated failure'
    const { call } = serviceHarness('ddsched')
    const failing = {
      ddsched_simulated_failure: 'PartitionInitialize:unreachable, PartitionStatus:unreachable',
    }
    expect(await call('PartitionInitialize', failing)).toEqual({
      told: [
        `S/S perform DD scheduler call: PartitionInitialize {"ddschedRequest":${INFO}}`,
        `ERR/ERR perform DD scheduler call: PartitionInitialize (${reason}) {"ddschedRequest":${INFO}}`,
      ],
      error: `DDsched PartitionInitialize call failed. REASON: ${reason}`,
    })
    expect(await call('EnsureTermination', failing)).toEqual({
      told: ['S/S check DD partition status', `ERR/ERR check DD partition status (${reason})`],
      error: `DDsched EnsureTermination call failed. REASON: ${reason}`,
    })
  })

  it('unconnected: no event', async () => {
    const failing = { ddsched_simulated_failure: 'PartitionTerminate:unconnected' }
    expect(await serviceHarness('ddsched').call('PartitionTerminate', failing)).toEqual({
      told: [],
      error:
        'DDsched PartitionTerminate call failed. REASON: ' +
        'DD scheduler client connection not available, PartitionTerminate impossible',
    })
  })
})

it('forgets the partition with the environment', async () => {
  const { call, plugin } = serviceHarness('ddsched')
  await call('PartitionInitialize')
  plugin.environmentStateChanged?.('e1', 'DONE')
  expect(plugin.getData(['e1'])).toBe('{}')
})
