import { describe, expect, it } from 'vitest'
import { NOW_MS, serviceHarness } from '../helpers/service-harness.js'

const GLOBAL = { trg_detectors: '["ITS","TPC"]', run_number: '42', run_type: 'PHYSICS' }
const STANDALONE = { trg_detectors: '["TPC"]', trg_global_run_enabled: 'false', run_number: '42' }
const pair = (call: string, request: string) => [
  `S/S perform TRG call: ${call} {"trgRequest":${request}}`,
  `OK/OK perform TRG call: ${call} {"trgRequest":${request},"trgResponse":{}}`,
]

describe('each function', () => {
  it.each([
    ['PrepareForRun', GLOBAL, '{"runtype":"PHYSICS","detectors":"its tpc"}'],
    ['RunLoad', GLOBAL, '{"runn":42,"detectors":"its tpc"}'],
    [
      'RunLoad',
      { ...GLOBAL, trg_global_config: 'a > b', ctp_readout_enabled: 'true' },
      '{"runn":42,"config":"a \\u003e b","detectors":"its tpc","ctp_readout_included":true}',
    ],
    ['RunLoad', { ...STANDALONE, trg_global_run_enabled: 'true' }, '{"runn":42,"detectors":"tpc"}'],
    ['RunStart', GLOBAL, '{"runn":42}'],
    ['RunStart', { ...STANDALONE, trg_runtime_config: 'c' }, '{"runn":42,"config":"c","detector":"tpc"}'],
    ['RunStop', GLOBAL, '{"runn":42}'],
    ['RunStop', STANDALONE, '{"runn":42,"detector":"tpc"}'],
    ['RunUnload', GLOBAL, '{"runn":42}'],
  ])('%s %j', async (func, vars, request) => {
    const result = await serviceHarness('trg').call(func, vars)
    expect(result).toEqual({ told: pair(func, request), error: undefined })
  })

  it.each(['RunLoad', 'RunUnload'])('%s of a standalone run is silent', async (func) => {
    expect(await serviceHarness('trg').call(func, STANDALONE)).toEqual({ told: [], error: undefined })
  })
})

it('an event has the path of its role, the function with parentheses, the environment', async () => {
  const { call, events } = serviceHarness('trg')
  await call('RunStart', GLOBAL)
  expect(events[1]).toEqual({
    environmentId: 'e1',
    name: 'wf.trg.role',
    operationName: 'trg.RunStart()',
    operationStatus: 'DONE_OK',
    operationStep: 'perform TRG call: RunStart',
    operationStepStatus: 'DONE_OK',
    payload: '{"trgRequest":{"runn":42},"trgResponse":{}}',
    timestampMs: NOW_MS,
  })
})

it('only the ends of RunStart and RunStop have a time of their own', async () => {
  const { call, events } = serviceHarness('trg')
  for (const func of ['RunLoad', 'RunStart', 'RunStop', 'RunUnload']) await call(func, GLOBAL)
  const timed = events.filter(({ timestampMs }) => timestampMs !== undefined)
  expect(timed.map(({ operationName, operationStatus }) => [operationName, operationStatus])).toEqual([
    ['trg.RunStart()', 'DONE_OK'],
    ['trg.RunStop()', 'DONE_OK'],
  ])
})

it('keeps the times of the trigger in the root role', async () => {
  const { call, rootVars } = serviceHarness('trg')
  rootVars['trg_start_time_ms'] = rootVars['trg_end_time_ms'] = '1'
  await call('RunLoad', GLOBAL)
  expect(rootVars).toEqual({})
  rootVars['trg_end_time_ms'] = '1'
  await call('RunStart', GLOBAL)
  expect(rootVars).toEqual({ trg_start_time_ms: String(NOW_MS) })
  await call('RunStop', GLOBAL)
  expect(rootVars).toEqual({ trg_start_time_ms: String(NOW_MS), trg_end_time_ms: String(NOW_MS) })
})

describe('what a run leaves behind', () => {
  it('is nothing after stop and unload', async () => {
    const { call } = serviceHarness('trg')
    for (const func of ['RunLoad', 'RunStart', 'RunStop', 'RunUnload']) await call(func, GLOBAL)
    for (const func of ['EnsureRunStop', 'EnsureRunUnload'])
      expect((await call(func, GLOBAL)).told).toEqual([])
  })

  it('is stopped and unloaded, with the number of the run, under the names of the cleanup', async () => {
    const { call, events } = serviceHarness('trg')
    for (const func of ['RunLoad', 'RunStart']) await call(func, GLOBAL)
    const later = { trg_detectors: GLOBAL.trg_detectors }
    expect((await call('EnsureRunStop', later)).told).toEqual(pair('RunStop', '{"runn":42}'))
    expect((await call('EnsureRunUnload', later)).told).toEqual(pair('RunUnload', '{"runn":42}'))
    expect(events.slice(-4).map(({ operationName }) => operationName)).toEqual([
      'trg.EnsureRunStop()',
      'trg.EnsureRunStop()',
      'trg.EnsureRunUnload()',
      'trg.EnsureRunUnload()',
    ])
  })

  it('is tried once, and the run has ended even if that fails', async () => {
    const { call, rootVars } = serviceHarness('trg')
    await call('RunStart', GLOBAL)
    const failing = { ...GLOBAL, trg_simulated_failure: 'RunStop' }
    expect((await call('RunStop', failing)).error).toMatch(/^TRG RunStop call failed/)
    expect(rootVars).not.toHaveProperty('trg_end_time_ms')
    expect((await call('EnsureRunStop', failing)).error).toMatch(/^TRG RunStop call failed/)
    expect(rootVars).toHaveProperty('trg_end_time_ms', String(NOW_MS))
    expect(await call('EnsureRunStop', GLOBAL)).toEqual({ told: [], error: undefined })
  })

  it('is forgotten with the environment', async () => {
    const { call, plugin } = serviceHarness('trg')
    await call('RunStart', GLOBAL)
    plugin.environmentStateChanged?.('e1', 'ERROR')
    plugin.environmentStateChanged?.('e1', 'DONE')
    expect((await call('EnsureRunStop', GLOBAL)).told).toEqual([])
  })
})

describe('failures', () => {
  const start = '{"trgRequest":{"runn":42}}'

  it('refused', async () => {
    expect(
      await serviceHarness('trg').call('RunStart', { ...GLOBAL, trg_simulated_failure: 'RunStart' }),
    ).toEqual({
      told: [
        `S/S perform TRG call: RunStart ${start}`,
        'ERR/ERR perform TRG call: RunStart (response code 3 from TRG: simulated failure) ' +
          '{"trgRequest":{"runn":42},"trgResponse":{"rc":3,"msg":"simulated failure"}}',
      ],
      error: 'TRG RunStart call failed. REASON: response code 3 from TRG: simulated failure',
    })
  })

  it.each([
    [
      'unreachable',
      { trg_simulated_failure: 'RunStart:unreachable' },
      'Unavailable desc = simulated failure',
    ],
    [
      'too late, which is no timeout',
      { trg_simulated_delay: '1h', __call_timeout: '1ms' },
      'DeadlineExceeded desc = context deadline exceeded',
    ],
  ])('%s', async (_what, vars, description) => {
    const reason = `rpc error: code = ${description}`
    expect(await serviceHarness('trg').call('RunStart', { ...GLOBAL, ...vars })).toEqual({
      told: [
        `S/S perform TRG call: RunStart ${start}`,
        `ERR/ERR perform TRG call: RunStart (${reason}) ${start}`,
      ],
      error: `TRG RunStart call failed. REASON: ${reason}`,
    })
  })

  it.each([
    ['RunStart:unconnected', 'TRG client connection not available, RunStart impossible'],
    ['RunStat', /^variable trg_simulated_failure: expected \[FUNCTION\/]CALL\[:HOW] .*, got "RunStat"$/],
  ])('%s: no event', async (failure, reason) => {
    const { told, error } = await serviceHarness('trg').call('RunStart', {
      ...GLOBAL,
      trg_simulated_failure: failure,
    })
    expect(told).toEqual([])
    const [, said] = error?.split('TRG RunStart call failed. REASON: ') ?? []
    if (typeof reason === 'string') expect(said).toBe(reason)
    else expect(said).toMatch(reason)
  })

  it('detectors that are no list: no event', async () => {
    const result = await serviceHarness('trg').call('RunStart', { ...GLOBAL, trg_detectors: 'ITS' })
    expect(result).toEqual({
      told: [],
      error:
        'TRG RunStart call failed. REASON: variable trg_detectors: expected a JSON array of strings, got "ITS"',
    })
  })
})
