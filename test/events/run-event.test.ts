import { expect, it } from 'vitest'
import type { EnvironmentEvent } from '../../core/index.js'
import { runEvent } from '../../events/run-event.js'
import { happened, NOW } from '../helpers/happenings.js'
import { decoded } from '../helpers/written-events.js'

type Run = Extract<EnvironmentEvent, { type: 'run' }>
const run = (part: Pick<Run, 'transition' | 'moment'> & { error?: string }) =>
  runEvent(happened({ type: 'run', error: null, ...part }) as Run)
const [STARTED, DONE_OK, DONE_ERROR] = [1, 3, 4]

it('is what QualityControl takes for the start of a run, at the time that the variables say', () => {
  const event = run({ transition: 'START_ACTIVITY', moment: 'started' })
  expect(event).toMatchObject({ topic: 'aliecs.run', key: '2rEnv' })
  expect(decoded(event)).toMatchObject({
    timestamp: NOW,
    runevent: {
      environmentid: '2rEnv',
      runnumber: 42,
      transition: 'START_ACTIVITY',
      transitionstatus: STARTED,
      lastrequestuser: { name: 'LHC', externalid: 60 },
    },
  })
})

it('ends as the transition did', () => {
  const status = (error?: string) =>
    decoded(
      run({ transition: 'STOP_ACTIVITY', moment: 'completed', ...(error === undefined ? {} : { error }) }),
    ).runevent?.transitionstatus
  expect([status(), status('no')]).toEqual([DONE_OK, DONE_ERROR])
})

it('of a teardown is STARTED both times, and has no user', () => {
  for (const moment of ['started', 'completed'] as const) {
    expect(decoded(run({ transition: 'TEARDOWN', moment })).runevent).toMatchObject({
      transitionstatus: STARTED,
      lastrequestuser: undefined,
    })
  }
})
