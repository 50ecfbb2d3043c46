import { expect, it } from 'vitest'
import type { EnvironmentEvent } from '../../core/index.js'
import { roleEvent } from '../../events/role-event.js'
import { happened, taskRole } from '../helpers/happenings.js'
import { decoded } from '../helpers/written-events.js'

it('has the status or the state, whichever changed', () => {
  const event = roleEvent(
    happened({ type: 'role', role: taskRole, roleStatus: null, roleState: 'MIXED' }) as Extract<
      EnvironmentEvent,
      { type: 'role' }
    >,
  )
  expect(event).toMatchObject({ topic: 'aliecs.role', key: '2rEnv' })
  expect(decoded(event).roleevent).toEqual({
    name: 'readout',
    status: '',
    state: 'MIXED',
    rolepath: 'flow.readout',
    environmentid: '2rEnv',
  })
})
