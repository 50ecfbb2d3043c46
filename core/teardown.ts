import { AliecsError, messageOf } from '../errors.js'
import type { Environment } from './environment.js'
import { completeRun, endRun } from './run.js'

/**
 * The hooks of leaving the current state, the end of the run if there is one, release of the tasks, the DESTROY hooks,
 * DONE. Failing hooks stop nothing.
 * Source: AliceO2Group/Control, core/environment/manager.go, TeardownEnvironment.
 *
 * @throws AliecsError see Environment.tearDown
 */
export async function tearDown(environment: Environment, force: boolean): Promise<void> {
  const { state } = environment
  if (state === 'DONE') {
    throw new AliecsError('EVENT_INAPPROPRIATE', `environment ${environment.id} is already in DONE`)
  }
  if (state !== 'STANDBY' && state !== 'DEPLOYED' && !force) {
    throw new AliecsError('EVENT_INAPPROPRIATE', `cannot teardown environment in state ${state}`)
  }
  environment.currentTransition = 'DESTROY'
  try {
    await takeApart(environment)
  } finally {
    environment.currentTransition = null
  }
}

async function takeApart(environment: Environment): Promise<void> {
  const { hooks, services, state } = environment
  environment.tell({ type: 'teardown', step: 'started', error: null })
  environment.tell({ type: 'teardown', step: 'leaving', error: null })
  const error = await hooks.run(`leave_${state}`, 'all')
  if (error !== null) {
    services.logger.error({ environmentId: environment.id }, `leave_${state} at teardown: ${error.message}`)
  }
  if (state === 'RUNNING') {
    endRun(environment, 'TEARDOWN')
    completeRun(environment, 'TEARDOWN', null)
    services.plugins.runEnded(environment.id)
  }
  environment.tell({ type: 'teardown', step: 'releasing tasks', error: null })
  await release(environment)
  environment.roleStates.released()
  environment.tell({ type: 'teardown', step: 'running DESTROY hooks', error: null })
  await hooks.runAtDestroy()
  hooks.abandonAwaited()
  environment.watch.end()
  environment.setState('DONE')
  environment.tell({ type: 'teardown', step: 'complete', error: null })
}

async function release(environment: Environment): Promise<void> {
  const { tasks, limits } = environment.services
  try {
    await tasks.release(environment.id, { timeoutMs: limits.taskTimeoutMs })
  } catch (error) {
    environment.tell({ type: 'teardown', step: 'failed', error: messageOf(error) })
    throw error instanceof AliecsError
      ? error
      : new AliecsError('TASKS_FAILED', messageOf(error), { cause: error })
  }
}
