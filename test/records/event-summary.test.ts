import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import type { EventJson } from '../../records/event-json.js'
import { summarizeEvent } from '../../records/event-summary.js'

const WIDE = { colors: picocolors.createColors(false), narrow: false }
const NARROW = { ...WIDE, narrow: true }

const LEFT: EventJson = {
  environmentEvent: {
    state: 'CONFIGURED',
    runNumber: 570001,
    transition: 'START_ACTIVITY',
    transitionStep: 'leave_CONFIGURED',
    transitionStatus: 'DONE_ERROR',
    message: 'transition step finished',
  },
}
const LOADED: EventJson = {
  environmentEvent: {
    state: 'STANDBY',
    transition: 'CREATE',
    transitionStep: 'after_CREATE',
    transitionStatus: 'DONE_OK',
    message: 'workflow loaded',
    vars: { a: '1', b: '2' },
  },
}
const FAILED: EventJson = {
  environmentEvent: {
    state: 'CONFIGURED',
    transition: 'START_ACTIVITY',
    transitionStatus: 'DONE_ERROR',
    message: 'transition error',
    error: 'first\nsecond',
  },
}
const RUN: EventJson = {
  runEvent: { state: 'RUNNING', runNumber: 7, transition: 'STOP_ACTIVITY', transitionStatus: 'STARTED' },
}
const CALL: EventJson = {
  callEvent: {
    func: 'testplugin.Test()',
    callStatus: 'DONE_ERROR',
    path: 'w.test.call',
    error: 'error triggered',
  },
}
const TASK: EventJson = {
  taskEvent: { state: 'LAUNCHED', status: 'INACTIVE', hostname: 'flp-mft-1', path: 'w.host.readout' },
}
const SERVICE: EventJson = {
  integratedServiceEvent: {
    name: 'w.dcs.sor',
    operationName: 'dcs.StartOfRun()',
    operationStatus: 'ONGOING',
    operationStep: 'perform DCS call',
    operationStepStatus: 'STARTED',
  },
}

describe('summarizeEvent', () => {
  it('has the same columns for all of a kind', () => {
    expect([LOADED, LEFT, FAILED].map((event) => summarizeEvent(event, WIDE))).toEqual([
      'STANDBY                 CREATE          after_CREATE           DONE_OK       workflow loaded (2 variables)',
      'CONFIGURED  run 570001  START_ACTIVITY  leave_CONFIGURED       DONE_ERROR    transition step finished',
      'CONFIGURED              START_ACTIVITY                         DONE_ERROR    transition error  first\\x0asecond',
    ])
  })

  it('knows every kind', () => {
    expect([RUN, CALL, TASK, SERVICE].map((event) => summarizeEvent(event, WIDE))).toEqual([
      'RUNNING     run 7       STOP_ACTIVITY   STARTED',
      'testplugin.Test()                DONE_ERROR    w.test.call  error triggered',
      'LAUNCHED    INACTIVE  flp-mft-1  w.host.readout',
      'dcs.StartOfRun()  ONGOING       perform DCS call  STARTED       w.dcs.sor',
    ])
    const roles: EventJson[] = [
      { roleEvent: { rolePath: 'w.host', state: 'RUNNING' } },
      { roleEvent: { rolePath: 'w.host', status: 'ACTIVE' } },
    ]
    expect(roles.map((event) => summarizeEvent(event, WIDE))).toEqual([
      'state  RUNNING     w.host',
      'status ACTIVE      w.host',
    ])
    const rest: EventJson[] = [
      { coreStartEvent: { frameworkId: 'f' } },
      { frameworkEvent: { message: 'm' } },
      { mesosHeartbeatEvent: {} },
      { beamModeEvent: { beamInfo: { beamMode: 'ADJUST', fillNumber: 3 } } },
      {},
    ]
    expect(rest.map((event) => summarizeEvent(event, WIDE))).toEqual([
      'core started,  framework f',
      'framework:  m',
      'heartbeat',
      'beam mode ADJUST  fill 3',
      'no payload that is known',
    ])
  })

  it('leaves out what can be spared where there is little room', () => {
    expect([LEFT, FAILED, RUN, CALL, TASK].map((event) => summarizeEvent(event, NARROW))).toEqual([
      'CONFIGURED 570001 leave_CONFIGURED DONE_ERROR',
      'CONFIGURED      START            DONE_ERROR   first\\x0asecond',
      'RUNNING    7    STOP     STARTED',
      'testplugin.Test()               DONE_ERROR   error triggered',
      'LAUNCHED   INACTIVE host.readout',
    ])
  })

  it('cuts an error that fills screens', () => {
    const line = summarizeEvent({ callEvent: { error: 'x'.repeat(65_536) } }, WIDE)
    expect(line).toMatch(/x{300}…$/)
    expect(line.length).toBeLessThan(400)
  })

  it('does not show a step as failed that always ends with DONE_ERROR', () => {
    const colored = { ...WIDE, colors: picocolors.createColors(true) }
    const red = '\u001b[31m'
    expect(summarizeEvent(LEFT, colored)).not.toContain(red)
    expect(summarizeEvent(FAILED, colored)).toContain(red)
  })
})
