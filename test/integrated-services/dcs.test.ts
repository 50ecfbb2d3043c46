import { describe, expect, it } from 'vitest'
import type { VarStack } from '../../plugin/host.js'
import { NOW_MS, serviceHarness } from '../helpers/service-harness.js'

const TIME = new Date(NOW_MS).toISOString()
const SOR_VARS = { dcs_detectors: '["TPC"]', run_number: '42' }
const AVAILABILITY = 'acquire detectors availability'
const NUMBERS: Record<string, number> = { ITS: 6, TPC: 13, TST: 18 }
const STATES: Record<string, number> = {
  RUN_OK: 2,
  SOR_PROGRESSING: 5,
  EOR_PROGRESSING: 6,
  SOR_FAILURE: 7,
  EOR_FAILURE: 8,
  SOR_UNAVAILABLE: 11,
  PREPARING: 13,
  TIMEOUT: 18,
}

interface Message {
  detector: string
  state: string
  eventType: number
  failed?: boolean
}

const dcsEvent = ({ detector, state, eventType, failed }: Message) =>
  `{"eventtype":${eventType},"detector":${NUMBERS[detector]},"state":${STATES[state]},"timestamp":"${TIME}"` +
  `${failed ? ',"message":"simulated failure"' : ''}}`

/** The payload of a message about one of `detectors`; `rest` is what stands between `detectors` and `state`. */
const reported = (message: Message, detectors: string, rest: string) =>
  `{"dcsEvent":${dcsEvent(message)},"detector":"${message.detector}","detectors":${detectors},${rest}` +
  `"state":"${message.state}"}`

const SOR_BASE = '{"detectors":["TPC"],"runNumber":42}'
const READY = '"detectorsReadiness":{"TPC":"SOR_AVAILABLE"},"runNumber":42'
const SOR_KNOWN = `{"detectors":["TPC"],${READY}}`
const SOR_STEP = 'perform DCS call: StartOfRun'
const sorMessage = (state: string, failed = false) =>
  reported({ detector: 'TPC', state, eventType: 20, failed }, '["TPC"]', `${READY},`)
const SOR_OPENED = [
  `S/S ${AVAILABILITY} ${SOR_BASE}`,
  `N/OK ${AVAILABILITY} ${SOR_KNOWN}`,
  `N/S ${SOR_STEP} ${SOR_KNOWN}`,
]

describe('each function', () => {
  it('PrepareForRun', async () => {
    const base = '{"detectors":["ITS"]}'
    const ready = '"detectorsReadiness":{"ITS":"PFR_AVAILABLE"}'
    const step = 'perform DCS call: PrepareForRun'
    const message = (state: string) =>
      reported({ detector: 'ITS', state, eventType: 50 }, '["ITS"]', `${ready},`)
    expect(await serviceHarness('dcs').call('PrepareForRun', { dcs_detectors: '["ITS"]' })).toEqual({
      told: [
        `S/S ${AVAILABILITY} ${base}`,
        `N/OK ${AVAILABILITY} {"detectors":["ITS"],${ready}}`,
        `N/S ${step} {"detectors":["ITS"],${ready}}`,
        `N/N ${step} ${message('PREPARING')}`,
        `N/N ${step} ${message('RUN_OK')}`,
        `OK/OK ${step} {"detectors":["ITS"],${ready}}`,
      ],
      error: undefined,
    })
  })

  it('StartOfRun', async () => {
    const { call, plugin } = serviceHarness('dcs')
    expect(await call('StartOfRun', SOR_VARS)).toEqual({
      told: [
        ...SOR_OPENED,
        `N/N ${SOR_STEP} ${sorMessage('SOR_PROGRESSING')}`,
        `N/N ${SOR_STEP} ${sorMessage('RUN_OK')}`,
        `OK/OK ${SOR_STEP} ${SOR_KNOWN}`,
      ],
      error: undefined,
    })
    expect(plugin.getEnvironmentsData(['e1'])).toEqual({ e1: 'SOR SUCCESSFUL' })
  })

  it.each(['EndOfRun', 'Cleanup'])('%s', async (func) => {
    const { call, events } = serviceHarness('dcs')
    await call('StartOfRun', SOR_VARS)
    const step = 'perform DCS call: EndOfRun'
    const message = (state: string) =>
      reported({ detector: 'TPC', state, eventType: 30 }, '["TPC"]', '"runNumber":42,')
    expect(await call(func, SOR_VARS)).toEqual({
      told: [
        `S/S ${step} ${SOR_BASE}`,
        `N/N ${step} ${message('EOR_PROGRESSING')}`,
        `N/N ${step} ${message('RUN_OK')}`,
        `OK/OK ${step} ${SOR_BASE}`,
      ],
      error: undefined,
    })
    expect(events.at(-1)?.operationName).toBe(`dcs.${func}()`)
    expect((await call('Cleanup', SOR_VARS)).told).toEqual([])
  })
})

it('what the Control GUI reads: a message per detector under the name of the role', async () => {
  const { call, events } = serviceHarness('dcs')
  await call('StartOfRun', {
    dcs_detectors: '["ITS","TST"]',
    run_number: '42',
    __call_rolepath: 'readout-dataflow.dcs.sor',
  })
  const shown = events
    .filter(({ name }) => name === 'readout-dataflow.dcs.sor')
    .map(({ payload }) => JSON.parse(payload))
    .filter((payload) => payload.dcsEvent !== undefined)
  expect(shown.map(({ detector, state, runNumber }) => [detector, state, runNumber])).toEqual([
    ['ITS', 'SOR_PROGRESSING', 42],
    ['TST', 'SOR_PROGRESSING', 42],
    ['ITS', 'RUN_OK', 42],
    ['TST', 'RUN_OK', 42],
  ])
  expect(shown[1].dcsEvent.detector).toBe(18)
})

it('goes through the states of its variable', async () => {
  const vars = { ...SOR_VARS, dcs_sor_state_sequence: '0:PREPARING,0:READY,1:RUN_OK' }
  const { told } = await serviceHarness('dcs').call('StartOfRun', vars)
  expect(told.slice(3).map((line) => /"state":"(\w+)"/.exec(line)?.[1])).toEqual([
    'PREPARING',
    'READY',
    'RUN_OK',
    undefined,
  ])
})

describe('detectors that are not ready', () => {
  it('fail a SOR', async () => {
    const vars = { ...SOR_VARS, dcs_detectors: '["TPC","ITS","TST"]', dcs_sor_grace_period: '1ms' }
    const failure = 'StartOfRun:ITS=not-ready,StartOfRun:TST=not-ready'
    const result = await serviceHarness('dcs').call('StartOfRun', { ...vars, dcs_simulated_failure: failure })
    const error = 'detectors are in incompatible states: ITS, TST in SOR_UNAVAILABLE'
    const payload = '{"detectors":["TPC","ITS","TST"],"runNumber":42}'
    expect(result).toEqual({
      told: [`S/S ${AVAILABILITY} ${payload}`, `ERR/ERR ${AVAILABILITY} (${error}) ${payload}`],
      error: `DCS StartOfRun call failed. REASON: ${error}`,
    })
  })

  it('are left out of a PFR', async () => {
    const vars = { dcs_detectors: '["TPC","ITS"]', dcs_simulated_failure: 'PrepareForRun:ITS=not-ready' }
    const { told, error } = await serviceHarness('dcs').call('PrepareForRun', vars)
    expect(told[1]).toContain('"detectorsReadiness":{"ITS":"PFR_UNAVAILABLE","TPC":"PFR_AVAILABLE"}')
    expect(told.slice(3, -1).every((line) => line.includes('"detector":"TPC"'))).toBe(true)
    expect(told.at(-1)).toMatch(/^OK\/OK /)
    expect(error).toBeUndefined()
  })

  it('fail a PFR that has no others', async () => {
    const vars = { dcs_detectors: '["ITS"]', dcs_simulated_failure: 'PrepareForRun:ITS=not-ready' }
    const { error } = await serviceHarness('dcs').call('PrepareForRun', vars)
    expect(error).toMatch(/detectors are in incompatible states: ITS in PFR_UNAVAILABLE$/)
  })
})

describe('failures', () => {
  it.each([
    ['StartOfRun', 'SOR_FAILURE', 'N/ERR', 'TPC SOR failure reported by DCS'],
    ['StartOfRun:TPC=SOR_UNAVAILABLE', 'SOR_UNAVAILABLE', 'N/ERR', 'TPC SOR unavailable reported by DCS'],
    ['StartOfRun:TPC=TIMEOUT', 'TIMEOUT', 'N/TO', 'TPC SOR timeout reported by DCS'],
  ])('%s', async (failure, state, progress, text) => {
    const result = await serviceHarness('dcs').call('StartOfRun', {
      ...SOR_VARS,
      dcs_simulated_failure: failure,
    })
    const error = 'SOR failed for TPC, DCS EOR will run anyway for this run'
    const failed = sorMessage(state, true)
    expect(result).toEqual({
      told: [
        ...SOR_OPENED,
        `N/N ${SOR_STEP} ${sorMessage('SOR_PROGRESSING')}`,
        `${progress} ${SOR_STEP} (${text}) ${failed}`,
        `ERR/ERR ${SOR_STEP} (${error}) ${failed.replace('"runNumber"', '"failedDetectors":["TPC"],"runNumber"')}`,
      ],
      error: `DCS StartOfRun call failed. REASON: ${error}`,
    })
  })

  it('of one detector of several', async () => {
    const vars = { dcs_detectors: '["ITS","TPC"]', dcs_simulated_failure: 'PrepareForRun:ITS' }
    const { told, error } = await serviceHarness('dcs').call('PrepareForRun', vars)
    expect(told.map((line) => line.split(' {')[0]).slice(5)).toEqual([
      'N/ERR perform DCS call: PrepareForRun (ITS PFR failure reported by DCS)',
      'N/N perform DCS call: PrepareForRun',
      'ERR/ERR perform DCS call: PrepareForRun (PFR failed for ITS)',
    ])
    expect(told.at(-1)).toContain('"detector":"ITS"')
    expect(error).toBe('DCS PrepareForRun call failed. REASON: PFR failed for ITS')
  })

  it('of an EOR, which is not tried again', async () => {
    const { call } = serviceHarness('dcs')
    await call('StartOfRun', SOR_VARS)
    const vars = { ...SOR_VARS, dcs_simulated_failure: 'EndOfRun' }
    const { told, error } = await call('EndOfRun', vars)
    expect(told[2]).toContain('(TPC EOR failure reported by DCS)')
    expect(error).toBe(
      'DCS EndOfRun call failed. REASON: EOR failed for TPC, DCS EOR will NOT run again for this run',
    )
    expect((await call('Cleanup', SOR_VARS)).told).toEqual([])
  })

  it('of a SOR leave an EOR to be done', async () => {
    const { call } = serviceHarness('dcs')
    await call('StartOfRun', { ...SOR_VARS, dcs_simulated_failure: 'StartOfRun' })
    expect((await call('Cleanup', { dcs_detectors: '["TPC"]' })).told).toHaveLength(4)
  })

  it.each<[what: string, vars: VarStack, line: string]>([
    [
      'a stream that breaks',
      { dcs_simulated_failure: 'StartOfRun:broken' },
      `N/ERR ${SOR_STEP} (bad DCS SOR event received, any future DCS events are ignored) ${SOR_KNOWN}`,
    ],
    [
      'detectors that do not get ready in time',
      { dcs_simulated_failure: 'StartOfRun:stuck', __call_timeout: '20ms' },
      `N/TO ${SOR_STEP} (DCS SOR timed out after 20ms: context deadline exceeded) ${SOR_KNOWN}`,
    ],
  ])('%s', async (_what, vars, line) => {
    const { told, error } = await serviceHarness('dcs').call('StartOfRun', { ...SOR_VARS, ...vars })
    const reason = 'SOR failed for TPC, DCS EOR will run anyway for this run'
    const payload = SOR_KNOWN.replace('"runNumber"', '"failedDetectors":["TPC"],"runNumber"')
    expect(told.slice(4)).toEqual([line, `ERR/ERR ${SOR_STEP} (${reason}) ${payload}`])
    expect(error).toBe(`DCS StartOfRun call failed. REASON: ${reason}`)
  })

  it('unreachable: the call cannot be opened, and no EOR is owed', async () => {
    const { call } = serviceHarness('dcs')
    const reason = 'rpc error: code = Unavailable desc = simulated failure'
    const vars = { ...SOR_VARS, dcs_simulated_failure: 'StartOfRun:unreachable' }
    expect(await call('StartOfRun', vars)).toEqual({
      told: [...SOR_OPENED, `ERR/ERR ${SOR_STEP} (${reason}) ${SOR_KNOWN}`],
      error: `DCS StartOfRun call failed. REASON: ${reason}`,
    })
    expect((await call('Cleanup', SOR_VARS)).told).toEqual([])
  })

  it.each<[vars: VarStack, reason: string]>([
    [
      { dcs_simulated_failure: 'StartOfRun:unconnected' },
      'DCS client connection not available, StartOfRun impossible',
    ],
    [{ dcs_sor_parameters: '[]' }, 'error processing DCS SOR parameters: expected a JSON object, got "[]"'],
    [
      { tpc_dcs_sor_parameters: 'x' },
      'error processing TPC DCS SOR parameter map: expected a JSON object, got "x"',
    ],
    [
      { dcs_sor_state_sequence: '5:NONE' },
      'variable dcs_sor_state_sequence: expected MILLIS:STATE,…, got "5:NONE"',
    ],
  ])('%j: no more events after the availability', async (vars, reason) => {
    expect(await serviceHarness('dcs').call('StartOfRun', { ...SOR_VARS, ...vars })).toEqual({
      told: SOR_OPENED.slice(0, 2),
      error: `DCS StartOfRun call failed. REASON: ${reason}`,
    })
  })

  it('a detector that DCS does not know: no event', async () => {
    expect(await serviceHarness('dcs').call('StartOfRun', { ...SOR_VARS, dcs_detectors: '["XYZ"]' })).toEqual(
      {
        told: [],
        error: 'DCS StartOfRun call failed. REASON: invalid DCS detector XYZ',
      },
    )
  })
})
