import type { EnvironmentEvent } from '../core/index.js'
import type { Happening } from './schemas.js'

type Told = Pick<Happening, 'kind' | 'name' | 'status'> & Partial<Pick<Happening, 'detail' | 'transition'>>

/**
 * Something that happened, as the page shows it; null for what it does not show.
 *
 * @param current the transition that is on its way
 */
export function happeningOf(event: EnvironmentEvent, current: string | null): Happening | null {
  const told = toldOf(event)
  if (told === null) return null
  const { environmentId, timestampMs, state, runNumber } = event
  const error = 'error' in event ? event.error : null
  return { environmentId, timestampMs, state, runNumber, transition: current, detail: null, ...told, error }
}

function toldOf(event: EnvironmentEvent): Told | null {
  switch (event.type) {
    case 'creation':
      return { kind: 'creation', name: event.step, status: creationStatus(event.step), transition: 'CREATE' }
    case 'transition-started':
      return {
        kind: 'transition',
        name: event.transition,
        status: 'started',
        transition: event.transition,
      }
    case 'transition-finished':
      return {
        kind: 'transition',
        name: event.transition,
        status: endOf(event.error),
        transition: event.transition,
      }
    case 'step-started':
      return { kind: 'step', name: event.step, status: 'started', transition: event.transition }
    case 'step-finished':
      return { kind: 'step', name: event.step, status: endOf(event.error), transition: event.transition }
    case 'state-changed':
      return {
        kind: 'state',
        name: event.state,
        status: 'noted',
        detail: event.forced ? `from ${event.from}, forced` : `from ${event.from}`,
      }
    case 'error-imminent':
      return { kind: 'error', name: 'GO_ERROR is imminent', status: 'failed' }
    case 'run': {
      const status = event.moment === 'started' ? 'started' : endOf(event.error)
      return { kind: 'run', name: event.transition, status, detail: runDetail(event) }
    }
    case 'call-started':
      return { kind: 'call', name: event.role.path, status: 'started', detail: event.role.func }
    case 'call-finished':
      return { kind: 'call', name: event.role.path, status: endOf(event.error), detail: event.role.func }
    case 'task': {
      const { role, state, status } = event.task
      return {
        kind: 'task',
        name: role.path,
        status: state === 'ERROR' ? 'failed' : 'noted',
        detail: `${state} ${status}`,
      }
    }
    case 'role':
      return null
    case 'teardown':
      return {
        kind: 'teardown',
        name: event.step,
        status: event.step === 'failed' ? 'failed' : event.step === 'complete' ? 'done' : 'noted',
        transition: 'DESTROY',
      }
  }
}

function creationStatus(step: Extract<EnvironmentEvent, { type: 'creation' }>['step']): Told['status'] {
  if (step === 'starting') return 'started'
  if (step === 'failed') return 'failed'
  return step === 'completed' ? 'done' : 'noted'
}

function runDetail({ runNumber, moment }: Extract<EnvironmentEvent, { type: 'run' }>): string {
  return `run ${runNumber ?? '?'} ${moment}`
}

function endOf(error: string | null): 'done' | 'failed' {
  return error === null ? 'done' : 'failed'
}
