import { AliecsError, messageOf } from '../errors.js'
import type { Environment } from './environment.js'
import { findDestination, type State, type TransitionEvent } from './fsm.js'
import { beginRun, completeRun, endRun, retireRun } from './run.js'
import { commandTasks } from './transition-tasks.js'

export interface TransitionOptions {
  /** Called when the step `leave_SOURCE` begins; not called where the transition fails before it. */
  onLeaving?: () => void
}

/**
 * before_EVENT (weights below 0, run times, weights from 0) → leave_SOURCE → tasks → the state → enter_DESTINATION
 * (weights below 0, enter_state_time_ms, weights from 0) → after_EVENT (weights below 0, run times, weights from 0).
 * A failure up to the tasks cancels; one after the state was set is reported, and the rest still runs.
 * Source: AliceO2Group/Control, core/environment/environment.go, newEnvironment, TryTransition.
 *
 * @throws AliecsError see Environment.tryTransition
 */
export async function runTransition(
  environment: Environment,
  event: TransitionEvent,
  { onLeaving }: TransitionOptions = {},
): Promise<void> {
  if (environment.state === 'DONE') throw inappropriate(event, 'DONE') // events of it have ended
  environment.tell({ type: 'transition-started', transition: event })
  environment.currentTransition = event
  try {
    await attempt(environment, event, onLeaving)
  } catch (error) {
    if (error instanceof AliecsError) environment.lastError = error
    environment.tell({ type: 'transition-finished', transition: event, error: messageOf(error) })
    throw error
  } finally {
    environment.currentTransition = null
  }
  environment.tell({ type: 'transition-finished', transition: event, error: null })
}

/** Ours: the original enters STANDBY before there are hooks that could run. */
export async function enterStandby(environment: Environment): Promise<void> {
  const step = { transition: 'CREATE', step: 'enter_STANDBY' } as const
  environment.tell({ type: 'step-started', ...step })
  const error = await environment.hooks.run('enter_STANDBY', 'all')
  environment.tell({ type: 'step-finished', ...step, error: error?.message ?? null, aborted: false })
  if (error !== null) throw error
}

async function attempt(
  environment: Environment,
  event: TransitionEvent,
  onLeaving?: () => void,
): Promise<void> {
  const source = environment.state
  const destination = findDestination(event, source)
  if (destination === undefined) throw inappropriate(event, source)
  const cancelling =
    (await before(environment, event)) ??
    (await leave(environment, event, source, onLeaving)) ??
    (await moveTasks(environment, event, destination))
  if (cancelling !== null) {
    const text = `transition canceled with error: ${cancelling.message}`
    throw new AliecsError(cancelling.code, text, { cause: cancelling })
  }
  const atEnter = await enter(environment, event, destination)
  const error = await after(environment, event, atEnter)
  if (error !== null) throw error
}

function inappropriate(event: TransitionEvent, state: State): AliecsError {
  return new AliecsError('EVENT_INAPPROPRIATE', `event ${event} inappropriate in current state ${state}`)
}

type Failure = AliecsError | null

async function before(environment: Environment, event: TransitionEvent): Promise<Failure> {
  const { step, hooks } = stepOf(environment, event, `before_${event}`)
  environment.roleStates.hooksLookedFor()
  const early = await hooks('negative')
  if (early !== null) return step.finish(early, { aborted: true })
  if (event === 'START_ACTIVITY') {
    const error = await beginRun(environment)
    if (error !== null) return error // without the end of the step, as the original
  } else if (event === 'STOP_ACTIVITY' || event === 'GO_ERROR') {
    endRun(environment, event)
  }
  return step.finish(await hooks('non-negative'))
}

async function leave(
  environment: Environment,
  event: TransitionEvent,
  source: State,
  onLeaving?: () => void,
): Promise<Failure> {
  const { step, hooks } = stepOf(environment, event, `leave_${source}`)
  onLeaving?.()
  const early = await hooks('negative')
  if (early !== null) return step.finish(early, { aborted: true })
  return step.finish(await hooks('non-negative'))
}

/** The step ends in the new state already. */
async function moveTasks(
  environment: Environment,
  event: TransitionEvent,
  destination: State,
): Promise<Failure> {
  const { step } = stepOf(environment, event, `tasks_${event}`)
  const error = await commandTasks(environment, event)
  if (error === null) environment.setState(destination)
  return step.finish(error)
}

async function enter(environment: Environment, event: TransitionEvent, state: State): Promise<Failure> {
  const { step, hooks } = stepOf(environment, event, `enter_${state}`)
  const early = await hooks('negative')
  environment.vars.setEnterStateTime(environment.services.clock())
  return step.finish(both(early, await hooks('non-negative')))
}

/** The step ends with the failure of the step before it too: the original keeps one error for both. */
async function after(environment: Environment, event: TransitionEvent, atEnter: Failure): Promise<Failure> {
  const { step, hooks } = stepOf(environment, event, `after_${event}`)
  const early = both(atEnter, await hooks('negative'))
  completeRun(environment, event, early)
  const error = step.finish(both(early, await hooks('non-negative')))
  if (event === 'STOP_ACTIVITY' || event === 'GO_ERROR') retireRun(environment)
  return error
}

/** A step, begun; its end returns the error that it ends with. */
function stepOf(environment: Environment, transition: TransitionEvent, name: string) {
  environment.tell({ type: 'step-started', transition, step: name })
  const finish = (error: Failure, { aborted = false } = {}): Failure => {
    const text = error?.message ?? null
    environment.tell({ type: 'step-finished', transition, step: name, error: text, aborted })
    return error
  }
  const hooks = (range: 'negative' | 'non-negative'): Promise<Failure> => environment.hooks.run(name, range)
  return { step: { finish }, hooks }
}

function both(first: Failure, second: Failure): Failure {
  if (first === null || second === null) return first ?? second
  return new AliecsError(first.code, `${first.message}; ${second.message}`, { cause: first })
}
