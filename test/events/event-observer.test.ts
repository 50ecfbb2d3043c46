import { expect, it } from 'vitest'
import { type CoreEvent, eventObserver } from '../../events/index.js'
import { callRole, happened, taskRole } from '../helpers/happenings.js'

it('writes what happens to its topics, and a change of state to none: the steps tell of it', () => {
  const written: CoreEvent[] = []
  const observe = eventObserver({ write: (event) => written.push(event) })
  observe(happened({ type: 'state-changed', from: 'CONFIGURED', forced: false }))
  observe(happened({ type: 'transition-started', transition: 'RESET' }))
  observe(happened({ type: 'run', transition: 'TEARDOWN', moment: 'started', error: null }))
  observe(happened({ type: 'call-started', role: callRole }))
  observe(happened({ type: 'role', role: taskRole, roleStatus: 'ACTIVE', roleState: null }))
  expect(written.map(({ topic }) => topic)).toEqual([
    'aliecs.environment',
    'aliecs.run',
    'aliecs.call',
    'aliecs.role',
  ])
})
