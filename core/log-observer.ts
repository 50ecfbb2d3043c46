import type { Logger } from '../plugin/host.js'
import type { EnvironmentEvent, EnvironmentObserver } from './observer.js'

/** What an operator wants to read goes to info, the rest to debug, errors to warn: of a call that failed its hook tells. */
export function logObserver(logger: Logger): EnvironmentObserver {
  return (event) => {
    const error = 'error' in event ? event.error : null
    const fields = {
      environmentId: event.environmentId,
      state: event.state,
      ...(event.runNumber === null ? {} : { runNumber: event.runNumber }),
      ...(error === null ? {} : { error }),
    }
    const line = sentence(event)
    if (error !== null) logger[event.type === 'call-finished' ? 'debug' : 'warn'](fields, `${line}: ${error}`)
    else if (isMilestone(event)) logger.info(fields, line)
    else logger.debug(fields, line)
  }
}

function isMilestone(event: EnvironmentEvent): boolean {
  if (event.type === 'transition-finished' || event.type === 'run') return true
  if (event.type === 'creation') return event.step === 'workflow loaded'
  if (event.type === 'teardown') return event.step === 'complete'
  return event.type === 'state-changed' && event.forced
}

function sentence(event: EnvironmentEvent): string {
  switch (event.type) {
    case 'creation':
      return `CREATE ${event.template}: ${event.step}`
    case 'transition-started':
      return `${event.transition} starting`
    case 'step-started':
      return `${event.transition}: ${event.step} starting`
    case 'step-finished':
      return `${event.transition}: ${event.step} finished`
    case 'transition-finished':
      return `${event.transition} ${event.error === null ? 'completed' : 'failed'}`
    case 'state-changed':
      return `${event.from} → ${event.state}${event.forced ? ', forced' : ''}`
    case 'error-imminent':
      return 'a critical error occurred, GO_ERROR is imminent'
    case 'run':
      return `run ${event.runNumber ?? '?'}: ${event.transition} ${event.moment}`
    case 'call-started':
      return `call ${event.role.func} of ${event.role.path} started`
    case 'call-finished':
      return `call ${event.role.func} of ${event.role.path} ${event.error === null ? 'finished' : 'failed'}`
    case 'task':
      return `task ${event.task.role.path} is ${event.task.status} in ${event.task.state}`
    case 'role':
      return `role ${event.role.path} is ${event.roleStatus ?? event.roleState}`
    case 'teardown':
      return `teardown: ${event.step}`
  }
}
