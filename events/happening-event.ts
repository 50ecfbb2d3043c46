import type { EnvironmentEvent } from '../core/observer.js'
import { callEvent } from './call-event.js'
import type { CoreEvent } from './core-event.js'
import { environmentEvent } from './environment-event.js'
import { roleEvent } from './role-event.js'
import { runEvent } from './run-event.js'
import { taskEvent } from './task-event.js'

/** What goes to Kafka of something that happened in the core; null for what does not. */
export function happeningEvent(event: EnvironmentEvent): CoreEvent | null {
  switch (event.type) {
    case 'run':
      return runEvent(event)
    case 'call-started':
    case 'call-finished':
      return callEvent(event)
    case 'task':
      return taskEvent(event)
    case 'role':
      return roleEvent(event)
    case 'state-changed':
      return null
    default:
      return environmentEvent(event)
  }
}
