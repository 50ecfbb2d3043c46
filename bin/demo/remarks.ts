import { basename } from 'node:path'
import type { EnvironmentEvent } from '../../core/index.js'

/** What the core does, where it explains the records that follow; null where it does not. */
export function remarkOn(event: EnvironmentEvent): string | null {
  switch (event.type) {
    case 'creation':
      return event.step === 'starting' ? `CREATE ${basename(event.template, '.yaml')}` : null
    case 'transition-started':
      return event.transition
    case 'task': {
      const { state, role } = event.task
      return state === 'ERROR' ? `task on ${role.hostname} dies` : null
    }
    case 'teardown':
      return event.step === 'started' ? 'DESTROY' : null
    default:
      return null
  }
}
