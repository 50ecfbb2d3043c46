import { describe, expect, it } from 'vitest'
import type { VarStack } from '../../plugin/host.js'
import { serviceHarness } from '../helpers/service-harness.js'

const RUN_VARS = {
  pdp_config_option: 'Repository hash',
  odc_script: 'gen_topo.sh',
  odc_plugin: 'Slurm',
  odc_resources: '[]',
}
const RUN = '{"partitionid":"e1","timeout":56,"script":"gen_topo.sh","plugin":"Slurm","resources":"[]"}'
const PARTITION = '{"partitionid":"e1","timeout":56}'
const reply = (state: string, more = '') =>
  `{"status":1,"partitionid":"e1","sessionid":"simulated-e1","state":"${state}"${more}}`

/** The two events of a call of ODC. */
function pair(name: string, request: string, response: string, progress = ['S/S', 'OK/OK']): string[] {
  const step = `perform ODC call: ${name} {"odcRequest":${request}`
  return [`${progress[0]} ${step}}`, `${progress[1]} ${step},"odcResponse":${response}}`]
}
const statePair = (name: string, state: string, progress?: string[]) =>
  pair(name, `{"request":${PARTITION}}`, `{"reply":${reply(state)}}`, progress)
const shutdown = pair('Shutdown', PARTITION, reply('UNDEFINED'))

/** A service with one partition, in this state. */
async function withPartition(state: 'IDLE' | 'RUNNING') {
  const harness = serviceHarness('odc')
  await harness.call('PartitionInitialize', RUN_VARS)
  if (state === 'RUNNING') await harness.call('Start', { run_number: '42' })
  return harness
}

describe('each function', () => {
  it('PartitionInitialize', async () => {
    const { call, rootVars, plugin } = serviceHarness('odc')
    const told = pair('Run', RUN, reply('IDLE'))
    expect(await call('PartitionInitialize', RUN_VARS)).toEqual({ told, error: undefined })
    expect(rootVars).toEqual({ __odc_partitioninitialize_called: 'true' })
    expect(JSON.parse(plugin.getEnvironmentsData(['e1'])['e1'] ?? '')).toEqual({
      devices: [],
      ddsSessionId: 'simulated-e1',
      ddsSessionStatus: 'RUNNING',
      state: 'IDLE',
    })
  })

  it.each<[what: string, vars: VarStack, fields: string]>([
    [
      'from XML',
      { pdp_config_option: 'Manual XML', odc_topology: 'a.xml' },
      '"topology":"a.xml","plugin":"Slurm","resources":"[]"',
    ],
    [
      'with its own resources',
      { odc_extract_topology_resources: 'true' },
      '"script":"gen_topo.sh","extractTopoResources":true',
    ],
    [
      'with another reserve',
      { odc_padding_timeout: '10s', odc_extract_topology_resources: '1' },
      '"script":"gen_topo.sh","extractTopoResources":true',
    ],
  ])('PartitionInitialize of a topology %s', async (_what, vars, fields) => {
    const { call, events } = serviceHarness('odc')
    await call('PartitionInitialize', { ...RUN_VARS, ...vars })
    const timeout = vars['odc_padding_timeout'] === undefined ? 56 : 49
    expect(events[0]?.payload).toBe(`{"odcRequest":{"partitionid":"e1","timeout":${timeout},${fields}}}`)
  })

  it('Configure', async () => {
    const { call } = await withPartition('IDLE')
    const properties = [
      { key: 'detectors', value: 'ITS,TPC' },
      { key: 'environment_id', value: 'e1' },
      { key: 'lhc_period' },
      { key: 'run_type', value: 'PHYSICS' },
    ]
    const request = `{"partitionid":"e1","timeout":56,"properties":${JSON.stringify(properties)}}`
    const vars = {
      run_type: 'PHYSICS',
      lhc_period: '',
      detectors: '["ITS","TPC"]',
      pdp_override_run_start_time: '',
    }
    expect(await call('Configure', vars)).toEqual({
      told: [
        ...pair('SetProperties', request, reply('IDLE'), ['S/S', 'N/OK']),
        ...statePair('Configure', 'READY', ['N/S', 'OK/OK']),
      ],
      error: undefined,
    })
  })

  it.each([
    ['Start', 'N/S', 'run_start_time_ms', 'IDLE', 'RUNNING'],
    ['Stop', 'S/S', 'run_end_time_ms', 'RUNNING', 'READY'],
    ['EnsureStop', 'S/S', 'run_end_time_ms', 'RUNNING', 'READY'],
  ] as const)('%s', async (func, opening, time, before, after) => {
    const { call, events } = await withPartition(before)
    const vars = {
      run_number: '42',
      [time]: '1',
      fill_info_fill_number: '9',
      run_start_completion_time_ms: '',
    }
    const properties = [
      { key: 'fill_info_fill_number', value: '9' },
      { key: 'runNumber', value: '42' },
      { key: 'run_number', value: '42' },
      { key: time, value: '1' },
    ].sort((a, b) => (a.key < b.key ? -1 : 1))
    const fields = '"partitionid":"e1","runnr":42,"timeout":56'
    const request = `{${fields},"properties":${JSON.stringify(properties)}}`
    const name = func === 'EnsureStop' ? 'Stop' : func
    expect(await call(func, vars)).toEqual({
      told: [
        ...pair('SetProperties', request, reply(before, ',"runnr":42'), ['S/S', 'N/OK']),
        ...pair(name, `{"request":{${fields}}}`, `{"reply":${reply(after, ',"runnr":42')}}`, [
          opening,
          'OK/OK',
        ]),
      ],
      error: undefined,
    })
    expect(events.at(-1)?.operationName).toBe(`odc.${func}()`)
  })

  it('Reset', async () => {
    const { call } = await withPartition('IDLE')
    expect(await call('Reset')).toEqual({ told: statePair('Reset', 'IDLE'), error: undefined })
  })

  it('PartitionTerminate', async () => {
    const { call, plugin } = await withPartition('IDLE')
    const told = [...statePair('Terminate', 'EXITING'), ...shutdown]
    expect(await call('PartitionTerminate')).toEqual({ told, error: undefined })
    expect(plugin.getEnvironmentsData(['e1'])).toEqual({})
  })

  it('EnsureCleanupLegacy', async () => {
    const { call } = await withPartition('IDLE')
    const told = [...statePair('Reset', 'IDLE'), ...statePair('Terminate', 'EXITING'), ...shutdown]
    expect(await call('EnsureCleanupLegacy')).toEqual({ told, error: undefined })
  })
})

it.each(['EnsureStop', 'PartitionTerminate'])('%s is silent where there is nothing to do', async (func) => {
  expect(await serviceHarness('odc').call(func)).toEqual({ told: [], error: undefined })
})

describe('cleanups', () => {
  const status = (partitions = '') =>
    pair('Status', '{"running":true}', `{"status":1${partitions}}`, ['S/S', 'N/OK'])
  const known = ',"partitions":[{"partitionid":"e1","sessionid":"simulated-e1","status":1,"state":"IDLE"}]'
  const done = 'OK/OK perform ODC calls for all known partitions: Shutdown'

  it('EnsureCleanup shuts down its own partition', async () => {
    const { call } = await withPartition('IDLE')
    expect(await call('EnsureCleanup')).toEqual({
      told: [...status(known), ...shutdown, done],
      error: undefined,
    })
  })

  it('PreDeploymentCleanup leaves those that belong to an environment, and belongs to none itself', async () => {
    const { call, events } = await withPartition('IDLE')
    expect(await call('PreDeploymentCleanup', { environment_id: 'e2' })).toEqual({
      told: [...status(known), 'OK/OK no cleanup necessary'],
      error: undefined,
    })
    expect(events.slice(-3).map(({ environmentId }) => environmentId)).toEqual(['', '', ''])
  })

  it('both shut down orphans, in the name of their environment', async () => {
    const { call, events, plugin } = await withPartition('IDLE')
    plugin.environmentStateChanged?.('e1', 'DONE')
    expect(await call('PreDeploymentCleanup', { environment_id: 'e2' })).toEqual({
      told: [...status(known), ...shutdown, done],
      error: undefined,
    })
    expect(events.slice(-5).map(({ environmentId }) => environmentId)).toEqual(['', '', 'e1', 'e1', ''])
    expect((await call('PreDeploymentCleanup')).told.at(-1)).toBe('OK/OK no cleanup necessary')
  })

  it('a failed shutdown fails neither', async () => {
    const { call } = await withPartition('IDLE')
    const { told, error } = await call('EnsureCleanup', { odc_simulated_failure: 'Shutdown' })
    expect(told.map((line) => line.split(' ')[0])).toEqual(['S/S', 'N/OK', 'S/S', 'ERR/ERR', 'OK/OK'])
    expect(error).toBeUndefined()
  })

  it('without a status there is none', async () => {
    const { told, error } = await serviceHarness('odc').call('EnsureCleanup', {
      odc_simulated_failure: 'Status',
    })
    expect(told.map((line) => line.split(' ')[0])).toEqual(['S/S', 'ERR/ERR'])
    expect(error).toBe('EPN EnsureCleanup call failed. REASON: code 1 from ODC: simulated failure')
  })
})

describe('failures', () => {
  const refusal = 'code 1 from ODC: simulated failure'
  const refused =
    '{"msg":"simulated failure","status":2,"error":{"msg":"simulated failure","code":1},"partitionid":"e1"}'

  it('refused', async () => {
    const { told, error } = await serviceHarness('odc').call('Configure', {
      odc_simulated_failure: 'Configure',
    })
    const request = `{"odcRequest":{"request":${PARTITION}}`
    expect(told.slice(2)).toEqual([
      `N/S perform ODC call: Configure ${request}}`,
      `ERR/ERR perform ODC call: Configure (${refusal}) ${request},"odcResponse":{"reply":${refused}}}`,
    ])
    expect(error).toBe(`EPN Configure call failed. REASON: ${refusal}`)
  })

  it('unreachable: the call says it in other words than the event', async () => {
    const { told, error } = await serviceHarness('odc').call('PartitionInitialize', {
      ...RUN_VARS,
      odc_simulated_failure: 'Run:unreachable',
    })
    expect(told).toEqual([
      `S/S perform ODC call: Run {"odcRequest":${RUN}}`,
      `ERR/ERR perform ODC call: Run (rpc error: code = Unavailable desc = simulated failure) {"odcRequest":${RUN}}`,
    ])
    expect(error).toBe(
      'EPN PartitionInitialize call failed. REASON: ODC returned Unavailable: simulated failure',
    )
  })

  it.each([
    ['PartitionInitialize', 'Run', `status ERROR from ODC with error ${refusal}`],
    ['Reset', 'Reset', `invalid gRPC status: ${refusal}`],
    ['PartitionTerminate', 'Shutdown', `invalid gRPC status: ${refusal}`],
    ['Start', 'Start/SetProperties', refusal],
  ])('%s with %s refused', async (func, failure, reason) => {
    const { call, rootVars } = serviceHarness('odc')
    rootVars['__odc_partitioninitialize_called'] = 'true'
    const { told, error } = await call(func, { ...RUN_VARS, odc_simulated_failure: failure })
    expect(told.at(-1)).toMatch(/^ERR\/ERR /)
    expect(error).toBe(`EPN ${func} call failed. REASON: ${reason}`)
  })

  it('too late is an error, never a timeout', async () => {
    const vars = { odc_simulated_delay: '1h', __call_timeout: '1ms' }
    const { told } = await serviceHarness('odc').call('Reset', vars)
    expect(told[1]).toMatch(
      /^ERR\/ERR .*\(rpc error: code = DeadlineExceeded desc = context deadline exceeded\)/,
    )
  })

  it('Stop stops even where the properties could not be set', async () => {
    const { call } = await withPartition('RUNNING')
    const { told, error } = await call('Stop', { odc_simulated_failure: 'SetProperties' })
    expect(told.map((line) => line.split(' {')[0])).toEqual([
      'S/S perform ODC call: SetProperties',
      `ERR/ERR perform ODC call: SetProperties (${refusal})`,
      'S/S perform ODC call: Stop',
      'OK/OK perform ODC call: Stop',
    ])
    expect(error).toBeUndefined()
  })

  it.each<[vars: VarStack, reason: string]>([
    [{ odc_simulated_failure: 'Run:unconnected' }, 'ODC client connection not available, Run impossible'],
    [{ pdp_config_option: 'x' }, 'cannot acquire valid PDP workflow configuration mode value'],
    [{ pdp_config_option: 'Manual XML' }, 'cannot acquire ODC topology'],
    [{ odc_extract_topology_resources: 'maybe' }, 'cannot parse odc_extract_topology_resources'],
  ])('%j: no event', async (vars, reason) => {
    expect(await serviceHarness('odc').call('PartitionInitialize', { ...RUN_VARS, ...vars })).toEqual({
      told: [],
      error: `EPN PartitionInitialize call failed. REASON: ${reason}`,
    })
  })

  it('a variable is missing: no event', async () => {
    expect(await serviceHarness('odc').call('PartitionInitialize')).toEqual({
      told: [],
      error: 'EPN PartitionInitialize call failed. REASON: cannot acquire PDP workflow configuration mode',
    })
  })
})
