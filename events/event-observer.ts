import type { EnvironmentObserver } from '../core/observer.js'
import type { EventWriter } from './event-writer.js'
import { happeningEvent } from './happening-event.js'

/** Writes what happens in a core. */
export function eventObserver(writer: Pick<EventWriter, 'write'>): EnvironmentObserver {
  return (happening) => {
    const event = happeningEvent(happening)
    if (event !== null) writer.write(event)
  }
}
