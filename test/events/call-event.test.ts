import { expect, it } from 'vitest'
import type { EnvironmentEvent } from '../../core/index.js'
import { callEvent } from '../../events/call-event.js'
import { callRole, happened } from '../helpers/happenings.js'
import { decoded } from '../helpers/written-events.js'

type Finished = Extract<EnvironmentEvent, { type: 'call-finished' }>
type Started = Extract<EnvironmentEvent, { type: 'call-started' }>
const finished = (output: string, error: string | null) =>
  callEvent(happened({ type: 'call-finished', role: callRole, output, error }) as Finished)

it('names the function, where it stands and when it is called', () => {
  const event = callEvent(happened({ type: 'call-started', role: callRole }) as Started)
  expect(event).toMatchObject({ topic: 'aliecs.call', key: '2rEnv' })
  expect(decoded(event).callevent).toEqual({
    func: 'dcs.StartOfRun()',
    callstatus: 1,
    pb_return: 'answer',
    traits: {
      trigger: 'before_START_ACTIVITY+100',
      await: 'after_START_ACTIVITY',
      timeout: '140s',
      critical: true,
    },
    output: '',
    error: '',
    environmentid: '2rEnv',
    path: 'flow.running',
  })
})

it('ends with its output or its error', () => {
  expect(decoded(finished('{"ok":true}', null)).callevent).toMatchObject({
    callstatus: 3,
    output: '{"ok":true}',
  })
  expect(decoded(finished('', 'no "DCS"\nat all')).callevent).toMatchObject({
    callstatus: 4,
    error: 'no "DCS"\nat all',
  })
})
