import type { EnvironmentEvent } from '../core/observer.js'
import { OpStatus } from './core-event.js'

/** What an environment event says of a happening, beside what it says of the environment. */
export interface Moment {
  message: string
  transition: string
  /** Empty for a transition as a whole. */
  step: string
  status: OpStatus
  /** Where it is not that of the environment. */
  state?: string
  /** Left out where it is false. */
  hasUser: boolean
  /** `empty`: there, with nothing in it. */
  template: 'known' | 'empty' | 'absent'
  hasRunNumber: boolean
}

type Creation = Extract<EnvironmentEvent, { type: 'creation' }>
type Finished = Extract<EnvironmentEvent, { type: 'step-finished' }>
type Teardown = Extract<EnvironmentEvent, { type: 'teardown' }>

const USUAL = { step: '', hasUser: true, template: 'known', hasRunNumber: true } as const

/** Null for what the original says nothing of. The quirks are its own, and recorded. */
export function momentOf(event: EnvironmentEvent): Moment | null {
  switch (event.type) {
    case 'creation':
      return creation(event)
    case 'transition-started': {
      const { transition } = event
      return { ...USUAL, message: 'transition starting', transition, status: OpStatus.STARTED }
    }
    case 'step-started': {
      const { transition, step } = event
      if (transition === 'CREATE') return null // enter_STANDBY, which the original does not have
      return { ...USUAL, message: 'transition step starting', transition, step, status: OpStatus.ONGOING }
    }
    case 'step-finished':
      return event.transition === 'CREATE' ? null : stepFinished(event)
    case 'transition-finished': {
      const { transition, error } = event
      if (error !== null)
        return { ...USUAL, message: 'transition error', transition, status: OpStatus.DONE_ERROR }
      const message = 'transition completed successfully'
      return { ...USUAL, message, transition, status: OpStatus.DONE_OK }
    }
    case 'error-imminent': {
      const message = 'a critical error occurred, GO_ERROR transition imminent'
      return { ...USUAL, message, transition: '', status: OpStatus.NULL }
    }
    case 'teardown':
      return { ...USUAL, transition: 'DESTROY', hasRunNumber: false, ...teardown(event) }
    default:
      return null
  }
}

function creation({ step, mode, error }: Creation): Moment | null {
  const create = { ...USUAL, transition: 'CREATE', hasRunNumber: false }
  const { STARTED, ONGOING, DONE_OK, DONE_ERROR } = OpStatus
  switch (step) {
    case 'starting':
      if (mode === 'auto') return null
      return { ...create, message: 'transition starting', status: STARTED, template: 'absent' }
    case 'instantiating':
      return { ...create, message: 'instantiating', step: 'before_CREATE', status: STARTED }
    case 'running hooks':
      return {
        ...create,
        message: 'running hooks',
        step: 'before_CREATE',
        status: ONGOING,
        template: 'empty',
      }
    case 'loading workflow':
      return { ...create, message: 'loading workflow', step: 'CREATE', status: ONGOING, template: 'empty' }
    case 'workflow loaded':
      return { ...create, message: 'workflow loaded', step: 'after_CREATE', status: DONE_OK }
    case 'completed':
      if (mode === 'auto') return null
      return {
        ...create,
        message: 'transition completed successfully',
        status: DONE_OK,
        template: 'absent',
      }
    case 'failed':
      if (mode === 'auto') return null
      return { ...create, message: 'transition error', status: DONE_ERROR, template: 'absent' }
    case 'announced': {
      const told = { ...create, transition: '', status: OpStatus.NULL }
      if (error === null) return { ...told, message: 'created new environment' }
      return { ...told, message: 'cannot create new environment', state: 'ERROR' } // it is gone by then
    }
  }
}

function stepFinished({ transition, step, error, aborted }: Finished): Moment {
  const finished = { ...USUAL, message: 'transition step finished', transition, step }
  if (aborted) return { ...finished, status: OpStatus.DONE_ERROR, hasUser: false }
  // Leaving a state ends like this whatever happened: consumers look at the error.
  if (step.startsWith('leave_')) return { ...finished, status: OpStatus.DONE_ERROR }
  const failed = error !== null && !step.startsWith('before_')
  return { ...finished, status: failed ? OpStatus.DONE_ERROR : OpStatus.ONGOING }
}

function teardown({ step, state }: Teardown): Pick<Moment, 'message' | 'step' | 'status' | 'state'> {
  const { STARTED, ONGOING, DONE_OK, DONE_ERROR } = OpStatus
  switch (step) {
    case 'started':
      return { message: 'workflow teardown started', step: 'before_DESTROY', status: STARTED }
    case 'leaving':
      return { message: 'workflow teardown ongoing', step: `leave_${state}`, status: ONGOING }
    case 'releasing tasks':
      return { message: 'releasing tasks', step: 'DESTROY', status: ONGOING }
    case 'running DESTROY hooks':
      return { message: 'running DESTROY hooks', step: 'after_DESTROY', status: ONGOING }
    case 'complete':
      return { message: 'environment teardown complete', step: 'after_DESTROY', status: DONE_OK }
    case 'failed':
      return {
        message: 'environment teardown finished with error',
        step: 'after_DESTROY',
        status: DONE_ERROR,
      }
  }
}
